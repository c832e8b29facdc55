"""What a file declares about itself, under the names people use for it, checked value by value."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from indexer.language.detection import language_code
from indexer.nouns.documents import Tag
from indexer.vocabulary.countries import country_named

_TITLE = ("title", "dc title", "og title", "citation title", "título", "titre")
_ABSTRACT = ("abstract", "summary", "description", "dc description", "og description")
_COUNTRY = ("country", "countries", "país", "pays")
_TOPICS = ("topics", "topic", "tags", "keywords", "subjects", "dc subject")
_KNOWLEDGE_TYPE = ("knowledge type", "type", "document type", "doc type", "dc type")
_PUBLISHED = ("published", "date", "year", "dc date", "citation publication date", "article published time")
_LANGUAGE = ("language", "lang", "dc language")
_SOURCE = ("url", "source url", "og url")
_MAX_TAGS = 200
_MAX_LABEL_CHARACTERS = 120
_YEARS = range(1000, 3000)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """Declared metadata: None or empty where nothing (or nothing readable) is declared."""

    title: str | None = None
    abstract: str | None = None
    countries: tuple[str, ...] = ()
    topics: tuple[Tag, ...] = ()
    knowledge_type: Tag | None = None
    published: str | None = None
    language: str | None = None
    source_url: str | None = None
    problems: tuple[str, ...] = ()


def declared(metadata: Mapping[str, Any]) -> Declared:
    """The metadata of a layout in our terms; values that cannot be read are named as problems."""
    problems: list[str] = []
    known = {name: value for name, value in metadata.items() if value is not None and value != ""}
    return Declared(
        title=_text(_first(known, _TITLE), "title", problems),
        abstract=_text(_first(known, _ABSTRACT), "abstract", problems),
        countries=_countries(_first(known, _COUNTRY), problems),
        topics=_tags(_first(known, _TOPICS), "topics", problems),
        knowledge_type=next(iter(_tags(_first(known, _KNOWLEDGE_TYPE), "knowledge type", problems)), None),
        published=_date(_first(known, _PUBLISHED), problems),
        language=_language(_first(known, _LANGUAGE), problems),
        source_url=_text(_first(known, _SOURCE), "url", problems),
        problems=tuple(problems),
    )


def _first(metadata: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((metadata[name] for name in names if name in metadata), None)


def _text(value: Any, name: str, problems: list[str]) -> str | None:
    if value is None:
        return None
    if isinstance(value, str):
        # Escapes in YAML may hold halves of characters: pairs are joined, single ones are no text.
        whole = value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
        return " ".join(_CONTROL.sub(" ", whole).split()) or None
    problems.append(f"the {name} is not a text and was left out")
    return None


def _items(value: Any, name: str, problems: list[str]) -> list[str]:
    """A declared list as texts; one text may hold several items parted by semicolons, else by commas."""
    if value is None:
        return []
    if isinstance(value, list):
        texts = [_text(item, f"{name} item", problems) for item in value]
        return [text for text in texts if text]
    text = _text(value, name, problems) or ""
    return [part.strip() for part in re.split(";" if ";" in text else ",", text) if part.strip()]


def _tags(value: Any, name: str, problems: list[str]) -> tuple[Tag, ...]:
    labels = dict.fromkeys(_items(value, name, problems))
    if len(labels) > _MAX_TAGS:
        problems.append(f"only the first {_MAX_TAGS} of {len(labels)} {name} were kept")
    kept = []
    for label in list(labels)[:_MAX_TAGS]:
        if len(label) > _MAX_LABEL_CHARACTERS:
            problems.append(
                f"the {name} value {label[:40]!r}… is longer than {_MAX_LABEL_CHARACTERS} characters and was cut"
            )
        kept.append(Tag(label=label[:_MAX_LABEL_CHARACTERS]))
    return tuple(kept)


def _countries(value: Any, problems: list[str]) -> tuple[str, ...]:
    whole = country_named(value) if isinstance(value, str) else None
    if whole:
        return (whole.id,)
    codes: dict[str, None] = {}
    for name in _items(value, "country", problems):
        concept = country_named(name)
        if concept:
            codes[concept.id] = None
        else:
            problems.append(f"the country {name!r} is not known and was left out")
    return tuple(codes)


def _date(value: Any, problems: list[str]) -> str | None:
    text = _text(value, "date", problems)
    if text is None:
        return None
    match = re.match(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?!\d)", text)
    if match and int(match.group(1)) in _YEARS:
        year, month, day = (int(part) if part else None for part in match.groups())
        try:
            datetime.date(year or 1, month or 1, day or 1)
        except ValueError:
            problems.append(f"the date {text[:40]!r} does not exist; its year was kept")
            return f"{year:04d}"
        return "-".join(
            part for part in (f"{year:04d}", f"{month:02d}" if month else "", f"{day:02d}" if day else "") if part
        )
    loose = re.search(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)", text)
    if loose:
        return loose.group(1)
    problems.append(f"the date {text[:40]!r} holds no year and was left out; write it as 2016 or 2016-05-31")
    return None


def _language(value: Any, problems: list[str]) -> str | None:
    text = _text(value, "language", problems)
    if text is None:
        return None
    code = language_code(text)
    if code is None:
        problems.append(f"the language {text[:40]!r} is no language code and was left out; write en, es, fr …")
    return code
