"""Documents made while the tests run: no binary is committed."""

import io
import zipfile
import zlib
from collections.abc import Callable

import docx
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LINE = "Led a platform team of 12 engineers at Northwind"


def make_pdf(*pages: Callable[[Canvas], None], **options) -> bytes:
    """Draw each page with its own function."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1, **options)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def write(*lines: str, x: float = 72, y: float = 720) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        for number, line in enumerate(lines):
            canvas.drawString(x, y - 16 * number, line)

    return draw


def make_text_pdf(*pages: str) -> bytes:
    return make_pdf(*(write(*page.split("\n")) for page in pages))


def encrypt(content: bytes, password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    writer.encrypt(password, algorithm="AES-256")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


HELVETICA = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def make_raw_pdf(
    stream: bytes,
    *more: bytes,
    entries: bytes = b"",
    box: bytes = b"0 0 612 792",
    page: bytes = b"",
    pages: bytes = b"",
    catalog: bytes = b"",
    resources: bytes = b"",
    font: bytes = HELVETICA,
) -> bytes:
    """A minimal one-page PDF around a content stream. What else is given goes into the stream's, the page's,
    the pages', the catalogue's and the resources' dictionaries; `more` objects are numbered from 6.
    """
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 " + pages + b" >>",
        b"<< /Type /Page /Parent 2 0 R " + (b"/MediaBox [" + box + b"]" if box else b"") + b" /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> " + resources + b" >> " + page + b" >>",
        make_stream(stream, entries),
        font,
        *more,
    ]
    out = b"%PDF-1.7\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)


def make_stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content)


def make_drawing(content: bytes, entries: bytes = b"", box: bytes = b"0 0 300 40") -> bytes:
    """A form XObject, such as an annotation's appearance."""
    form = b"/Type /XObject /Subtype /Form /BBox [" + box + b"] /Resources << /Font << /F1 5 0 R >> >> "
    return make_stream(content, form + entries)


def make_flate_bomb(unpacked_megabytes: int = 900) -> bytes:
    """A few megabytes at most that unpack to very many. One is packed, and its bytes repeated."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = b"BT /F1 12 Tf 72 700 Td (x) Tj ET\n" * 32_768
    packed = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)  # needs nothing of what came before
    check = 1
    for _ in range(unpacked_megabytes):
        check = zlib.adler32(block, check)
    stream = b"\x78\xda" + packed * unpacked_megabytes + packer.flush() + check.to_bytes(4, "big")
    return make_raw_pdf(stream, entries=b"/Filter /FlateDecode")


def make_docx(body: str, **parts: str | bytes) -> bytes:
    """A minimal Word document around the XML of its body; `header1="<w:p>…"` adds parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        for name, part in parts.items():
            archive.writestr(
                f"word/{name}.xml", part if isinstance(part, bytes) else f"<w:x {W}>{part}</w:x>"
            )
    return buffer.getvalue()


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def make_word_document(build: Callable[..., None]) -> bytes:
    """A document as python-docx writes it."""
    document = docx.Document()
    build(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()
