"""Structured logs: one event a line, no personal data, to standard error."""

import logging
import os
import sys
from typing import Any

import structlog

from proof_of_talent.observing.masking import describe_exception


def configure_logs(level: str = "INFO", log_format: str = "auto") -> None:
    """Send our events and the libraries' log lines to standard error.

    Args:
        level: DEBUG, INFO, WARNING or ERROR.
        log_format: `json`, `text`, or `auto`: text on a terminal, JSON elsewhere.
    """
    as_text = log_format == "text" or (log_format == "auto" and sys.stderr.isatty())
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: Any = structlog.processors.JSONRenderer()
    if as_text:
        renderer = structlog.dev.ConsoleRenderer(colors=wants_colours())
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processor=renderer, foreign_pre_chain=shared))
    handler.addFilter(hide_exception_text)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(max(number, logging.WARNING))


def wants_colours() -> bool:
    """Tell whether somebody looks on at a terminal and did not ask for plain text (https://no-color.org)."""
    return sys.stderr.isatty() and not os.environ.get("NO_COLOR")


def hide_exception_text(entry: logging.LogRecord) -> bool:
    """Replace a library's traceback by its kind and place: an exception's text may quote a document."""
    if entry.exc_info and entry.exc_info[1] is not None:
        entry.msg = f"{entry.getMessage().splitlines()[0]}: {describe_exception(entry.exc_info[1])}"
        entry.args = None
        entry.exc_info = None
        entry.exc_text = None
    return True
