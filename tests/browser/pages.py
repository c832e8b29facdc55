"""One address of every kind of page that the site has."""

from __future__ import annotations

PAGES = {
    "home": "/",
    "results": "/search?q=open+government&country=BR&country=MX&not_language=es&year_from=2005",
    "all documents": "/search?page=3",
    "relaxed": "/search?q=zebras+govern+an+open+budget",
    "no result": "/search?q=zebra&country=MX&topic=transparency",
    "past the end": "/search?q=open+government&page=90",
    "record": "/documents/reports-mexico-transparency-law-2015",
    "profile": "/documents/cities-lisbon",
    "generic": "/documents/reports-brasil-lei-de-acesso-a-informacao",
    "places": "/places?region=europe&per_page=10",
    "place": "/places/lisbon-pt",
    "comparison": "/compare?place=lisbon-pt&place=medellin-co&place=vienna-at",
    "whole comparison": "/compare?place=lisbon-pt&place=medellin-co&all=true",
    "nothing to compare": "/compare",
    "benchmark": "/benchmark?dedicated_funding=yes",
    "whole benchmark": "/benchmark",
    "peers": "/peers?place=lisbon-pt",
    "facet": "/facets/topic",
    "facet under a search": "/facets/country?q=city&topic=open+data&contains=an",
    "not found": "/documents/no-such-document",
    "wrong parameter": "/search?sort=best",
}
