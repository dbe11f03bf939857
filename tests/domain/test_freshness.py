"""Every rule knows its source and its age; what is not included or overdue is told."""

from datetime import date

import pytest

from proof_of_talent.domain.criteria import load_rulebook
from proof_of_talent.domain.errors import SetupError
from proof_of_talent.domain.freshness import find_notices, list_overdue, list_rules
from proof_of_talent.domain.provenance import OURS

RULEBOOK = load_rulebook()
TODAY = date(2026, 11, 28)


def test_no_rule_is_without_a_source_or_the_mark_ours():
    sources = {source.id for source in RULEBOOK.sources}
    for row in list_rules(RULEBOOK):
        assert row.rule.source in sources, row.id
        assert (row.rule.source == OURS) == (row.rule.basis == "heuristic"), row.id
        assert row.rule.valid_from <= row.rule.review_by, row.id
        assert row.rule.seen <= row.rule.review_by, row.id
        assert row.text
        assert row.acts


def test_rules_have_names_of_their_own():
    names = [row.id for row in list_rules(RULEBOOK)]
    assert len(names) == len(set(names))


def test_nothing_is_overdue_on_the_day_it_was_read():
    assert list_overdue(RULEBOOK, TODAY) == []


@pytest.mark.parametrize("field", [field.id for field in RULEBOOK.fields])
def test_past_its_review_day_a_route_says_so(field):
    criteria = RULEBOOK.field(field)
    late = find_notices(RULEBOOK, criteria, "talent", date(2027, 6, 1))
    assert "review_overdue" in {notice.code for notice in late}
    assert all(notice.hides_percentages for notice in late)
    assert list_overdue(RULEBOOK, date(2027, 6, 1))


def test_before_a_change_was_announced_nothing_is_said():
    assert find_notices(RULEBOOK, RULEBOOK.field("digital_technology"), "talent", date(2026, 1, 5)) == ()


def test_a_change_is_told_on_the_routes_it_touches():
    science = RULEBOOK.field("science_research")
    appointment = find_notices(RULEBOOK, science, "appointment", TODAY)
    assert any("26 March 2026" in notice.text for notice in appointment)
    assert not any(
        "26 March 2026" in notice.text for notice in find_notices(RULEBOOK, science, "talent", TODAY)
    )


def write_edition(folder, day: str, **changes: str) -> None:
    """Write a further edition of digital technology from a day on."""
    from importlib.resources import files

    text = (files("proof_of_talent.domain") / "rules" / "digital_technology.toml").read_text()
    for before, after in changes.items():
        text = text.replace(before, after)
    (folder / f"digital_technology.{day}.toml").write_text(text)


def test_the_day_of_the_application_decides_between_two_editions(tmp_path):
    write_edition(tmp_path, "2027-01-01", Innovation="Invention")
    rulebook = load_rulebook(tmp_path, TODAY)
    before = rulebook.edition("digital_technology", date(2026, 12, 31))
    after = rulebook.edition("digital_technology", date(2027, 1, 1))
    assert before.criterion("OC1").name == "Innovation"
    assert after.criterion("OC1").name == "Invention"
    assert rulebook.field("digital_technology").criterion("OC1").name == "Innovation"
    later = load_rulebook(tmp_path, date(2027, 2, 1))
    assert later.field("digital_technology").criterion("OC1").name == "Invention"


def test_an_operators_file_takes_the_place_of_the_packaged_one(tmp_path):
    changes = """
[[changes]]
id = "edits_april_2026"
title = "Read and included"
text = "We read them."
announced = 2026-03-09
effective = 2026-04-08
affects = ["*"]
included = true
source = "hc_1691"
"""
    (tmp_path / "facts.toml").write_text(changes)
    rulebook = load_rulebook(tmp_path)
    assert find_notices(rulebook, rulebook.field("digital_technology"), "talent", TODAY) == ()
    assert rulebook.fees is None


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("facts.toml", "[[facts]]\nid = 1 2", "facts.toml: it cannot be read as TOML"),
        (
            "facts.toml",
            '[[facts]]\nid = "a"\ntopic = "fees"\ntext = "b"\nsource = "nobody"',
            "source 'nobody'",
        ),
        (
            "facts.toml",
            '[[facts]]\nid = "a"\ntopic = "weather"\ntext = "b"\nsource = "ours"',
            "facts.0.topic",
        ),
        ("notes.toml", "", "notes.toml in the rules folder has no known name"),
        ("digital_technology.toml", 'id = "arts_culture"', "its id must be 'digital_technology'"),
        (
            "bodies.toml",
            (
                '[[stops]]\nid = "a"\nkind = "no_rules"\nfield = "arts_culture"\ntitle = "t"\nknown = "k"\n'
                'ask = "a"\nsource = "ours"\nwhen = { weather = ["rain"] }'
            ),
            "question 'weather'",
        ),
        (
            "checklists.toml",
            (
                '[[checklists]]\nfield = "science_research"\nroute = "fellowship"\n'
                'name = "n"\nsource = "ours"\n'
                '[[checklists.items]]\nid = "i"\nlabel = "l"\nmend = "m"\nsays = ["("]\nsource = "ours"'
            ),
            "is not valid",
        ),
    ],
)
def test_a_mistake_in_a_file_is_named(tmp_path, name, text, message):
    (tmp_path / name).write_text(text)
    with pytest.raises(SetupError) as caught:
        load_rulebook(tmp_path)
    assert message in caught.value.message


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(SetupError, match="does not exist"):
        load_rulebook(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("name", "old", "field"),
    [
        ("digital_technology.toml", 'window_note = "Five years"', "window_note"),
        ("science_research.toml", 'plans_count = ["OC4"]', "plans_count"),
    ],
)
def test_a_file_of_an_older_shape_is_refused_with_the_setting_that_is_gone(tmp_path, name, old, field):
    from importlib.resources import files

    text = (files("proof_of_talent.domain") / "rules" / name).read_text()
    (tmp_path / name).write_text(text.replace("[settings]\n", f"[settings]\n{old}\n"))
    with pytest.raises(SetupError) as caught:
        load_rulebook(tmp_path)
    assert name in caught.value.message
    assert f"settings.{field}" in caught.value.message
    assert "does not know" in caught.value.message
