"""The TypeScript types, checked by the compiler and used by Node against a real server. Needs npm."""

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from proof_of_talent.demo.records import make_records
from proof_of_talent.wiring.opening import open_store
from tests.faults.processes import Server

CLIENT = Path(__file__).parents[2] / "clients" / "typescript"
PROGRAM = """
import { call } from "./call";
declare const process: { argv: string[] };

async function main(base: string): Promise<void> {
  const overview = await call(base, "get_overview", { query: { field: ["arts_culture"] } });
  const page = await call(base, "list_analyses", { query: { status: ["all"], limit: 3 } });
  const scores: Array<number | null> = page.analyses.map((it) => it.overall_score);
  console.log(JSON.stringify([overview.total_analyses, page.total, scores.length]));
  // @ts-expect-error a filter that there is not
  await call(base, "get_overview", { query: { filed: "arts_culture" } })
    .catch((error: Error) => console.log(error.message));
}
main(process.argv[2]);
"""


@pytest.fixture
def base(tmp_path, rulebook):
    server = Server(tmp_path)
    store = open_store(server.url)
    now = datetime(2026, 11, 20, 15, tzinfo=UTC)
    store.records.add_many(make_records(30, seed=5, days=40, now=now, rulebook=rulebook))
    store.close()
    server.start()
    yield server.base
    server.stop()


def test_a_program_in_typescript_compiles_and_reads_figures(base, tmp_path):
    for file in CLIENT.glob("*.ts"):
        shutil.copy(file, tmp_path)
    (tmp_path / "main.ts").write_text(PROGRAM)
    install = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", ".", "typescript@5"]
    subprocess.run(install, cwd=tmp_path, check=True)
    options = ["--strict", "--target", "es2022", "--module", "commonjs", "--lib", "es2022,dom"]
    compile_it = ["npx", "tsc", *options, "main.ts"]
    compiled = subprocess.run(compile_it, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert compiled.returncode == 0, compiled.stdout
    said = subprocess.run(["node", "main.js", base], cwd=tmp_path, capture_output=True, text=True, check=True)
    figures, refusal = said.stdout.splitlines()
    assert figures.endswith(",30,3]")
    assert "field" in refusal
