"""The protocol from the script's side, in processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

import pytest

from reelworks.domain.errors import RateLimited
from reelworks.scripts import protocol
from reelworks.workers.conversation import parse

SCRIPT = """
import os, subprocess, sys
from pathlib import Path
from reelworks.domain import errors
from reelworks.domain.money import usd
from reelworks.scripts import protocol

PARSER = protocol.Parser(description="Does what the test wants.", example="python -m it")
PARSER.add_argument("--size", type=protocol.size)

def work(args, session):
{body}

if __name__ == "__main__":
    raise SystemExit(protocol.run(PARSER, work))
"""
NOTHING = "    return protocol.Result({})"


def script(folder: Path, body: str = NOTHING) -> list[str]:
    file = folder / "it.py"
    file.write_text(SCRIPT.replace("{body}", body))
    return [sys.executable, str(file)]


def by_hand(command: list[str], cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run with standard input closed, as a shell's background job is."""
    return subprocess.run(
        command,
        check=False,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
    )


def supervised(command: list[str], cwd: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command,
        cwd=cwd,
        env={**os.environ, "REELWORKS_SUPERVISED": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def test_by_hand_it_asks_nobody(tmp_path: Path) -> None:
    body = '    session.intent("kling", usd("0.2"))\n    session.submitted("job-1")\n' + NOTHING
    ran = by_hand(script(tmp_path, body), tmp_path)
    assert ran.returncode == protocol.OK
    assert [json.loads(line) for line in ran.stdout.splitlines()] == [
        {"event": "intent", "service": "kling", "estimate_usd": "0.200000"},
        {"event": "submitted", "job": "job-1"},
        {"event": "result", "files": [], "facts": {}, "cost_usd": "0", "request_id": None},
    ]


def test_standard_output_belongs_to_the_protocol(tmp_path: Path) -> None:
    body = (
        '    print("python")\n    os.write(1, b"native\\n")\n'
        '    subprocess.run(["echo", "child"])\n' + NOTHING
    )
    ran = by_hand(script(tmp_path, body), tmp_path)
    assert [json.loads(line)["event"] for line in ran.stdout.splitlines()] == ["result"]
    assert {"python", "native", "child"} <= set(ran.stderr.split())


def test_text_of_every_kind_is_one_line(tmp_path: Path) -> None:
    body = "    return protocol.Result({}, {'text': 'ä\\n\\u2028🎬\\udcff'})"
    ran = by_hand(script(tmp_path, body), tmp_path)
    [line] = ran.stdout.split("\n")[:-1]
    assert json.loads(line)["facts"] == {"text": "ä\n\u2028🎬?"}


@pytest.mark.parametrize(
    ("error", "code"),
    [
        ("errors.BadInput('No.')", protocol.BAD_INPUT),
        ("errors.QuotaExhausted('No.')", protocol.TRY_LATER),
        ("errors.VendorUnavailable('No.')", protocol.TRY_LATER),
        ("errors.OutcomeUnknown('No.')", protocol.UNAVAILABLE),
        ("errors.ContentRefused('No.')", protocol.NOT_PERMITTED),
        ("errors.ScriptBroken('No.')", protocol.BUG),
        ("FileNotFoundError(2, 'No such file', 'a.png')", protocol.BAD_INPUT),
        ("OSError(28, 'No space left', 'a.png')", protocol.TRY_LATER),
        ("ValueError('No.')", protocol.BUG),
    ],
)
def test_failure_is_one_result_and_its_exit_code(tmp_path: Path, error: str, code: int) -> None:
    ran = by_hand(script(tmp_path, f"    raise {error}"), tmp_path)
    assert ran.returncode == code
    [line] = ran.stdout.splitlines()
    assert set(json.loads(line)["error"]) == {"code", "kind", "message", "remedy"}
    assert ("Traceback" in ran.stderr) == (code == protocol.BUG and "Value" in error)


def test_full_disk_names_the_file(tmp_path: Path) -> None:
    ran = by_hand(script(tmp_path, "    raise OSError(28, 'No space left', 'a.png')"), tmp_path)
    error = json.loads(ran.stdout)["error"]
    assert error["code"] == "disk_full"
    assert "a.png" in error["message"]


def test_fact_that_is_no_json_is_a_bug_and_still_one_result(tmp_path: Path) -> None:
    for value in ("float('nan')", "object()"):
        body = f"    return protocol.Result({{}}, {{'seconds': {value}}})"
        ran = by_hand(script(tmp_path, body), tmp_path)
        assert ran.returncode == protocol.BUG
        assert json.loads(ran.stdout)["error"]["code"] == "script_broken"


def test_interrupt_by_hand_leaves_no_trace(tmp_path: Path) -> None:
    ran = by_hand(script(tmp_path, "    raise KeyboardInterrupt"), tmp_path)
    assert (ran.returncode, ran.stdout, ran.stderr) == (130, "", "")


def test_wrong_command_line_is_a_usage_error(tmp_path: Path) -> None:
    for size in ("big", "1920x1081", "10x10", "1920x", "-2x4"):
        ran = by_hand([*script(tmp_path), f"--size={size}"], tmp_path)
        assert ran.returncode == protocol.USAGE
        assert ran.stdout == ""
        assert "--size" in ran.stderr


def test_help_shows_the_example(tmp_path: Path) -> None:
    ran = by_hand([*script(tmp_path), "--help"], tmp_path)
    assert ran.returncode == 0
    assert "example:\n  python -m it" in ran.stdout


def test_frames_are_not_told_one_by_one(tmp_path: Path) -> None:
    body = (
        "    for frame in range(1001):\n        session.progress(frame / 1000)\n"
        '    session.progress(1.0, "written")\n' + NOTHING
    )
    ran = by_hand(script(tmp_path, body), tmp_path)
    told = [json.loads(line) for line in ran.stdout.splitlines()][:-1]
    assert 95 <= len(told) <= 102
    assert told[0]["done"] == 0
    assert told[-1] == {"event": "progress", "done": 1.0, "note": "written"}


def test_supervised_it_waits_for_the_word(tmp_path: Path) -> None:
    body = (
        '    session.intent("kling", usd("0.2"))\n    Path("bought").touch()\n'
        "    return protocol.Result({}, {'resume': session.resume})"
    )
    with supervised(script(tmp_path, body), tmp_path) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write('{"resume": "job-9"}\n')
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["event"] == "intent"
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.3)
        assert not (tmp_path / "bought").exists()
        process.stdin.write("go\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["facts"] == {"resume": "job-9"}
        assert process.wait(30) == 0  # not hurried: it dies with its standard input
        process.stdin.close()


def test_any_other_word_stops_it(tmp_path: Path) -> None:
    body = '    session.intent("kling", usd("0.2"))\n    Path("bought").touch()\n' + NOTHING
    with supervised(script(tmp_path, body), tmp_path) as process:
        assert process.stdin is not None
        process.stdin.write('{"resume": null}\nno\n')
        process.stdin.flush()
        assert process.wait(10) == protocol.BAD_INPUT
        assert process.stdout is not None
        error = json.loads(process.stdout.read().splitlines()[-1])["error"]
    assert "'no', not go" in error["message"]
    assert not (tmp_path / "bought").exists()


def test_without_its_worker_it_dies_children_and_all(tmp_path: Path) -> None:
    body = "    subprocess.run(['sh', '-c', 'echo $$ > child; sleep 1000'])\n" + NOTHING
    with supervised(script(tmp_path, body), tmp_path) as process:
        assert process.stdin is not None
        process.stdin.write('{"resume": null}\n')
        process.stdin.flush()
        while not (tmp_path / "child").exists() or not (tmp_path / "child").read_text().strip():
            assert process.poll() is None
        process.stdin.close()
        assert process.wait(10) == -9
        assert process.stdout is not None
        assert process.stdout.read() == ""  # returns only when no child holds it any more
    child = int((tmp_path / "child").read_text())
    state = Path(f"/proc/{child}/stat")
    assert not state.exists() or state.read_text().split()[2] == "Z"


@pytest.mark.parametrize("briefing", ["", "[]", "go", '{"job": 1}'])
def test_briefing_that_is_none_is_told(tmp_path: Path, briefing: str) -> None:
    with supervised(script(tmp_path), tmp_path) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{briefing}\n")
        process.stdin.flush()
        assert "briefing" in json.loads(process.stdout.readline())["error"]["message"]
        assert process.wait(10) == protocol.BUG


def test_called_in_a_process_of_others_it_gives_their_output_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parser = protocol.Parser(description="In a test.", example="...")
    before = sys.stdout
    made = tmp_path / "a"
    made.write_text("a")
    assert protocol.run(parser, lambda *_: protocol.Result({"a": made}), []) == 0
    assert sys.stdout is before
    assert json.loads(capsys.readouterr().out)["files"][0]["bytes"] == 1


def test_a_vendor_that_asks_for_years_is_given_a_week(capsys: pytest.CaptureFixture[str]) -> None:
    """A worker takes no longer wait than that; one number of a vendor's must not break a step."""

    def work(_: Namespace, __: protocol.Session) -> protocol.Result:
        raise RateLimited("slow down", retry_after_s=999_999_999.0)

    parser = protocol.Parser(description="It waits.", example="wait")
    assert protocol.run(parser, work, []) == protocol.TRY_LATER
    line = capsys.readouterr().out.splitlines()[-1].encode()
    error = parse(line, Path())
    assert isinstance(error, RateLimited)
    assert error.retry_after_s == 604_800
