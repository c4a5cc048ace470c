"""Where a rehearsal happens: a home of its own, the sandbox beside it, and workers of the product.

Every key is marked, so that one that gets out is found.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory

from examples.rehearsal.wishes import Rehearsal
from reelworks.ops import settings
from reelworks.ops.settings import Settings
from reelworks.sandbox import registry, server
from reelworks.sandbox.server import Sandbox

_CHANNELS = """\
channels:
"""
_CHANNEL = """\
  - id: {name}
    name: {title}
    profile: sandbox
    privacy: unlisted
    youtube_channel: {account}
    youtube: {{tags: "rehearsal, {name}", playlist: PL{name:-<16}}}
    gates: {{final: human}}
    providers: {{music: elevenlabs}}
    budget: {{unknown_retry_max: 0.30}}
"""
_KEPT = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "TMPDIR", "HOME", "REELWORKS_VOICES")
_STOP_S = 30.0


@dataclass
class Place:
    """`keys` by the stand-in that takes each; `env` is what the product's programs are told."""

    folder: Path
    sandbox: Sandbox
    keys: Mapping[str, str]
    env: Mapping[str, str]
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def settings(self) -> Settings:
        return settings.read()

    @property
    def logs(self) -> list[Path]:
        return sorted(self.folder.glob("*.log"))

    def start_worker(self) -> None:
        """One more worker: a process of its own, as `reelworks worker` starts it."""
        log = self.folder / f"worker-{len(self.workers) + 1}.log"
        with log.open("wb") as out:
            worker = subprocess.Popen(
                [sys.executable, "-m", "reelworks", "worker"],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                env={**self.env, "REELWORKS_LOG_LEVEL": "info", "REELWORKS_LOG_FORMAT": "json"},
            )
        self.workers.append(worker)

    def stop_workers(self) -> None:
        for worker in self.workers:
            worker.send_signal(signal.SIGTERM)
        for worker in self.workers:
            worker.wait(_STOP_S)
        self.workers.clear()


@contextmanager
def prepared(wanted: Rehearsal, folder: Path) -> Iterator[Place]:
    """A place for this rehearsal; its workers are stopped at the end, its files stay."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "channels.yaml").write_text(_channels(wanted), "utf-8")
    keys = {vendor.name: f"marked-{vendor.name}-{token_hex(12)}" for vendor in registry.vendors(())}
    # The key that seals tokens may lie in no repository, where `folder` may be.
    apart = TemporaryDirectory(prefix="reelworks-rehearsal-")
    running = server.running(speed=wanted.speed, seed=wanted.seed, keys=keys)
    with apart as safe, running as sandbox:
        env = _environment(wanted, folder, sandbox)
        env["REELWORKS_SECRET_KEY_FILE"] = str(Path(safe) / "secret.keys")
        place = Place(folder, sandbox, keys, env)
        with _told(env):
            try:
                yield place
            finally:
                place.stop_workers()


def account(name: str) -> str:
    """The id of a channel's account at the far side."""
    return f"UC{name:x<22}"


def _channels(wanted: Rehearsal) -> str:
    entries = (
        _CHANNEL.format(name=name, title=name.title(), account=account(name))
        for name in wanted.channel_names()
    )
    return _CHANNELS + "".join(entries)


def _environment(wanted: Rehearsal, folder: Path, sandbox: Sandbox) -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {
        **kept,
        "REELWORKS_HOME": str(folder / "home"),
        "REELWORKS_CHANNELS": str(folder / "channels.yaml"),
        "REELWORKS_SECRETS": str(folder / "none.env"),
        "REELWORKS_SANDBOX_URL": sandbox.url,
        "REELWORKS_ALERT_WEBHOOK": sandbox.environment["REELWORKS_ALERT_WEBHOOK"],
        "REELWORKS_SPEED": str(wanted.speed),
    }


@contextmanager
def _told(env: Mapping[str, str]) -> Iterator[None]:
    """This process is told the same as the workers, and nothing else that it was told before."""
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(env)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
