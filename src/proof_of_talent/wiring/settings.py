"""Every setting with its default, read from `PROOF_OF_TALENT_…`, as docs/settings.md lists them."""

import os
import sys
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from proof_of_talent.assessors.llm.settings import LLMSettings


def default_data_dir() -> Path:
    """Return where this platform keeps an application's data for the current user."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "proof-of-talent"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "proof-of-talent"


def is_loopback_host(host: str) -> bool:
    """Tell whether an address or Host header (with or without port) names this machine itself."""
    if host.count(":") > 1 and not host.startswith("["):
        host = f"[{host}]"  # an IPv6 address as one types it
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ip_address(name).is_loopback
    except ValueError:
        return False


def split_list(text: str) -> tuple[str, ...]:
    """Return the parts of a setting that lists things between commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


SETTING_PREFIX = "PROOF_OF_TALENT_"


class Settings(LLMSettings, BaseSettings):
    """The service's settings."""

    model_config = SettingsConfigDict(
        env_prefix=SETTING_PREFIX, extra="ignore", frozen=True, populate_by_name=True
    )

    repeat: int = Field(
        default=1, ge=1, le=20, description="How often each application is judged; the median counts."
    )
    borderline_points: int = Field(
        default=0,
        ge=0,
        le=50,
        description="Applications within so many points of a band are judged again (0: never).",
    )
    borderline_repeat: int = Field(
        default=3, ge=2, le=20, description="How often a borderline application is judged in all."
    )
    review_people: int = Field(
        default=0,
        ge=0,
        le=9,
        description="How many people review each analysis that a rule picks: a random share, low confidence, "
        "disagreement, borderline (0: none is picked by itself).",
    )
    settings_file: Path | None = Field(
        default=None,
        description="File with further settings, one `PROOF_OF_TALENT_…=value` a line, that SIGHUP makes a "
        "server or worker read again; see `docs/operations.md`. The environment wins.",
    )
    data_dir: Path = Field(
        default_factory=default_data_dir, description="Folder for the embedded database and temporary files."
    )
    store: str | None = Field(
        default=None,
        description="Where everything is kept: `sqlite:///PATH` or `mongodb://…`. Default: `talent.db` in "
        "the data folder.",
    )
    mongodb_url: str | None = Field(
        default=None,
        validation_alias=AliasChoices("PROOF_OF_TALENT_MONGODB_URL", "MONGODB_URL"),
        description="The store, where `PROOF_OF_TALENT_STORE` is not set; also read from `MONGODB_URL`.",
    )
    mongodb_database: str | None = Field(
        default=None,
        validation_alias=AliasChoices("PROOF_OF_TALENT_MONGODB_DATABASE", "MONGODB_DATABASE"),
        description="The database to use in place of the one that the address names (`proof_of_talent` where "
        "it names none); also read from `MONGODB_DATABASE`.",
    )
    assessor: str = Field(
        default="rubric", description="Who judges: `rubric`, or `provider:model` (see `docs/llm.md`)."
    )
    rules: Path | None = Field(
        default=None,
        description="Folder with rules files of your own: each takes the place of the packaged one of its "
        "name, or adds an edition of a field from a day on. See `docs/operations.md`.",
    )
    host: str = Field(default="127.0.0.1", description="Address the server listens on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port the server listens on.")
    queue: str | None = Field(
        default=None,
        description="Broker that wakes workers on other machines: `amqp://…` or `amqps://…` (RabbitMQ). With "
        "one, `serve` leaves analyses to `proof-of-talent worker`. Default: `serve` runs them itself.",
    )
    workers: int = Field(default=2, ge=1, le=256, description="Analyses run at the same time in one process.")
    lease_seconds: float = Field(
        default=30,
        gt=0,
        le=600,
        description="After this time without a sign of life another worker takes a job over.",
    )
    sweep_seconds: float = Field(
        default=5, gt=0, description="How often interrupted or forgotten work is looked for."
    )
    max_deliveries: int = Field(
        default=3, ge=1, description="An analysis that took its worker down this often ends as an error."
    )
    grace_seconds: float = Field(
        default=20, ge=0, description="Time that running analyses get to finish when the server stops."
    )
    max_file_mb: float = Field(
        default=10, gt=0, description="Largest accepted file, in megabytes (2^20 bytes)."
    )
    max_files: int = Field(default=20, ge=1, description="Most documents in one session.")
    max_pages: int = Field(default=200, ge=1, description="Most pages in one document.")
    extraction_seconds: float = Field(default=30, gt=0, description="Time limit for reading one document.")
    analysis_seconds: float = Field(
        default=1800, gt=0, description="Time limit for one whole analysis, from its start to its record."
    )
    extraction_memory_mb: int = Field(
        default=1024, ge=128, description="Memory limit of the process that reads documents, in megabytes."
    )
    ocr: bool = Field(
        default=True,
        description="Read scanned pages by text recognition, where `proof-of-talent[ocr]` is installed; see "
        "`docs/extraction.md`.",
    )
    ocr_seconds: float = Field(
        default=120, ge=0, description="Time limit for reading the scanned pages of one document."
    )
    fetch_links: bool = Field(
        default=False,
        description="Read the pages that applicants link to in their answers (portfolio, GitHub) and count "
        "them as their own papers; see `docs/llm.md`. Needs `proof-of-talent[fetch]`.",
    )
    allowed_hosts: str = Field(
        default="",
        description="Names, separated by commas, under which the server may be asked for, such as "
        "`talent.example.org`. This machine's own are always among them. Needs an API key.",
    )
    bootstrap_key_file: Path | None = Field(
        default=None,
        description="Where no API key was ever made, `serve` makes the first one, for all scopes: the one "
        "that this file holds (`pot_`, 12 hex digits, `_`, at least 32 characters), else a new one that it "
        "writes to this file.",
    )
    bootstrap_key_log: bool = Field(
        default=False,
        description="Where no API key was ever made, `serve` makes the first one, for all scopes, and shows "
        "it once on standard error. Revoke it when you have made others.",
    )
    trusted_proxies: str = Field(
        default="",
        description="Addresses or networks, separated by commas, of reverse proxies whose `X-Forwarded-For` "
        "and `X-Forwarded-Proto` are believed. Default: none.",
    )
    cors_origins: str = Field(
        default="",
        description="Origins, separated by commas, whose pages may call the API, such as "
        "`https://app.example.org`. Default: none.",
    )
    rate_create: str = Field(
        default="30/minute",
        description="New sessions one client may open; empty for no limit. This and the next five hold on a "
        "server that others can reach.",
    )
    rate_upload: str = Field(default="120/minute", description="Uploads one client may send.")
    rate_analyse: str = Field(default="30/minute", description="Analyses one client may start.")
    rate_answers: str = Field(default="120/minute", description="Times one client may save answers.")
    rate_data: str = Field(
        default="30/minute", description="Reports of outcomes, and copies of all data held, for one client."
    )
    rate_read: str = Field(
        default="240/minute",
        description="Texts and pictures of pages that one client may ask for, to see what was read.",
    )
    rate_sign_in: str = Field(default="10/minute", description="Wrong API keys one client may show.")
    streams_per_client: int = Field(
        default=20, ge=1, description="Streams of progress that one client may hold open; pages poll then."
    )
    slow_upload_seconds: float = Field(
        default=30,
        gt=0,
        description="Time to send a request's body, plus its size at 16 KB/s; slower is cut off.",
    )
    idle_upload_seconds: float = Field(
        default=15, gt=0, description="Longest time without a byte while a request's body comes in."
    )
    longest_upload_seconds: float = Field(
        default=600, gt=0, description="Longest time that a request's body may take in all."
    )
    uploads_mb: float = Field(
        default=256,
        gt=0,
        description="Memory for uploads that are under way at the same time, in megabytes; more are answered "
        "503. At least one upload of the largest size always fits.",
    )
    turn_seconds: float = Field(
        default=10,
        gt=0,
        description="How long a request waits for its turn before it is answered 503. Uploads, exports and "
        "pages have turns of their own.",
    )
    requests_per_client: int = Field(
        default=64,
        ge=1,
        description="Requests of one client that may be under way. This and the next hold on a server that "
        "others can reach.",
    )
    judging_seconds_per_client: float = Field(
        default=3600,
        gt=0,
        description="Time that one client's analyses may take within an hour, in one process.",
    )
    encryption_key: SecretStr = Field(
        default=SecretStr(""),
        description="Documents are encrypted with this key: 32 random bytes in base64. Several, separated by "
        "commas: the first encrypts, all decrypt. Default: no encryption.",
    )
    retain_documents_days: float | None = Field(
        default=None,
        gt=0,
        description="Documents are deleted when their session was not touched for this long. Default: kept.",
    )
    retain_sessions_days: float | None = Field(
        default=None,
        gt=0,
        description="Sessions (answers, file names, documents) are deleted when not touched for this long; "
        "their records stay. Default: kept.",
    )
    retain_records_days: float | None = Field(
        default=None,
        gt=0,
        description="Everything about a session is erased this long after its last analysis. Default: kept.",
    )
    otlp_endpoint: str | None = Field(
        default=None,
        validation_alias=AliasChoices("PROOF_OF_TALENT_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"),
        description="OpenTelemetry collector that traces are sent to (OTLP over HTTP), such as "
        "`http://127.0.0.1:4318`; also read from `OTEL_EXPORTER_OTLP_ENDPOINT`. Needs "
        "`proof-of-talent[otel]`.",
    )
    log_level: str = Field(default="INFO", description="DEBUG, INFO, WARNING or ERROR.")
    log_format: str = Field(default="auto", description="`json`, `text`, or `auto` (text on a terminal).")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read the settings file after the environment, where one is named."""
        file = os.environ.get("PROOF_OF_TALENT_SETTINGS_FILE")
        if file:
            dotenv_settings = DotEnvSettingsSource(settings_cls, env_file=file, env_file_encoding="utf-8")
        return init_settings, env_settings, dotenv_settings, file_secret_settings

    @property
    def store_url(self) -> str:
        """The store's address, with the default filled in."""
        return self.store or self.mongodb_url or f"sqlite:///{self.data_dir / 'talent.db'}"

    @property
    def serves_this_machine(self) -> bool:
        """Whether nobody but this machine is meant to reach the server."""
        return is_loopback_host(self.host) and all(map(is_loopback_host, split_list(self.allowed_hosts)))

    @property
    def max_file_bytes(self) -> int:
        """The largest accepted file in bytes."""
        return int(self.max_file_mb * 1024 * 1024)


def list_setting_names() -> set[str]:
    """Return the names of all variables that are read."""
    return {f"{SETTING_PREFIX}{name.upper()}" for name in Settings.model_fields}
