"""The command line as people use it: real processes, real files."""

import csv
import functools
import json
import os
import shutil

import apsw
import pytest

from tests.conftest import write_docx
from tests.stores.mongo_server import name_database
from tests.zygote import run_command


def call(folder, *arguments, check=True, **environment):
    """Run a command on the data folder inside of a folder."""
    ours = {"PROOF_OF_TALENT_DATA_DIR": str(folder / "data"), "COLUMNS": "120"}
    done = run_command(*arguments, env=os.environ | ours | environment)
    if check:
        assert done.returncode == 0, done.stderr
    return done


@pytest.fixture
def run(tmp_path):
    return functools.partial(call, tmp_path)


@pytest.fixture(scope="module")
def sound_data(tmp_path_factory):
    """Return a data folder with a store in which `doctor` finds nothing wrong."""
    folder = tmp_path_factory.mktemp("sound")
    call(folder, "demo", "--records", 50, "--store", f"sqlite:///{folder / 'data' / 'talent.db'}")
    assert "wrong" not in call(folder, "doctor").stdout
    return folder / "data"


@pytest.fixture
def folder(tmp_path):
    case = tmp_path / "case"
    case.mkdir()
    (case / "cv.docx").write_bytes(
        write_docx(
            "Curriculum Vitae", "Experience", "2019 - 2025 Founder, launched a product with 2 million users."
        )
    )
    (case / "answers.json").write_text(json.dumps({"field": "digital_technology", "years_experience": 6}))
    return case


def spoil_records(path):
    """Overwrite pages in the middle of the file, where records are."""
    content = bytearray(path.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 8 * 4096] = b"\xff" * (8 * 4096)
    path.write_bytes(content)


def spoil_rollups(path):
    """Take away figures that no cheap check looks at, as a faulty program might."""
    connection = apsw.Connection(str(path))
    connection.execute("DELETE FROM rollups WHERE grain = 'day'")
    connection.close()


def test_assess_prints_a_report_and_records_it(run, folder):
    done = run("assess", folder)
    assert "case" in done.stdout
    assert "Not judged: " in done.stdout  # one page without a name or letters: no band is named, and no score
    figures = json.loads(run("stats", "--json").stdout)
    assert figures["total_analyses"] == figures["completed"] == 1


def test_assess_also_prints_the_checklist_before_paying(run, folder):
    done = run("assess", folder, "--checklist")
    assert "before you pay" in done.stdout
    assert "for you to check" in done.stdout
    assert "What no program can see" in done.stdout


def test_assess_json_is_the_whole_record(run, folder):
    record = json.loads(run("assess", folder, "--json").stdout)
    assert record["field"] == "digital_technology"
    assert record["questionnaire_responses"]["years_experience"] == 6
    assert record["analysis_results"]["criteria"]


def test_assessing_twice_gives_the_same_results_byte_for_byte(run, folder):
    first, second = (json.loads(run("assess", folder, "--json").stdout) for _ in range(2))
    assert json.dumps(first["analysis_results"]) == json.dumps(second["analysis_results"])
    assert first["session_id"] == second["session_id"]  # the folder is known again
    assert [it["attempt"] for it in (first, second)] == [1, 2]


def test_several_applications_in_a_folder_are_each_assessed(run, folder, tmp_path):
    cases = tmp_path / "cases"
    for name in ("one", "two"):
        (cases / name).mkdir(parents=True)
        (cases / name / "cv.docx").write_bytes((folder / "cv.docx").read_bytes())
    done = run("assess", cases, "--field", "arts_culture", "--json")
    assert len(json.loads(done.stdout)) == 2


def test_a_file_that_cannot_be_read_is_explained_and_fails(run, tmp_path):
    bad = tmp_path / "cv.pdf"
    bad.write_bytes(b"hello")
    done = run("assess", bad, "--field", "arts_culture", check=False)
    assert done.returncode == 1
    assert "cv.pdf" in done.stderr
    assert json.loads(run("stats", "--json").stdout)["total_analyses"] == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("stats", "--since", "soon"), "--since"),
        (("stats", "--field", "alchemy"), "--field"),
        (("stats", "--store", "postgres://x"), "PROOF_OF_TALENT_STORE"),
        (("serve", "--host", "0.0.0.0"), "API keys"),
        (("erase", "session_20260101_000000_" + "A" * 32, "--yes"), "no session"),
    ],
)
def test_a_failure_is_one_sentence_with_the_remedy_on_standard_error(run, arguments, words):
    if arguments[0] == "erase":
        run("keys", "create", "x")  # which makes the database
    done = run(*arguments, check=False)
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_folder_that_cannot_be_made_is_one_sentence_and_no_traceback(run, tmp_path):
    (tmp_path / "file").write_text("")
    failed = run("stats", "--store", f"sqlite:///{tmp_path}/file/below/talent.db", check=False)
    assert failed.returncode != 0
    assert failed.stderr.startswith("error: ")
    assert "Traceback" not in failed.stderr


def test_an_unknown_option_is_a_usage_error(run):
    assert run("stats", "--nonsense", check=False).returncode == 2


def test_erase_takes_a_session_out_of_every_figure(run, folder):
    record = json.loads(run("assess", folder, "--json").stdout)
    run("export", folder / "all.csv")
    erased = run("erase", record["session_id"], "--yes").stdout
    assert "1 documents, 1 records" in erased
    assert erased.rstrip().endswith("UTC  csv")
    assert json.loads(run("stats", "--json").stdout)["total_analyses"] == 0


def test_reset_removes_what_is_made_up_and_leaves_the_rest(run, folder):
    store = ("--store", f"sqlite:///{folder / 'mixed.db'}")
    run("demo", "--records", 30, *store)
    run("assess", folder, *store)
    assert "Remove" in run("reset", *store, check=False).stderr  # asks, and nobody answers
    run("reset", "--samples", "--field", "arts_culture", "--yes", *store)
    by_field = json.loads(run("stats", "--json", *store).stdout)["by_field"]
    assert "arts_culture" not in {row["_id"] for row in by_field}
    run("reset", "--samples", "--yes", *store)
    assert json.loads(run("stats", "--json", *store).stdout)["total_analyses"] == 1
    assert run("reset", "--before", "2026-01-01", "--yes", *store).stdout.startswith("There is nothing")
    assert "--before must be" in run("reset", "--before", "soon", *store, check=False).stderr
    run("reset", "--yes", *store)
    assert json.loads(run("stats", "--json", *store).stdout)["total_analyses"] == 0
    assert "equal" in run("rollups", "verify", *store).stdout


def test_demo_fills_a_database_of_its_own(run):
    done = run("demo", "--records", 300)
    assert "demo.db" in done.stdout
    assert "no database" in run("stats", check=False).stderr
    url = done.stdout.split("--store ")[1].strip()
    assert json.loads(run("stats", "--json", "--store", url).stdout)["total_analyses"] == 300
    assert "equal" in run("rollups", "verify", "--store", url).stdout
    assert "300 records" in run("rollups", "rebuild", "--store", url).stdout


def test_doctor_finds_a_sound_setup_sound(run):
    done = run("doctor")
    assert "wrong" not in done.stdout


def test_doctor_names_what_is_wrong(run, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    done = run("doctor", check=False, PROOF_OF_TALENT_DATA_DIR=str(blocked / "inside"))
    assert done.returncode == 1
    assert "PROOF_OF_TALENT_DATA_DIR" in done.stdout


@pytest.mark.parametrize(
    ("break_it", "words"),
    [
        (lambda path: path.chmod(0o644), "chmod 600"),
        (lambda path: path.write_bytes(b"not a database" * 1000), "not a sound SQLite database"),
        (spoil_records, "damaged"),
        (spoil_rollups, "rollups rebuild"),
    ],
    ids=["readable by others", "no database", "damaged pages", "drifted figures"],
)
def test_doctor_finds_a_broken_store_and_names_the_remedy(run, tmp_path, sound_data, break_it, words):
    shutil.copytree(sound_data, tmp_path / "data")
    break_it(tmp_path / "data" / "talent.db")
    done = run("doctor", check=False)
    assert done.returncode == 1
    assert words in " ".join(done.stdout.split())


def test_doctor_finds_a_broker_that_cannot_be_reached_and_hides_its_password(run):
    done = run("doctor", check=False, PROOF_OF_TALENT_QUEUE="amqp://me:s3cret@127.0.0.1:1/")
    assert done.returncode == 1
    assert "127.0.0.1:1 cannot be reached" in " ".join(done.stdout.split())
    assert "s3cret" not in done.stdout + done.stderr


def test_doctor_and_demo_show_no_options_of_a_mongodb_address(run, mongo_url):
    address = mongo_url.replace("//", "//me:s3cret@", 1) + "x?serverSelectionTimeoutMS=2000&appName=s3cret"
    done = run("doctor", check=False, PROOF_OF_TALENT_STORE=address)
    assert "s3cret" not in done.stdout + done.stderr
    address = f"{mongo_url}{name_database()}?appName=s3cret"
    for done in (
        run("demo", "--records", 1, "--store", address),
        run("doctor", PROOF_OF_TALENT_STORE=address),
    ):
        assert f"{mongo_url}test_" in done.stdout
        assert "s3cret" not in done.stdout + done.stderr


def test_a_backup_is_made_and_taken_back(run, folder, tmp_path):
    run("assess", folder)
    assert "1 records" in run("backup", tmp_path / "copy").stdout
    run("assess", folder)
    assert "1 records" in run("restore", tmp_path / "copy", "--yes").stdout
    assert json.loads(run("stats", "--json").stdout)["total_analyses"] == 1


def test_a_restore_says_how_much_stays_erased(run, folder, tmp_path):
    run("assess", folder)
    run("backup", tmp_path / "copy")
    session = json.loads(run("export", "-", "--format", "json").stdout)["dataset"][0]["session_id"]
    run("erase", session, "--yes")
    said = run("restore", tmp_path / "copy", "--yes").stdout
    assert "0 records. Left out, because they were erased since: 1." in said


def test_a_long_file_name_is_folded_and_not_cut(run, folder):
    name = "a_confirmation_of_employment_with_a_name_that_goes_on_and_on_for_longer_than_its_column_is.docx"
    (folder / "cv.docx").rename(folder / name)
    assert "…" not in run("assess", folder).stdout


def test_what_is_not_weighed_is_printed_as_a_list_without_an_empty_table(run, tmp_path):
    case = tmp_path / "physicist"
    case.mkdir()
    (case / "cv.docx").write_bytes(write_docx("Ama Boateng", "Curriculum vitae", "Physicist"))
    (case / "answers.json").write_text(
        json.dumps({"field": "science_research", "route_preference": "fellowship", "research_field": "other",
                    "has_phd": True, "active_researcher": True, "peer_reviewed_pubs": 2,
                    "uk_job_offer": False, "uk_eminent_referee": False, "recommendation_letters": 0})
    )  # fmt: skip
    done = run("assess", case)
    said = " ".join(done.stdout.split())
    assert "The list, item by item" in said
    assert "Open: The award is on the list" in said
    assert "Score" not in said


def test_samples_are_recorded_only_in_an_empty_store(run):
    first = run("samples")
    assert first.stdout.count("score") >= 3
    assert json.loads(run("stats", "--json").stdout)["total_analyses"] == 3
    run("samples")
    assert json.loads(run("stats", "--json").stdout)["total_analyses"] == 3
    rows = list(csv.DictReader(run("export", "-", "--format", "csv").stdout.splitlines()))
    assert {row["assessor"] for row in rows} == {"rubric:sample"}
    assert all(row["assessor.version"].endswith("+sample") for row in rows)
    assert "3 samples are removed" in run("samples", "--remove").stderr
    assert json.loads(run("stats", "--json").stdout)["total_analyses"] == 0


@pytest.mark.parametrize(
    "command",
    [
        ("stats",), ("export", "-"), ("keys", "list"), ("rollups", "verify"), ("report", "x.pdf"),
        ("copy", "--from", "sqlite:///{}", "--to", "sqlite:///other.db"),
    ],
)  # fmt: skip
def test_a_reader_makes_no_database_of_a_typo(run, tmp_path, command):
    missing = tmp_path / "typo.db"
    named = [part.replace("{}", str(missing)) for part in command]
    more = () if "--from" in command else ("--store", f"sqlite:///{missing}")
    done = run(*named, *more, check=False)
    assert done.returncode == 1
    assert f"no database at {missing}" in done.stderr
    assert "Traceback" not in done.stderr
    assert not missing.exists()


def test_keys_are_listed_whole_when_piped_and_revoked_by_a_beginning(run):
    name = "a rather long name of somebody who looks after the figures " * 2
    run("keys", "create", name[:99], "--scope", "export", COLUMNS="60")
    assert name[:99].strip() in run("keys", "list", COLUMNS="60").stdout
    (key,) = json.loads(run("keys", "list", "--json").stdout)
    assert "digest" not in key
    assert "no longer works" in run("keys", "revoke", key["id"][:4]).stdout
    assert "no key with this id" in run("keys", "revoke", "zz", check=False).stderr


def test_a_folder_that_cannot_be_written_is_one_sentence(run, folder, tmp_path):
    (tmp_path / "file").write_text("x")
    for command in (
        ("export", str(tmp_path / "none" / "x.csv")),
        ("samples", "--write", str(tmp_path / "file" / "x")),
        ("backup", str(tmp_path / "file" / "x")),
        ("serve", "--port", "0"),
    ):
        here = str(tmp_path / "file" / "data") if command[0] == "serve" else str(tmp_path / "data")
        run("keys", "create", "x")
        done = run(*command, check=False, PROOF_OF_TALENT_DATA_DIR=here)
        assert done.returncode == 1, command
        assert done.stderr.startswith("error: "), (command, done.stderr)
        assert "Traceback" not in done.stderr, command


def test_a_port_that_no_machine_has_is_refused(run):
    assert "65535" in run("serve", "--port", "99999", check=False).stderr
