"""The dashboard over HTTP: states, links, tables and files."""

import copy
import csv
import io
import re

import pytest

from proof_of_talent.charts import kit
from proof_of_talent.charts.catalogue import CHARTS
from proof_of_talent.domain.base import read_clock
from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.records.samples import mark_sample
from proof_of_talent.web.dashboard.state import View
from tests.factories import make_record


def test_an_empty_store_is_told_apart_from_no_match(client, demo_client):
    assert 'data-empty="new"' in client.get("/dashboard").text
    assert "data-empty" not in demo_client.get("/dashboard").text
    assert 'data-empty="match"' in demo_client.get("/dashboard?until=1999-01-01").text


def test_a_sparkline_is_lighter_where_it_leads_to_the_day_that_still_runs(demo_client):
    found = re.search(
        r'class="spark".*?class="running" d="([^"]+)".*?<path d="([^"]+)"',
        demo_client.get("/dashboard?period=30d").text,
        re.DOTALL,
    )
    rows = demo_client.get("/dashboard/charts/trend.csv?period=30d").text.splitlines()[1:]
    assert ["(so far)" in row for row in (rows[0], rows[-2], rows[-1])] == [False, False, True]
    assert [len(re.findall("[ML]", path)) for path in found.groups()] == [len(rows), len(rows) - 1]


def test_samples_are_told_apart_and_taken_out_by_one_click(client, services, demo_records):
    real, sample = [record for record in demo_records[:20] if record.overall_score is not None][:2]
    services.store.records.add_many([real, mark_sample(sample)])
    html = client.get("/dashboard?period=all").text
    assert "/dashboard?period=all&amp;assessor=" in html[html.index("Some of these analyses are") :]
    answer = client.post("/api/admin/samples/remove", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/dashboard")
    assert [record.id for record in services.store.records.list_page(AnalysisFilter())] == [real.id]
    assert "Some of these analyses are" not in client.get("/dashboard?period=all").text


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.name)
def test_every_chart_has_its_table_as_csv(demo_client, chart):
    answer = demo_client.get(f"/dashboard/charts/{chart.name}.csv?period=all&field=arts_culture")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert f"proof-of-talent_{chart.name}_all_arts_culture_" in answer.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == [column.label for column in chart.columns]
    assert all(len(row) == len(rows[0]) for row in rows)


def test_a_label_that_looks_like_a_formula_is_disarmed_in_csv(client, services, demo_records):
    named = next(record for record in demo_records if record.assessor and record.overall_score)
    bad = named.model_copy(
        update={"assessor": named.assessor.model_copy(update={"name": "=1+1", "model": None})}
    )
    services.store.records.add_many([bad])
    content = client.get("/dashboard/charts/assessors.csv?period=all").content.decode("utf-8-sig")
    assert "\n=1+1" not in content
    assert "=1+1" in content


def test_the_version_changes_with_the_records_and_the_page_carries_it(client, services, demo_records):
    before = client.get("/dashboard/version").json()["version"]
    assert f'data-version="{before}"' in client.get("/dashboard").text
    services.store.records.add_many(demo_records[:1])
    assert client.get("/dashboard/version").json()["version"] != before


def test_the_kit_is_answered_under_its_own_version_only(client):
    assert client.get("/dashboard/kit/0123456789abcdef/vega.js").status_code == 404
    digest = client.app.state.chart_kit.digest
    assert client.get(f"/dashboard/kit/{digest}/passwd").status_code == 404
    assert digest == kit.identify_kit()


def test_a_chosen_row_links_to_the_view_without_it(demo_client):
    html = demo_client.get("/dashboard?recommendation=weak").text
    table = html[html.index('id="recommendations"') :]
    links = dict(re.findall(r'<a href="([^"]+)" data-swap(?: aria-current="true")?>(\w+)</a>', table))
    assert {words: href for href, words in links.items()} == {
        "Strong": "/dashboard?recommendation=strong",
        "Moderate": "/dashboard?recommendation=moderate",
        "Weak": "/dashboard",
    }


def test_the_page_of_one_analysis_shows_every_finding(demo_client):
    store = demo_client.app.state.services.store
    for status in ("completed", "error"):
        (record, *_) = store.records.list_page(AnalysisFilter(status=status), limit=1)
        answer = demo_client.get(f"/dashboard/analyses/{record.id}")
        assert answer.status_code == 200
        for finding in (record.analysis_results or {}).get("findings", []):
            for proof in finding["evidence"]:
                assert proof["quote"] in answer.text


def test_the_list_leads_with_the_bands_and_says_where_nothing_was_judged(client, services):
    abstained = {"code": "no_name_found", "text": "we could not tell who the applicant is"}
    services.store.records.add_many(
        [
            make_record(band_set=["moderate", "strong"], recommendation="moderate"),
            make_record(band_set=[], recommendation="weak", abstained=abstained),
            make_record(recommendation="strong"),
        ]
    )
    html = client.get("/dashboard/analyses").text
    heads = re.findall(r"<th scope=\"col\"[^>]*>([^<]+)", html)
    assert heads.index("Evidence") < heads.index("Likelihood")
    rows = [
        re.findall(r'<span class="badge \w*">([^<]+)</span>', row.partition("</tr>")[0])
        for row in html.split('<tr id="r-')[1:]
    ]
    bands = sorted([word.casefold() for word in row if word.casefold() != "completed"] for row in rows)
    assert bands == [["moderate", "strong"], ["not judged"], ["strong"]]


def test_what_an_assessor_says_of_documents_names_them_as_the_page_does(client, services, demo_records):
    judged = next(r for r in demo_records if r.analysis_results and r.documents[0].kind == "cv")
    said = copy.deepcopy(judged.analysis_results)
    said["criteria"][0]["rationale"] = "Shown; the most telling is quoted from d1."
    services.store.records.add_many([judged.model_copy(update={"analysis_results": said})])
    assert "is quoted from CV 1." in client.get(f"/dashboard/analyses/{judged.id}").text


@pytest.mark.parametrize(
    "query", ["columns=nothing", "cursor=abc", "sort=name", "size=0", "page=0", "size=many"]
)
def test_a_wrong_address_of_the_table_is_a_page_that_says_so(client, query):
    answer = client.get(f"/dashboard/analyses?{query}")
    assert answer.status_code == 422
    assert "<h1>This address is not valid</h1>" in answer.text


def test_addresses_leave_out_what_goes_without_saying():
    assert View().address() == "/dashboard"
    assert View(tab="quality", field="arts_culture").address() == "/dashboard?tab=quality&field=arts_culture"
    assert View(tab="quality").address("/dashboard/analyses") == "/dashboard/analyses"
    custom = View(period="custom", since="2026-01-01")
    assert custom.address() == "/dashboard?period=custom&since=2026-01-01"
    assert custom.address(period="30d") == "/dashboard?period=30d"
    narrow = {"field": "arts_culture"}
    assert View().toggle(narrow) == "/dashboard?field=arts_culture"
    assert View(field="arts_culture").toggle(narrow) == "/dashboard"


def test_file_names_hold_nothing_that_could_be_a_path():
    name = View(assessor="../../etc/passwd:x").file_stem("scores", read_clock().date())
    assert re.fullmatch(r"[A-Za-z0-9._-]+", name)
    assert "/" not in name
