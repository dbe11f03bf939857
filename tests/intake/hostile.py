"""Files that cost a reader far more time than their size says."""

from tests.extraction.documents import make_raw_pdf, make_stream

DEPTH = 11


def make_nested_forms() -> bytes:
    """A small PDF whose drawings call each other ten times each, eleven deep."""
    forms = []
    for level in range(DEPTH):
        last = level == DEPTH - 1
        inside = b"BT /F1 9 Tf 1 0 0 1 9 9 Tm (x) Tj ET" if last else b"/X Do " * 10
        child = b"/Font << /F1 5 0 R >>" if last else b"/XObject << /X %d 0 R >>" % (level + 7)
        entries = b"/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << " + child + b" >>"
        forms.append(make_stream(inside, entries))
    return make_raw_pdf(b"/X Do", *forms, resources=b"/XObject << /X 6 0 R >>")


def make_many_texts(count: int = 200_000) -> bytes:
    """Megabytes of text objects over each other."""
    return make_raw_pdf(b"0.9 g " + b"BT /F1 12 Tf 72 700 Td (a word) Tj ET\n" * count)
