"""What the store must keep: the files that some video needs, or may be asked for."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import BigInteger, bindparam, column, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

# A file is needed by a result that was not cleaned away, by a brief as its notes, as a channel's
# branding, or by a story as what a person gave for a shot. Steps are given no other files, so
# whatever a running or a waiting step needs is among these. Each part asks an index, so the price
# grows with the files that are asked about.
_NEEDED = text(
    """
    select asked.sha256 from unnest(cast(:hashes as text[])) as asked(sha256)
    where exists (
      select from results r
      where r.files_removed_at is null and r.id <> all (:but_for)
        and jsonb_path_query_array(r.files, '$.*.sha256') ? asked.sha256
    ) or exists (
      select from tasks t where t.brief #>> '{source,sha256}' = asked.sha256
    ) or exists (
      select from tasks t
      where jsonb_path_query_array(t.settings, '$.branding.*[0]') ? asked.sha256
    ) or exists (
      select from tasks t
      where jsonb_path_query_array(t.story, '$.shots[*].*.sha256') ? asked.sha256
    )
    """
).bindparams(bindparam("but_for", type_=ARRAY(BigInteger)))

_UNKNOWN = text(
    """
    select f.channel_id, f.name
    from unnest(cast(:channels as text[]), cast(:names as text[])) as f(channel_id, name)
    where not exists (
      select from tasks t where t.channel_id = f.channel_id and t.name = f.name)
    limit 1
    """
).columns(column("channel_id"), column("name"))


async def needed(
    tx: AsyncConnection, hashes: Collection[str], *, but_for: Collection[int] = ()
) -> frozenset[str]:
    """Those of these content hashes that anybody needs, apart from the results `but_for`."""
    asked = {"hashes": sorted(hashes), "but_for": sorted(but_for)}
    return frozenset(await tx.scalars(_NEEDED, asked))


async def stranger(tx: AsyncConnection, folders: Sequence[tuple[str, str]]) -> str | None:
    """A video's folder (channel, name) that this database knows nothing of, if there is one.

    Then the files are another database's as well, and only it could say what it needs.
    """
    asked = {
        "channels": [channel for channel, _ in folders],
        "names": [name for _, name in folders],
    }
    row = (await tx.execute(_UNKNOWN, asked)).one_or_none()
    return None if row is None else f"{row.channel_id}/{row.name}"
