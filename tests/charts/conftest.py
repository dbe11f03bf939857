"""Answers over a few hundred synthetic records."""

import pytest

from proof_of_talent.analytics import AnalyticsCache
from proof_of_talent.charts.answers import Answers, FigureRequest
from proof_of_talent.demo.records import make_records
from proof_of_talent.demo.sessions import make_sessions
from proof_of_talent.domain.base import read_clock
from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.stores.sqlite.store import SQLiteStore
from proof_of_talent.wiring.bootstrap import load_rulebook


@pytest.fixture(scope="session")
def store(tmp_path_factory):
    opened = SQLiteStore(tmp_path_factory.mktemp("charts") / "talent.db")
    made = list(make_records(360, seed=2, days=120, now=read_clock(), rulebook=load_rulebook()))
    opened.records.add_many(made)
    for session in make_sessions(made[::-20]):
        opened.transfer.import_session(session, {})
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def answers(store) -> Answers:
    return Answers(store, load_rulebook(), FigureRequest(AnalysisFilter(), read_clock()), AnalyticsCache())
