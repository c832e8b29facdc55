"""Which countries a text names, and which names are not the country."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.labels.country_mentions import main_countries, place_mentions
from indexer.vocabulary.countries import countries


def mentioned_countries(text: str) -> Counter[str]:
    """How often each country (ISO 3166-1 alpha-2) is named in a text."""
    return Counter(mention.id for mention in place_mentions(text) if mention.is_country)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Mexico, México and Mexican cities", {"MX": 3}),
        ("New Mexico, NEW MEXICO and the Gulf of Mexico", {}),
        ("OPEN GOVERNMENT IN MEXICO", {"MX": 1}),
        ("the mexico of old", {}),
        ("Guinea", {"GN": 1}),
        ("Papua New Guinea, Guinea-Bissau, Equatorial Guinea", {"PG": 1, "GW": 1, "GQ": 1}),
        ("Guinea Bissau and Guinea‑Bissau", {"GW": 2}),
        ("Turkey is Türkiye, Turkiye and TÜRKİYE, and Turkish", {"TR": 5}),
        ("Côte d'Ivoire, Côte d’Ivoire, Cote d'Ivoire, CÔTE D’IVOIRE, Ivory Coast", {"CI": 5}),
        ("the UK, the U.K., Britain and the United Kingdom, but not uk", {"GB": 4}),
        ("the US, the U.S., the USA and the United States", {"US": 4}),
        ("Tell us what it does for us. Us too.", {}),
        ("the Democratic Republic of the Congo", {"CD": 1}),
        ("the Republic of the Congo", {"CG": 1}),
        ("the DRC and Congo-Brazzaville", {"CD": 1, "CG": 1}),
        ("South Korea, the Republic of Korea and Korea", {"KR": 3}),
        ("North Korea, the Democratic People's Republic of Korea, DPRK", {"KP": 3}),
        ("Republic of\nKorea", {"KR": 1}),
        ("Niger, Nigeria and the Niger Delta", {"NE": 1, "NG": 1}),
        ("Sudan and South Sudan", {"SD": 1, "SS": 1}),
        ("Dominica and the Dominican Republic", {"DM": 1, "DO": 1}),
        ("Mali, Malian, Malawi, Malta", {"ML": 2, "MW": 1, "MT": 1}),
        ("Atlanta, Georgia and the State of Georgia", {}),
        ("Georgia and Georgian", {"GE": 2}),
        ("Michael Jordan by the River Jordan", {}),
        ("Jordanian and Jordan's", {"JO": 2}),
        ("Bosnia and Herzegovina; Bosnia", {"BA": 2}),
        ("Alemania, l’Allemagne, Germany and Deutschland", {"DE": 4}),
        ("Brasil e Moçambique", {"BR": 1, "MZ": 1}),
        ("Romania and Oman, Somalia and Mali", {"RO": 1, "OM": 1, "SO": 1, "ML": 1}),
        ("Chinese Taipei", {"TW": 1}),
        ("Mexicocity Perumania", {}),
        ("Explanatory letter_Brazil_2021", {"BR": 1}),
        ("Savannah, Georgia, and Mobile, Alabama. Georgia voted.", {}),
        ("The Georgia Department of Natural Resources", {}),
        ("Georgia, Armenia and Azerbaijan, and flights from Atlanta", {"GE": 1, "AM": 1, "AZ": 1}),
        ("Mr. Jordan told James R. Jordan that Jordan would come", {}),
        ("Jordan: Queen Rania spoke in Amman to Michael Smith", {"JO": 1}),
        ("Jordan signed with the Chicago Bulls", {}),
        ("Turkey breast is lean. Wild Turkey hunting in Ohio", {}),
        ("Roast a turkey slowly. Turkey is served cold.", {}),
        ("Turkey exports poultry, says Ankara", {"TR": 1}),
        ("Vernon Chad met Chad Smith", {}),
        ("Chad is in the Sahel", {"TD": 1}),
        ("", {}),
    ],
)
def test_countries_are_counted_by_name_demonym_and_variant(text: str, codes: dict[str, int]) -> None:
    assert dict(mentioned_countries(text)) == codes


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt", "de"])
def test_every_country_is_found_by_its_name(language: str) -> None:
    wrong = {
        concept.id: dict(mentioned_countries(f"In {concept.preferred[language]} it began."))
        for concept in countries()
        if set(mentioned_countries(f"In {concept.preferred[language]} it began.")) != {concept.id}
    }
    assert wrong == {}


def test_title_goes_before_abstract_and_abstract_before_text() -> None:
    assert main_countries("Peru and Chile", "Kenya", "France " * 9) == ("CL", "PE")
    assert main_countries("A plan", "Kenya, then Chile, then Kenya", "France " * 9) == ("KE", "CL")
    assert main_countries("A plan", "It worked", "France Kenya France France") == ("FR",)


@pytest.mark.parametrize(
    "address",
    [
        "Published by the OECD, 2 rue André Pascal, 75775 Paris Cedex 16, France",
        "The World Bank, 1818 H Street NW, Washington, DC 20433, United States",
        "P.O. Box 30552, Nairobi, Kenya",
        "Printed in Germany",
        "© Government of France. All rights reserved",
        "Tel: +33 1 45 24 82 00, Paris, France",
        "Reichpietschufer 50, Hardenbergstraße 10, Berlin, Germany",
    ],
)
def test_a_publishers_address_is_not_what_a_document_is_about(address: str) -> None:
    assert main_countries("A plan", address, "Peru grows. Peru exports.") == ("PE",)
    assert main_countries("A plan", "", f"{address}\n" * 3 + "Peru grows.\nPeru exports.") == ("PE",)


def test_regions_are_found_beside_countries() -> None:
    found = place_mentions("South Africa, Southern Africa excluded, and Latin America and the Caribbean; África")
    assert [mention.id for mention in found] == ["ZA", "africa", "latin-america-and-the-caribbean", "africa"]


def test_a_passing_mention_in_the_text_is_not_what_a_document_is_about() -> None:
    assert main_countries("A plan", "", "France and Kenya") == ()
    assert main_countries("A plan", "", "France Kenya Chile Peru " * 3) == ()


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_text_can_be_searched_for_countries(text: str) -> None:
    known = {concept.id for concept in countries()}
    assert set(mentioned_countries(text)) <= known
