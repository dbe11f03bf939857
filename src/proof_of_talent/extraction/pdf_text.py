"""Text that PDFium hands over in a buffer of the caller's."""

import ctypes
from collections.abc import Callable
from typing import Any

BYTES_PER_UNIT = 2
FillBuffer = Callable[[Any, int], int]
"""One of PDFium's functions: given a buffer and its size in bytes it fills it and returns the size needed."""


def read_wide_text(fill: FillBuffer, longest: int) -> str:
    """Return UTF-16 text that ends in a zero; empty where it is longer than `longest` bytes."""
    size = fill(None, 0)
    if size <= BYTES_PER_UNIT or size > longest:
        return ""
    buffer = (ctypes.c_ushort * (size // BYTES_PER_UNIT))()
    fill(buffer, size)
    return bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")
