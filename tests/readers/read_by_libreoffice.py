"""LibreOffice opens an exported workbook and, saving it anew, keeps every value."""

import subprocess

import openpyxl

from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.export import ExportOptions, open_export
from tests.dataset.conftest import NOW

AWKWARD = (
    '=HYPERLINK("http://evil","x")',
    "+1",
    "@SUM(A1)",
    'a "quoted" word',
    "a\nb",
    "🦀 crab",
    "שלום",
    "x" * 40_000,
)


BOOLEANS = {"=TRUE()": True, "=FALSE()": False}
"""How LibreOffice saves truth values."""


def read_cells(path):
    workbook = openpyxl.load_workbook(path)
    return {
        sheet.title: [
            [BOOLEANS.get(value, value) for value in row] for row in sheet.iter_rows(values_only=True)
        ]
        for sheet in workbook
    }


def test_a_workbook_saved_by_libreoffice_holds_the_same_values(store, rulebook, tmp_path):
    records = store.records.list_page(
        AnalysisFilter(status="completed"), sort="created_at", limit=len(AWKWARD)
    )
    for record, text in zip(records, AWKWARD, strict=True):
        answers = {**record.questionnaire_responses, "awards": text}
        changes = {"questionnaire_responses": answers}
        store.records.change(record.id, lambda it, changes=changes: it.model_copy(update=changes))
    given = tmp_path / "given.xlsx"
    options = ExportOptions(format="xlsx", personal=True)
    with open_export(
        store, AnalysisFilter(), options, rulebook=rulebook, actor="test", clock=lambda: NOW
    ) as export:
        given.write_bytes(b"".join(export.chunks))
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "xlsx",
         "--outdir", tmp_path / "saved", given],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    saved = read_cells(tmp_path / "saved" / "given.xlsx")
    assert saved == read_cells(given)
    assert AWKWARD[0] in {value for row in saved["Data"] for value in row}
