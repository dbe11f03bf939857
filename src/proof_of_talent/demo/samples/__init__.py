"""Bundled sample applications: invented people, three levels in each field, rendered from readable text.

The text lives in `content/FIELD/LEVEL.md` (documents) and `content/FIELD/LEVEL.answers.json`
(questionnaire). Every person, company and organisation in it is fictional. Rendering is deterministic:
the same text gives the same bytes.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Literal, get_args

from proof_of_talent.demo.samples.markup import SourceDocument, parse_sources
from proof_of_talent.demo.samples.paper import render_pdf
from proof_of_talent.demo.samples.word import render_docx
from proof_of_talent.domain.application import DocumentKind, FieldId

Level = Literal["strong", "middling", "weak"]

BUNDLED: Final = ("digital_technology/strong", "arts_culture/middling", "science_research/strong")
"""The samples that `make run` assesses, one a field."""


@dataclass(frozen=True)
class SampleDocument:
    """One file of an application. `kind` is what the file is; `content_bytes()` renders it."""

    filename: str
    kind: DocumentKind
    content_bytes: Callable[[], bytes]


@dataclass(frozen=True)
class Sample:
    """One invented application: `answers` use the questionnaire's ids and agree with the papers, except
    where a weak application claims more than it shows.
    """

    field: FieldId
    level: Level
    answers: dict[str, Any]
    documents: tuple[SampleDocument, ...]

    @property
    def name(self) -> str:
        """The sample's name, such as `digital_technology/strong`."""
        return f"{self.field}/{self.level}"


def list_samples() -> list[Sample]:
    """Return all sample applications, by field and from strong to weak."""
    return [_read_sample(field, level) for field in get_args(FieldId) for level in get_args(Level)]


def load_sample(name: str) -> Sample:
    """Return the sample of this name (`digital_technology/strong`).

    Raises:
        KeyError: there is no such sample.
    """
    return {sample.name: sample for sample in list_samples()}[name]


def list_bundled_samples() -> list[Sample]:
    """Return the samples that `make run` assesses, one a field."""
    return [load_sample(name) for name in BUNDLED]


def list_unrelated_documents() -> list[SampleDocument]:
    """Return papers that show nothing: an invoice, pages of a novel, a CV that only lists catchwords."""
    text = (files(__package__) / "content" / "unrelated.md").read_text(encoding="utf-8")
    return _list_documents(text)


def write_samples(folder: Path, samples: Sequence[Sample] | None = None) -> list[Path]:
    """Write samples as files, one folder each: `FIELD/LEVEL/answers.json` and the documents.

    Args:
        folder: where to write; made if it does not exist, files of the same name are replaced.
        samples: which to write; all of them, and the unrelated documents, by default.

    Returns:
        The folders written, in order.
    """
    written = []
    for sample in list_samples() if samples is None else samples:
        target = folder / sample.field / sample.level
        _write_documents(target, sample.documents)
        answers = json.dumps({"field": sample.field} | sample.answers, indent=2, ensure_ascii=False) + "\n"
        (target / "answers.json").write_text(answers, encoding="utf-8")
        written.append(target)
    if samples is None:
        _write_documents(folder / "unrelated", list_unrelated_documents())
        written.append(folder / "unrelated")
    return written


def _write_documents(target: Path, documents: Sequence[SampleDocument]) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for document in documents:
        (target / document.filename).write_bytes(document.content_bytes())


def _read_sample(field: FieldId, level: Level) -> Sample:
    folder = files(__package__) / "content" / field
    answers = json.loads((folder / f"{level}.answers.json").read_text(encoding="utf-8"))
    text = (folder / f"{level}.md").read_text(encoding="utf-8")
    return Sample(field, level, answers, tuple(_list_documents(text)))


def _list_documents(text: str) -> list[SampleDocument]:
    return [
        SampleDocument(source.filename, source.kind, partial(_render, source))
        for source in parse_sources(text)
    ]


def _render(source: SourceDocument) -> bytes:
    return render_docx(source) if source.filename.endswith(".docx") else render_pdf(source)
