"""`rules list`, `check` and `diff` say what the rules are, how old they are, and how two sets differ."""

from importlib.resources import files

from typer.testing import CliRunner

from proof_of_talent.commands.cli import app

FACTS = (files("proof_of_talent.domain") / "rules" / "facts.toml").read_text()


def run(*arguments: str):
    return CliRunner().invoke(app, ["rules", *arguments])


def test_list_names_source_and_dates_of_each_rule():
    result = run("list", "--find", "digital_technology/criteria/OC1", "--day", "2026-11-28")
    assert result.exit_code == 0
    assert "immigration_rules, rules; seen 2026-11-28, in force from 2025-11-25" in result.output
    assert "overdue" not in result.output
    assert "overdue" in run("list", "--find", "OC1", "--day", "2028-01-01").output


def test_check_names_what_is_not_included_and_ends_with_one():
    result = run("check", "--day", "2026-11-28")
    assert result.exit_code == 1
    assert "not included: The Global Talent rules were edited on 8 April 2026" in result.output
    assert "overdue: digital_technology/" in run("check", "--day", "2027-06-01").output


def test_check_is_content_with_rules_that_have_every_change(tmp_path):
    (tmp_path / "facts.toml").write_text(FACTS.replace("included = false", "included = true"))
    assert run("check", "--folder", str(tmp_path), "--day", "2026-11-28").exit_code == 0


def test_diff_names_what_changed(tmp_path):
    assert "The rules are the same." in run("diff", str(tmp_path)).output
    (tmp_path / "facts.toml").write_text(FACTS.replace("endorsement = 561", "endorsement = 600"))
    assert "~ facts/fees: endorsement" in run("diff", str(tmp_path)).output


def test_a_day_that_is_none_is_refused():
    assert run("check", "--day", "soon").exit_code == 1
