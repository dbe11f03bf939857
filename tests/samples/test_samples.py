"""The bundled applications: readable, within the rules' page limits, and the same bytes every time."""

import json
from io import BytesIO
from typing import get_args

import docx
import pytest
from pypdf import PdfReader

from proof_of_talent.demo.samples import (
    BUNDLED,
    SampleDocument,
    list_bundled_samples,
    list_samples,
    list_unrelated_documents,
    load_sample,
    write_samples,
)
from proof_of_talent.demo.samples.markup import parse_sources, split_runs
from proof_of_talent.domain.application import FieldId
from proof_of_talent.domain.criteria import load_rulebook

PAGE_LIMITS = {"cv": 3, "recommendation_letter": 3, "evidence": 2, "personal_statement": 3}
REQUIRED_LETTERS = {"digital_technology": 3, "arts_culture": 3, "science_research": 2}
SAMPLES = {sample.name: sample for sample in list_samples()}
DOCUMENTS = [
    *((name, document) for name, sample in SAMPLES.items() for document in sample.documents),
    *(("unrelated", document) for document in list_unrelated_documents()),
]


def read_pages(document: SampleDocument) -> list[str]:
    content = document.content_bytes()
    if document.filename.endswith(".docx"):
        paragraphs = docx.Document(BytesIO(content)).paragraphs
        return "\n".join(paragraph.text for paragraph in paragraphs).split("\f")
    return [page.extract_text() for page in PdfReader(BytesIO(content)).pages]


@pytest.mark.parametrize(
    ("name", "document"), DOCUMENTS, ids=[f"{name}/{document.filename}" for name, document in DOCUMENTS]
)
class TestEveryDocument:
    def test_has_readable_text_within_its_page_limit(self, name: str, document: SampleDocument) -> None:
        pages = read_pages(document)
        assert 1 <= len(pages) <= PAGE_LIMITS[document.kind]
        assert all(len(page.split()) > 10 for page in pages)
        assert "**" not in "".join(pages)
        assert "\\" not in "".join(pages)
        assert "\u25a0" not in "".join(pages), "a glyph the font does not have"

    def test_renders_to_the_same_bytes_each_time(self, name: str, document: SampleDocument) -> None:
        again = {f"{n}/{d.filename}": d for n, d in _list_all_documents()}[f"{name}/{document.filename}"]
        assert document.content_bytes() == again.content_bytes()


def _list_all_documents() -> list[tuple[str, SampleDocument]]:
    samples = [(sample.name, document) for sample in list_samples() for document in sample.documents]
    return samples + [("unrelated", document) for document in list_unrelated_documents()]


def test_there_are_three_levels_in_each_field() -> None:
    levels = ("strong", "middling", "weak")
    assert list(SAMPLES) == [f"{field}/{level}" for field in get_args(FieldId) for level in levels]


def test_every_application_has_one_cv_and_file_names_are_unique() -> None:
    for sample in SAMPLES.values():
        assert [document.kind for document in sample.documents].count("cv") == 1
        names = [document.filename for document in sample.documents]
        assert len(set(names)) == len(names)


def test_strong_applications_have_a_two_page_cv_and_every_required_letter() -> None:
    for field, letters in REQUIRED_LETTERS.items():
        sample = SAMPLES[f"{field}/strong"]
        kinds = [document.kind for document in sample.documents]
        assert kinds.count("recommendation_letter") == letters == sample.answers["recommendation_letters"]
        cv = next(document for document in sample.documents if document.kind == "cv")
        assert len(read_pages(cv)) == 2


def test_weak_applications_claim_more_letters_than_they_have() -> None:
    for field, required in REQUIRED_LETTERS.items():
        sample = SAMPLES[f"{field}/weak"]
        letters = [d for d in sample.documents if d.kind == "recommendation_letter"]
        assert len(letters) < required <= sample.answers["recommendation_letters"]


def test_every_field_has_a_word_document() -> None:
    for field in REQUIRED_LETTERS:
        strong = SAMPLES[f"{field}/strong"].documents
        assert any(d.kind == "recommendation_letter" and d.filename.endswith(".docx") for d in strong)


def test_answers_name_a_level_and_use_json_types() -> None:
    for sample in SAMPLES.values():
        assert sample.answers["route_preference"] in {"talent", "promise"}
        assert all(isinstance(answer, str | bool | int) for answer in sample.answers.values())


def test_bundled_samples_cover_each_field_once() -> None:
    assert [sample.name for sample in list_bundled_samples()] == list(BUNDLED)
    assert {sample.field for sample in list_bundled_samples()} == set(get_args(FieldId))


def test_an_unknown_sample_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        load_sample("digital_technology/excellent")


def test_written_folders_hold_the_answers_and_every_document(tmp_path) -> None:
    folders = write_samples(tmp_path)
    assert [str(folder.relative_to(tmp_path)) for folder in folders] == [*SAMPLES, "unrelated"]
    for name, sample in SAMPLES.items():
        answers = json.loads((tmp_path / name / "answers.json").read_text("utf-8"))
        assert answers == {"field": sample.field} | sample.answers
        written = {path.name for path in (tmp_path / name).iterdir()} - {"answers.json"}
        assert written == {document.filename for document in sample.documents}


def test_a_document_of_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="is not known"):
        parse_sources("%%% a.pdf poem cv\n# A\n")


def test_inline_marks_become_styles() -> None:
    runs = split_runs("plain **bold** and *slanted*")
    assert [(run.text, run.bold, run.italic) for run in runs] == [
        ("plain ", False, False),
        ("bold", True, False),
        (" and ", False, False),
        ("slanted", False, True),
    ]


def test_answers_fit_the_questionnaire() -> None:
    rulebook = load_rulebook()
    for sample in SAMPLES.values():
        questions = {question.id: question for question in rulebook.field(sample.field).questions}
        assert set(sample.answers) <= set(questions), sample.name
        required = {question.id for question in questions.values() if question.required}
        assert required <= set(sample.answers), sample.name
        for name, answer in sample.answers.items():
            question = questions[name]
            if question.type == "choice":
                assert answer in {choice.value for choice in question.choices}, (sample.name, name)
            assert isinstance(answer, bool) == (question.type == "yes_no"), (sample.name, name)
            assert isinstance(answer, str) == (question.type in {"text", "url", "choice"}), (
                sample.name,
                name,
            )
