"""What is asked in the recordings: of a small library whose answers are kept whole, and of the sample corpus."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

SUGGEST = "/api/v1/tags/suggest"
TEXT = "Open government in small towns. Public procurement is published as open data, and transparency grows."

PAGES = (
    "/ /search /documents/<document_id> /facets/<name> /places /places/<place_id> /compare /benchmark /peers "
    "/vocabularies /vocabularies/<name> /vocabularies/<name>/<concept_id> /candidates /review /review/above /decisions "
    "/audit /sign-in /static/<path:filename>"
).split()
"""The rules that answer with HTML or a file of the site; every other rule is data and must be recorded."""

FORMS = "/candidates /review /review/above /decisions /sign-in".split()
"""The rules that take a form."""

SMALL_COMMANDS = (
    "search open government --json",
    "search --json --country Kenya --sort newest --per-page 2",
    "search transparency --json --explain",
    "search govrnment --json",
    "search zzzz --json",
    "search tax --json --year-from 2015 --year-to 2020 --knowledge-type Case-study",
    "search digital --json --topic transparency --area governance --language English --region Africa",
    "show agency --json",
    "show exampleton --json",
    "show nobody --json",
    "facets --json",
    "facets topic --json --contains transp",
    "facets colour --json",
    "compare exampleton-ca villa-ejemplo-mx --json",
    "compare exampleton-ca villa-ejemplo-mx --csv",
    "compare exampleton-ca stadt-beispiel-de --markdown --all",
    "compare nowhere --json",
    "benchmark --json",
    "benchmark formal-strategy --csv --edition 2019",
    "benchmark dedicated-funding --json --answer formal-strategy=yes --region Americas",
    "vocabulary show --json",
    "vocabulary show rivers --json",
    "vocabulary show topic transparency --json",
    "vocabulary show topic --json --contains agua --per-page 5",
    "vocabulary lint rivers --json",
    "vocabulary lint topic --json",
    "vocabulary crosswalk rivers topic --json",
    "vocabulary candidates --json --limit 5",
    "tag suggest budget --json",
    "tag show agency --json",
    "tag show exampleton --json",
    "tag log --json",
    "tag log agency --json --per-page 1",
    "tag queue --json --per-page 5",
    "tag audit --json",
    "tag audit agency --json",
    "tag bulk --above 0.5 --json",
    "tag export",
    "check --json",
)
"""The commands asked of the small library, after `policyscope`."""

BODIES: tuple[Any, ...] = (
    {"text": TEXT, "limit": 3},
    {
        "items": [{"text": TEXT}, {"document_id": "budget"}, {"text": "Les forêts du pays", "language": "fr"}],
        "limit": 2,
    },
    {"document_id": "undated", "threshold": 0.2},
    {"document_id": "nobody"},
    {"text": TEXT, "vocabulary": "rivers"},
    {"text": TEXT, "vocabulary": "nothing"},
    {"text": TEXT, "colour": "red"},
    {"text": TEXT, "document_id": "budget"},
    {},
    [],
)

_SMALL_ADDRESSES = """
/search.json
/search.json?q=open+government&explain=true
/search.json?q=%22digital+agency%22&per_page=2
/search.json?q=open+govrnment
/search.json?q=transparency&country=Narnia
/search.json?topic=transparency&topic=participatory-budgeting&topic_mode=all
/search.json?q=innovation&formal_strategy=yes
/api/v1/search?q=transport+OR+mobility&sort=newest&per_page=3&page=2
/api/v1/search?sort=best
/index.json
/documents/agency.json
/documents/forets.json
/documents/exampleton.json
/documents/nobody.json
/api/v1/documents/villa-ejemplo
/api/v1/documents/agency?q=tax
/api/v1/documents/agency/tags
/api/v1/documents/buses/tags
/api/v1/documents/declaration/tags
/api/v1/documents/exampleton/tags
/api/v1/documents/agency/tags?vocabulary=rivers
/api/v1/documents/nobody/tags
/facets/topic.json
/facets/country.json?contains=mex
/facets/colour.json
/api/v1/facets/year?q=transparency
/places.json
/places.json?formal_strategy=yes
/places.csv
/api/v1/places?edition=2019&population=nonsense
/api/v1/places.csv?country=Mexico
/places/exampleton-ca.json
/places/villa-ejemplo-mx.csv
/api/v1/places/stadt-beispiel-de
/api/v1/places/nowhere
/compare.json?place=exampleton-ca&place=villa-ejemplo-mx&place=stadt-beispiel-de
/compare.csv?place=exampleton-ca&place=villa-ejemplo-mx
/compare.md?place=exampleton-ca&place=villa-ejemplo-mx
/compare.md?place=exampleton-ca&place=stadt-beispiel-de&all=true
/api/v1/compare?place=exampleton-ca&place=nowhere
/api/v1/compare.csv?place=stadt-beispiel-de&place=exampleton-ca
/benchmark.json
/benchmark.csv?question=formal-strategy&question=staff
/api/v1/benchmark?edition=2019&question=formal-strategy
/api/v1/benchmark.csv?country=CA
/peers.json?place=exampleton-ca
/peers.csv?place=exampleton-ca
/api/v1/peers?place=villa-ejemplo-mx&edition=2019
/api/v1/peers.csv?place=stadt-beispiel-de&limit=1
/vocabularies.json
/api/v1/vocabularies
/vocabularies/rivers.json?show=all
/vocabularies/rivers.jsonld
/vocabularies/rivers/1.json
/vocabularies/rivers/1.jsonld
/vocabularies/nothing.json
/api/v1/vocabularies/rivers
/api/v1/vocabularies/rivers.jsonld
/api/v1/vocabularies/rivers/2
/api/v1/vocabularies/rivers/2.jsonld
/api/v1/vocabularies/topic?q=agua
/api/v1/vocabularies/topic/transparency
/api/v1/vocabularies/topic/nothing
/candidates.json
/candidates.json?language=en&page=2
/review.json
/review.json?vocabulary=nothing
/review/above.json?at_least=0.5
/review/above.json?at_least=0.1
/decisions.json
/decisions.json?document=agency
/audit.json
/audit.json?vocabulary=rivers
/api/v1/tags/audit?per_page=3&page=2
/api/v1/tags/queue?per_page=3
/api/v1/tags/log?document=buses
/api/v1/complete?q=trans
/api/v1/complete?q=%C3%A9coles&limit=3
/api/v1/health
/api/v1/nothing
/nothing.json
"""

_SEARCHES = """
q=open+government
q=%22digital+agency%22
q=%22open+data%22+-tax
q=transport+OR+mobility
q=(transport+OR+mobility)+-tax&sort=newest
q=NOT+government&per_page=100
q=transpar*
q=whole-of-government
q=title:budget
q=topic:transparency
q=country:Mexico+water
q=type:%22Country+report%22+year:2015-
q=language:es+agua
q=year:2015-2020&sort=title
q=year:-2012&sort=oldest
q=govrnment+transparancy
q=open+govrnment
q=zzzzqqq
q=%22no+such+phrase+anywhere%22
q=carbon+tax&country=Kenya
q=carbon+tax&year_from=2030
q=participatory+budgeting&language=pt&explain=true
q=climate&explain=true&per_page=3
q=city+innovation+strategy&explain=true&page=2&per_page=5
q=a+the+of
q=((((
q=%22
q=forets
q=%C3%A9ducation
q=AND+OR+NOT
q=water&sort=newest&page=2
q=water&sort=oldest&per_page=5
q=water&sort=title&per_page=5
topic=open-data&topic=evaluation
topic=open-data&topic=evaluation&topic_mode=all
topic=open-data&not_topic=evaluation
topic=_none
not_topic=_none&per_page=2
country=_none&sort=title
country=Mexico&country=BR&sort=oldest
region=Africa&knowledge_type=Case+study
area=governance&language=English
suggested_topic=open-government
year_from=2015&year_to=2018&page=3
year=2019
formal_strategy=yes
knowledge_type=city-profile&sort=title&per_page=100
country=Narnia
page=1000
page=1001
per_page=101
sort=best
topic_mode=some
countri=MX
q=a&q=b
year_from=MMXV
page=0
"""

_SAMPLE_ADDRESSES = """
/search.json?q=open+government
/search.json?q=govrnment+transparancy
/search.json?per_page=101
/index.json
/index.json?q=1
/documents/nobody.json
/api/v1/documents/nobody
/places.json
/places.json?per_page=100
/places.json?q=cycling&page=1
/places.json?region=Africa
/places.json?contains=san
/places.csv?per_page=100
/api/v1/places?country=Colombia&region=Americas
/api/v1/places?page=2
/api/v1/places.csv?region=Europe
/compare.json?place=lisbon-pt&place=medellin-co
/compare.json?place=amsterdam-nl&place=nairobi-ke&place=seoul-kr&place=toronto-ca&place=vienna-at
/compare.csv?place=lisbon-pt&place=medellin-co
/compare.md?place=lisbon-pt&place=medellin-co
/compare.md?place=lisbon-pt&place=medellin-co&all=true
/compare.json
/compare.json?place=nowhere
/api/v1/compare?place=boston-us&place=austin-us
/api/v1/compare.csv?place=boston-us&place=austin-us
/benchmark.json
/benchmark.json?region=Europe
/benchmark.json?question=population&question=staff
/benchmark.json?question=colour
/benchmark.json?country=Brazil&edition=2022
/benchmark.json?q=cycling
/benchmark.csv
/benchmark.csv?region=Africa
/api/v1/benchmark?population=nonsense
/api/v1/benchmark?formal_strategy=_none
/api/v1/benchmark.csv?not_formal_strategy=yes
/peers.json?place=lisbon-pt
/peers.json
/peers.json?place=nowhere
/peers.csv?place=lisbon-pt&limit=3
/api/v1/peers?place=medellin-co&region=Europe
/api/v1/peers.csv?place=medellin-co
/api/v1/complete?q=open
/api/v1/complete?q=trans&limit=50
/api/v1/complete?q=m%C3%A9x
/api/v1/complete?q=zzzz
/api/v1/complete?q=
/api/v1/complete?limit=51
/vocabularies.json
/vocabularies.json?q=1
/vocabularies/topic.json
/vocabularies/topic.json?show=all&per_page=500
/vocabularies/topic.json?q=water
/vocabularies/topic.json?show=some
/vocabularies/topic.jsonld
/vocabularies/area.jsonld
/vocabularies/country.json?show=all&page=2
/vocabularies/region.json
/vocabularies/knowledge_type.json
/vocabularies/nothing.json
/vocabularies/topic/open-data.json
/vocabularies/topic/open-data.jsonld
/vocabularies/country/MX.json
/api/v1/vocabularies
/api/v1/vocabularies/topic?show=all&page=3
/api/v1/vocabularies/knowledge_type.jsonld
/api/v1/vocabularies/topic/evaluation
/api/v1/vocabularies/topic/evaluation.jsonld
/api/v1/vocabularies/topic/nothing
/api/v1/vocabularies/nothing
/candidates.json
/candidates.json?language=es
/candidates.json?page=2
/candidates.json?vocabulary=nothing
/review.json
/review.json?page=3
/review/above.json
/review/above.json?at_least=0.5
/decisions.json
/decisions.json?document=cities-lisbon
/audit.json
/audit.json?page=2
/api/v1/tags/audit
/api/v1/tags/audit?page=2&per_page=100
/api/v1/tags/queue?per_page=100
/api/v1/tags/queue?page=2
/api/v1/tags/log
/api/v1/tags/log?document=cities-lisbon&per_page=1
/api/v1/health
/api/v1/health?q=1
/api/v1/openapi.json
/api/v1/nothing
"""

_FACETS = (
    "area topic knowledge_type country region year language suggested_topic formal_strategy dedicated_funding".split()
)


def small_requests() -> Iterator[str]:
    """The requests of the small library, as `METHOD ADDRESS` and for a POST its body."""
    yield from _gets(_SMALL_ADDRESSES)
    yield from (f"POST {SUGGEST} {json.dumps(body, ensure_ascii=False)}" for body in BODIES)


def sample_requests(documents: Sequence[str], places: Sequence[str]) -> Iterator[str]:
    """The requests of the sample corpus, whose documents and places have these ids."""
    yield from _gets(_SAMPLE_ADDRESSES)
    yield from (f"GET /api/v1/search?{asked}" for asked in _SEARCHES.split())
    for name in [*_FACETS, "colour"]:
        yield f"GET /facets/{name}.json"
        yield f"GET /facets/{name}.json?contains=a"
        yield f"GET /api/v1/facets/{name}?q=water&contains=er"
    for document in documents:
        yield f"GET /documents/{document}.json"
        yield f"GET /api/v1/documents/{document}"
        yield f"GET /api/v1/documents/{document}/tags"
    for place in places:
        yield f"GET /places/{place}.json"
        yield f"GET /places/{place}.csv"
        yield f"GET /api/v1/places/{place}"
    yield f"POST {SUGGEST} {json.dumps({'text': TEXT})}"
    yield f"POST {SUGGEST} {json.dumps({'items': [{'document_id': each} for each in documents[:20]]})}"


def _gets(addresses: str) -> Iterator[str]:
    return (f"GET {address}" for address in addresses.split())
