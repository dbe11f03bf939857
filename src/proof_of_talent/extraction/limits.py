"""How much of a file is read at most, and what reading it may cost."""

from typing import NamedTuple

MEGABYTE = 1024 * 1024


class ExtractionLimits(NamedTuple):
    """Limits for one file. All are heuristics: generous for a real CV, letter or portfolio.

    Attributes:
        file_bytes: size of the file as uploaded.
        pages: pages of a PDF, or pages marked by breaks in a DOCX.
        seconds: wall-clock time for one file; the process that reads it is killed afterwards.
        memory_bytes: address space of the reading process, where the system can limit it (Linux).
        unpacked_bytes: sum of the parts that are read from a DOCX, unpacked; also of one PDF stream when a
            failure is explained.
        text_characters: text of one file; more is not a document that a person wrote.
    """

    file_bytes: int = 10 * MEGABYTE
    pages: int = 200
    seconds: float = 20.0
    memory_bytes: int = 1024 * MEGABYTE
    unpacked_bytes: int = 40 * MEGABYTE
    text_characters: int = 4_000_000
