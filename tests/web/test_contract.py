"""The OpenAPI document as the contract: everything typed, named, and with units."""

import json

import pytest

from proof_of_talent.export.columns import build_columns


@pytest.fixture(scope="module")
def document(demo_client):
    return demo_client.get("/openapi.json").json()


@pytest.fixture(scope="module")
def operations(document):
    return {it["operationId"]: it for methods in document["paths"].values() for it in methods.values()}


def schema_of(operation, media_type="application/json"):
    return operation["responses"]["200"]["content"][media_type]["schema"]


def test_operations_have_names_that_a_person_would_choose(operations):
    assert {
        "list_analyses",
        "list_changes",
        "get_overview",
        "export_dataset",
        "create_session",
        "get_results",
    } <= set(operations)
    assert all(name.replace("_", "").isalpha() for name in operations)


def test_every_operation_says_what_it_does_and_who_may_ask(operations):
    for name, operation in operations.items():
        assert operation["summary"], name
        assert operation["tags"], name
        assert "security" in operation, name


def test_the_record_is_typed_to_its_last_part(document, operations):
    parts = document["components"]["schemas"]
    assert schema_of(operations["get_analysis"]) == {"$ref": "#/components/schemas/WholeRecord"}
    record = parts["WholeRecord"]["properties"]
    assert record["overall_score"]["x-unit"] == "points, 0 to 100"
    assert {"$ref": "#/components/schemas/AnalysisResults"} in record["analysis_results"]["anyOf"]
    assert parts["ResultQuote"]["properties"]["page"]["type"] == "integer"
    listed = parts["RecordList"]["properties"]["analyses"]["items"]
    assert listed == {"$ref": "#/components/schemas/RecordRow"}
    assert set(record) - set(parts["RecordRow"]["properties"]) == {
        "analysis_results", "documents", "questionnaire_responses",
    }  # fmt: skip


def test_flat_rows_are_described_from_the_one_list_of_columns(document, rulebook):
    row = document["components"]["schemas"]["ExportRow"]["properties"]
    assert list(row) == [column.name for column in build_columns(rulebook)]


def test_an_export_names_its_files_and_headers(operations):
    answer = operations["export_dataset"]["responses"]["200"]
    assert {"application/json", "application/x-ndjson", "text/csv"} <= set(answer["content"])
    assert len(answer["content"]) == 5
    assert {"X-Row-Count", "X-Export-Id"} <= set(answer["headers"])


def test_figures_say_their_unit_and_of_what_they_are_a_share(document):
    overview = document["components"]["schemas"]["Overview"]["properties"]
    assert "per cent" in overview["success_rate"]["x-unit"]
    assert overview["success_rate"]["x-denominator"]
    assert '"unit":' not in json.dumps(document)


def test_a_server_is_named_and_what_can_be_tried_again(document, operations):
    assert document["servers"][0]["url"] == "/"
    assert "Retry-After" in operations["get_overview"]["responses"]["503"]["headers"]


def test_the_page_for_people_shows_every_call_and_asks_no_other_host(demo_client, operations):
    page = demo_client.get("/docs")
    assert page.status_code == 200
    for name in operations:
        assert f'id="{name}"' in page.text
    assert "https://" not in page.text.replace("http://www.w3.org", "")
