"""A RabbitMQ server of the test's own: Debian's package, private ports, files and node name, no service."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")  # Debian's wrapper in PATH insists on its own user
START_SECONDS = 60


def find_free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class RabbitServer:
    """A broker process that can be killed and started again on the same port and files."""

    def __init__(self, folder: Path) -> None:
        assert SERVER.exists(), "RabbitMQ is missing: scripts/ensure_system_packages.sh installs it"
        self.folder = folder
        self.port = find_free_port()
        ports = {"epmd": find_free_port(), "dist": find_free_port()}
        (folder / "rabbitmq.conf").write_text(
            f"listeners.tcp.default = 127.0.0.1:{self.port}\ndisk_free_limit.absolute = 10MB\n"
        )
        (folder / "enabled_plugins").write_text("[].")
        self._env = os.environ | {
            "HOME": str(folder),  # the cookie of the Erlang nodes
            "ERL_EPMD_PORT": str(ports["epmd"]),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": f"test{secrets.token_hex(4)}@localhost",
            "RABBITMQ_DIST_PORT": str(ports["dist"]),
            "RABBITMQ_MNESIA_BASE": str(folder / "data"),
            "RABBITMQ_LOG_BASE": str(folder / "log"),
            "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
            "RABBITMQ_PID_FILE": str(folder / "rabbit.pid"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 1:1 +sbwt none +sbwtdcpu none +sbwtdio none",
        }
        self._epmd = subprocess.Popen(
            [shutil.which("epmd") or "epmd", "-port", str(ports["epmd"])], env=self._env
        )
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"amqp://guest:guest@127.0.0.1:{self.port}/"

    def start(self) -> "RabbitServer":
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [SERVER], env=self._env, cwd=self.folder, stdout=log, stderr=log, start_new_session=True
            )
        give_up = time.monotonic() + START_SECONDS
        while not self._answers():
            text = (self.folder / "server.log").read_text()[-2000:]
            assert self._process.poll() is None, f"RabbitMQ stopped:\n{text}"
            assert time.monotonic() < give_up, f"RabbitMQ does not answer:\n{text}"
            time.sleep(0.1)
        return self

    def _answers(self) -> bool:
        """Tell whether the broker speaks: to a wrong greeting it answers with the protocol it knows."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as connection:
                connection.sendall(b"HELLO?!\n")
                return connection.recv(8).startswith(b"AMQP")
        except OSError:
            return False

    def kill(self) -> None:
        """End the broker without a chance to tidy up."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def close(self) -> None:
        self.kill()
        self._epmd.kill()
        self._epmd.wait()
