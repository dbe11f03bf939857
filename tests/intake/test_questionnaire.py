import pytest
from hypothesis import given
from hypothesis import strategies as st

from proof_of_talent.domain.criteria import load_rulebook
from proof_of_talent.domain.errors import InvalidInputError
from proof_of_talent.intake.questionnaire import (
    AnswersError,
    check_answers,
    is_complete,
    list_extra_answers,
)

RULEBOOK = load_rulebook()
TECH = RULEBOOK.field("digital_technology")
COMPLETE = {
    "years_experience": 7,
    "route_preference": "talent",
    "applicant_type": "technical",
    "employer_type": "product",
    "has_founded_company": False,
    "recommendation_letters": 3,
}


def test_answers_come_back_in_their_types():
    checked = check_answers(
        TECH,
        COMPLETE | {"years_experience": " 7 ", "has_founded_company": "yes", "github_url": "github.com/me"},
        complete=True,
    )
    assert checked["years_experience"] == 7
    assert checked["has_founded_company"] is True
    assert checked["github_url"] == "https://github.com/me"


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("years_experience", "many"),
        ("years_experience", -1),
        ("years_experience", True),
        ("years_experience", "nan"),
        ("years_experience", [7]),
        ("route_preference", "genius"),
        ("route_preference", {"$gt": ""}),
        ("has_founded_company", "perhaps"),
        ("github_url", "javascript:alert(1)"),
        ("github_url", "https://a b.example"),
        ("awards", ["a", "b"]),
        ("awards", "x" * 50_001),
    ],
)
def test_a_wrong_answer_is_named(name, answer):
    with pytest.raises(AnswersError) as caught:
        check_answers(TECH, {name: answer}, complete=False)
    assert caught.value.field == name
    assert caught.value.problems[0]["field"] == name


def test_a_choice_is_known_by_its_id_and_by_its_label_in_any_case():
    for word in ("talent", "Exceptional talent", " EXCEPTIONAL TALENT "):
        assert check_answers(TECH, {"route_preference": word}, complete=False) == {
            "route_preference": "talent"
        }


@pytest.mark.parametrize(
    ("word", "count"), [("yes", 1), (True, 1), ("No", 0), (False, 0), ("none", 0), ("4", 4)]
)
def test_where_we_ask_how_many_yes_is_at_least_one(word, count):
    assert check_answers(TECH, {"publications": word}, complete=False) == {"publications": count}


def test_years_are_no_count():
    with pytest.raises(AnswersError):
        check_answers(TECH, {"years_experience": "yes"}, complete=False)


def test_answers_to_other_questions_are_kept_apart_as_text():
    answers = {"publications": 2, "cv_upload": {"a.$b": [1]}, "x" * 300: "long\x00", "left_open": " "}
    assert check_answers(TECH, answers, complete=False) == {"publications": 2}
    extra = list_extra_answers(TECH, answers)
    assert extra == {"cv_upload": '{"a.$b": [1]}', "x" * 100: "long", "left_open": ""}
    with pytest.raises(InvalidInputError):
        list_extra_answers(TECH, {f"q{number}": "x" for number in range(101)})


def test_missing_required_answers_are_all_named():
    with pytest.raises(AnswersError) as caught:
        check_answers(TECH, {"years_experience": 7}, complete=True)
    assert {problem["field"] for problem in caught.value.problems} == set(COMPLETE) - {"years_experience"}


def test_empty_answers_count_as_not_given():
    assert check_answers(TECH, {"awards": "  ", "publications": None}, complete=False) == {}


def test_zero_and_no_are_answers():
    checked = check_answers(TECH, COMPLETE | {"years_experience": 0}, complete=True)
    assert checked["years_experience"] == 0
    assert is_complete(TECH, checked)


@given(
    st.dictionaries(
        st.sampled_from([q.id for q in TECH.questions]), st.text() | st.integers() | st.booleans()
    )
)
def test_checked_answers_are_accepted_again_unchanged(answers):
    try:
        checked = check_answers(TECH, answers, complete=False)
    except AnswersError:
        return
    assert check_answers(TECH, checked, complete=False) == checked


@pytest.mark.parametrize(
    "text", ["1_0", "\uff11\uff12", "\u0663", "0x10", "1e9999", "nan", "infinity", "9" * 400]
)
def test_only_plain_digits_are_a_number(rulebook, text):
    field = rulebook.field("digital_technology")
    with pytest.raises(AnswersError):
        check_answers(field, {"years_experience": text}, complete=False)
