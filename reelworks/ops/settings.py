"""Settings: everything that the environment may decide, read and checked in one place."""

from __future__ import annotations

import os
from collections.abc import Mapping
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

from platformdirs import user_config_path, user_data_path
from pydantic import (
    AliasChoices,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from reelworks.domain.errors import BadInput
from reelworks.ops import secrets

_PREFIX = "REELWORKS_"
_DATABASE_URL = "DATABASE_URL"
_HIDDEN = frozenset({"alert_webhook", "smtp_url"})  # fields whose value no message repeats


class LogLevel(StrEnum):
    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogFormat(StrEnum):
    AUTO = "auto"  # pretty on a terminal, JSON elsewhere
    JSON = "json"
    PRETTY = "pretty"


def _home() -> Path:
    """The nearest `.reelworks` folder here or above, else the user's data folder."""
    here = Path.cwd()
    found = (folder / ".reelworks" for folder in (here, *here.parents))
    return next((home for home in found if home.is_dir()), user_data_path("reelworks"))


def _channels(known: Mapping[str, object]) -> Path:
    """`./channels.yaml`, else the home's, else the one that comes with the package."""
    folders = [Path.cwd(), *(home for home in [known.get("home")] if isinstance(home, Path))]
    found = (folder / "channels.yaml" for folder in folders)
    packaged = Path(str(files("reelworks"))) / "data" / "channels.yaml"
    return next((path for path in found if path.is_file()), packaged)


def _secret_key_file() -> Path:
    """The user's own configuration: no repository, no backup, no other user sees it."""
    return user_config_path("reelworks") / "secret.keys"


def _cpu_slots() -> int:
    """The processors this process may use: fewer than the machine has in many containers."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Settings(BaseSettings):
    """Each field is the variable REELWORKS_{NAME}; only the database has its usual name."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        env_ignore_empty=True,
        frozen=True,
        extra="ignore",
        validate_default=True,
        populate_by_name=True,
    )

    home: Path = Field(default_factory=_home)
    database_url: SecretStr | None = Field(
        default=None, validation_alias=AliasChoices(_DATABASE_URL, "database_url")
    )
    channels: Path = Field(default_factory=_channels)
    cpu_slots: int = Field(default_factory=_cpu_slots, ge=1, le=1024)
    lease_seconds: float = Field(default=20, ge=1, le=3600)  # a silent worker's work is taken over
    script_seconds: float = Field(default=1800, ge=1)  # then a script is stopped
    speed: float = Field(default=1, ge=1, le=1000)  # of our own waits: for rehearsals
    retention_days: float = Field(default=7, ge=0, le=36500)  # of a finished video's files; 0: kept
    events_days: float = Field(default=90, ge=0, le=36500)  # of what happened on the way; 0: kept
    carrier_log_days: float = Field(default=7, ge=0, le=36500)  # 0: kept
    alert_webhook: SecretStr | None = None  # Slack, Mattermost, Discord; the address is a secret
    alert_email: str = ""  # whom alerts are mailed to, separated by commas
    alert_from: str = "reelworks@localhost"
    smtp_url: SecretStr | None = None  # smtp://user:password@host:587, or smtps://
    secret_key: SecretStr | None = None  # what seals tokens in the database; several by commas
    secret_key_file: Path = Field(default_factory=_secret_key_file)  # where it is otherwise
    host: str = "127.0.0.1"  # where `serve` and `up` listen; beyond loopback only with accounts
    port: int = Field(default=8420, ge=0, le=65535)
    public_url: str = ""  # what people type to get there, when that is another address
    proxied: bool = False  # behind a proxy that says who asks: X-Forwarded-For is believed
    private_webhooks: bool = False  # webhooks may go to this network too, and by plain HTTP
    server_key: SecretStr | None = None  # signs cookies and webhooks; else a file in the home
    log_level: LogLevel = LogLevel.INFO
    log_format: LogFormat = LogFormat.AUTO

    @field_validator("home")
    @classmethod
    def _is_a_folder(cls, home: Path) -> Path:
        home = Path(os.path.abspath(home.expanduser()))  # noqa: PTH100  (keeps symlinks)
        if home.exists() and not home.is_dir():
            raise ValueError(f"{home} is a file, not a folder")
        return home

    @field_validator("channels")
    @classmethod
    def _is_there(cls, channels: Path) -> Path:
        channels = channels.expanduser().absolute()
        if not channels.is_file():
            raise ValueError("there is no such file")
        return channels

    @field_validator("alert_webhook", "smtp_url")
    @classmethod
    def _is_an_address(cls, url: SecretStr | None, about: ValidationInfo) -> SecretStr | None:
        if url is None:
            return None
        schemes = {"http", "https"} if about.field_name == "alert_webhook" else {"smtp", "smtps"}
        parts = urlsplit(url.get_secret_value())
        if parts.scheme not in schemes or not parts.hostname:
            raise ValueError(
                f"it must begin with {' or '.join(sorted(schemes))}:// and name a host"
            )
        return url

    @field_validator("public_url")
    @classmethod
    def _is_an_origin(cls, url: str) -> str:
        parts = urlsplit(url)
        if url and (parts.scheme not in {"http", "https"} or not parts.hostname):
            raise ValueError("write it as https://reelworks.example.com")
        if parts.path.strip("/") or parts.query or parts.username:
            raise ValueError("it has only a scheme and a host")
        return f"{parts.scheme}://{parts.netloc}".lower() if url else ""

    @field_validator("database_url")
    @classmethod
    def _is_postgresql(cls, url: SecretStr | None) -> SecretStr | None:
        if url is None:
            return None
        scheme = urlsplit(url.get_secret_value()).scheme.partition("+")[0]
        if scheme not in {"postgresql", "postgres"}:
            raise ValueError("it must begin with postgresql://")
        return url


def read(**given: object) -> Settings:
    """The settings of this process; `given` (from a command line) wins over the environment.

    Raises BadInput naming the variable, its value where that is no secret, and what is wrong.
    """
    try:
        return Settings(**{**_filed(), **given})  # type: ignore[arg-type]
    except ValidationError as error:
        faults = [
            _fault(detail)
            for detail in error.errors(include_url=False)
            if detail["type"] != "default_factory_not_called"  # follows from another fault
        ]
        raise BadInput(
            " ".join(faults), remedy="Correct or unset it and run the command again."
        ) from error


def _filed() -> dict[str, str]:
    """The settings that stand in the file of secrets; the environment wins over it."""
    filed = secrets.in_file(secrets.path(os.environ))
    unset = {name: value for name, value in filed.items() if value and not os.environ.get(name)}
    names = {_DATABASE_URL: "database_url"} | {
        f"{_PREFIX}{field.upper()}": field for field in Settings.model_fields
    }
    return {names[name]: value for name, value in unset.items() if name in names}


def secret_values(settings: Settings, environment: Mapping[str, str]) -> frozenset[str]:
    """What must never be shown: the database's password and everything that is named a secret."""
    found = {*secrets.read(environment).hidden()}
    for url in (settings.database_url, settings.smtp_url):
        if url is not None:
            found.add(urlsplit(url.get_secret_value()).password or "")
    if settings.secret_key is not None:
        found |= {key.strip() for key in settings.secret_key.get_secret_value().split(",")}
    if settings.alert_webhook is not None:
        found.add(settings.alert_webhook.get_secret_value())
    return frozenset(found - {""})


def _fault(detail: ErrorDetails) -> str:
    name = str(detail["loc"][0]) if detail["loc"] else ""
    reason = detail["msg"].removeprefix("Value error, ")
    if name.upper() == _DATABASE_URL:
        return f"{_DATABASE_URL} cannot be used: {reason}."
    if name in _HIDDEN:
        return f"{_PREFIX}{name.upper()} cannot be used: {reason}."
    return f"{_PREFIX}{name.upper()}={str(detail['input'])!r} cannot be used: {reason}."
