"""The block of YAML between two lines of hyphens that may head a Markdown or text file."""

from __future__ import annotations

import re
from typing import Any

import yaml

from indexer.errors import DocumentRefused

_MAX_CHARACTERS = 64_000
_FENCED = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_LOOKS_LIKE_KEY = re.compile(r"\A---[ \t]*\n\s*[A-Za-z_][\w -]*:")


class _TextLoader(yaml.BaseLoader):
    """Reads every value as the words written: `NO` is Norway, and a date that does not exist can be told."""


_TextLoader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|Null|NULL|)$"), ["~", "n", "N", ""])
_TextLoader.add_constructor("tag:yaml.org,2002:null", lambda loader, node: None)


def split_front_matter(text: str) -> tuple[dict[str, Any], str]:
    """The metadata that heads a text (empty if none) and the rest of the text.

    Values are texts, None, lists or mappings; keys come back in lower case with single spaces for `_`
    and `-`. Raises `DocumentRefused` with the line where the block is not valid YAML, is not a
    mapping, or never ends.
    """
    if not text.startswith("---"):
        return {}, text
    match = _FENCED.match(text)
    if not match:
        if _LOOKS_LIKE_KEY.match(text):
            raise DocumentRefused("the front matter opens with --- on line 1 and is never closed; add a line of ---")
        return {}, text
    source = match.group(1)
    if len(source) > _MAX_CHARACTERS:
        raise DocumentRefused(f"the front matter is longer than {_MAX_CHARACTERS:,} characters; shorten it")
    try:
        values = yaml.load(source, Loader=_TextLoader)  # noqa: S506 -- builds texts, lists and mappings only
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" on line {mark.line + 2}" if mark else ""
        what = getattr(error, "problem", None) or "it cannot be read"
        raise DocumentRefused(
            f"the front matter is not valid YAML{where}: {what}; quote values that hold a colon"
        ) from error
    except RecursionError as error:
        raise DocumentRefused("the front matter is nested too deeply to be read") from error
    rest = text[match.end() :]
    if values is None:
        return {}, rest
    if not isinstance(values, dict):
        if "\n\n" in source:
            return {}, text
        raise DocumentRefused("the front matter is not a list of `name: value` lines; write one per line")
    return {" ".join(re.split(r"[\s_-]+", str(key).strip().lower())): value for key, value in values.items()}, rest
