"""Golden cases: recorded answers are replayed, and a changed prompt has to be acknowledged.

`tests/golden/prompts.json` holds the prompt version, the recorded answers and the levels they gave. The
answers come from the scripted model, not from a real one. After a change of prompt or schema, compare
assessors with `proof-of-talent evaluate`, then renew the file: `python -m tests.assessors.test_golden`.
"""

import json
from pathlib import Path
from typing import Any

from proof_of_talent.assessors.llm.assessor import LLMAssessor
from proof_of_talent.assessors.llm.prices import load_prices
from proof_of_talent.assessors.llm.providers import Endpoint
from proof_of_talent.assessors.llm.settings import LLMSettings
from proof_of_talent.assessors.llm.whole import compute_prompt_version
from proof_of_talent.judging.judge import judge
from tests.assessors.applications import RULEBOOK, make_application
from tests.llm_server import Ask, Reply, ScriptedModel, judge_honestly

GOLDEN = Path(__file__).parent.parent / "golden" / "prompts.json"


def play(script) -> tuple[dict[str, Any], list[Ask]]:
    """Judge the golden application with a script; return levels and what was asked."""
    with ScriptedModel(script) as model:
        assessor = LLMAssessor(
            endpoint=Endpoint("compatible", "scripted-1", None, model.url), rulebook=RULEBOOK,
            settings=LLMSettings(llm_timeout_seconds=10, llm_context_tokens=20_000), prices=load_prices(),
        )  # fmt: skip
        try:
            scored = judge(make_application(), assessor=assessor, rulebook=RULEBOOK).scored
        finally:
            assessor.close()
    levels = {criterion.criterion: criterion.level for criterion in scored.criteria}
    return levels, sorted(model.asks, key=name_ask)


def name_ask(ask: Ask) -> str:
    return f"{ask.criterion}/{ask.nth}"


def record() -> None:
    """Write the golden file anew."""
    levels, asks = play(judge_honestly)
    golden = {
        "prompt_version": compute_prompt_version(),
        "levels": levels,
        "answers": {name_ask(ask): judge_honestly(ask).answer for ask in asks},
    }
    GOLDEN.write_text(json.dumps(golden, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def test_the_prompt_is_the_one_that_the_golden_answers_were_recorded_with():
    golden = json.loads(GOLDEN.read_text())
    assert golden["prompt_version"] == compute_prompt_version(), "evaluate the new prompt, then record anew"


def test_recorded_answers_give_the_recorded_levels():
    golden = json.loads(GOLDEN.read_text())
    levels, asks = play(lambda ask: Reply(golden["answers"][name_ask(ask)]))
    assert levels == golden["levels"]
    assert [name_ask(ask) for ask in asks] == sorted(golden["answers"])


if __name__ == "__main__":
    record()
