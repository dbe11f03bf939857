"""Numbers, times and names as people read them."""

from datetime import datetime, timedelta

from proof_of_talent.domain.names import CODE_NAMES
from proof_of_talent.domain.record import parse_bound

NONE = "–"
MINUTE = 60
HOUR = 3600


def format_number(value: float | None, digits: int = 0) -> str:
    """Return `1,200` or `71.46`; a dash where the number is unknown."""
    return NONE if value is None else f"{value:,.{digits}f}"


def format_large(value: float) -> str:
    """Return a number that may run into millions: `8,412,000`, `758.4 M`, `12.1 bn`."""
    if value >= 1_000_000_000:  # noqa: PLR2004 - a billion
        return f"{value / 1_000_000_000:,.1f} bn"
    return f"{value / 1_000_000:,.1f} M" if value >= 10_000_000 else format_number(value)  # noqa: PLR2004


def format_percent(value: float | None, digits: int = 1) -> str:
    """Return a number of per cent as `35.5%`."""
    return NONE if value is None else f"{value:,.{digits}f}%"


def format_share(value: float | None, digits: int = 0) -> str:
    """Return a share of 0 to 1 as `36%`."""
    return NONE if value is None else format_percent(100 * value, digits)


def format_duration(seconds: float | None) -> str:
    """Return a duration as `0.4 s`, `2 min 5 s` or `1 h 10 min`."""
    if seconds is None:
        return NONE
    if seconds < 1:
        return f"{seconds * 1000:,.0f} ms"
    if seconds < 9.95:  # noqa: PLR2004 - from ten seconds on nobody cares for tenths
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < MINUTE:
        return f"{whole} s"
    if whole < HOUR:
        return f"{whole // MINUTE} min {whole % MINUTE} s"
    return f"{whole // HOUR:,} h {whole % HOUR // MINUTE} min"


def format_bytes(count: int | None) -> str:
    """Return a file size as `820 kB` or `1.2 MB`."""
    if count is None:
        return NONE
    if count < 1000 * 1000:
        return f"{max(count / 1000, 0.1):,.0f} kB" if count >= 1000 else f"{count} bytes"  # noqa: PLR2004
    return f"{count / 1_000_000:,.1f} MB"


def format_date_time(value: datetime | str | None) -> str:
    """Return a moment as `22 Nov 2026, 10:05` (UTC)."""
    if value is None:
        return NONE
    moment = parse_bound(value, is_until=False) if isinstance(value, str) else value
    return f"{moment.day} {moment:%b %Y, %H:%M}"


def format_date(value: datetime | str | None) -> str:
    """Return a day as `22 Nov 2026`."""
    if value is None:
        return NONE
    moment = parse_bound(value, is_until=False) if isinstance(value, str) else value
    return f"{moment.day} {moment:%b %Y}"


def format_name(code: str | None) -> str:
    """Return what people call a status, verdict, kind or other code of ours."""
    if code is None:
        return NONE
    return CODE_NAMES.get(code) or code.replace("_", " ").capitalize()


def format_last_day(value: str) -> str:
    """Return the last day before a moment that is excluded: `21 Nov 2026` for the midnight after it."""
    return format_date(parse_bound(value, is_until=False) - timedelta(microseconds=1))


def count_of(count: int | None, one: str, many: str = "") -> str:
    """Return a number with its noun: `1 week`, `3 weaknesses`."""
    return f"{format_number(count)} {one if count == 1 else many or one + 's'}"


def capitalize_first(text: str) -> str:
    """Return text with a capital first letter and the rest as it is."""
    return text[:1].upper() + text[1:]


def begin_small(text: str) -> str:
    """Return text with a small first letter and the rest as it is."""
    return text[:1].lower() + text[1:]


TEMPLATE_FILTERS = {
    "number": format_number,
    "percent": format_percent,
    "share": format_share,
    "duration": format_duration,
    "bytes": format_bytes,
    "moment": format_date_time,
    "date": format_date,
    "last_day": format_last_day,
    "name": format_name,
    "count_of": count_of,
    "capitalize_first": capitalize_first,
}
"""What templates may use."""
