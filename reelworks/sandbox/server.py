"""The sandbox itself: every stand-in on a port of its own, in one server on loopback."""

from __future__ import annotations

import asyncio
import socket
import struct
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from reelworks.domain.errors import BadInput, TimedOut
from reelworks.ops import links
from reelworks.sandbox import control
from reelworks.sandbox.faults import ON_THE_LINE, Faults
from reelworks.sandbox.ledger import Ledger
from reelworks.sandbox.reception import Reception
from reelworks.sandbox.registry import vendors
from reelworks.sandbox.vendor import Desk, Peopled, Vendor

HOST = "127.0.0.1"
PORT = 8700  # of the control; the stand-ins follow, each on its own
_NO_LINGER = struct.pack("ii", 1, 0)
_START_S = 20.0

_lines: dict[tuple[object, object], Line] = {}  # open connections by both their ends


class Line(H11Protocol):
    """A connection that can be ended without a good-bye."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        _lines[self.client, self.server] = self

    def connection_lost(self, exc: Exception | None) -> None:
        _lines.pop((self.client, self.server), None)
        super().connection_lost(exc)

    def hang_up(self, *, reset: bool) -> None:
        if reset:
            with suppress(OSError):
                line: socket.socket = self.transport.get_extra_info("socket")
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
            self.transport.abort()
        else:
            self.transport.close()


def _hang(scope: Scope, reset: bool) -> None:
    line = _lines.get((scope["client"], scope["server"]))
    if line is not None:
        line.hang_up(reset=reset)


@dataclass
class Sandbox:
    """Stand-ins that listen already; `serve` answers. `environment` leads Reelworks to them."""

    vendors: tuple[Vendor, ...]
    ledger: Ledger
    desks: Mapping[str, Desk]
    url: str  # of the control
    sockets: Sequence[socket.socket]
    apps: Mapping[int, ASGIApp]
    server: uvicorn.Server | None = field(default=None, init=False)

    @property
    def environment(self) -> dict[str, str]:
        """The variables that make the product call the stand-ins instead of the vendors."""
        found = {links.SANDBOX_HOST: HOST}
        for vendor in self.vendors:
            found |= vendor.environment(self.desks[vendor.name])
        return found

    def serve(self) -> None:
        """Answer until told to stop (a signal, or `stop`)."""
        config = uvicorn.Config(
            self._dispatch,
            interface="asgi3",
            http=Line,
            ws="none",
            lifespan="off",
            access_log=False,
            proxy_headers=False,
            log_level="critical",
            server_header=False,
            timeout_graceful_shutdown=1,
        )
        self.server = uvicorn.Server(config)
        self.server.run(sockets=list(self.sockets))

    def stop(self) -> None:
        if self.server is not None:
            self.server.should_exit = True

    async def _dispatch(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.apps[scope["server"][1]](scope, receive, send)


@contextmanager
def opened(
    names: Sequence[str] = (),
    *,
    port: int = 0,
    speed: float = 60.0,
    seed: int = 0,
    keys: Mapping[str, str] | None = None,
) -> Iterator[Sandbox]:
    """A sandbox with these stand-ins (all of them if none is named), listening, not answering yet.

    `port` 0 takes any that are free, else the control has it and the stand-ins the ones after it.
    `keys` are the vendors' keys by name, where not `sandbox-{name}-key`.
    """
    chosen, ledger = vendors(names), Ledger()
    with tempfile.TemporaryDirectory(prefix="reelworks-sandbox-") as folder:
        sockets = _listening(chosen, port)
        urls = {v.name: _url(s) for v, s in zip(chosen, sockets[1:], strict=True)}
        desks = {vendor.name: _desk(vendor, urls, ledger, Path(folder), seed) for vendor in chosen}
        for name, desk in desks.items():
            desk.control = _url(sockets[0])
            desk.hasten(speed)
            desk.key = (keys or {}).get(name, desk.key)
        try:
            yield _sandbox(chosen, ledger, desks, sockets)
        finally:
            for listening in sockets:
                listening.close()


@contextmanager
def running(
    names: Sequence[str] = (),
    *,
    speed: float = 60.0,
    seed: int = 0,
    keys: Mapping[str, str] | None = None,
) -> Iterator[Sandbox]:
    """A sandbox that answers from a thread of this process, on any free ports: for tests."""
    with opened(names, speed=speed, seed=seed, keys=keys) as sandbox:
        thread = threading.Thread(target=sandbox.serve, daemon=True)
        thread.start()
        try:
            _wait_until_up(sandbox)
            yield sandbox
        finally:
            sandbox.stop()
            thread.join(_START_S)


def _desk(vendor: Vendor, urls: Mapping[str, str], ledger: Ledger, folder: Path, seed: int) -> Desk:
    return Desk(
        name=vendor.name,
        url=urls[vendor.name],
        key=f"sandbox-{vendor.name}-key",
        ledger=ledger,
        faults=Faults(vendor.name, frozenset({*ON_THE_LINE, *vendor.faults}), seed),
        dials=dict(vendor.dials),
        folder=folder / vendor.name,
        urls=urls,
    )


def _sandbox(
    chosen: tuple[Vendor, ...],
    ledger: Ledger,
    desks: Mapping[str, Desk],
    sockets: Sequence[socket.socket],
) -> Sandbox:
    apps: dict[int, ASGIApp] = {}
    sandbox = Sandbox(chosen, ledger, desks, _url(sockets[0]), sockets, apps)
    people = {v.name: v.people(desks[v.name]) for v in chosen if isinstance(v, Peopled)}
    apps[_port(sockets[0])] = control.app(ledger, desks, lambda: sandbox.environment, people)
    for vendor, listening in zip(chosen, sockets[1:], strict=True):
        desk = desks[vendor.name]
        desk.folder.mkdir(parents=True)
        apps[_port(listening)] = Reception(desk, vendor.app(desk), vendor.faults, _hang)
    return sandbox


def _listening(chosen: Sequence[Vendor], port: int) -> list[socket.socket]:
    """The control's socket, then one for each stand-in at its place in the list of all."""
    places = {vendor.name: place for place, vendor in enumerate(vendors(), 1)}
    ports = [port, *(port + places[vendor.name] if port else 0 for vendor in chosen)]
    with ExitStack() as closing:
        sockets = [closing.enter_context(_listen(wanted)) for wanted in ports]
        closing.pop_all()  # all of them listen: they stay open
    return sockets


def _listen(port: int) -> socket.socket:
    # Only of a socket that says TCP does asyncio send small answers at once: 40 ms each.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
    except OSError as error:
        listening.close()
        raise BadInput(
            f"The sandbox cannot listen on port {port}: {error.strerror}.",
            remedy="Is another one up? Stop it, or choose others with --port.",
        ) from error
    listening.listen(256)
    return listening


def _wait_until_up(sandbox: Sandbox) -> None:
    deadline = monotonic() + _START_S
    while sandbox.server is None or not sandbox.server.started:
        if monotonic() > deadline:
            raise TimedOut("The sandbox did not come up.", remedy="Look at its log.")
        sleep(0.005)


def _port(listening: socket.socket) -> int:
    port: int = listening.getsockname()[1]
    return port


def _url(listening: socket.socket) -> str:
    return f"http://{HOST}:{_port(listening)}"
