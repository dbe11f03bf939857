"""What people think of an analysis, as columns of a dataset."""

from collections.abc import Iterator, Mapping

from proof_of_talent.domain.criteria import Rulebook
from proof_of_talent.domain.ports import Store
from proof_of_talent.domain.reviews import ReviewFilter
from proof_of_talent.export.column import Column
from proof_of_talent.export.view import Read, RecordView
from proof_of_talent.judging.reviewed import ReviewLabel, label_analyses

_EVERY = 1_000_000

Labels = Mapping[str, ReviewLabel]


def read_labels(store: Store) -> Labels:
    """Return the labels of all analyses that people reviewed, by record."""
    return label_analyses(store.reviews.list_page(ReviewFilter(state="done"), limit=_EVERY))


def make_label_columns(labels: Labels, rulebook: Rulebook) -> Iterator[Column]:
    """Yield the columns that show labels."""
    yield Column(
        "label.people", "integer", "How many people reviewed the analysis", _reader(labels, "people")
    )
    yield Column(
        "label.recommendation",
        "category",
        "Lower median of the bands that people gave",
        _reader(labels, "band"),
    )
    codes = {criterion.code for field in rulebook.fields for criterion in field.criteria}
    for code in sorted(codes):
        yield Column(
            f"label.{code}", "integer", f"Lower median of the levels, 0-4, that people gave for {code}",
            _level_reader(labels, code),
        )  # fmt: skip


def _reader(labels: Labels, name: str) -> Read:
    def read(view: RecordView) -> object:
        label = labels.get(view["_id"])
        return None if label is None else getattr(label, name)

    return read


def _level_reader(labels: Labels, code: str) -> Read:
    def read(view: RecordView) -> object:
        label = labels.get(view["_id"])
        return None if label is None else label.levels.get(code)

    return read
