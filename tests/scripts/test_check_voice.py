"""A film without a voice is refused before it costs anything."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reelworks.scripts import check_voice


def research(path: Path, language: str) -> Path:
    facts = [{"text": "A fact.", "heading": ""}]
    told = {"title": "T", "language": language, "kind": "notes", "facts": facts}
    path.write_text(json.dumps(told))
    return path


@pytest.mark.parametrize(
    ("language", "code", "said"), [("en", 0, "result"), ("ja", 65, "not_supported")]
)
def test_a_language_is_spoken_or_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, code: int, said: str
) -> None:
    found = research(tmp_path / "r.json", language)
    output = tmp_path / "voice.json"
    assert check_voice.main([f"--research={found}", f"--output={output}"]) == code
    assert said in capsys.readouterr().out
    assert output.exists() == (code == 0)


def test_what_is_no_research_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "r.json"
    bad.write_text("{}")
    assert check_voice.main([f"--research={bad}", f"--output={tmp_path / 'v.json'}"]) == 65
    assert "r.json is no research" in capsys.readouterr().out
