"""`serve`: the API and pages, with the analyses running in the same process."""

from ipaddress import ip_address
from typing import Annotated

import typer

from proof_of_talent.bootstrap import build_services
from proof_of_talent.commands.context import StoreOption, err, read_settings
from proof_of_talent.errors import SetupError
from proof_of_talent.logs import configure_logs


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    store: StoreOption = None,
) -> None:
    """Serve the API and run analyses."""
    import uvicorn  # noqa: PLC0415 - only this command needs a server

    from proof_of_talent.web.app import create_app  # noqa: PLC0415 - as above

    settings = read_settings(host=host, port=port, store=store)
    refuse_exposure(settings.host)
    configure_logs(settings.log_level, settings.log_format)
    services = build_services(settings)
    err.print(f"Proof of Talent at [bold]http://{settings.host}:{settings.port}[/] (Ctrl+C stops it)")
    uvicorn.run(
        create_app(services),
        host=settings.host,
        port=settings.port,
        access_log=False,  # its lines would hold session ids; ours name routes
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=int(settings.grace_seconds) or 1,
    )


def refuse_exposure(host: str) -> None:
    """Refuse to listen where other machines can reach an unprotected server.

    Raises:
        SetupError: the address is not a loopback address.
    """
    if host == "localhost":
        return
    try:
        is_local = ip_address(host).is_loopback
    except ValueError:
        is_local = False
    if not is_local:
        raise SetupError(
            "Without API keys the server listens on this machine only. Use --host 127.0.0.1, "
            "and a reverse proxy with its own sign-in to share it.",
            field="PROOF_OF_TALENT_HOST",
        )
