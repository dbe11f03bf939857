"""The first key of a deployment without a shell."""

import stat

import pytest

from proof_of_talent.commands.first_key import make_first_key
from proof_of_talent.domain.errors import SetupError
from proof_of_talent.domain.keys import SCOPES

TOKEN = "pot_0123456789ab_" + "s" * 40


def make(services, **changes):
    make_first_key(services.settings.model_copy(update=changes), services.keyring)


def test_without_being_asked_there_is_none(services):
    make(services)
    assert services.keyring.list() == []


def test_a_key_is_shown_once_and_only_while_there_is_none(services, capsys):
    make(services, bootstrap_key_log=True)
    (token,) = [word for word in capsys.readouterr().err.split() if word.startswith("pot_")]
    assert services.keyring.check(token).scopes == SCOPES
    make(services, bootstrap_key_log=True)
    assert capsys.readouterr().err == ""
    services.keyring.revoke(services.keyring.list()[0].id, actor="test")
    make(services, bootstrap_key_log=True)
    assert len(services.keyring.list()) == 1


def test_a_file_that_holds_a_key_gives_it(services, tmp_path):
    file = tmp_path / "key"
    file.write_text(f"{TOKEN}\n")
    make(services, bootstrap_key_file=file)
    assert services.keyring.check(TOKEN).id == "0123456789ab"
    assert services.store.audit.list_newest(action="key_created")


def test_a_file_that_holds_none_is_given_one(services, tmp_path, capsys):
    file = tmp_path / "key"
    make(services, bootstrap_key_file=file)
    assert services.keyring.check(file.read_text().strip())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "pot_" not in capsys.readouterr().err


@pytest.mark.parametrize("text", ["hello", "pot_0123456789ab_short", "pot_nothexdigits_" + "s" * 40])
def test_what_is_no_key_is_refused_and_not_repeated(services, tmp_path, text):
    file = tmp_path / "key"
    file.write_text(text)
    with pytest.raises(SetupError) as refused:
        make(services, bootstrap_key_file=file)
    assert text not in refused.value.message
