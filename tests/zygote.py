"""Real processes of ours without the two seconds of importing: forked from one that has imported it all.

Each is a process of its own, with its own arguments, environment, files and signals, that runs the console
command from its start to its end. What only a fresh interpreter shows is tested elsewhere (`test_readme`).
"""

import array
import atexit
import contextlib
import gc
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from functools import cache
from pathlib import Path


class Forked:
    """One of our commands in a process of its own; like `subprocess.Popen`, as far as tests need it."""

    def __init__(self, *arguments, env, stderr=None, stdout=None, cwd=None, python=sys.executable):
        self._status, theirs = socket.socketpair()
        with theirs, open(os.devnull, "rb") as nothing:  # noqa: PTH123 - a descriptor is wanted
            order = {
                "arguments": [str(it) for it in arguments],
                "env": dict(env),
                "cwd": str(cwd or Path.cwd()),
            }
            files = [nothing, stdout or 1, stderr or 2, theirs]
            descriptors = [it if isinstance(it, int) else it.fileno() for it in files]
            find_zygote(python).send(order, descriptors)
        self.pid = int(self._read_line())
        self.returncode = None

    def poll(self):
        return self._await(0.0)

    def wait(self, timeout=None):
        if self._await(timeout) is None:
            raise subprocess.TimeoutExpired("proof-of-talent", timeout)
        return self.returncode

    def send_signal(self, number):
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self):
        self.send_signal(signal.SIGTERM)

    def _await(self, timeout):
        if self.returncode is None:
            self._status.settimeout(timeout)
            with contextlib.suppress(TimeoutError, BlockingIOError):
                self.returncode = int(self._read_line())
                self._status.close()
        return self.returncode

    def _read_line(self):
        line = b""
        while not line.endswith(b"\n"):
            part = self._status.recv(1)
            assert part, "the process was lost"
            line += part
        return line


def run_command(*arguments, env, cwd=None, timeout=120, python=sys.executable):
    """Run one of our commands to its end; like `subprocess.run` with text captured.

    `python` is the interpreter of an environment with Proof of Talent in it.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        done = Forked(*arguments, env=env, stdout=out, stderr=err, cwd=cwd, python=python)
        code = done.wait(timeout)
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode())
    return subprocess.CompletedProcess(arguments, code, *texts)


class Zygote:
    """The process that has imported everything and forks on demand."""

    def __init__(self, python):
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [python, __file__, str(theirs.fileno())], pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL, env=os.environ | {"COLUMNS": "120"},
            )  # fmt: skip
        self._socket = ours

    def send(self, order, descriptors):
        socket.send_fds(self._socket, [json.dumps(order).encode()], descriptors)

    def close(self):
        self._socket.close()
        self._process.wait()


@cache
def find_zygote(python):
    """Return this process' zygote of an interpreter, started when first needed."""
    zygote = Zygote(python)
    atexit.register(zygote.close)
    return zygote


def serve(control):
    """Fork a keeper for each order; the keeper's child returns from here to run the command."""
    import uvicorn  # noqa: F401 - what all commands need is imported once

    import proof_of_talent.stores.sqlite
    import proof_of_talent.web.app
    import proof_of_talent.web.reloading  # noqa: F401
    from proof_of_talent.commands.cli import COMMANDS
    from proof_of_talent.domain.criteria import load_rulebook
    from proof_of_talent.judging.evidence.vocabulary import load_vocabulary

    for command in COMMANDS.values():
        importlib.import_module(command.module)
    load_rulebook()
    load_vocabulary()

    gc.freeze()  # what is imported stays: children neither search nor copy it
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # keepers are not waited for
    while True:
        size = array.array("i").itemsize
        data, descriptors, _, _ = socket.recv_fds(control, 1 << 20, 4 * size)
        if not data:
            return None
        if os.fork() == 0:
            control.close()
            return keep(json.loads(data), descriptors)
        for descriptor in descriptors:
            os.close(descriptor)


def keep(order, descriptors):
    """Fork the command, tell its id and, when it has ended, how; the child returns what to run."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    *streams, status = descriptors
    pid = os.fork()
    if pid == 0:
        os.close(status)
        for number, descriptor in enumerate(streams):
            os.dup2(descriptor, number)
            os.close(descriptor)
        os.chdir(order["cwd"])
        os.environ.clear()
        os.environ.update(order["env"])
        return order["arguments"]
    for descriptor in streams:
        os.close(descriptor)
    os.write(status, b"%d\n" % pid)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    with contextlib.suppress(OSError):
        os.write(status, b"%d\n" % code)
    os._exit(0)


def run(arguments):
    """Run the command to its end, but for what is taken apart object by object: a tenth of a second each."""
    from proof_of_talent.commands.cli import main

    sys.argv = ["proof-of-talent", *arguments]
    code = 0
    try:
        main()
    except SystemExit as end:
        code = end.code
    except BaseException:  # noqa: BLE001 - said as the interpreter does
        sys.excepthook(*sys.exc_info())
        code = 1
    threading._shutdown()  # waits for what still works
    atexit._run_exitfuncs()
    if isinstance(code, str):
        sys.stderr.write(f"{code}\n")
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))


if __name__ == "__main__":
    wanted = serve(socket.socket(fileno=int(sys.argv[1])))
    if wanted is not None:
        run(wanted)
