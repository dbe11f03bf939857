"""`chart` and `report` write files, and say in a sentence what went wrong."""

import pytest
from typer.testing import CliRunner

from proof_of_talent.commands.cli import app
from proof_of_talent.demo.records import make_records
from proof_of_talent.domain.base import read_clock
from proof_of_talent.domain.errors import TalentError
from proof_of_talent.stores.sqlite.store import SQLiteStore
from proof_of_talent.wiring.bootstrap import load_rulebook


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    path = tmp_path_factory.mktemp("charts") / "talent.db"
    store = SQLiteStore(path)
    store.records.add_many(make_records(40, seed=4, days=30, now=read_clock(), rulebook=load_rulebook()))
    store.close()
    return f"sqlite:///{path}"


def run(*arguments):
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if isinstance(result.exception, TalentError):
        raise result.exception
    return result


def test_a_chart_is_drawn_with_filters(url, tmp_path):
    file = tmp_path / "chart.svg"
    result = run("chart", "trend", file, "--field", "digital_technology", "--store", url)
    assert result.exit_code == 0, result.output
    text = file.read_text(encoding="utf-8")
    assert "Analyses over time" in text
    assert "digital_technology" in text


def test_a_report_of_what_the_filters_leave_is_written(url, tmp_path):
    file = tmp_path / "report.pdf"
    assert run("report", file, "--status", "error", "--store", url).exit_code == 0
    assert file.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("chart", "nothing", "out.png"), "There is no chart of this name"),
        (("chart", "trend", "out.gif"), "ends with"),
        (("chart", "trend", "out.png", "--until", "1999-01-01"), "nothing to draw"),
        (("report", "out.pdf", "--until", "1999-01-01"), "nothing to report"),
    ],
)
def test_what_cannot_be_drawn_is_said(url, tmp_path, monkeypatch, arguments, message):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(TalentError, match=message):
        run(*arguments, "--store", url)
    assert not list(tmp_path.glob("out.*"))
