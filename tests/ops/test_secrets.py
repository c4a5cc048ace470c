"""Keys: where they come from, who is given which, and that nothing shows them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reelworks.domain.errors import BadInput, ProgramFailed
from reelworks.ops import secrets, settings
from reelworks.ops.redaction import Redactor

KEYS = 'OPENAI_API_KEY=sk-from-file\nexport GEMINI_API_KEY="g-from-file"\n# a remark\n\nEMPTY=\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "keys.env"
    path.write_text(KEYS, "utf-8")
    path.chmod(0o600)
    return path


def test_the_environment_wins_over_the_file(file: Path) -> None:
    found = secrets.read({secrets.FILE: str(file), "OPENAI_API_KEY": "sk-from-environment"})
    assert found.of("openai") == {"OPENAI_API_KEY": "sk-from-environment"}
    assert found.of("gemini") == {"GEMINI_API_KEY": "g-from-file"}


def test_an_empty_variable_is_an_unset_one(file: Path) -> None:
    assert secrets.read({secrets.FILE: str(file), "OPENAI_API_KEY": ""}).of("openai") == {
        "OPENAI_API_KEY": "sk-from-file"
    }


@pytest.mark.parametrize("provider", ["local", "gemini", "openai", "unheard-of"])
def test_a_script_gets_its_own_vendors_variables_only(provider: str) -> None:
    known = {name: f"value of {name}" for names in secrets.VARIABLES.values() for name in names}
    given = secrets.Secrets({**known, "PATH": "/bin"}).of(provider)
    assert set(given) == set(secrets.VARIABLES.get(provider, ()))


def test_no_two_vendors_share_a_key() -> None:
    names = [name for its in secrets.VARIABLES.values() for name in its]
    assert len(set(names)) == len(names)


def test_the_example_names_every_variable_of_a_vendor() -> None:
    example = (Path(__file__).parents[2] / ".env.example").read_text("utf-8")
    named = set(re.findall(r"^(?:# )?([A-Z][A-Z0-9_]+)=", example, re.MULTILINE))
    assert {name for its in secrets.VARIABLES.values() for name in its} <= named


def test_no_file_is_no_keys(tmp_path: Path) -> None:
    assert secrets.in_file(tmp_path / "none" / "secrets.env") == {}


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_file_that_others_may_read_is_refused(file: Path, mode: int) -> None:
    file.chmod(mode)
    with pytest.raises(BadInput, match="others may read") as refused:
        secrets.in_file(file)
    assert refused.value.remedy == f"chmod 600 {file}"


@pytest.mark.parametrize("content", ["sk-1234567890", "A B=c", "=x", "1A=c"])
def test_a_line_that_is_no_setting_is_named_and_not_repeated(file: Path, content: str) -> None:
    file.write_text(f"# keys\n{content}\n", "utf-8")
    with pytest.raises(BadInput, match="line 2") as refused:
        secrets.in_file(file)
    assert content not in str(refused.value)


@pytest.mark.parametrize("content", [b"A=\xff", b"A=b\n" * 50_000])
def test_what_is_no_file_of_keys_is_refused(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(BadInput):
        secrets.in_file(file)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        secrets.in_file(tmp_path)


def test_keys_are_hidden_and_addresses_are_not() -> None:
    found = secrets.Secrets(
        {"OPENAI_API_KEY": "sk-1", "OPENAI_BASE_URL": "http://h", "X_TOKEN": ""}
    )
    assert found.hidden() == {"sk-1"}
    assert "sk-1" not in repr(found)


def test_settings_may_stand_in_the_file_too(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text("REELWORKS_RETENTION_DAYS=3\nREELWORKS_EVENTS_DAYS=4\n", "utf-8")
    monkeypatch.setenv(secrets.FILE, str(file))
    monkeypatch.setenv("REELWORKS_EVENTS_DAYS", "5")
    monkeypatch.delenv("REELWORKS_RETENTION_DAYS", raising=False)
    found = settings.read()
    assert (found.retention_days, found.events_days) == (3, 5)


SECRET_TEXTS = {
    "xi-api-key: abc1234def": "abc1234def",
    "{'x-goog-api-key': 'abc1234def'}": "abc1234def",
    '"Authorization": "Bearer abc1234def"': "abc1234def",
    "authorization=abcdefghij": "abcdefghij",
    "POST https://hooks.slack.com/services/T1/B2/xyzabc failed": "xyzabc",
    "https://www.googleapis.com/upload/youtube/v3/videos?upload_id=AB-cd": "AB-cd",
    "https://discord.com/api/webhooks/123/token-of-it": "token-of-it",
    "https://up.example/v?refresh_token=abcdef": "abcdef",
    "postgresql://me:hunter22@db/x": "hunter22",
    "it said sk-proj_ABCDEFGHIJKLMNOP": "ABCDEFGHIJKLMNOP",
    "the key is marked-value-1": "marked-value-1",
}


@pytest.mark.parametrize(("text", "secret"), SECRET_TEXTS.items())
def test_what_is_or_looks_like_a_secret_is_cut_out(text: str, secret: str) -> None:
    cleaned = Redactor(["marked-value-1"]).text(text)
    assert secret not in cleaned
    assert "[redacted]" in cleaned


@pytest.mark.parametrize(
    "text",
    ["authorization is needed", "Basic understanding", "key=value", "ask-me-anything-please"],
)
def test_ordinary_words_stay(text: str) -> None:
    assert Redactor().text(text) == text


def test_an_error_carries_no_secret_anywhere() -> None:
    error = ProgramFailed("hunter22 failed", remedy="tell hunter22", details="hunter22\nhunter22")
    cleaned = Redactor(["hunter22"]).error(error)
    assert "hunter22" not in f"{cleaned} {cleaned.args} {cleaned.details} {cleaned.remedy}"
    assert isinstance(cleaned, ProgramFailed)
