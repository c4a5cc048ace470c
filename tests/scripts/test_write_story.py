"""The script that writes a story: its options, its result and its errors."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from reelworks.domain.story import Story
from reelworks.ops.files import sha256_of
from reelworks.scripts import protocol, write_research, write_story

NOTES = """# The Tower

The tower was built in 1611 by a king, and it still stands in the sea today.

Keepers lived there for many years, and they lit the lamp every single night.
"""


@pytest.fixture
def research(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    (tmp_path / "notes.md").write_text(NOTES, encoding="utf-8")
    made = tmp_path / "research.json"
    assert write_research.main([f"--source={tmp_path / 'notes.md'}", f"--output={made}"]) == 0
    capsys.readouterr()
    return made


def run(
    capsys: pytest.CaptureFixture[str], research: Path, *more: str
) -> tuple[int, list[dict[str, Any]]]:
    output = research.with_name("story.json")
    code = write_story.main([f"--research={research}", f"--output={output}", *more])
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_story_is_written_and_told(capsys: pytest.CaptureFixture[str], research: Path) -> None:
    code, events = run(capsys, research, "--shots=3")
    assert code == protocol.OK
    output, result = research.with_name("story.json"), events[-1]
    assert result["files"][0]["role"] == "story"
    assert result["files"][0]["sha256"] == sha256_of(output)
    content = output.read_text("utf-8")
    assert result["facts"] == {"story": json.loads(content)}
    story = TypeAdapter(Story).validate_json(content)
    assert story.faults() == ()
    assert len(story.shots) == 3
    assert story.title == "The Tower"


def test_options_reach_the_writer(capsys: pytest.CaptureFixture[str], research: Path) -> None:
    options = ("--shots=2", "--title=A {Title}: 100%", "--brand=ink drawing", "--seed=7")
    _, events = run(capsys, research, *options)
    story = events[-1]["facts"]["story"]
    assert story["title"] == "A {Title}: 100%"
    assert "ink drawing" in story["atmosphere"]


def test_same_arguments_make_the_same_bytes(
    capsys: pytest.CaptureFixture[str], research: Path
) -> None:
    run(capsys, research, "--shots=3", "--seed=4", "--note=more keepers")
    first = research.with_name("story.json").read_bytes()
    run(capsys, research, "--shots=3", "--seed=4", "--note=more keepers")
    assert research.with_name("story.json").read_bytes() == first


@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_another_process_makes_the_same_bytes(research: Path, hash_seed: str) -> None:
    made = research.with_name("other.json")
    command = [sys.executable, "-m", "reelworks.scripts.write_story", f"--research={research}"]
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    subprocess.run(
        [*command, "--shots=3", f"--output={made}"],
        env=environment,
        check=True,
        capture_output=True,
    )
    here = research.with_name("here.json")
    assert write_story.main([f"--research={research}", "--shots=3", f"--output={here}"]) == 0
    assert made.read_bytes() == here.read_bytes()


def test_too_many_shots_are_refused_with_what_to_do(
    capsys: pytest.CaptureFixture[str], research: Path
) -> None:
    code, events = run(capsys, research, "--shots=40")
    assert code == protocol.BAD_INPUT
    error = events[-1]["error"]
    assert "40 were asked for" in error["message"]
    assert "--shots" in error["remedy"]
    assert not research.with_name("story.json").exists()


@pytest.mark.parametrize("content", ["", "{}", "[1, 2]", '{"title": 3}', "no json"])
def test_what_is_no_research_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: str
) -> None:
    (tmp_path / "research.json").write_text(content, encoding="utf-8")
    code, events = run(capsys, tmp_path / "research.json")
    assert code == protocol.BAD_INPUT
    assert "is no research" in events[-1]["error"]["message"]
    assert "write_research" in events[-1]["error"]["remedy"]


def test_research_without_facts_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    empty = {"title": "x", "language": "en", "kind": "notes", "facts": []}
    (tmp_path / "research.json").write_text(json.dumps(empty), encoding="utf-8")
    code, events = run(capsys, tmp_path / "research.json")
    assert code == protocol.BAD_INPUT
    assert events[-1]["error"]["remedy"]


def test_a_wrong_option_is_a_usage_error(
    capsys: pytest.CaptureFixture[str], research: Path
) -> None:
    with pytest.raises(SystemExit) as stop:
        run(capsys, research, "--shots=many")
    assert stop.value.code == protocol.USAGE
