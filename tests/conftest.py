"""What tests share: one real PostgreSQL per session, and a database of its own for each test."""

from __future__ import annotations

import logging
import os
import signal
import uuid
from collections.abc import AsyncIterator, Iterator
from urllib.parse import urlsplit, urlunsplit

import hypothesis
import pytest
import pytest_asyncio
import structlog
from sqlalchemy.ext.asyncio import AsyncEngine
from xdist.remote import Producer

from reelworks.ops import postgres
from reelworks.orchestrator import database
from reelworks.orchestrator.migrations import migrate
from tests import sharing
from tests.acceptance.film import undisturbed

__all__ = ["undisturbed"]

# A machine that has other things to do is slow, not wrong.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")

# Tests kill processes, not the machine, and need no disk to be written through.
_IN_A_HURRY = ("fsync", "synchronous_commit", "full_page_writes")


def pytest_configure() -> None:
    """A shell that starts us with `&` makes us deaf to Ctrl-C, and all that we start."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    sharing.in_order(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> sharing.Sharing:
    config.option.loadscopereorder = False  # the most tests are not the longest
    return sharing.Sharing(config, log)


@pytest.fixture(autouse=True)
def logs_restored() -> Iterator[None]:
    """What a command that ran in this process said of logs holds for nobody after it."""
    root, ours = logging.getLogger(), logging.getLogger("reelworks")
    handlers, levels = root.handlers, (root.level, ours.level)
    yield
    root.handlers = handlers
    root.setLevel(levels[0])
    ours.setLevel(levels[1])
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[postgres.Server | None]:
    """The embedded server of this session; None when DATABASE_URL names another one."""
    if os.environ.get("DATABASE_URL"):
        yield None
        return
    home = tmp_path_factory.mktemp("home")
    with postgres.server(home) as server:
        yield server
    postgres.remove(home)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def databases(own_server: postgres.Server | None) -> AsyncIterator[Databases]:
    """Makes databases, all copies of one that was migrated once."""
    if own_server is None:
        url = database.plain(os.environ["DATABASE_URL"])
        found = Databases(admin=url, user=url)
    else:
        found = Databases(admin=own_server.superuser_dsn, user=own_server.dsn)
        for setting in _IN_A_HURRY:
            await found.admin_runs(f"alter system set {setting} = off")
        await found.admin_runs("select pg_reload_conf()")
    await found.create(found.template, template="template1")
    await migrate(found.dsn(found.template))
    yield found
    await found.drop(found.template)


@pytest_asyncio.fixture
async def dsn(databases: Databases) -> AsyncIterator[str]:
    """A fresh database with all tables, for this test alone."""
    name = f"test_{uuid.uuid4().hex[:16]}"
    await databases.create(name, template=databases.template)
    yield databases.dsn(name)
    await databases.drop(name)


@pytest_asyncio.fixture
async def empty_dsn(databases: Databases) -> AsyncIterator[str]:
    """A fresh database without tables."""
    name = f"test_{uuid.uuid4().hex[:16]}"
    await databases.create(name, template="template1")
    yield databases.dsn(name)
    await databases.drop(name)


@pytest_asyncio.fixture
async def engine(dsn: str) -> AsyncIterator[AsyncEngine]:
    """A pool of connections to this test's own database."""
    pool = database.engine(dsn)
    yield pool
    await pool.dispose()


class Databases:
    """`admin` may create databases; they belong to the role of `user`, as the product's does."""

    def __init__(self, *, admin: str, user: str) -> None:
        self._admin, self._user = admin, user
        self._role = urlsplit(user).username
        self.template = f"template_{uuid.uuid4().hex[:16]}"

    def dsn(self, name: str) -> str:
        return urlunsplit(urlsplit(self._user)._replace(path=f"/{name}"))

    async def create(self, name: str, *, template: str) -> None:
        owner = f'owner "{self._role}"' if self._role else ""
        await self.admin_runs(f"create database {name} template {template} {owner}")

    async def drop(self, name: str) -> None:
        await self.admin_runs(f"drop database {name} with (force)")

    async def admin_runs(self, sql: str) -> None:
        connection = await database.raw_connect(self._admin)
        try:
            await connection.execute(sql)
        finally:
            await connection.close()
