"""What we write is its user's own, whatever the folder was like before."""

import stat

import pytest

from proof_of_talent.commands.context import make_folder_private
from proof_of_talent.domain.errors import SetupError


def read_mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_data_folder_that_others_can_read_is_closed_to_them(tmp_path):
    tmp_path.chmod(0o755)
    make_folder_private(tmp_path)
    make_folder_private(tmp_path / "new" / "inner")
    assert read_mode(tmp_path) == read_mode(tmp_path / "new" / "inner") == 0o700


def test_a_data_folder_that_cannot_be_is_told_in_one_sentence(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(SetupError, match="PROOF_OF_TALENT_DATA_DIR"):
        make_folder_private(tmp_path / "file" / "inner")
