"""Assess UK Global Talent visa applications, record every analysis, and learn from all of them."""

__version__: str


def __getattr__(name: str) -> str:
    """Read the version from the package's metadata when somebody wants it: that takes a while."""
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib.metadata import version  # noqa: PLC0415 - slow to load

    globals()["__version__"] = found = version("proof-of-talent")
    return found
