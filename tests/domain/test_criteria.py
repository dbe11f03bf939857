"""The packaged rules load, and mistakes in them are named."""

from importlib.resources import files

import pytest

from proof_of_talent.domain.criteria import load_rulebook
from proof_of_talent.domain.errors import SetupError
from proof_of_talent.domain.rule_checks import check_references


def test_the_packaged_rules_are_valid_and_name_where_they_come_from():
    rulebook = load_rulebook()
    assert [field.id for field in rulebook.fields] == [
        "digital_technology",
        "arts_culture",
        "science_research",
    ]
    for field in rulebook.fields:
        assert field.rules_version
        assert all(source.viewed for source in field.sources)


def test_every_field_asks_for_letters_route_and_consent():
    for field in load_rulebook().fields:
        questions = {question.id: question for question in field.questions}
        assert questions["recommendation_letters"].required
        assert {choice.value for choice in questions["route_preference"].choices} >= {"talent", "promise"}
        assert questions["consent_training"].type == "yes_no"
        assert not questions["consent_training"].required


def test_every_gap_and_weakness_has_a_roadmap_step():
    for code in load_rulebook().codes:
        assert (code.action is None) == (code.kind == "strength"), code.code


def test_a_missing_reference_is_named():
    rulebook = load_rulebook()
    field = rulebook.fields[0]
    broken = field.criteria[0].model_copy(update={"weak_gap": "no_such_code"})
    field = field.model_copy(update={"criteria": (broken, *field.criteria[1:])})
    with pytest.raises(SetupError, match="no_such_code"):
        check_references(rulebook.model_copy(update={"editions": (field,)}))


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("variants.toml", 'route = "talent"', 'route = "genius"'),
        ("variants.toml", 'body = "bfc"', 'body = "bcf"'),
        ("bodies.toml", 'levels = ["talent"]', 'levels = ["talents"]'),
        ("letters.toml", '"science_research/talent"', '"science_research/talents"'),
    ],
)
def test_a_rule_for_a_place_that_does_not_exist_is_named(tmp_path, name, right, wrong):
    text = (files("proof_of_talent.domain") / "rules" / name).read_text("utf-8")
    assert right in text
    (tmp_path / name).write_text(text.replace(right, wrong, 1), "utf-8")
    with pytest.raises(SetupError, match=name.replace(".", r"\.")):
        load_rulebook(tmp_path)
