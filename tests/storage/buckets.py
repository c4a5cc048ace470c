"""A real S3 server for tests: moto's, a program of its own in an environment of its own."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import httpx
import pytest

from reelworks.storage.s3 import Account

SERVER = Path(__file__).parents[2] / ".venv" / "moto" / "bin" / "moto_server"
REGION, KEY, SECRET = "us-east-1", "access-key", "secret-key"
_START_S = 60.0


@contextmanager
def server() -> Iterator[str]:
    """Its address; the test is skipped where the program is not installed."""
    if not SERVER.is_file():
        pytest.skip("make .venv/.moto installs the S3 server")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [str(SERVER), "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield _up(process, f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(20)


def _up(process: subprocess.Popen[bytes], url: str) -> str:
    deadline = monotonic() + _START_S
    while True:
        try:
            httpx.get(f"{url}/moto-api/")
        except httpx.TransportError:
            assert process.poll() is None, "the S3 server ended"
            assert monotonic() < deadline, "the S3 server did not come up"
            sleep(0.05)
        else:
            return url


def bucket(url: str, name: str) -> Account:
    """A new bucket of this name."""
    assert httpx.put(f"{url}/{name}").is_success
    return Account(name, url, REGION, KEY, SECRET)
