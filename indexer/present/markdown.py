"""A comparison of places as Markdown."""

from __future__ import annotations

from indexer.nouns.places import Comparison
from indexer.present.words import shown
from indexer.vocabulary.questionnaire import questionnaire


def comparison_as_markdown(comparison: Comparison, *, every: bool = True) -> str:
    """A comparison as a Markdown table with a numbered list of sources."""
    family = questionnaire(comparison.family)
    names = [_cell(place.name) for place in comparison.places]
    lines = [f"| Question | {' | '.join(names)} |", f"|---|{'---|' * len(names)}"]
    sources: dict[tuple[str, str | None], int] = {}
    for row in comparison.rows:
        question = family.question(row.question)
        if question is None or not (every or row.agreement.value == "different"):
            continue
        cells = []
        for cell in row.cells:
            if cell is None:
                cells.append("*not stated*")
                continue
            number = sources.setdefault((cell.document_id, cell.anchor), len(sources) + 1)
            cells.append(f"{_cell(shown(cell, question))} [{number}]")
        lines.append(f"| {_cell(question.label['en'])} | {' | '.join(cells)} |")
    lines += ["", "Sources:", ""]
    lines += [
        f"{number}. /documents/{document}{f'#{anchor}' if anchor else ''}"
        for (document, anchor), number in sources.items()
    ]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
