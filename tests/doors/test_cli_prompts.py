"""Prompts are listed, shown, and copied to be edited."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from reelworks.domain.errors import BadInput
from reelworks.doors.cli.main import app
from reelworks.ops import prompts


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("REELWORKS_HOME", str(tmp_path))
    monkeypatch.setenv("REELWORKS_SECRETS", str(tmp_path / "none"))
    return tmp_path


def typed(*words: str) -> str:
    result = CliRunner().invoke(app, ["prompts", *words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_every_prompt_is_listed_as_ours() -> None:
    listed = [json.loads(line) for line in typed("--json").splitlines()]
    assert [one["name"] for one in listed] == list(prompts.NAMES)
    assert not any(one["own"] for one in listed)
    assert "ours" in typed()


def test_a_copy_of_ones_own_is_in_force_and_not_written_over(home: Path) -> None:
    typed("story", "--own")
    mine = home / "prompts" / "story.md"
    assert mine.read_text("utf-8").strip() == prompts.in_force()["story"]
    mine.write_text("Tell it briefly.", "utf-8")
    typed("story", "--own")
    assert typed("story").strip() == "Tell it briefly."
    assert prompts.in_force(home)["story"] == "Tell it briefly."


def test_an_edit_is_in_force_without_a_restart(home: Path) -> None:
    living = prompts.Living(home)
    assert dict(living) == prompts.in_force(home)
    (home / "prompts").mkdir()
    (home / "prompts" / "effects.md").write_text("Only wind.", "utf-8")
    assert living["effects"] == "Only wind."
    assert living.get("opera") is None


@pytest.mark.parametrize("content", [b"", b"  \n", b"\xff\xfe", b"x" * 100_001])
def test_a_prompt_that_cannot_be_used_is_refused(home: Path, content: bytes) -> None:
    (home / "prompts").mkdir()
    (home / "prompts" / "motion.md").write_bytes(content)
    with pytest.raises(BadInput, match=r"motion\.md"):
        prompts.in_force(home)


def test_an_unknown_prompt_is_refused() -> None:
    with pytest.raises(BadInput, match="no prompt 'stroy'"):
        CliRunner().invoke(app, ["prompts", "stroy"], catch_exceptions=False)


@pytest.mark.parametrize("content", ["[]", '{"a": 1}', "no"])
def test_what_a_script_is_given_must_be_prompts(tmp_path: Path, content: str) -> None:
    (tmp_path / "p.json").write_text(content, "utf-8")
    with pytest.raises(BadInput, match="holds no prompts"):
        prompts.given(tmp_path / "p.json")
