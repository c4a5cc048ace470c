"""The scripts that make sound, by hand."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from reelworks.media import wav
from reelworks.scripts import generate_audio, generate_music, generate_sound_effects


def result(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert all(line["event"] == "progress" for line in lines[:-1])
    assert lines[-1]["event"] == "result"
    return dict(lines[-1])


def test_a_narration_and_its_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, words = tmp_path / "n.wav", tmp_path / "w.json"
    text = 'A "light", in 1858 — 50% {brighter}.'
    code = generate_audio.main([f"--text={text}", f"--output={out}", f"--words={words}"])
    told = result(capsys)
    assert code == 0
    assert told["files"] == [
        {
            "role": role,
            "path": str(path),
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "bytes": path.stat().st_size,
        }
        for role, path in (("narration", out), ("words", words))
    ]
    assert told["facts"] == {"seconds": wav.read(out).seconds}
    assert told["cost_usd"] == "0"
    timed = json.loads(words.read_text(encoding="utf-8"))
    assert [word["text"] for word in timed] == text.split()
    assert all(set(word) == {"text", "start", "end"} for word in timed)


@pytest.mark.parametrize("script", [generate_sound_effects, generate_music])
def test_a_sound_by_hand(
    script: type[generate_music], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "s.wav"
    assert script.main(["--prompt=wind, calm", "--seconds=1.5", f"--output={out}"]) == 0
    told = result(capsys)
    role = "effect" if script is generate_sound_effects else "music"
    assert [file["role"] for file in told["files"]] == [role]  # type: ignore[attr-defined]
    assert told["facts"] == {"seconds": 1.5}
    assert wav.read(out).samples.shape == (2, 72_000)


@pytest.mark.parametrize(
    ("args", "error"),
    [
        (["--text=🎉"], "bad_input"),
        (["--text=Hallo", "--language=de"], "not_supported"),
        (["--text=Hi", "--provider=nobody"], "bad_input"),
    ],
)
def test_what_cannot_be_spoken_is_told_with_a_remedy(
    args: list[str],
    error: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert generate_audio.main([*args, "--output=a.wav", "--words=w.json"]) == 65
    told = result(capsys)["error"]
    assert isinstance(told, dict)
    assert told["code"] == error
    assert told["remedy"]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["generate_audio", "generate_sound_effects", "generate_music"])
def test_help_shows_an_example(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", f"reelworks.scripts.{name}", "--help"],
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert f"python -m reelworks.scripts.{name} --" in done.stdout.decode()
