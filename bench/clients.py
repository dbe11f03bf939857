"""What advisers and reviewers wait for: pages of many clients and reviews, and two attempts compared."""

import tempfile
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.analysis import hand_in, read_cv
from bench.registry import Result, bench
from bench.store import median_ms
from proof_of_talent.demo.samples import load_sample
from proof_of_talent.domain.changes import encode_place
from proof_of_talent.domain.clients import ClientFile, ClientFilter, client_position, new_client_id
from proof_of_talent.domain.record import new_record_id
from proof_of_talent.domain.reviews import JudgedView, Review, ReviewFilter, name_seat
from proof_of_talent.intake.intake import Upload
from proof_of_talent.records.clients import list_clients
from proof_of_talent.records.reviewing import list_queue
from proof_of_talent.stores.sqlite.clients import insert_client
from proof_of_talent.stores.sqlite.reviews import insert_review
from proof_of_talent.stores.sqlite.store import SQLiteStore
from proof_of_talent.stores.sqlite.writer import Transaction
from proof_of_talent.wiring.bootstrap import build_services
from proof_of_talent.wiring.settings import Settings

COUNT = 100_000
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
OWNED = ClientFilter(owner="local")
JUDGED = JudgedView(
    assessor="rubric", version="1", prompt_version=None, rules_version="1", levels={"MC": 2}, band="weak"
)


def add_all(store: SQLiteStore, insert: Callable[[Transaction, Any], bool], items: Iterable[Any]) -> None:
    """Add items in one transaction: how long that takes is not what is measured here."""
    writer = store.life.writer  # type: ignore[attr-defined]
    assert writer.run(lambda transaction: all(insert(transaction, item) for item in items))


@bench("clients")
def bench_clients() -> list[Result]:
    """A page behind 99,900 of 100,000 clients, and one that a search finds, against the first page."""
    with tempfile.TemporaryDirectory(dir=".") as folder:
        store = SQLiteStore(Path(folder) / "store.db")
        add_all(store, insert_client, map(make_client, range(COUNT)))
        (last,) = store.clients.list_page(ClientFilter(text="case 099949"), sort="reference", limit=1)
        behind = encode_place(["reference", *client_position(last, "reference")])
        first = median_ms(lambda: list_clients(store, OWNED, sort="reference"), 20)
        deep = median_ms(lambda: list_clients(store, OWNED, sort="reference", cursor=behind), 20)
        found = median_ms(lambda: list_clients(store, ClientFilter(owner="local", text="case 0999")), 5)
        store.close()
    return [
        Result("clients, last page of 100,000", deep, "ms", first, "first page", deep / first, "<= 1.5"),
        Result("clients, search in 100,000", found, "ms", first, "first page", found / first, "<= 20"),
    ]


def make_client(number: int) -> ClientFile:
    return ClientFile(
        id=new_client_id(), owner="local", reference=f"Case {number:06}", created_at=NOW, updated_at=NOW
    )


@bench("reviews")
def bench_reviews() -> list[Result]:
    """A page behind 49,000 of 50,000 analyses that wait for two people each, against the first page."""
    with tempfile.TemporaryDirectory(dir=".") as folder:
        store = SQLiteStore(Path(folder) / "store.db")
        ids = sorted(new_record_id(NOW) for _ in range(COUNT // 2))
        add_all(store, insert_review, (make_review(it, seat) for it in ids for seat in (1, 2)))
        first = median_ms(lambda: list_queue(store, "local"), 20)
        deep = median_ms(lambda: list_queue(store, "local", cursor=name_seat(ids[1000], 1)), 20)
        assert len(store.reviews.list_page(ReviewFilter(), limit=3)) == 3
        store.close()
    return [Result("review queue, deep page", deep, "ms", first, "first page", deep / first, "<= 1.5")]


def make_review(record_id: str, seat: int) -> Review:
    return Review(
        id=name_seat(record_id, seat), record_id=record_id, session_id=f"session_20261128_120000_{record_id}",
        field="arts_culture", reasons=("random",), blind=True, judged=JUDGED, opened_at=NOW,
    )  # fmt: skip


def load_letter() -> bytes:
    """Return a letter of a bundled sample."""
    documents = load_sample("digital_technology/strong").documents
    return next(one.content_bytes() for one in documents if one.kind == "recommendation_letter")


@bench("diff")
def bench_diff() -> list[Result]:
    """Two attempts compared whose papers and answers differ, so that points between are judged again, against
    one analysis of the same papers.
    """
    with tempfile.TemporaryDirectory() as folder:
        services = build_services(Settings(data_dir=Path(folder), store=f"sqlite:///{folder}/talent.db"))
        try:
            session_id = hand_in(services, read_cv())

            def analyse() -> None:
                services.pipeline.submit(session_id)
                assert services.pipeline.run_analysis_task(session_id)

            services.intake.save_answers(session_id, {"years_experience": 1})
            analyse()
            services.intake.save_answers(session_id, {"years_experience": 9})
            with tempfile.TemporaryFile() as file:
                file.write(load_letter())
                services.intake.add_documents(session_id, [Upload("letter.pdf", file)])
            once = median_ms(analyse, 5)
            records = services.comparer.list_records(session_id)
            compared = median_ms(lambda: services.comparer.compare(records, 1, len(records)), 5)
        finally:
            services.close()
    return [Result("diff of two attempts", compared, "ms", once, "an analysis", compared / once, "<= 3")]
