"""PDFs written byte by byte, so that a test knows every line of every page."""

from __future__ import annotations

from collections.abc import Sequence

_PROTECTED = (
    "<< /Filter /Standard /V 1 /R 2 /P -4"
    f" /O <{'11' * 32}> /U <{'22' * 32}> >>"  # made up, so that no password opens it
)


def make_pdf(pages: Sequence[Sequence[str]], *, title: str = "", protected: bool = False) -> bytes:
    """A PDF whose pages hold lines of Latin text, one below the other; a page without lines is a picture."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, lines in enumerate(pages):
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]"
            f" /Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * number} 0 R >>"
        )
        drawing = _drawing(lines)
        objects.append(f"<< /Length {len(drawing)} >>\nstream\n{drawing}\nendstream")
    trailer = f"/Size {len(objects) + 1} /Root 1 0 R /ID [<{'33' * 16}> <{'33' * 16}>]"
    if title:
        objects.append(f"<< /Title ({_escaped(title)}) >>")
        trailer += f" /Info {len(objects)} 0 R"
    if protected:
        objects.append(_PROTECTED)
        trailer += f" /Encrypt {len(objects)} 0 R"
    return _file(objects, trailer)


def _drawing(lines: Sequence[str]) -> str:
    if not lines:
        return "72 72 300 300 re f"
    return "\n".join(f"BT /F1 10 Tf 72 {800 - 14 * at} Td ({_escaped(line)}) Tj ET" for at, line in enumerate(lines))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _file(objects: Sequence[str], trailer: str) -> bytes:
    content = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(content))
        content += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    start = len(content)
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    content += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode("ascii")
    return content + f"trailer << {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode("ascii")
