"""`doctor` on who judges: what answers at a model's address, what it cost, what its server understands."""

from collections import Counter
from collections.abc import Callable, Iterator

from proof_of_talent.commands.doctor_settings import Doubt, open_existing
from proof_of_talent.domain.criteria import load_rulebook
from proof_of_talent.domain.errors import SetupError
from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.wiring.bootstrap import make_assessor, make_spending_reader
from proof_of_talent.wiring.settings import Settings

_LOOKED_AT = 20  # analyses


def list_model_checks(settings: Settings, *, ask: bool) -> Iterator[tuple[str, Callable[[], str]]]:
    """Yield names and checks of who judges; only with `ask` is a model asked anything."""
    yield "Assessor", lambda: check_assessor(settings)
    if settings.assessor == "rubric":
        yield "Language model", find_models
        return
    yield "Cost of the model", lambda: tell_spending(settings)
    yield "Judged by the model", lambda: tell_not_judged(settings)
    if ask:
        yield "Language model", lambda: ask_model(settings)


def check_assessor(settings: Settings) -> str:
    """Return who judges and, for a model, what answers at its address; no model is asked anything."""
    make_assessor(settings, load_rulebook(settings.rules)).close()
    if settings.assessor == "rubric":
        return settings.assessor
    from proof_of_talent.wiring.models import check_model_address  # noqa: PLC0415 - only where a model judges

    return f"{settings.assessor}, {check_model_address(settings)}"


def tell_spending(settings: Settings) -> str:
    """Return what the model has cost on this machine, and the ceilings.

    Raises:
        SetupError: a ceiling is reached, so that no analysis begins.
    """
    spent = make_spending_reader(settings)()
    if spent is None:
        return "none"
    limits = [f"{name} ${most:,.2f}" for name, most in spent.ceilings._asdict().items() if most is not None]
    said = (
        f"${spent.today:,.2f} today, ${spent.key:,.2f} with this key; ceilings: {', '.join(limits) or 'none'}"
    )
    if spent.is_exceeded:
        raise SetupError(f"{said}. A ceiling is reached: raise it, or wait for tomorrow (UTC).")
    return said


def tell_not_judged(settings: Settings) -> str:
    """Return whether the last analyses have all their judgements.

    Raises:
        Doubt: some have not, or there is no store; a model that hangs or gives no usable answers fails no
            analysis.
    """
    with open_existing(settings) as store:
        records = store.records.list_page(AnalysisFilter(), limit=_LOOKED_AT)
    missing = [(record.analysis_results or {}).get("not_judged") or [] for record in records]
    codes = Counter(item["code"] for items in missing for item in items)
    if codes:
        causes = ", ".join(f"{code} {count}" for code, count in codes.most_common())
        raise Doubt(
            f"{sum(map(bool, missing))} of the last {len(records)} analyses lack judgements of criteria "
            f"({causes}). Run: proof-of-talent doctor --ask"
        )
    return f"every criterion of the last {len(records)} analyses"


def ask_model(settings: Settings) -> str:
    """Return what the model's server understands."""
    from proof_of_talent.wiring.models import ask_model_server  # noqa: PLC0415 - as above

    return ask_model_server(settings, load_rulebook(settings.rules))


def find_models() -> str:
    """Return which model servers of this machine could judge."""
    from proof_of_talent.wiring.models import describe_local_models  # noqa: PLC0415 - as above

    return describe_local_models()
