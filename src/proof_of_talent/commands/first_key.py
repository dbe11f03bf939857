"""The first API key of a deployment that nobody has a shell on."""

from pathlib import Path

from proof_of_talent.commands.context import err
from proof_of_talent.domain.errors import SetupError
from proof_of_talent.domain.keys import SCOPES
from proof_of_talent.records.keyring import Keyring
from proof_of_talent.wiring.settings import Settings

FIRST_KEY_NAME = "first key"
_FIELD = "PROOF_OF_TALENT_BOOTSTRAP_KEY_FILE"


def make_first_key(settings: Settings, keyring: Keyring) -> None:
    """Make a key for all scopes where none was ever made and the settings ask for one.

    Raises:
        SetupError: the file cannot be read or written, or what it holds is no key.
    """
    file = settings.bootstrap_key_file
    if keyring.has_any() or not (file or settings.bootstrap_key_log):
        return
    given = read_given_key(file) if file else ""
    if given:
        try:
            keyring.adopt(FIRST_KEY_NAME, SCOPES, given, actor="serve")
        except ValueError:
            raise SetupError(
                f"{file} holds no key. A key is pot_, 12 hex digits, _, and at least 32 characters; an empty "
                "file is filled with a new one.",
                field=_FIELD,
            ) from None
        return
    made = keyring.create(FIRST_KEY_NAME, SCOPES, actor="serve")
    if file:
        write_key(file, made.token)
        err.print(f"The first API key is in {file}.")
    else:
        err.print("The first API key, shown this once. Revoke it when you have made others:", made.token)


def read_given_key(file: Path) -> str:
    """Return what the file holds; nothing where it is not there."""
    try:
        return file.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeError):
        raise SetupError(f"{file} cannot be read. Check its permissions.", field=_FIELD) from None


def write_key(file: Path, token: str) -> None:
    """Write a key that only the file's owner can read."""
    try:
        file.touch(mode=0o600)
        file.write_text(f"{token}\n", encoding="utf-8")
    except OSError as error:
        message = f"{file} cannot be written ({error.strerror}). Check the folder and its permissions."
        raise SetupError(message, field=_FIELD) from None
