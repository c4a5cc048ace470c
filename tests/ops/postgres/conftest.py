"""A machine for each account that this run can act as."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.ops.postgres.machine import ACCOUNTS, AS_ROOT, Machine, machines


@pytest.fixture(params=ACCOUNTS)
def machine(request: pytest.FixtureRequest) -> Iterator[Machine]:
    yield from machines(request.param)


@pytest.fixture
def as_user() -> Iterator[Machine]:
    yield from machines("user")


@pytest.fixture
def as_root() -> Iterator[Machine]:
    if not AS_ROOT:
        pytest.skip("needs root")
    yield from machines("root")
