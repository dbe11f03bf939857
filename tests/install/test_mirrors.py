"""A package mirror that is set for pip or for uv serves both."""

import functools
import http.server
import os
import subprocess
import sys
import threading

import pytest

from scripts.install import find_pip
from scripts.locks import ROOT, parse_lock
from scripts.mirrors import read_pip_settings, read_uv_places, translate_for_pip, translate_for_uv
from tests.install.fake_index import write_index

LISTING = """:env:.index-url='https://env.example/simple'
global.cert='/etc/ssl/company.pem'
global.extra-index-url='https://one.example/simple\\nhttps://two.example/simple'
global.index-url='https://global.example/simple'
global.trusted-host='env.example'
install.find-links='/nowhere https://files.example/'
download.index-url='https://other.example/simple'
"""


def test_pip_s_settings_are_read_in_its_order():
    settings = read_pip_settings(LISTING)
    assert settings["index-url"] == "https://env.example/simple"
    assert settings["cert"] == "/etc/ssl/company.pem"


def test_uv_looks_where_pip_does():
    assert translate_for_uv(read_pip_settings(LISTING), {}, {}) == {
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_DEFAULT_INDEX": "https://env.example/simple",
        "UV_INDEX": "https://one.example/simple https://two.example/simple",
        "UV_FIND_LINKS": "https://files.example/",
        "SSL_CERT_FILE": "/etc/ssl/company.pem",
        "UV_INSECURE_HOST": "env.example",
    }


def test_uv_keeps_what_was_set_for_it():
    uv = read_uv_places({"UV_DEFAULT_INDEX": "https://uv.example/simple", "UV_NO_CONFIG": "1"})
    translated = translate_for_uv(read_pip_settings(LISTING), {"SSL_CERT_FILE": "/mine.pem"}, uv)
    assert translated == {"UV_INSECURE_HOST": "env.example"}


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ('[[index]]\nurl = "https://uv.example/simple"\ndefault = true\n', {"index-url": "https://uv.example/simple"}),
        ('[[index]]\nurl = "https://more.example/"\n', {"extra-index-url": "https://more.example/"}),
        ('[pip]\nindex-url = "https://uv.example/simple"\n', {"index-url": "https://uv.example/simple"}),
        ("no-index = true\nfind-links = ['/a', '/b']\n", {"no-index": "true", "find-links": "/a /b"}),
        ("compile-bytecode = true\n", {}),
        ("not toml", {}),
    ],
)  # fmt: skip
def test_uv_s_settings_file_is_read(text, places, tmp_path):
    (tmp_path / "uv").mkdir()
    (tmp_path / "uv" / "uv.toml").write_text(text)
    assert (
        read_uv_places({"XDG_CONFIG_HOME": str(tmp_path), "XDG_CONFIG_DIRS": str(tmp_path / "none")})
        == places
    )


def test_pip_looks_where_uv_does_unless_it_has_places_of_its_own():
    uv = read_uv_places({"UV_INDEX": "company=https://one.example/?a=b https://two.example/"})
    assert translate_for_pip(uv, {}) == {
        "PIP_EXTRA_INDEX_URL": "https://one.example/?a=b https://two.example/"
    }
    assert translate_for_pip(uv, {"index-url": "https://pip.example/"}) == {}


@pytest.fixture
def mirror(tmp_path):
    """A mirror on this machine with two releases of one package; gives its address and a lock."""
    lock = write_index(tmp_path / "mirror", parse_lock("mirrored==1.0"), {"mirrored": ""})

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    handler = functools.partial(Quiet, directory=tmp_path / "mirror")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/simple", lock
        server.shutdown()


@pytest.mark.parametrize("who", ["pip", "uv"])
def test_the_installer_s_programs_fetch_from_a_mirror_set_for_pip(who, mirror, tmp_path):
    address, lock = mirror
    (tmp_path / "pip.conf").write_text(f"[global]\nindex-url = {address}\n")
    (tmp_path / "requirements.lock").write_text(lock)
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_", "XDG_"))}
    environment = bare | {
        "PIP_CONFIG_FILE": str(tmp_path / "pip.conf"),
        "UV_NO_CONFIG": "1",
        "HOME": str(tmp_path),
    }
    asked = [
        "install",
        "--target",
        tmp_path / "target",
        "--require-hashes",
        "-r",
        tmp_path / "requirements.lock",
    ]
    python = ROOT / ".cache" / "installer" / "bin" / "python"
    if not python.exists():
        pytest.fail("The installer is not here: run `make test`, which fetches it.")
    pip = [*find_pip(python)[0]]
    listing = subprocess.run(
        [*pip, "config", "list"], env=environment, capture_output=True, text=True, check=True
    )
    if who == "uv":
        pip = [python.with_name("uv"), "pip"]
        environment |= translate_for_uv(read_pip_settings(listing.stdout), {}, {})
        asked += ["--python", sys.executable]
    done = subprocess.run([*pip, *asked], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert [it.name for it in (tmp_path / "target").glob("*.dist-info")] == ["mirrored-1.0.dist-info"]
