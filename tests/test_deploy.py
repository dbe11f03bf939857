"""What the deployment files name exists: commands, settings, paths, endpoints."""

import re
import shlex
from pathlib import Path

import pytest
import yaml

from proof_of_talent.commands.cli import COMMANDS
from proof_of_talent.web.app import create_app
from proof_of_talent.wiring.bootstrap import build_services
from proof_of_talent.wiring.settings import Settings

ROOT = Path(__file__).parent.parent
FILES = ["deploy/Containerfile", "deploy/compose.yaml", "deploy/proof-of-talent.service", "render.yaml"]


def read(name):
    return (ROOT / name).read_text()


@pytest.mark.parametrize("name", FILES)
def test_every_setting_that_is_set_exists(name):
    named = set(re.findall(r"PROOF_OF_TALENT_([A-Z_]+)", read(name)))
    assert {it.lower() for it in named if not it.endswith("_")} <= set(Settings.model_fields)


def test_the_image_copies_files_that_exist_and_runs_a_command_that_does():
    lines = read("deploy/Containerfile").splitlines()
    sources = [word for line in lines if re.match(r"COPY (?!--from)", line) for word in line.split()[1:-1]]
    assert sources
    allowed = set(re.findall(r"^!(\S+)", read(".containerignore"), re.MULTILINE))
    for source in sources:
        assert (ROOT / source).exists()
        assert source in allowed
    (command,) = [yaml.safe_load(line.removeprefix("CMD ")) for line in lines if line.startswith("CMD ")]
    assert command[0] in COMMANDS
    assert "USER talent" in lines


def test_both_ignore_files_are_the_same():
    assert read(".containerignore") == read(".dockerignore")


def test_compose_services_run_our_commands_and_depend_on_what_is_there():
    compose = yaml.safe_load(read("deploy/compose.yaml"))
    services = compose["services"]
    assert {"web", "worker", "mongo", "broker"} == set(services)
    for name in ("web", "worker"):
        service = services[name]
        assert service["command"][0] in COMMANDS
        assert (ROOT / "deploy" / service["build"]["context"] / service["build"]["dockerfile"]).exists()
        assert set(service["depends_on"]) <= set(services)
        assert all("healthcheck" in services[it] for it in service["depends_on"])
        environment = service["environment"]
        assert f"@{'mongo'}:27017" in environment["PROOF_OF_TALENT_STORE"]
        assert f"@{'broker'}:5672" in environment["PROOF_OF_TALENT_QUEUE"]
    mounted = {it.split(":")[0] for service in services.values() for it in service.get("volumes", [])}
    assert mounted == set(compose["volumes"])
    assert all(port.startswith("127.0.0.1:") for port in services["web"]["ports"])


def test_supervisors_wait_longer_than_answers_and_analyses_may_take():
    needed = 2 * Settings.model_fields["grace_seconds"].default
    unit = read("deploy/proof-of-talent.service")
    assert int(re.search(r"TimeoutStopSec=(\d+)", unit)[1]) > needed
    compose = yaml.safe_load(read("deploy/compose.yaml"))
    assert int(compose["services"]["web"]["stop_grace_period"].removesuffix("s")) > needed
    (service,) = yaml.safe_load(read("render.yaml"))["services"]
    assert service["maxShutdownDelaySeconds"] > needed


def test_the_unit_runs_a_command_that_exists():
    (line,) = re.findall(r"^ExecStart=(.*)$", read("deploy/proof-of-talent.service"), re.MULTILINE)
    program, command = shlex.split(line)
    assert program.endswith("/proof-of-talent")
    assert command in COMMANDS


def test_health_checks_ask_endpoints_that_exist(tmp_path):
    services = build_services(Settings(data_dir=tmp_path, store=f"sqlite:///{tmp_path / 'talent.db'}"))
    try:
        paths = create_app(services).openapi()["paths"]
    finally:
        services.close()
    (service,) = yaml.safe_load(read("render.yaml"))["services"]
    assert service["healthCheckPath"] in paths
    assert (ROOT / service["dockerfilePath"]).exists()
    (asked,) = re.findall(r"127\.0\.0\.1:8000(/\w+)", read("deploy/Containerfile"))
    assert asked in paths
