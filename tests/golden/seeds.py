"""The two real pages every field of which is known, and each as an HTML page of the same structure."""

from __future__ import annotations

import html
import re

from tests.shared_data import SHARED

CITY_SNAPSHOT = SHARED / "seeds" / "000_49cafd756c0164a5.txt"
POLICY_RECORD = SHARED / "seeds" / "003_baff3a4720083e65.txt"

PAGE = """<!DOCTYPE html><html lang="en"><head><title>Print</title><style>p {{ color: red }}</style></head><body>
<nav><a href="/">Homepage</a> <a href="/about">Aboutpage</a></nav>
<main>
{}
</main>
<footer>Copyrightline</footer></body></html>"""


def as_html(text: str) -> str:
    """A seed as a page: headings, lists, paragraphs with line breaks, and rows of tabs as a table."""
    return PAGE.format("\n".join(_element(part.strip("\n")) for part in re.split(r"\n{2,}", text) if part.strip()))


def _element(part: str) -> str:
    heading = re.match(r"(#+) (.*)", part)
    if heading:
        return f"<h{len(heading[1])}>{_inline(heading[2])}</h{len(heading[1])}>"
    if part.startswith("- "):
        items = re.split(r"^- ", part, flags=re.MULTILINE)[1:]
        return "<ul>" + "".join(f"<li>{_inline(item.strip())}</li>" for item in items) + "</ul>"
    if "\t" in part:
        rows = ("".join(f"<td>{_inline(cell)}</td>" for cell in row.split("\t")) for row in part.split("\n"))
        return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
    return f"<p>{_inline(part)}</p>"


def _inline(text: str) -> str:
    text = html.escape(text, quote=False)
    text = re.sub(r"&lt;(https?://\S+?)&gt;", r'<a href="\1">\1</a>', text)
    text = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", text)
    return re.sub(r" *\n", "<br>\n", text)
