"""What work costs that runs in processes below this one: CPU seconds, wall time, memory."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

_EVERY_S = 0.1


@dataclass(frozen=True)
class Cost:
    """`peak_mb`: the most that the processes below us held at one time, shared pages once."""

    cpu_s: float
    wall_s: float
    peak_mb: float

    def __add__(self, other: Cost) -> Cost:
        peak = max(self.peak_mb, other.peak_mb)
        return Cost(self.cpu_s + other.cpu_s, self.wall_s + other.wall_s, peak)


NOTHING = Cost(0, 0, 0)


def least(costs: Iterable[Cost]) -> Cost:
    """The measurement that the rest of the machine added least to."""
    return min(costs, key=lambda cost: cost.cpu_s)


class Meter:
    """Measures what runs below this process while the context is open."""

    def __enter__(self) -> Self:
        self._peak, self._over = 0, threading.Event()
        self._watch = threading.Thread(target=self._watched)
        self._cpu, self._wall = _children_cpu_s(), time.perf_counter()
        self._watch.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        wall, cpu = time.perf_counter() - self._wall, _children_cpu_s() - self._cpu
        self._over.set()
        self._watch.join()
        self.cost = Cost(cpu, wall, self._peak / 1e6)

    def _watched(self) -> None:
        while not self._over.wait(_EVERY_S):
            self._peak = max(self._peak, _held())


def ran(command: Sequence[str | Path], *, source: Sequence[str | Path] | None = None) -> Cost:
    """The cost of one program; `source` is another, not counted, whose output it reads."""
    feeding = subprocess.Popen(source, stdout=subprocess.PIPE) if source else None
    began = time.perf_counter()
    stdin = feeding.stdout if feeding else subprocess.DEVNULL
    process = subprocess.Popen(command, stdin=stdin)
    if feeding and feeding.stdout:
        feeding.stdout.close()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if feeding and feeding.wait():
        raise RuntimeError(f"{source} failed")
    if process.returncode:
        raise RuntimeError(f"{command} failed")
    wall = time.perf_counter() - began
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1e3)


def _children_cpu_s() -> float:
    """Of all that we started and have buried, and of those that live, with what they buried."""
    mine = os.times()
    used = mine.children_user + mine.children_system
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            times = child.cpu_times()
            used += times.user + times.system + times.children_user + times.children_system
    return used


def _held() -> int:
    held = 0
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            held += child.memory_full_info().pss
    return held
