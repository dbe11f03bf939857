"""What a paper is, its contents say: files without a telling name, in any order, are judged alike."""

import pytest

from proof_of_talent.domain.corrections import Correction
from proof_of_talent.judging.evidence.kinds import settle_kinds
from tests.assessors.applications import (
    AS_OF,
    AWARD,
    CV,
    PRESS,
    conclude_application,
    make_application,
    write_letters,
)

PAPERS = [("cv", CV), *write_letters(), ("evidence", PRESS), ("evidence", AWARD)]
UNKNOWN = [("evidence", text) for _, text in PAPERS]


@pytest.mark.parametrize("field", ["digital_technology", "science_research"])
def test_names_and_order_of_files_move_no_score(field):
    known = conclude_application(make_application(PAPERS, field=field))[0]
    renamed = conclude_application(make_application(UNKNOWN[::-1], field=field))[0]
    assert renamed.overall_score == known.overall_score > 0
    assert [c.level for c in renamed.criteria] == [c.level for c in known.criteria]
    assert renamed.failed_gates == known.failed_gates


def test_the_paper_that_begins_with_the_name_that_others_repeat_is_the_cv():
    kinds = [document.kind for document in settle_kinds(make_application(UNKNOWN)).documents]
    assert kinds == ["cv", *["recommendation_letter"] * 3, "evidence", "evidence"]


def test_what_the_applicant_says_of_a_paper_stands():
    said = Correction(document="d1", subject="kind", value="evidence", said_at=f"{AS_OF}T00:00:00Z")
    application = make_application(UNKNOWN).model_copy(update={"corrections": (said,)})
    assert settle_kinds(application).documents[0].kind == "evidence"
