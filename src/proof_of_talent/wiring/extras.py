"""Optional parts: what is said when one is asked for and not installed."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from proof_of_talent.domain.errors import MissingExtraError


@contextmanager
def explaining_missing(what: str, extra: str, setting: str, packages: Collection[str]) -> Iterator[None]:
    """Import an adapter inside of this; a missing package of its extra is told as such.

    Args:
        what: what cannot be done, as the beginning of a sentence: `Reading links`.
        extra: the optional part that brings it.
        setting: the setting that asks for it.
        packages: the extra's packages, as they are imported.

    Raises:
        MissingExtraError: one of the packages is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in packages:
            raise
        raise MissingExtraError(what, extra, field=setting) from error
