"""Generated requests to every operation of the API: no failure of ours, no answer that is not documented."""

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.failures import FailureGroup

from tests.browser.serving import serve
from tests.factories import make_record, make_session

EXAMPLES = 3
"""For each operation, of each kind: as documented, as documented with ids that exist, and wrong."""

NAMES = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)
BOUNDED = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with serve(tmp_path_factory.mktemp("fuzz") / "fuzz.db") as running:
        yield running


@pytest.fixture(scope="module")
def operations(site):
    return [
        found.ok()
        for found in schemathesis.openapi.from_url(f"{site.address}/openapi.json").get_all_operations()
    ]


def test_no_request_ends_in_a_failure_of_ours_or_in_an_answer_that_is_not_documented(site, operations):
    load_all_checks()
    checks = CHECKS.get_by_names(NAMES)
    assert len(operations) > 30
    with requests.Session() as session:
        wrong = [
            problem
            for operation in operations
            for way in list_ways(site.services.store, operation)
            for problem in find_problems(way, session, checks, operation.label)
        ]
    assert wrong == []


def find_problems(way, session, checks, label):
    """Send what a strategy makes; return what is wrong with the first answer that is."""

    @BOUNDED
    @given(case=way)
    def send(case):
        case.call_and_validate(session=session, checks=checks)

    try:
        send()
    except Unsatisfiable:
        return []  # nothing that is sent to this operation can be wrong
    except FailureGroup as failure:
        return [f"{label}: {problem}" for problem in failure.exceptions]
    return []


def list_ways(store, operation):
    """Return strategies: right, wrong, and right with a session and a record that exist."""
    record = make_record()
    store.sessions.add(make_session(session_id=record.session_id))
    store.records.add_many([record])
    known = {"session_id": record.session_id, "record_id": record.id, "field": "arts_culture"}
    wanted = {parameter.name for parameter in operation.path_parameters}
    real = {name: value for name, value in known.items() if name in wanted}
    yield operation.as_strategy(GenerationMode.POSITIVE)
    if operation.body or list(operation.iter_parameters()):
        yield operation.as_strategy(GenerationMode.NEGATIVE)
    if real:
        yield operation.as_strategy(GenerationMode.POSITIVE, path_parameters=real)
