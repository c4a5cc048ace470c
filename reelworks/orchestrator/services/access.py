"""Access: people with passwords, their sessions, and the keys of their programs."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import ColumnElement, Select, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningUpdate

from reelworks.domain.access import Role, check_name, check_password, may
from reelworks.domain.errors import BadInput, NotAllowed, NotFound
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import snapshot, transaction
from reelworks.orchestrator.engine.events import record
from reelworks.orchestrator.models import access, tables
from reelworks.orchestrator.models.record import Record
from reelworks.orchestrator.schemas.pages import TokenView, UserView

TOKEN_PREFIX = "rw_"  # noqa: S105  (so that a key that leaks is known for what it is)
_SESSION = timedelta(days=7)  # since it was last used
_TOUCH = timedelta(minutes=5)
_USERS, _SESSIONS, _TOKENS = access.users.c, access.sessions.c, access.api_tokens.c


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks, and what they may do. `user_id` None: whoever sits at this machine."""

    name: str
    role: Role
    user_id: int | None = None


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobody() -> str:
    """What a password of nobody is compared with, so that names cannot be told by the time."""
    return _hasher().hash(secrets.token_urlsafe())


async def add_user(context: Context, name: str, password: str, role: Role, actor: str) -> UserView:
    """Let somebody in from now on. Raises BadInput, NotAllowed when the name is taken."""
    check_name(name)
    check_password(password)
    hashed = await asyncio.to_thread(_hasher().hash, password)
    values = {"name": name, "password": hashed, "role": role.value, "created_by": actor}
    async with transaction(context.database) as tx:
        added = upsert(access.users).values(tenant_id=context.tenant, **values)
        only_new = added.on_conflict_do_nothing().returning(access.users)
        row = (await tx.execute(only_new)).one_or_none()
        if row is None:
            raise NotAllowed(
                f"There is a user {name!r} already.",
                remedy="Change it: `reelworks users change NAME`.",
            )
        await _tell(context, tx, "user_added", actor, {"user": name, "role": role.value})
    return _user(row)


async def change_user(
    context: Context,
    name: str,
    actor: str,
    *,
    role: Role | None = None,
    password: str | None = None,
    disabled: bool | None = None,
) -> UserView:
    """Give somebody another role or password, or keep them out; their sessions end.

    Raises NotAllowed for the last admin, NotFound.
    """
    values: dict[str, object] = {}
    if password is not None:
        check_password(password)
        values["password"] = await asyncio.to_thread(_hasher().hash, password)
    if role is not None:
        values["role"] = role.value
    if disabled is not None:
        values["disabled_at"] = func.clock_timestamp() if disabled else None
    if not values:
        raise BadInput("Nothing is to be changed.", remedy="Give a role, a password, or disable.")
    async with transaction(context.database) as tx:
        before = await _admins(context, tx)
        row = (await tx.execute(_changed(context, name, values))).one_or_none()
        if row is None:
            raise _no_user(name)
        if before and not await _admins(context, tx):
            raise NotAllowed("That is the last admin.", remedy="Make somebody else one first.")
        await tx.execute(delete(access.sessions).where(_SESSIONS.user_id == row.id))
        facts = {"user": name, "role": row.role, "disabled": row.disabled_at is not None}
        await _tell(context, tx, "user_changed", actor, facts)
    return _user(row)


def _changed(context: Context, name: str, values: Mapping[str, object]) -> ReturningUpdate[Any]:
    its = update(access.users).where(_mine(context), _USERS.name == name)
    return its.values(**values).returning(access.users)


async def _admins(context: Context, tx: AsyncConnection) -> int:
    """How many there are that may come in; nobody else changes them meanwhile."""
    admins = (_USERS.role == Role.ADMIN.value, _USERS.disabled_at.is_(None))
    locked = select(_USERS.id).where(_mine(context), *admins).with_for_update()
    return len([*await tx.scalars(locked)])


async def users(context: Context) -> tuple[UserView, ...]:
    """Everybody who has an account, by name."""
    async with snapshot(context.database) as tx:
        query = select(access.users).where(_mine(context)).order_by(_USERS.name)
        return tuple(_user(row) for row in await tx.execute(query))


async def anybody(context: Context) -> bool:
    """Whether there are accounts at all; without, this machine's own user is who asks."""
    async with snapshot(context.database) as tx:
        query = select(_USERS.id).where(_mine(context), _USERS.disabled_at.is_(None)).limit(1)
        return await tx.scalar(query) is not None


async def log_in(context: Context, name: str, password: str, address: str) -> str | None:
    """A new session's cookie; None when name or password is wrong, and no word which."""
    async with snapshot(context.database) as tx:
        query = select(access.users).where(_mine(context), _USERS.name == name)
        row = (await tx.execute(query)).one_or_none()
    hashed = _nobody() if row is None else row.password
    right = await asyncio.to_thread(_is_right, hashed, password)
    if row is None or not right or row.disabled_at is not None:
        return None
    cookie = secrets.token_urlsafe(32)
    async with transaction(context.database) as tx:
        old = delete(access.sessions).where(_SESSIONS.expires_at < func.clock_timestamp())
        await tx.execute(old)
        values = {"digest": digest(cookie), "user_id": row.id, "address": address}
        begun = insert(access.sessions).values(
            tenant_id=context.tenant, expires_at=func.clock_timestamp() + _SESSION, **values
        )
        await tx.execute(begun)
        await _tell(context, tx, "logged_in", row.name, {"address": address})
    return cookie


def _is_right(hashed: str, password: str) -> bool:
    try:
        return _hasher().verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


async def of_session(context: Context, cookie: str) -> Person | None:
    """Who has this cookie; None when it is none of ours, or has ended."""
    now = func.clock_timestamp()
    query = _people(context, access.sessions.c.seen_at < now - _TOUCH).join(
        access.sessions, _SESSIONS.user_id == _USERS.id
    )
    mine = query.where(_SESSIONS.digest == digest(cookie), _SESSIONS.expires_at > now)
    async with snapshot(context.database) as tx:
        row = (await tx.execute(mine)).one_or_none()
    if row is None:
        return None
    if row.stale:
        async with transaction(context.database) as tx:
            its = update(access.sessions).where(_SESSIONS.digest == digest(cookie))
            await tx.execute(its.values(seen_at=now, expires_at=now + _SESSION))
    return Person(row.name, Role(row.role), row.id)


async def log_out(context: Context, cookie: str) -> None:
    """End a session. Safe to repeat."""
    async with transaction(context.database) as tx:
        await tx.execute(delete(access.sessions).where(_SESSIONS.digest == digest(cookie)))


async def issue_token(
    context: Context, user: str, name: str, actor: str, *, role: Role | None = None
) -> tuple[str, TokenView]:
    """A key for a program of somebody's, shown this once; it may do what they may, or less."""
    secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
    async with transaction(context.database) as tx:
        query = select(access.users).where(_mine(context), _USERS.name == user)
        owner = (await tx.execute(query)).one_or_none()
        if owner is None:
            raise _no_user(user)
        given = Role(owner.role) if role is None else role
        if not may(Role(owner.role), given):
            raise NotAllowed(f"{user} is {owner.role}: no key of theirs can be {given.value}.")
        values = {"user_id": owner.id, "name": name.strip()[:100] or "key", "role": given.value}
        added = insert(access.api_tokens).values(
            tenant_id=context.tenant, digest=digest(secret), **values
        )
        row = (await tx.execute(added.returning(access.api_tokens))).one()
        facts = {"user": user, "token": row.name, "role": given.value}
        await _tell(context, tx, "token_issued", actor, facts)
    return secret, _token(row, user)


async def of_token(context: Context, token: str) -> Person | None:
    """Whose program this is; None when the key is none of ours, or was revoked."""
    now = func.clock_timestamp()
    stale = func.coalesce(_TOKENS.used_at < now - _TOUCH, True)
    query = _people(context, stale).add_columns(_TOKENS.role.label("given"))
    query = query.join(access.api_tokens, _TOKENS.user_id == _USERS.id)
    async with snapshot(context.database) as tx:
        mine = query.where(_TOKENS.digest == digest(token), _TOKENS.revoked_at.is_(None))
        row = (await tx.execute(mine)).one_or_none()
    if row is None:
        return None
    if row.stale:
        async with transaction(context.database) as tx:
            its = update(access.api_tokens).where(_TOKENS.digest == digest(token))
            await tx.execute(its.values(used_at=now))
    role, given = Role(row.role), Role(row.given)
    return Person(row.name, given if may(role, given) else role, row.id)


async def tokens(context: Context, user: str | None = None) -> tuple[TokenView, ...]:
    """The keys there are, the newest first; of one user, if named."""
    query = (
        select(access.api_tokens, _USERS.name.label("owner"))
        .join(access.users, _USERS.id == _TOKENS.user_id)
        .where(_mine(context))
        .order_by(_TOKENS.id.desc())
    )
    if user is not None:
        query = query.where(_USERS.name == user)
    async with snapshot(context.database) as tx:
        return tuple(_token(row, row.owner) for row in await tx.execute(query))


async def revoke_token(context: Context, token_id: int, actor: str) -> None:
    """A key opens nothing from now on. Raises NotFound."""
    now = func.clock_timestamp()
    async with transaction(context.database) as tx:
        its = update(access.api_tokens).where(
            _TOKENS.id == token_id, _TOKENS.tenant_id == context.tenant
        )
        revoked = await tx.execute(its.values(revoked_at=now).returning(_TOKENS.name))
        name = revoked.scalar_one_or_none()
        if name is None:
            raise NotFound(f"There is no token {token_id}.")
        await _tell(context, tx, "token_revoked", actor, {"token": name})


def digest(secret: str) -> str:
    """What is kept of a cookie or key: long and random, they need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _mine(context: Context) -> ColumnElement[bool]:
    return _USERS.tenant_id == context.tenant


def _people(context: Context, stale: ColumnElement[bool]) -> Select[tuple[int, str, str, bool]]:
    columns = (_USERS.id, _USERS.name, _USERS.role, stale.label("stale"))
    return select(*columns).where(_mine(context), _USERS.disabled_at.is_(None))


def _no_user(name: str) -> NotFound:
    return NotFound(f"There is no user {name!r}.", remedy="`reelworks users list` names them.")


def _user(row: Record) -> UserView:
    return UserView(row.id, row.name, Role(row.role), row.created_at, row.disabled_at)


def _token(row: Record, user: str) -> TokenView:
    return TokenView(
        row.id, row.name, user, Role(row.role), row.created_at, row.used_at, row.revoked_at
    )


async def _tell(
    context: Context, tx: AsyncConnection, kind: str, actor: str, facts: Mapping[str, object]
) -> None:
    owner = (context.tenant, tables.ANY)
    await record(tx, owner, None, kind, {"actor": actor, **facts})
