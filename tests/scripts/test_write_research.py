"""The script that reads notes: its options, its result and its errors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reelworks.ops.files import sha256_of
from reelworks.scripts import protocol, write_research

NOTES = "# The Tower\n\nThe tower is old. It stands in the sea.\n"


def run(
    capsys: pytest.CaptureFixture[str], source: Path, *more: str
) -> tuple[int, list[dict[str, Any]]]:
    output = source.parent / "research.json"
    code = write_research.main([f"--source={source}", f"--output={output}", *more])
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def notes(folder: Path, content: bytes | str) -> Path:
    source = folder / "notes.md"
    source.write_bytes(content.encode() if isinstance(content, str) else content)
    return source


def refused(capsys: pytest.CaptureFixture[str], source: Path) -> dict[str, str]:
    code, events = run(capsys, source)
    assert code == protocol.BAD_INPUT
    assert not (source.parent / "research.json").exists()
    error: dict[str, str] = events[-1]["error"]
    assert error["code"] == "bad_input"
    assert error["remedy"]
    return error


def test_research_and_its_facts_are_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, events = run(capsys, notes(tmp_path, NOTES))
    assert code == protocol.OK
    result = events[-1]
    output = tmp_path / "research.json"
    assert result["files"] == [
        {
            "role": "research",
            "path": str(output),
            "sha256": sha256_of(output),
            "bytes": output.stat().st_size,
        }
    ]
    assert result["facts"] == {"language": "en", "words": 9, "title": "The Tower"}
    assert result["cost_usd"] == "0"
    assert json.loads(output.read_text("utf-8")) == {
        "title": "The Tower",
        "language": "en",
        "kind": "notes",
        "facts": [
            {"text": "The tower is old.", "heading": ""},
            {"text": "It stands in the sea.", "heading": ""},
        ],
    }


def test_a_script_is_kept_as_it_is(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, _ = run(capsys, notes(tmp_path, "One {two}.\n\nThree & four."), "--kind=script")
    assert code == protocol.OK
    facts = json.loads((tmp_path / "research.json").read_text("utf-8"))["facts"]
    assert [fact["text"] for fact in facts] == ["One {two}.", "Three & four."]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_marks_of_the_encoding_are_understood(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, encoding: str
) -> None:
    code, events = run(capsys, notes(tmp_path, "Der Turm ist schön.".encode(encoding)))
    assert code == protocol.OK
    facts = json.loads((tmp_path / "research.json").read_text("utf-8"))["facts"]
    assert facts[0]["text"] == "Der Turm ist schön."
    assert events[-1]["facts"]["language"] == "de"


def test_another_encoding_is_named_with_its_place(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    error = refused(capsys, notes(tmp_path, "First line.\nCaf\u00e9.\n".encode("latin-1")))
    assert "not UTF-8" in error["message"]
    assert "line 2" in error["message"]
    assert "0xe9" in error["message"]
    assert "UTF-8" in error["remedy"]


def test_a_binary_file_is_no_text(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    error = refused(capsys, notes(tmp_path, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"))
    assert "notes.md is a picture, not a text" in error["message"]
    error = refused(capsys, notes(tmp_path, b"The sea\0is wide"))
    assert "not a text file" in error["message"]


@pytest.mark.parametrize("content", ["", " \n", "---\n", "🎉"])
def test_empty_notes_say_what_to_do(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: str
) -> None:
    error = refused(capsys, notes(tmp_path, content))
    assert "say nothing" in error["message"]
    assert "Write a few sentences" in error["remedy"]


def test_far_too_much_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    error = refused(capsys, notes(tmp_path, b"word " * 1_000_001))
    assert "5 MB is the most" in error["message"]


def test_a_folder_is_no_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    assert "folder" in refused(capsys, tmp_path / "notes")["message"]


def test_a_missing_file_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, events = run(capsys, tmp_path / "nowhere.md")
    assert code == protocol.BAD_INPUT
    assert "nowhere.md" in events[-1]["error"]["message"]


def test_an_unknown_provider_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, events = run(capsys, notes(tmp_path, NOTES), "--provider=nobody")
    assert code == protocol.BAD_INPUT
    assert "local" in events[-1]["error"]["remedy"]


def test_same_notes_make_the_same_bytes(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    source = notes(tmp_path, NOTES)
    run(capsys, source)
    first = (tmp_path / "research.json").read_bytes()
    run(capsys, source)
    assert (tmp_path / "research.json").read_bytes() == first
