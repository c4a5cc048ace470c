"""Log lines: one JSON object each, with what was bound, without secrets."""

from __future__ import annotations

import io
import json
import logging as standard
from collections.abc import Callable

import pytest

from reelworks.ops import logging
from reelworks.ops.settings import LogFormat, LogLevel

Lines = Callable[[], list[dict[str, object]]]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def lines() -> Lines:
    stream = io.StringIO()
    logging.configure(LogLevel.INFO, secrets=["hunter22", "ab"], stream=stream)
    return lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


def test_not_a_terminal_gets_one_json_object_per_line(lines: Lines) -> None:
    logging.log().info("worker_step_claimed", attempt=2, text="Grüße, 世界")
    (line,) = lines()
    assert list(line)[:3] == ["timestamp", "level", "event"]
    assert line["event"] == "worker_step_claimed"
    assert line["attempt"] == 2
    assert line["text"] == "Grüße, 世界"
    assert str(line["timestamp"]).endswith("Z")


def test_a_terminal_gets_words_unless_json_is_asked_for() -> None:
    pretty, asked = Terminal(), Terminal()
    logging.configure(stream=pretty)
    logging.log().info("worker_step_claimed")
    logging.configure(form=LogFormat.JSON, stream=asked)
    logging.log().info("worker_step_claimed")
    assert "worker_step_claimed" in pretty.getvalue()
    assert not pretty.getvalue().startswith("{")
    assert json.loads(asked.getvalue())["event"] == "worker_step_claimed"


def test_what_is_bound_is_on_every_line_inside_and_on_none_after(lines: Lines) -> None:
    with logging.bound(task="t1", channel="demo"), logging.bound(step="audio/shot-01"):
        logging.log().info("worker_step_claimed")
    logging.log().info("worker_stop_done")
    inside, after = lines()
    assert (inside["task"], inside["channel"], inside["step"]) == ("t1", "demo", "audio/shot-01")
    assert "worker" not in inside
    assert "task" not in after


def test_below_the_level_nothing_is_said(lines: Lines) -> None:
    logging.log().debug("worker_queue_polled")
    assert lines() == []


def test_libraries_speak_as_facts_of_a_named_event_from_warnings_on(lines: Lines) -> None:
    standard.getLogger("pgqueuer").info("chatter")
    standard.getLogger("pgqueuer").warning("job %s failed with hunter22", 7)
    (line,) = lines()
    assert line["event"] == "library_message_logged"
    assert line["library"] == "pgqueuer"
    assert line["message"] == "job 7 failed with [redacted]"


@pytest.mark.parametrize(
    ("facts", "secret"),
    [
        ({"api_key": "abc123"}, "abc123"),
        ({"headers": {"Authorization": "Bearer abcdefgh12"}}, "abcdefgh12"),
        ({"headers": [("x", "Bearer abcdefgh12")]}, "abcdefgh12"),
        ({"url": "postgresql://me:pa55word@db/x"}, "pa55word"),
        ({"url": "https://api.example/v1?key=abc123&x=1"}, "abc123"),
        ({"body": b"token is AIzaSyA1234567890123456789012345678901234"}, "AIzaSy"),
        ({"reason": "told hunter22 to all"}, "hunter22"),
        ({"error": ValueError("hunter22")}, "hunter22"),
    ],
)
def test_secrets_are_cut_out(facts: dict[str, object], secret: str, lines: Lines) -> None:
    logging.log().warning("vendor_call_failed", **facts)
    assert secret not in json.dumps(lines())
    assert "[redacted]" in json.dumps(lines())


def test_a_traceback_is_kept_without_its_secrets(lines: Lines) -> None:
    try:
        int("hunter22")
    except ValueError:
        logging.log().exception("worker_step_failed")
    (line,) = lines()
    assert "Traceback" in str(line["exception"])
    assert "hunter22" not in str(line["exception"])


def test_ordinary_facts_stay_as_they_are(lines: Lines) -> None:
    facts = {
        "key": "assets/character-02",
        "tokens": 512,
        "basic": "Basic understanding of a bearer instrument",
    }
    logging.log().info("writer_story_done", **facts)
    (line,) = lines()
    assert {name: line[name] for name in facts} == facts
