"""Countries and regions with the words that name them."""

from __future__ import annotations

from indexer.tagging.countries import PlaceSuggestion, suggest_places
from indexer.tagging.text import Part, TaggedText, Zone, text_of_plain


def found(text: TaggedText, *declared: str) -> dict[str, PlaceSuggestion]:
    return {one.concept.id: one for one in suggest_places(text, declared)}


def test_the_title_tells_the_main_country_and_spans_quote_the_text() -> None:
    text = text_of_plain("Chile and Peru trade; Chile grows, Chilean exports rise.", "Innovation in Peru")
    places = suggest_places(text)
    assert [(one.concept.id, one.main) for one in places] == [("PE", True), ("CL", False)]
    assert places[0].confidence > 0.9 > places[1].confidence
    assert [span.quote for span in places[1].spans] == ["Chile", "Chile", "Chilean"]
    for one in places:
        for span in one.spans:
            assert text.text[span.start : span.end] == span.quote
            part = text.part_at(span.start)
            assert text.text[part.start + span.start_in_part : part.start + span.end_in_part] == span.quote
    assert places[0].reasons[0].text == "the title names it"


def test_spans_say_passage_and_page() -> None:
    text = TaggedText(
        "Report\n\nIn Kenya.\n\nKenya again.",
        (
            Part(zone=Zone.TITLE, start=0, end=6),
            Part(zone=Zone.BODY, start=8, end=17, passage=3, page=2),
            Part(zone=Zone.BODY, start=19, end=31, passage=4, page=5),
        ),
    )
    kenya = found(text)["KE"]
    assert kenya.main
    assert [(span.passage, span.page, span.start_in_part) for span in kenya.spans] == [(3, 2, 3), (4, 5, 0)]


def test_what_the_source_declares_goes_first_and_alone_is_main() -> None:
    places = suggest_places(text_of_plain("Nothing is named.", "Innovation in Peru"), ("KE",))
    assert [(one.concept.id, one.main, one.declared) for one in places] == [("KE", True, True), ("PE", False, False)]
    assert places[0].spans == ()
    assert places[0].reasons[0].text == "the document's source declares it"


def test_an_address_is_mentioned_and_not_main() -> None:
    text = text_of_plain(
        "Published by the agency, 12 Main Street, Dublin, Ireland\nKenya grows. Kenya trades.", "A report"
    )
    places = found(text)
    assert places["KE"].main
    assert not places["IE"].main
    assert "address" in " ".join(reason.text for reason in places["IE"].reasons)


def test_a_region_is_main_where_no_country_is_named() -> None:
    assert found(text_of_plain("Growth.", "Trade in Sub-Saharan Africa"))["sub-saharan-africa"].main
    places = found(text_of_plain("Growth.", "Kenya and Sub-Saharan Africa"))
    assert places["KE"].main
    assert not places["sub-saharan-africa"].main
