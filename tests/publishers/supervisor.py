"""Runs a publishing script as a worker does: answers what it says, keeps its job, kills it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Event = Mapping[str, Any]


@dataclass
class Supervisor:
    """`token(refused)` gives tokens. `on_event` hears everything first; True: kill it now."""

    argv: Sequence[str]
    env: Mapping[str, str]
    token: Callable[[bool], str]
    on_event: Callable[[Event], bool | None] = lambda _: None
    job: str | None = None
    unsure: bool = False
    events: list[Event] = field(default_factory=list)

    def run(self, script: str = "publish_youtube") -> Event | None:
        """The script's result; None when it was killed."""
        process = subprocess.Popen(
            [sys.executable, "-m", f"reelworks.scripts.{script}", *self.argv],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **self.env, "REELWORKS_SUPERVISED": "1"},
            text=True,
            start_new_session=True,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        self._say(process, json.dumps({"resume": self.job, "unsure": self.unsure}))
        try:
            return self._converse(process)
        finally:
            process.kill()
            process.wait()
            process.stdin.close()
            process.stdout.close()

    def _converse(self, process: subprocess.Popen[str]) -> Event | None:
        assert process.stdout is not None
        for line in process.stdout:
            event = json.loads(line)
            self.events.append(event)
            if self.on_event(event):
                process.send_signal(signal.SIGKILL)
                return None
            match event["event"]:
                case "submitted":
                    assert event["secret"] is True
                    self.job = event["job"]
                    self._say(process, "go")
                case "intent":
                    self._say(process, "go")
                case "token":
                    told = {"token": self.token(event["refused"]), "expires_at": ""}
                    self._say(process, json.dumps(told))
                case "result":
                    return event
        raise AssertionError(f"It ended without a result, with {process.wait()}.")

    def _say(self, process: subprocess.Popen[str], line: str) -> None:
        assert process.stdin is not None
        process.stdin.write(f"{line}\n")
        process.stdin.flush()
