"""The reading process: takes files on stdin and answers on stdout, within the limits in its argument.

It ends when stdin does, even in the middle of a file: a thread of its own reads stdin, and the parsers
let go of the interpreter's lock while they work.
"""

import contextlib
import json
import os
import queue
import resource
import sys
import threading
from typing import Any

from proof_of_talent.extraction import frames, pdf, pdf_explanation
from proof_of_talent.extraction.docx import read_docx
from proof_of_talent.extraction.failures import UnreadableFileError
from proof_of_talent.extraction.findings import describe_unread, describe_unseen
from proof_of_talent.extraction.html import read_html
from proof_of_talent.extraction.limits import ExtractionLimits
from proof_of_talent.extraction.media_type import PDF, detect_media_type
from proof_of_talent.extraction.normalise import normalise_page
from proof_of_talent.extraction.page_picture import picture_page

OPEN_FILES = 64


def extract(content: bytes, limits: ExtractionLimits) -> dict[str, Any]:
    """Return the answer for one file: its media type, its pages, and what was left out or not read.

    Raises:
        UnreadableFileError: with the code that says why.
    """
    media_type = detect_media_type(content)
    read = pdf.read_pdf if media_type == PDF else read_docx
    found = read(content, limits)
    if sum(map(len, found.pages)) > limits.text_characters:
        raise UnreadableFileError("unpacks_too_large")
    pages = [normalise_page(text) for text in found.pages]
    if not any(pages) and not found.scans:
        reason = pdf_explanation.explain_pdf(content, limits) if media_type == PDF else None
        raise UnreadableFileError(reason or "no_text")
    return {
        "media_type": media_type,
        "pages": pages,
        "scans": found.scans,
        "hidden_characters": found.hidden_characters,
        "unseen": describe_unseen(found.unseen),
        "unread": describe_unread(found.unread),
    }


def explain_file(content: bytes, limits: ExtractionLimits) -> dict[str, Any]:
    """Return why reading this file killed another process, as an answer; empty when nothing is wrong."""
    code = pdf_explanation.explain_pdf(content, limits)
    return {"error": code} if code else {}


def extract_html(content: bytes, limits: ExtractionLimits) -> dict[str, Any]:
    """Return the answer for a web page; its charset stands before the first line end.

    Raises:
        UnreadableFileError: with the code that says why.
    """
    charset, _, page = content.partition(b"\n")
    text, hidden = read_html(page, charset.decode("ascii", "ignore") or None, limits)
    text = normalise_page(text)
    if not text:
        raise UnreadableFileError("no_text")
    return {"pages": [text], "hidden_characters": hidden}


def picture(content: bytes, limits: ExtractionLimits) -> dict[str, Any]:
    """Return the picture of a PDF's page as an answer; the page's number stands before the first line end.

    Raises:
        UnreadableFileError: with the code that says why.
    """
    number, _, file = content.partition(b"\n")
    return picture_page(file, int(number), limits)


def recognise(content: bytes, limits: ExtractionLimits) -> dict[str, Any]:
    """Return what stands on the picture of a PDF's page as an answer; the request is as for `picture`.

    Raises:
        UnreadableFileError: with the code that says why.
    """
    from proof_of_talent.extraction.ocr import recognise_page  # noqa: PLC0415 - where it is an installed part

    number, _, file = content.partition(b"\n")
    return recognise_page(file, int(number), limits)


READERS = {
    frames.EXTRACT: extract,
    frames.EXPLAIN: explain_file,
    frames.EXTRACT_HTML: extract_html,
    frames.PICTURE: picture,
    frames.RECOGNISE: recognise,
}


def answer(kind: int, content: bytes, limits: ExtractionLimits) -> dict[str, Any]:
    """Do what is asked; a file that cannot be read is an answer too."""
    try:
        return READERS[kind](content, limits)
    except UnreadableFileError as error:
        return {"error": error.code}
    except MemoryError:
        return {"error": "unpacks_too_large"}


def limit_resources(limits: ExtractionLimits) -> None:
    """Give up what a parser has no need of. Systems differ in what they let us limit; take what is there."""
    wanted = {
        "RLIMIT_AS": limits.memory_bytes,
        "RLIMIT_CORE": 0,  # a core dump would hold documents
        "RLIMIT_FSIZE": 0,
        "RLIMIT_NOFILE": OPEN_FILES,
    }
    for name, value in wanted.items():
        with contextlib.suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (value, value))


def limit_cpu(limits: ExtractionLimits) -> None:
    """Allow the next file its share of CPU time on top of what was used; the parent's clock comes first."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(usage.ru_utime + usage.ru_stime + limits.seconds) + 2
    with contextlib.suppress(ValueError, OSError):
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, hard))


def read_requests(requests: "queue.SimpleQueue[tuple[int, bytes]]") -> None:
    """Hand on what comes in; end the process when the parent is gone, whatever it is doing."""
    try:
        while True:
            requests.put(frames.read_frame(sys.stdin.buffer))
    finally:
        os._exit(0)


def serve_files() -> None:
    """Serve files until stdin ends."""
    limits = ExtractionLimits(*json.loads(sys.argv[1]))
    limit_resources(limits)
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing a parser prints may reach the wire
    requests: queue.SimpleQueue[tuple[int, bytes]] = queue.SimpleQueue()
    threading.Thread(target=read_requests, args=(requests,), daemon=True).start()
    frames.write_frame(output, frames.READY, b"")
    while True:
        kind, content = requests.get()
        limit_cpu(limits)
        body = json.dumps(answer(kind, content, limits)).encode()
        frames.write_frame(output, frames.ANSWER, body)


if __name__ == "__main__":
    serve_files()
