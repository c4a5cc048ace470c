"""Finished films of a channel that wants a bucket are there, by a real S3 server's account."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import httpx
import pytest

from reelworks.domain.errors import NotFound
from reelworks.domain.retention import Retention
from reelworks.orchestrator.database import transaction
from reelworks.orchestrator.models import tables
from reelworks.orchestrator.services import films, housekeeping, storing
from reelworks.storage.s3 import Account, Bucket
from tests.storage import buckets

if TYPE_CHECKING:
    from tests.orchestrator.conftest import Studio

FILM = "final/film|||assembly/1|words||assets/1|||assembly/2|words||assets/2||"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with buckets.server() as address:
        yield address


@pytest.fixture
def account(url: str) -> Account:
    return buckets.bucket(url, f"films-{uuid4().hex[:8]}")


@pytest.fixture
def studio(studio: Studio, account: Account) -> Studio:
    """The channel `plain` keeps its films in the bucket; everything is old when it is over."""
    old = Retention(workspace=timedelta(), grace=timedelta())
    studio.context = replace(studio.context, bucket=Bucket(account), retention=old)
    channels = studio.context.channels
    channels["plain"] = replace(channels["plain"], storage="s3")
    return studio


async def fetched(link: str) -> str:
    async with httpx.AsyncClient() as client:
        return (await client.get(link)).text


async def test_a_finished_film_is_stored_once_and_handed_out_by_links(studio: Studio) -> None:
    name = await studio.make()
    assert await storing.run(studio.context) == 0
    await studio.run(name)
    assert await storing.run(studio.context) == 1
    assert await storing.run(studio.context) == 0
    (link,) = (await storing.links(studio.context, name)).values()
    assert f"/plain/{name}/final/film.txt" in link
    assert await fetched(link) == FILM
    assert (await studio.kinds(name)).count(films.STORED) == 1


async def test_a_film_in_the_bucket_need_not_stay_here(studio: Studio) -> None:
    name = await studio.make()
    await studio.run(name)
    await storing.run(studio.context)
    await housekeeping.clean(studio.context)
    assert dict((await studio.status(name)).files) == {}
    (link,) = (await storing.links(studio.context, name)).values()
    assert await fetched(link) == FILM


async def test_a_film_that_left_the_bucket_stays_here(studio: Studio) -> None:
    name = await studio.make()
    await studio.run(name)
    await storing.run(studio.context)
    assert studio.context.bucket is not None
    studio.context.bucket.delete(f"plain/{name}/final/film.txt")
    await housekeeping.clean(studio.context)
    assert (await studio.status(name)).files["text"].read_text() == FILM


async def test_a_bucket_that_cannot_be_asked_proves_nothing(
    studio: Studio, account: Account
) -> None:
    name = await studio.make()
    await studio.run(name)
    await storing.run(studio.context)
    down = Bucket(replace(account, endpoint="http://127.0.0.1:1"))
    studio.context = replace(studio.context, bucket=down)
    await housekeeping.clean(studio.context)
    assert (await studio.status(name)).files["text"].read_text() == FILM


async def test_other_channels_keep_their_films_to_themselves(studio: Studio) -> None:
    channels = studio.context.channels
    channels["plain"] = replace(channels["plain"], storage="local")
    name = await studio.make()
    await studio.run(name)
    assert await storing.run(studio.context) == 0
    with pytest.raises(NotFound, match=f"{name} is in no bucket"):
        await storing.links(studio.context, name)


async def test_a_bucket_that_is_down_is_tried_again_without_an_alarm(
    studio: Studio, account: Account
) -> None:
    name = await studio.make()
    await studio.run(name)
    up, down = studio.context.bucket, Bucket(replace(account, endpoint="http://127.0.0.1:1"))
    studio.context = replace(studio.context, bucket=down)
    assert await storing.run(studio.context) == 0
    async with transaction(studio.context.database) as tx:
        assert [*await tx.scalars(tables.alerts.select())] == []
    studio.context = replace(studio.context, bucket=up)
    assert await storing.run(studio.context) == 1
    assert len(await storing.links(studio.context, name)) == 1


async def test_a_film_whose_file_is_lost_is_told_once(studio: Studio) -> None:
    name = await studio.make()
    view = await studio.run(name)
    for path in (studio.context.store.root / ".store").rglob("*"):
        if path.is_file() and path.read_text() == view.files["text"].read_text():
            path.unlink()
            break
    for _ in range(2):
        assert await storing.run(studio.context) == 0
    async with transaction(studio.context.database) as tx:
        rows = (await tx.execute(tables.alerts.select())).all()
    assert [row.kind for row in rows] == ["film_not_stored"]
    assert name in rows[0].message
