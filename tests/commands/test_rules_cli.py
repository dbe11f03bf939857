"""`rules list`, `check` and `diff` say what the rules are, how old they are, and how two sets differ."""

from datetime import date
from importlib.resources import files

import pytest
from typer.testing import CliRunner

from proof_of_talent.commands.cli import app
from proof_of_talent.domain.criteria import load_rulebook

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


ARTS = (files("proof_of_talent.domain") / "rules" / "arts_culture.toml").read_text()


def test_ids_are_listed_as_they_are_written():
    assert "arts_culture/documents [" in run("list", "--find", "arts_culture/documents").output


def test_two_sets_by_date_are_told_apart_and_the_day_decides_which_is_compared(tmp_path):
    later = ARTS.replace("letters = 3", "letters = 4", 1)
    (tmp_path / "arts_culture.2026-12-15.toml").write_text(later)
    listed = run("list", "--folder", str(tmp_path), "--find", "routes/talent").output
    assert "arts_culture/routes/talent" in listed
    assert "arts_culture@2026-12-15/routes/talent" in listed
    assert "The rules are the same." in run("diff", str(tmp_path), "--day", "2026-12-14").output
    assert "~ arts_culture/routes/talent: letters" in run("diff", str(tmp_path), "--day", "2026-12-15").output
    for day, letters in ((date(2026, 12, 14), 3), (date(2026, 12, 15), 4)):
        rules = load_rulebook(tmp_path, date(2026, 11, 28)).edition("arts_culture", day)
        assert rules.route("talent").letters == letters


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("facts.toml", FACTS.replace('topic = "fees"', 'topik = "fees"', 1), "facts.toml: facts.0.topik"),
        ("facts.toml", FACTS.replace('["no_endorsement_needed"]', '["prize"]'), "facts.1.decisions"),
        ("facts.toml", FACTS.replace("2026-04-08", "2026-04-31"), "facts.toml: it cannot be read as TOML"),
        ("arts_culture.2026-13-45.toml", ARTS, "2026-13-45 is no day"),
        ("arts_culture.toml", ARTS + "\nletters = 4\n", "arts_culture.toml"),
    ],
)  # fmt: skip
def test_a_slip_in_a_folder_of_rules_names_the_file_and_the_place(tmp_path, name, text, said):
    (tmp_path / name).write_text(text)
    result = run("check", "--folder", str(tmp_path))
    assert result.exit_code != 0
    assert said in str(result.exception) + result.output


def test_a_rule_that_ends_before_it_begins_is_refused(tmp_path):
    ended = FACTS.replace('id = "advice"', 'id = "advice"\nvalid_to = 2001-01-01', 1)
    (tmp_path / "facts.toml").write_text(ended)
    result = run("check", "--folder", str(tmp_path))
    assert "valid_to (2001-01-01) is before valid_from" in str(result.exception) + result.output
