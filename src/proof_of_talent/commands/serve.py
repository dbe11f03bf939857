"""`serve`: the API and pages, with the analyses running in the same process."""

import errno
import socket
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from proof_of_talent.commands.context import StoreOption, err, make_folder_private, read_settings
from proof_of_talent.commands.first_key import make_first_key
from proof_of_talent.domain.errors import SetupError
from proof_of_talent.observing.logs import configure_logs
from proof_of_talent.records.keyring import Keyring
from proof_of_talent.wiring.bootstrap import build_services
from proof_of_talent.wiring.settings import Settings, split_list

if TYPE_CHECKING:
    from fastapi import FastAPI

LAST_PORT = 65_535


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=LAST_PORT, help="Port to listen on.")] = None,
    store: StoreOption = None,
) -> None:
    """Serve the API and run analyses. SIGHUP reads PROOF_OF_TALENT_SETTINGS_FILE again."""
    import uvicorn  # noqa: PLC0415 - only this command needs a server

    from proof_of_talent.web.app import create_app  # noqa: PLC0415 - as above
    from proof_of_talent.web.reloading import ReloadingApp  # noqa: PLC0415 - as above

    def make_app(host: str | None, port: int | None) -> "FastAPI":
        settings = read_settings(host=host, port=port, store=store)
        configure_logs(settings.log_level, settings.log_format)
        make_folder_private(settings.data_dir)
        services = build_services(settings)
        try:
            make_first_key(settings, services.keyring)
            refuse_exposure(settings, services.keyring)
            return create_app(services)
        except SetupError:
            services.close()
            raise

    first = make_app(host, port)
    settings: Settings = first.state.services.settings
    refuse_taken_port(first, settings)
    first.state.chart_kit.prepare_soon()  # takes seconds after an update, which no visitor should wait for

    def make_again() -> "FastAPI":
        # The socket stays where it is, so new settings must not make it pass for a loopback one.
        return make_app(settings.host, settings.port)

    err.print(f"Proof of Talent at http://{settings.host}:{settings.port} (Ctrl+C stops it)")
    uvicorn.run(
        ReloadingApp(make_again, first=first, on_hangup=not sys.stdin.isatty()),
        host=settings.host,
        port=settings.port,
        access_log=False,  # its lines would hold session ids; ours name routes
        log_config=None,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(split_list(settings.trusted_proxies)),
        timeout_graceful_shutdown=int(settings.grace_seconds) or 1,
    )


def refuse_taken_port(app: "FastAPI", settings: Settings) -> None:
    """Say that an address cannot be listened on before saying that the server is there.

    Raises:
        SetupError: something else listens there, the port needs more rights, or the address is not ours.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as error:
        app.state.services.close()
        taken = error.errno == errno.EADDRINUSE
        raise SetupError(
            f"Port {settings.port} is taken, perhaps by another server of ours. Stop that one, or choose a "
            f"free port: --port {min(settings.port + 1, LAST_PORT)}."
            if taken
            else f"It is not possible to listen on {settings.host}, port {settings.port}: "
            f"{error.strerror}. Choose others with --host and --port.",
            field="PROOF_OF_TALENT_PORT" if taken else "PROOF_OF_TALENT_HOST",
        ) from None


def refuse_exposure(settings: Settings, keyring: Keyring) -> None:
    """Refuse to let other machines reach a server that nobody has a key for.

    Raises:
        SetupError: it can be reached from elsewhere and there is no API key that opens anything.
    """
    if not settings.serves_this_machine and not keyring.has_active():
        raise SetupError(
            "Without API keys the server listens on this machine only. Make one first: "
            "proof-of-talent keys create NAME --scope analytics. Without a shell, set "
            "PROOF_OF_TALENT_BOOTSTRAP_KEY_FILE or PROOF_OF_TALENT_BOOTSTRAP_KEY_LOG=true. Or use "
            "--host 127.0.0.1.",
            field="PROOF_OF_TALENT_HOST",
        )
