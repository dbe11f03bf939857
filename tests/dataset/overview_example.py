"""What docs/dataset.md shows of other engines, to be run as it stands there, and what it must give."""

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from proof_of_talent.dataset import BuildOptions, build_dataset
from proof_of_talent.demo.records import make_records
from proof_of_talent.domain.criteria import Rulebook
from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.wiring.bootstrap import build_services
from proof_of_talent.wiring.settings import Settings
from tests.conftest import open_client

DOCS = Path(__file__).parents[2] / "docs"


def read_example(title: str) -> str:
    """Return the lines of Python under this title in docs/dataset.md."""
    (lines,) = re.findall(rf"```python\n(# {title}.*?)```", (DOCS / "dataset.md").read_text(), re.DOTALL)
    return lines


def prepare_example(folder: Path, rulebook: Rulebook) -> dict[str, Any]:
    """Make what the examples read, `set/` and `overview.sql`, of analyses up to now, failed ones too.

    Returns:
        The API's overview of the same store.
    """
    settings = Settings(data_dir=folder / "data", store=f"sqlite:///{folder / 'talent.db'}")
    services = build_services(settings, rulebook=rulebook)
    try:
        now = datetime.now(UTC)
        services.store.records.add_many(make_records(150, seed=7, days=60, now=now, rulebook=rulebook))
        manifest = build_dataset(
            services.store, AnalysisFilter(), BuildOptions(partition_rows=50), folder / "set",
            rulebook=rulebook, actor="test",
        )  # fmt: skip
        assert len(manifest.files) > 5
        shutil.copyfile(DOCS / "examples" / "overview.sql", folder / "overview.sql")
        with open_client(services) as client:
            return client.get("/api/analytics/overview").json()
    finally:
        services.close()


def check_overview(rows: list[dict[str, Any]], answer: dict[str, Any]) -> None:
    """Compare the rows of overview.sql with the API's answer, figure by figure."""
    found = {(row["figure"], row["name"]): row for row in rows}
    counts = {
        ("by_status", "completed"): answer["completed"],
        ("by_status", "error"): answer["errors"],
        ("recent_30_days", "all"): answer["recent_30_days"],
        **{("by_field", part["_id"]): part["count"] for part in answer["by_field"]},
        **{("by_recommendation", part["_id"]): part["count"] for part in answer["by_recommendation"]},
    }
    assert 0 < answer["recent_30_days"] < answer["total_analyses"]
    assert {key: row["count"] for key, row in found.items()} == counts
    for part in answer["by_field"]:
        row = found["by_field", part["_id"]]
        assert row["avg_score"] == pytest.approx(part["avg_score"], abs=0.0051)
        assert row["avg_likelihood"] == pytest.approx(part["avg_likelihood"], abs=0.000051)
