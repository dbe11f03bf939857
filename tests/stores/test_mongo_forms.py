"""Names survive the way into BSON paths; the connection string decides, defaults fill in."""

import socketserver
import subprocess
import sys
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proof_of_talent.domain.errors import SetupError, StoreUnavailableError
from proof_of_talent.domain.record import AnalysisFilter
from proof_of_talent.stores.mongo import MongoStore
from proof_of_talent.stores.mongo.client import connect_client
from proof_of_talent.stores.mongo.forms import decode_counters, decode_name, encode_counters, encode_name
from proof_of_talent.wiring.opening import hide_secrets, open_store
from proof_of_talent.wiring.settings import Settings
from tests.factories import make_record, random_token


@given(st.text())
def test_any_name_comes_back_from_its_safe_form(name: str) -> None:
    safe = encode_name(name)
    assert decode_name(safe) == name
    assert not set(safe) & set(".$\0")


@given(st.dictionaries(st.text(min_size=1).map(lambda it: f"gap/{it}"), st.integers(1, 2**40)))
def test_counters_of_any_name_come_back(counters: dict[str, int]) -> None:
    counters = {"n": 3, **counters}
    form: dict[str, object] = {"counters": {}}
    for path, value in encode_counters(counters).items():
        top, _, name = path.partition(".")
        if name:
            form["counters"][name] = value  # type: ignore[index]
        else:
            form[top] = value
    assert decode_counters(form) == counters


def test_versions_and_models_with_dots_are_counted(mongo_url: str) -> None:
    assessor = {
        "name": "openai", "model": "gpt-5.1:$x", "version": "1.2", "prompt_version": "3.0.1",
        "rules_version": "r.1",
    }  # fmt: skip
    store = MongoStore(mongo_url, f"test_{random_token()}")
    record = make_record(assessor=assessor, questionnaire_responses={"a.b": 1, "$c": [1, 2.0]})
    assert store.records.add(record)
    (rollup,) = store.rollups.read(AnalysisFilter(assessor="openai:gpt-5.1:$x"))
    assert rollup.counters["prompt/3.0.1/n"] == 1
    assert store.records.get(record.id).to_json() == record.to_json()
    assert store.records.list_page(AnalysisFilter(assessor="openai:gpt-5.1:$x")) == [record]
    store.close()


def test_defaults_hold_until_the_connection_string_says_otherwise() -> None:
    client, database = connect_client("mongodb://localhost:1/")
    options = client.options
    assert database == "proof_of_talent"
    assert client.write_concern.document == {"w": "majority"}
    assert options.server_selection_timeout == 5
    assert options.pool_options.appname == "proof-of-talent"
    client.close()
    client, database = connect_client(
        "mongodb://localhost:1,localhost:2/talents?w=1&serverSelectionTimeoutMS=900&appName=x"
    )
    options = client.options
    assert (database, client.write_concern.document) == ("talents", {"w": 1})
    assert (options.server_selection_timeout, options.pool_options.appname) == (0.9, "x")
    client.close()


def test_the_database_can_be_named_beside_the_address() -> None:
    client, database = connect_client("mongodb://localhost:1/admin", "talents")
    client.close()
    assert database == "talents"


def test_the_variables_of_existing_deployments_are_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PROOF_OF_TALENT_STORE", raising=False)
    monkeypatch.setenv("MONGODB_URL", "mongodb://db.example:27017")
    monkeypatch.setenv("MONGODB_DATABASE", "talents")
    settings = Settings()
    assert (settings.store_url, settings.mongodb_database) == ("mongodb://db.example:27017", "talents")
    monkeypatch.setenv("PROOF_OF_TALENT_STORE", "sqlite:///other.db")
    assert Settings().store_url == "sqlite:///other.db"


def test_an_unreadable_address_is_a_setup_error_that_hides_the_password() -> None:
    for address in (
        "mongodb://me:secret-word@",
        "mongodb://me:secret-word@host:port/x",
        "mongodb://h/?w=%zz&tls=maybe",
    ):
        with pytest.raises(SetupError) as caught:
            open_store(address)
        assert "secret-word" not in caught.value.message
        assert "docs/mongodb.md" in caught.value.message


def test_a_password_may_have_characters_that_mean_something_in_other_addresses() -> None:
    for password in ("pa#ss", "p[w", "p]w"):
        client, database = connect_client(f"mongodb://me:{password}@localhost:1/talents?tls=true")
        assert database == "talents"
        assert client.options.pool_options._credentials.password == password
        client.close()


@pytest.mark.parametrize("name", ["a.b", "a b", "a/b", "$a"])
def test_a_name_that_no_database_can_have_is_a_setup_error(name: str) -> None:
    with pytest.raises(SetupError, match="MONGODB_DATABASE"):
        open_store("mongodb://localhost:1/", name)


def test_a_missing_certificate_is_a_setup_error() -> None:
    with pytest.raises(SetupError, match="tlsCAFile"):
        open_store("mongodb://localhost:1/x?tls=true&tlsCAFile=/there/is/none.pem")


def test_writes_that_nobody_acknowledges_are_refused() -> None:
    with pytest.raises(SetupError, match="w=0") as caught:
        open_store("mongodb://me:secret-word@h/x?w=0")
    assert "secret-word" not in caught.value.message


class Plain(socketserver.BaseRequestHandler):
    """Speaks no TLS and says so in its own way; SecantusDB would keep silent for ever."""

    def handle(self) -> None:
        self.request.recv(1)
        self.request.sendall(b"what do you mean?")


PING = """
import sys
from proof_of_talent.domain.errors import StoreUnavailableError
from proof_of_talent.wiring.opening import open_store
try:
    open_store(sys.argv[1]).ping()
except StoreUnavailableError as error:
    print(error.message)
"""


def test_tls_asked_of_a_server_without_it_is_named_as_the_reason() -> None:
    """In a process of its own: a handshake that is cut off may leave a socket behind in the driver, whose
    warning would reach whichever test runs when it is collected.
    """
    with socketserver.TCPServer(("127.0.0.1", 0), Plain) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        address = f"mongodb://127.0.0.1:{server.server_address[1]}/x?tls=true&serverSelectionTimeoutMS=500"
        said = subprocess.run(
            [sys.executable, "-c", PING, address], capture_output=True, text=True, timeout=60, check=True
        )
        server.shutdown()
    assert "TLS" in said.stdout


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("mongodb://me:p#w@h:1,i:2/x?tlsCertificateKeyFilePassword=y", "mongodb://…@h:1,i:2/x?…"),
        ("mongodb+srv://me@h/x", "mongodb+srv://…@h/x"),
        ("mongodb://h/x", "mongodb://h/x"),
        ("sqlite:////a@b/c?.db", "sqlite:////a@b/c?.db"),
    ],
)
def test_an_address_is_shown_without_what_may_be_secret(address: str, shown: str) -> None:
    assert hide_secrets(address) == shown


def test_a_server_that_is_away_is_said_to_be_away() -> None:
    store = open_store("mongodb://127.0.0.1:1/x?serverSelectionTimeoutMS=100")
    for call in (
        store.ping,
        lambda: store.records.add(make_record()),
        store.rollups.read_version,
        store.rollups.verify,
    ):
        with pytest.raises(StoreUnavailableError, match="No MongoDB server can be reached") as caught:
            call()
        assert caught.value.retry_after
    with pytest.raises(StoreUnavailableError), store.records.open_snapshot(AnalysisFilter()):
        pytest.fail("there is no snapshot of a server that is away")
    store.close()
