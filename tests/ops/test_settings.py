"""Settings come from the environment, with rules for what it leaves open."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from reelworks.domain.errors import BadInput
from reelworks.ops import settings


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [*os.environ]:
        if name.startswith("REELWORKS_") or name == "DATABASE_URL":
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)


def test_nothing_set_gives_the_users_data_folder_and_defaults(tmp_path: Path) -> None:
    found = settings.read()
    assert found.home == tmp_path / "data" / "reelworks"
    assert found.database_url is None
    assert found.lease_seconds == 20
    assert found.log_format is settings.LogFormat.AUTO
    assert 1 <= found.cpu_slots <= (os.cpu_count() or 1)


@pytest.mark.parametrize("name", ["ALERT_WEBHOOK", "SMTP_URL"])
def test_an_address_that_is_a_secret_is_not_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(f"REELWORKS_{name}", "ftp://marked-secret-9f1c")
    with pytest.raises(BadInput, match=f"REELWORKS_{name} cannot be used: it must begin") as raised:
        settings.read()
    assert "marked-secret" not in str(raised.value)


def test_the_address_of_a_webhook_and_the_password_of_a_mail_server_are_secrets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("REELWORKS_ALERT_WEBHOOK", "https://hooks.example/T/B/x")
    monkeypatch.setenv("REELWORKS_SMTP_URL", "smtps://me:s3cret-word@mail.example")
    found = settings.secret_values(settings.read(), {})
    assert found == {"https://hooks.example/T/B/x", "s3cret-word"}


def test_nearest_reelworks_folder_is_the_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".reelworks").mkdir()
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    (tmp_path / "a" / ".reelworks").write_text("a file of that name is no home")
    monkeypatch.chdir(deep)
    assert settings.read().home == tmp_path / ".reelworks"


def test_the_variable_wins_over_a_folder_and_a_given_value_over_the_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".reelworks").mkdir()
    monkeypatch.setenv("REELWORKS_HOME", "else where")
    assert settings.read().home == tmp_path / "else where"
    assert settings.read(home=tmp_path / "third").home == tmp_path / "third"


def test_an_empty_variable_is_an_unset_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REELWORKS_HOME", "")
    monkeypatch.setenv("DATABASE_URL", "")
    found = settings.read()
    assert found.home == tmp_path / "data" / "reelworks"
    assert found.database_url is None


def test_channels_are_looked_for_here_then_in_the_home_then_in_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("REELWORKS_HOME", str(home))
    assert settings.read().channels.parts[-3:] == ("reelworks", "data", "channels.yaml")
    (home / "channels.yaml").touch()
    assert settings.read().channels == home / "channels.yaml"
    (tmp_path / "channels.yaml").touch()
    assert settings.read().channels == tmp_path / "channels.yaml"
    (tmp_path / "mine.yaml").touch()
    monkeypatch.setenv("REELWORKS_CHANNELS", "mine.yaml")
    assert settings.read().channels == tmp_path / "mine.yaml"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REELWORKS_CPU_SLOTS", "many"),
        ("REELWORKS_CPU_SLOTS", "0"),
        ("REELWORKS_LEASE_SECONDS", "-1"),
        ("REELWORKS_LOG_LEVEL", "loud"),
        ("REELWORKS_LOG_FORMAT", "xml"),
        ("REELWORKS_CHANNELS", "nowhere.yaml"),
        ("REELWORKS_HOME", "/etc/passwd"),
    ],
)
def test_a_bad_value_is_refused_with_its_variable(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadInput) as raised:
        settings.read()
    assert f"{name}=" in raised.value.message
    assert value in raised.value.message
    assert raised.value.message.count("cannot be used") == 1


def test_a_bad_database_url_is_refused_without_its_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://me:hunter22@db/x")
    with pytest.raises(BadInput, match="DATABASE_URL") as raised:
        settings.read()
    assert "hunter22" not in str(raised.value)


def test_passwords_do_not_show_and_settings_do_not_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql+asyncpg://me:hunter22@db/x")
    found = settings.read()
    assert "hunter22" not in repr(found)
    with pytest.raises(ValidationError, match="frozen"):
        found.cpu_slots = 4  # type: ignore[misc]


def test_secret_values_are_the_password_and_what_is_named_a_secret(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:hunter22@db/x")
    environment = {
        "KIE_API_KEY": "k-1234567",
        "NOTION_TOKEN": "n-1",
        "EMPTY_KEY": "",
        "PATH": "/bin",
    }
    found = settings.secret_values(settings.read(), environment)
    assert found == {"hunter22", "k-1234567", "n-1"}
