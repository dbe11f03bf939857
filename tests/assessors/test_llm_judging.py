"""What a model's judgement becomes: the same score as by hand, provenance, cost, and what was left out."""

import threading
import time

import pytest
from genai_prices import Usage, calc_price
from pydantic import SecretStr

from proof_of_talent.assessors.cues import index_cues
from proof_of_talent.assessors.llm.circuit import Circuit, CircuitOpenError
from proof_of_talent.assessors.llm.evidence import EvidenceFitter
from proof_of_talent.assessors.llm.prices import compute_cost, load_prices
from proof_of_talent.assessors.llm.providers import PROVIDERS, Endpoint, check_endpoint, make_model
from proof_of_talent.assessors.llm.whole import compute_prompt_version
from proof_of_talent.demo.samples import load_sample
from proof_of_talent.domain.application import Application, ApplicationDocument, Page
from proof_of_talent.domain.assessment import Assessment, Evidence, Finding, Judgement
from proof_of_talent.domain.errors import SetupError
from proof_of_talent.judging.judge import judge
from tests.assessors.applications import AS_OF, CV, PRESS, RULEBOOK
from tests.assessors.llm_parts import analyse, hand_in, make_settings, served
from tests.assessors.test_llm_failures import CV as SMALL_CV
from tests.conftest import SHARED_CVS
from tests.llm_server import MODEL, Ask, Reply, ScriptedModel, judge_honestly, make_answer

FIELD = RULEBOOK.field("digital_technology")


def read_cv() -> bytes:
    """Return a real typeset CV, or our own where the shared folder is absent."""
    real = SHARED_CVS / "rendercv_classic.pdf"
    if real.exists():
        return real.read_bytes()
    documents = load_sample("digital_technology/strong").documents
    return next(document.content_bytes() for document in documents if document.kind == "cv")


def make_application(*texts: str) -> Application:
    return Application(
        field="digital_technology", route="talent", answers={}, as_of=AS_OF,
        documents=tuple(
            ApplicationDocument(
                id=f"d{number}", kind="cv" if number == 1 else "evidence", media_type="application/pdf",
                bytes=1, pages=(Page(number=1, text=text),),
            )
            for number, text in enumerate(texts, 1)
        ),
    )  # fmt: skip


class Given:
    """Gives an assessment that is there already."""

    name = "given"

    def __init__(self, assessment):
        self._assessment = assessment

    def assess(self, application, criteria, sitting=None):
        return self._assessment

    def close(self):
        pass


def test_a_models_judgements_score_as_the_same_judgements_entered_by_hand(tmp_path):
    levels = {"MC": 3, "OC1": 2, "OC2": 0, "OC3": 4, "OC4": 1}

    def script(ask: Ask) -> Reply:
        level = levels[ask.criterion]
        telling = [line for line in ask.lines() if len(line[2]) > 40]
        return Reply(make_answer(ask.criterion, level, telling[:3] if level else []))

    with ScriptedModel(script) as model, served(model, tmp_path) as services:
        content = read_cv()
        record = analyse(services, ("cv.pdf", content))
        extracted = services.extractor.extract(content)
    application = Application(
        field="digital_technology", route=record.route, answers={}, as_of=record.created_at.date(),
        documents=(ApplicationDocument(
            id="d1", kind=record.documents[0].kind, media_type="application/pdf", bytes=len(content),
            pages=extracted.pages,
        ),),
    )  # fmt: skip
    first = {ask.criterion: ask for ask in model.asks if ask.nth == 1}
    by_hand = Assessment(
        assessor=record.assessor,
        judgements=tuple(
            Judgement(
                criterion=code, level=level, rationale="As quoted.",
                findings=(Finding(
                    kind="strength", code="documented_achievement", criterion=code, text="It is shown.",
                    evidence=tuple(
                        Evidence(document=d, page=p, quote=q)
                        for d, p, q in [line for line in first[code].lines() if len(line[2]) > 40][:3]
                    ),
                ),) if level else (),
            )
            for code, level in levels.items()
        ),
    )  # fmt: skip
    scored = judge(application, assessor=Given(by_hand), rulebook=RULEBOOK).scored
    assert record.processing_status == "completed"
    assert record.overall_score == scored.overall_score > 0
    assert record.likelihood == scored.likelihood
    assert [c["score"] for c in record.analysis_results["criteria"]] == [c.score for c in scored.criteria]


def test_the_record_says_who_judged_and_what_it_took(tmp_path):
    prices = tmp_path / "prices.toml"
    prices.write_text(
        'date = "2026-11-22"\n[compatible]\n"scripted-1" = { input = 2, cached = 1, output = 10 }\n'
    )
    usage = {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100,
             "prompt_tokens_details": {"cached_tokens": 400}}  # fmt: skip

    def script(ask: Ask) -> Reply:
        return Reply(make_answer(ask.criterion, 0, []), usage=usage)

    with ScriptedModel(script) as model, served(model, tmp_path, llm_prices=prices) as services:
        record = analyse(services, ("cv.docx", SMALL_CV))
    assert record.assessor.name == "compatible"
    assert record.assessor.model == MODEL  # as the provider reports it, not as it was asked for
    assert record.assessor.prompt_version == compute_prompt_version()
    assert record.usage.input_tokens == 5000
    assert record.usage.cached_input_tokens == 2000
    assert record.usage.output_tokens == 500
    assert record.usage.cost_usd == pytest.approx((3000 * 2 + 2000 * 1 + 500 * 10) / 1e6)
    assert record.usage.prices == "2026-11-22"
    assert record.usage.requests == 5
    assert record.usage.retries == 0
    assert record.usage.latency_seconds > 0


@pytest.mark.parametrize(
    "reply", [{"usage": None}, {"model": "unheard-of"}], ids=["no usage", "unlisted model"]
)
def test_a_cost_that_is_not_known_is_null(reply, tmp_path):
    with (
        ScriptedModel(lambda ask: Reply(make_answer(ask.criterion, 0, []), **reply)) as model,
        served(model, tmp_path) as services,
    ):
        record = analyse(services, ("cv.docx", SMALL_CV))
    assert record.processing_status == "completed"
    assert record.usage.cost_usd is None
    assert record.usage.prices is None
    if "usage" in reply:
        assert record.usage.input_tokens is None


def test_listed_prices_are_found_with_and_without_a_date_in_the_name():
    prices = load_prices()
    price = prices.find("openai", "gpt-4o-mini-2024-07-18")
    assert price == prices.find("openai", "gpt-4o-mini")
    cost = compute_cost(price, input_tokens=1_000_000, cached_tokens=0, output_tokens=1_000_000)
    assert cost == pytest.approx(0.75)
    assert prices.find("openai", "never-heard-of") is None
    assert prices.find("compatible", "gpt-4o") is None


def test_many_short_requests_are_not_priced_like_one_long_one():
    price = load_prices().find("google", "gemini-2.5-pro")
    assert price is not None
    cost = compute_cost(price, input_tokens=400_000, cached_tokens=0, output_tokens=0)
    assert cost == pytest.approx(0.4 * price.input)
    one_long = calc_price(Usage(input_tokens=400_000), "gemini-2.5-pro", provider_id="google")
    assert float(one_long.total_price) > cost


def test_cached_input_without_a_listed_price_has_no_cost():
    price = load_prices().find("mistral", "mistral-large-latest")
    assert price is not None
    assert compute_cost(price, input_tokens=10, cached_tokens=5, output_tokens=0) is None


def test_long_bundles_are_fitted_by_relevance_and_the_record_says_what_was_left_out(tmp_path):
    from tests.conftest import write_docx

    filler = [
        f"The weather in month {n} was mild and the harbour saw {n} boats of no note." for n in range(400)
    ]
    telling = "Keynote at Geo Summit Berlin in 2024 before an audience of 900 people."
    content = write_docx(
        "Curriculum Vitae",
        "Maya Okafor",
        "Experience",
        *filler[:200],
        telling,
        *filler[200:],
        "Education 2016",
    )
    with ScriptedModel(judge_honestly) as model, served(model, tmp_path, llm_context_tokens=600) as services:
        record = analyse(services, ("cv.docx", content))
    mandatory = next(ask for ask in model.asks if ask.criterion == "MC")
    assert telling in [line for _, _, line in mandatory.lines()]
    assert sum(len(line) for _, _, line in mandatory.lines()) <= 600 * 3
    assert all(line.endswith((".", "2016", "[Person 1]", "Vitae", "Experience", "[…]"))
               for _, _, line in mandatory.lines())  # fmt: skip
    left = [item for item in record.analysis_results["left_out"] if item["criterion"] == "MC"]
    assert left[0]["document"] == "d1"
    assert 0 < left[0]["characters"] < left[0]["of_characters"]
    assert "evidence_left_out" in record.analysis_results["notes"]
    assert "most relevant" in record.analysis_results["analysis"]["overall_assessment"]


def test_every_document_has_its_say_in_a_tight_budget():
    big = "\n\n".join(
        f"She won the award for project {n} and gave a keynote in 2024 in Paris." for n in range(300)
    )
    application = make_application(big, PRESS)
    fitted = EvidenceFitter(application, index_cues(FIELD)).fit(1500, ["MC"])
    shown = {excerpt.document: sum(len(page.text) for page in excerpt.pages) for excerpt in fitted.excerpts}
    assert shown["d1"] > 0
    assert shown["d2"] > 0
    assert sum(shown.values()) <= 1500


def test_what_fits_is_shown_whole():
    application = make_application(CV, PRESS)
    fitted = EvidenceFitter(application, index_cues(FIELD)).fit(100_000, ["MC"])
    assert not fitted.left_out
    words = {word for excerpt in fitted.excerpts for page in excerpt.pages for word in page.text.split()}
    assert words >= {word for text in (CV, PRESS) for word in text.split()} - {"•"}


def test_the_fallback_is_off_by_default_and_recorded_when_on(tmp_path):
    down = Reply(status=500)
    with ScriptedModel(lambda _: down) as model, served(model, tmp_path / "off") as services:
        assert analyse(services, ("cv.docx", SMALL_CV)).error.code == "llm_unavailable"
    with (
        ScriptedModel(lambda _: down) as model,
        served(model, tmp_path / "on", llm_fallback="rubric") as services,
    ):
        record = analyse(services, ("cv.docx", SMALL_CV))
    assert record.processing_status == "completed"
    assert record.assessor.name == "rubric"
    assert {"fallback_to_rubric", "llm_unavailable"} <= set(record.analysis_results["notes"])
    assert "built-in rubric" in record.analysis_results["analysis"]["overall_assessment"]
    assert record.usage.requests == len(model.asks)


def test_an_outage_holds_the_queue_up_but_does_not_burn_it(tmp_path):
    """Twenty jobs meet a provider that is down for a second: all of them are completed afterwards."""
    began = time.monotonic()

    def script(ask: Ask) -> Reply:
        return Reply(status=503) if time.monotonic() < began + 1 else judge_honestly(ask)

    with ScriptedModel(script) as model, served(
        model, tmp_path, workers=4, llm_circuit_failures=3, llm_circuit_seconds=0.3, llm_outage_seconds=20,
        llm_backoff_seconds=0.05, llm_concurrency=4,
    ) as services:  # fmt: skip
        sessions = [hand_in(services, ("cv.docx", SMALL_CV)) for _ in range(20)]
        began = time.monotonic()
        services.start()
        for session_id in sessions:
            services.queue.put(session_id)
        records = [wait_for(services, session_id) for session_id in sessions]
        refused = sum(at < began + 1 for at in model.moments)
    assert [record.processing_status for record in records] == ["completed"] * 20
    assert refused <= 15  # without a circuit there would be hundreds


def wait_for(services, session_id, seconds=60.0):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        record = services.store.records.find(session_id, 1)
        if record is not None:
            return record
        time.sleep(0.02)
    raise AssertionError("no record")


def test_requests_at_the_same_time_keep_the_limit(tmp_path):
    def script(ask: Ask) -> Reply:
        return Reply(make_answer(ask.criterion, 0, []), delay=0.05)

    with ScriptedModel(script) as model, served(model, tmp_path, llm_concurrency=3) as services:
        sessions = [hand_in(services, ("cv.docx", SMALL_CV)) for _ in range(6)]
        threads = [threading.Thread(target=services.pipeline.run_analysis_task, args=(s,)) for s in sessions]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(model.asks) == 30
    assert model.peak == 3


def test_a_circuit_lets_one_probe_through_and_closes_when_it_succeeds():
    import asyncio

    now = [0.0]
    circuit = Circuit(threshold=2, cooldown=10, clock=lambda: now[0])

    async def play():
        await circuit.admit(0)
        circuit.fail("llm_timeout")
        await circuit.admit(0)
        circuit.fail("llm_timeout")
        assert circuit.is_open
        with pytest.raises(CircuitOpenError, match="llm_timeout"):
            await circuit.admit(5)
        now[0] = 10
        await circuit.admit(0)  # the probe
        with pytest.raises(CircuitOpenError):
            await circuit.admit(0)
        circuit.fail("llm_timeout")
        now[0] = 25
        with pytest.raises(CircuitOpenError):
            await circuit.admit(0)  # the time has doubled
        now[0] = 31
        await circuit.admit(0)
        circuit.succeed()
        assert not circuit.is_open
        await circuit.admit(0)

    asyncio.run(play())


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_client_is_made_for_every_provider(provider):
    address = "http://127.0.0.1:1/v1" if provider in ("azure", "compatible") else None
    endpoint = Endpoint(provider, "some-model", SecretStr("sk-secret-key"), address)
    check_endpoint(endpoint)
    assert "sk-secret-key" not in repr(endpoint)
    assert make_model(endpoint, 10).model_name == "some-model"


@pytest.mark.parametrize(
    ("assessor", "changes", "named"),
    [
        ("oracle:x", {}, "PROOF_OF_TALENT_ASSESSOR"),
        ("openai", {}, "PROOF_OF_TALENT_ASSESSOR"),
        ("compatible:x", {"llm_base_url": None}, "PROOF_OF_TALENT_LLM_BASE_URL"),
        ("openai:gpt-5", {"llm_base_url": None, "llm_api_key": None}, "PROOF_OF_TALENT_LLM_API_KEY"),
    ],
)
def test_a_setting_that_cannot_work_is_named_at_start(assessor, changes, named, tmp_path, monkeypatch):
    from proof_of_talent.wiring.bootstrap import make_assessor

    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with ScriptedModel(judge_honestly) as model:
        settings = make_settings(model, tmp_path, assessor=assessor, **changes)
        with pytest.raises(SetupError) as caught:
            make_assessor(settings, RULEBOOK)
    assert caught.value.field == named
