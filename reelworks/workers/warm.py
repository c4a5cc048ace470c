"""The warm parent: it has imported what scripts need and forks one child for every script.

`workers.tools` starts it with one end of a socket pair and asks in records of one size. A start
carries the script's three standard streams; what to run is read by the child from its own standard
input, so arguments and secrets never enter this process. When the worker goes, the socket closes,
and every script goes with it. It must stay single-threaded: a fork copies only the thread it is
called in, and locks that another one holds would stay locked for ever.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import errno
import gc
import importlib
import json
import os
import pkgutil
import selectors
import signal
import socket
import struct
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence
from enum import IntEnum
from itertools import chain
from typing import NoReturn

# One record, either way: what, which run, a number, seconds.
RECORD = struct.Struct("=BIid")
LAUNCH_SIZE = struct.Struct("=Q")  # goes before the launch on a script's standard input

ENVIRONMENT = {
    # Read once, when the libraries are imported: one thread each, or forking is not safe.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",  # sets iterate alike in every run: the same bytes out
}

THREADED = ("onnxruntime",)  # starts a thread when imported: left to the scripts that use it

_POLL_S = 0.01  # how often we look whether the last process of a killed group has gone
_MOST_DESCRIPTORS = 256  # many times what this process ever has open
_BUG = 70
_PR_SET_PDEATHSIG, _PR_SET_NAME, _PR_SET_CHILD_SUBREAPER = 1, 15, 36


class Order(IntEnum):
    """What the worker asks for."""

    START = 1  # with three descriptors: standard input, output, error
    SIGNAL = 2  # number: the signal, for the script's whole process group


class Report(IntEnum):
    """What the worker is told."""

    READY = 1
    STARTED = 2  # number: the process id
    ENDED = 3  # number: exit code, or minus the signal; seconds: of CPU, children included
    NOT_STARTED = 4  # number: errno of the failed fork


class WarmParent:
    """Forks, signals and reaps scripts; every one is the leader of its own session and group."""

    def __init__(self, worker: socket.socket, package: str) -> None:
        self._worker = worker
        self._package = package
        self._running: dict[int, int] = {}  # run by process id, until it is reaped
        self._ending: dict[int, tuple[int, int, float]] = {}  # reaped, others of its group are not

    def serve(self) -> None:
        """Do as the worker asks until it is gone; then nothing of ours is left running."""
        bell, ring = socket.socketpair()
        bell.setblocking(False)
        ring.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(ring.fileno(), warn_on_full_buffer=False)
        with contextlib.suppress(ConnectionError):
            self._report(Report.READY)
            self._loop(bell)
        for pid in [*self._running, *self._ending]:
            _signal_group(pid, signal.SIGKILL)

    def _loop(self, bell: socket.socket) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._worker, selectors.EVENT_READ)
            selector.register(bell, selectors.EVENT_READ)
            while True:
                ready = {
                    key.fileobj for key, _ in selector.select(_POLL_S if self._ending else None)
                }
                if bell in ready:
                    bell.recv(4096)
                self._reap()
                if self._worker in ready and not self._obey():
                    return

    def _obey(self) -> bool:
        """Carry out one order; False when the worker is gone."""
        data, streams, *_ = socket.recv_fds(self._worker, RECORD.size, 3)
        if not data:
            return False
        order, run, number, _ = RECORD.unpack(data)
        match Order(order):
            case Order.START:
                self._start(run, streams)
            case Order.SIGNAL:
                for pid in [pid for pid, its in self._running.items() if its == run]:
                    _signal_group(pid, number)
        return True

    def _start(self, run: int, streams: Sequence[int]) -> None:
        parent = os.getpid()
        try:
            pid = os.fork()
        except OSError as error:
            self._report(Report.NOT_STARTED, run, error.errno or errno.EAGAIN)
            return
        finally:
            if os.getpid() == parent:
                for stream in streams:
                    os.close(stream)
        if pid == 0:
            _become_script(parent, self._package, streams)
        self._running[pid] = run
        self._report(Report.STARTED, run, pid)

    def _reap(self) -> None:
        """Bury the dead. A script has ended only when nothing of its group is left."""
        for pid in _dead():
            run = self._running.pop(pid, None)
            if run is not None:  # its number is not free yet: kill whatever it leaves behind
                _signal_group(pid, signal.SIGKILL)
            _, status, usage = os.wait4(pid, 0)
            if run is not None:
                code = os.waitstatus_to_exitcode(status)
                self._ending[pid] = (run, code, usage.ru_utime + usage.ru_stime)
        for pid in [pid for pid in self._ending if not _group_lives(pid)]:
            self._report(Report.ENDED, *self._ending.pop(pid))

    def _report(self, what: Report, run: int = 0, number: int = 0, seconds: float = 0) -> None:
        self._worker.sendall(RECORD.pack(what, run, number, seconds))


def _dead() -> Iterator[int]:
    """Our dead children, one after the other, not yet reaped."""
    while True:
        try:
            found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return
        if found is None:
            return
        yield found.si_pid


def _signal_group(pid: int, number: int) -> None:
    try:
        os.killpg(pid, number)
    except ProcessLookupError:  # forked a moment ago, no leader yet; or already dead
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def _group_lives(pid: int) -> bool:
    try:
        os.killpg(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _become_script(parent: int, package: str, streams: Sequence[int]) -> NoReturn:
    """In the child: run the script and exit as an interpreter of its own would."""
    code = _BUG
    try:
        _leave_parent(parent, streams)
        code = _play(package)
    except SystemExit as ending:
        code = _exit_code(ending)
    except BaseException:  # the border of the process: whatever it is, it is told and ends here
        traceback.print_exc()
    finally:
        _flush()
        os._exit(code)


def _leave_parent(parent: int, streams: Sequence[int]) -> None:
    os.setsid()
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        raise SystemExit(_BUG)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    os.closerange(3, _MOST_DESCRIPTORS)  # the socket above all: open, it says that we live
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115


def _play(package: str) -> int:
    (size,) = LAUNCH_SIZE.unpack(_read(LAUNCH_SIZE.size))
    launch = json.loads(_read(size))
    name: str = launch["script"]
    _prctl(_PR_SET_NAME, ctypes.create_string_buffer(name.encode()[:15]))
    os.environ.clear()
    os.environ.update(launch["env"])
    os.chdir(launch["cwd"])
    module = importlib.import_module(f"{package}.{name}")
    sys.argv = [module.__file__ or name, *launch["argv"]]
    code: int = module.main(launch["argv"])
    return code


def _read(size: int) -> bytes:
    """Exactly so many bytes of standard input, and not one of those that follow."""
    data = bytearray()
    while len(data) < size:
        part = os.read(0, size - len(data))
        if not part:  # the worker gave up before it had said what to do
            raise SystemExit(_BUG)
        data += part
    return bytes(data)


def _exit_code(ending: SystemExit) -> int:
    if ending.code is None or isinstance(ending.code, int):
        return ending.code or 0
    print(ending.code, file=sys.stderr)  # noqa: T201  (what Python itself does)
    return 1


def _flush() -> None:
    with contextlib.suppress(Exception):
        atexit._run_exitfuncs()  # noqa: SLF001  (the only way to run them before os._exit)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()


def _prctl(option: int, value: object) -> None:
    """Linux's prctl; elsewhere nothing: the closing of the streams does the work alone."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def preload(package: str) -> None:
    """Import the scripts of this package and what it names in `WARM`; call its `warm_up`, if any.

    Raises SystemExit for what starts a thread.
    """
    for name in THREADED:
        sys.modules[name] = None  # type: ignore[assignment]  # importing it fails, as we want
    for name in chain.from_iterable(map(_modules, (*_warm(package), f"{package}.*"))):
        # What cannot be imported here says why when the script that needs it runs.
        with contextlib.suppress(Exception):
            importlib.import_module(name)
        _stay_single(name)
    for name in THREADED:
        del sys.modules[name]
    with contextlib.suppress(Exception):  # likewise
        getattr(sys.modules.get(package), "warm_up", lambda: None)()
    if "cv2" in sys.modules:
        sys.modules["cv2"].setNumThreads(1)


def _warm(package: str) -> Sequence[str]:
    with contextlib.suppress(ImportError):
        warm: Sequence[str] = getattr(importlib.import_module(package), "WARM", ())
        return warm
    return ()


def _modules(name: str) -> Iterator[str]:
    """A module's name; for one that ends with `.*`, the package's and those of all within."""
    package, star, _ = name.partition(".*")
    yield package
    if not star:
        return
    with contextlib.suppress(ImportError):
        parent = importlib.import_module(package)
        for module in pkgutil.walk_packages(parent.__path__, f"{package}.", onerror=lambda _: None):
            if not module.name.endswith(".__main__"):
                yield module.name


def _stay_single(name: str) -> None:
    tasks = "/proc/self/task"
    native = len(os.listdir(tasks)) if os.path.isdir(tasks) else 1  # noqa: PTH112, PTH208
    if threading.active_count() > 1 or native > 1:
        raise SystemExit(
            f"Importing {name} starts a thread, so scripts cannot be forked after it. "
            "Import it where it is used, and list the library in workers.warm.THREADED."
        )


def main(argv: Sequence[str]) -> None:
    """`argv`: the descriptor of our end of the socket, the package that holds the scripts."""
    worker, package = socket.socket(fileno=int(argv[0])), argv[1]
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)  # what outlives its script comes to us to be buried
    preload(package)
    gc.collect()
    gc.freeze()  # a collection in a child would touch, and so copy, every page
    WarmParent(worker, package).serve()
    os._exit(0)  # taking so many libraries down in order takes long and is of no use


if __name__ == "__main__":
    main(sys.argv[1:])
