"""A service whose assessor is the scripted model, and one way to take an application through it."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from proof_of_talent.domain.record import AnalysisRecord
from proof_of_talent.intake.intake import Upload
from proof_of_talent.wiring.bootstrap import Services
from proof_of_talent.wiring.settings import Settings
from tests.assessors.applications import RULEBOOK
from tests.extractors import build_sharing
from tests.llm_server import KEY, ScriptedModel

FAST = {
    "llm_api_key": KEY, "llm_timeout_seconds": 30.0, "llm_backoff_seconds": 0.01, "llm_outage_seconds": 1.0,
    "llm_circuit_failures": 1000, "lease_seconds": 30, "llm_review": False, "llm_reread_zeros": 0,
}  # fmt: skip


def make_settings(model: ScriptedModel, folder: Path, **changes: Any) -> Settings:
    return Settings(
        data_dir=folder,
        store=f"sqlite:///{folder / 'talent.db'}",
        **({"assessor": "compatible:scripted-1", "llm_base_url": model.url} | FAST | changes),
    )


@contextmanager
def served(model: ScriptedModel, folder: Path, **changes: Any) -> Iterator[Services]:
    """All services over the scripted model."""
    services = build_sharing(make_settings(model, folder, **changes), rulebook=RULEBOOK)
    try:
        yield services
    finally:
        services.close()


def hand_in(
    services: Services, *files: tuple[str, bytes], answers: dict[str, Any] | None = None,
    field: str = "digital_technology",
) -> str:  # fmt: skip
    """Create and submit a session with these documents."""
    session_id = services.intake.create_session(field).session_id
    if answers:
        services.intake.save_answers(session_id, answers)
    services.intake.add_documents(session_id, [Upload(name, BytesIO(content)) for name, content in files])
    services.pipeline.submit(session_id)
    return session_id


def analyse(services: Services, *files: tuple[str, bytes], **more: Any) -> AnalysisRecord:
    """Take one application through the pipeline to its record."""
    record = services.pipeline.run_analysis_task(hand_in(services, *files, **more))
    assert record is not None
    return record
