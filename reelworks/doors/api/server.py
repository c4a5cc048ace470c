"""The server: answers on a socket until it is told to stop."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from reelworks.domain.errors import BadInput, MachineError
from reelworks.doors.api import app
from reelworks.doors.api.site import Site

_GOODBYE_S = 3  # what requests under way may take after that
_QUIET_S = 75  # longer than proxies and clients keep a connection that they mean to use again
_BACKLOG = 512
_REMEDY = "Choose another one with --port, or stop what uses it."


class Server(uvicorn.Server):
    """Who started it hears the signals."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def answer(
    site: Site, listener: socket.socket, stop: asyncio.Event, *, proxied: bool = False
) -> None:
    """Answer until `stop` is set; sets it itself when it cannot go on."""
    made = app.create(site)
    server = Server(
        uvicorn.Config(
            made,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=proxied,
            forwarded_allow_ips="*" if proxied else None,
            timeout_keep_alive=_QUIET_S,
            timeout_graceful_shutdown=_GOODBYE_S,
            lifespan="on",
        )
    )
    running = asyncio.create_task(server.serve(sockets=[listener]))
    running.add_done_callback(lambda _: stop.set())
    try:
        await stop.wait()
    finally:
        await made.state.hub.close()  # who listens would keep us from ending
        server.should_exit = True
        await running


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that takes connections. Raises BadInput, MachineError."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        family, kind, protocol, _, address = found
    except (socket.gaierror, UnicodeError) as error:
        raise BadInput(
            f"{host!r} is no address of this machine.", remedy="Use 127.0.0.1, or 0.0.0.0 for all."
        ) from error
    # Only of a socket that says TCP does asyncio send small answers at once: 40 ms each.
    with socket.socket(family, kind, protocol) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(address)
            listener.listen(_BACKLOG)
        except OSError as error:
            said = "is in use" if error.errno == errno.EADDRINUSE else str(error.strerror)
            raise MachineError(f"Port {port} of {host} {said}.", remedy=_REMEDY) from error
        listener.setblocking(False)
        yield listener
