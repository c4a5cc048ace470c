"""Webhooks: subscriptions, signed and tried again; automations and buttons, which are neither.

Everything that Notion does to deliveries can be asked for by the dials `hooks_...`: they are
aggregated, late, doubled, shuffled and lost. What becomes of an event depends on its number alone.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import secrets
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

import httpx

from reelworks.sandbox.notion import shapes
from reelworks.sandbox.notion.checking import NEWEST
from reelworks.sandbox.notion.errors import Refused
from reelworks.sandbox.notion.workspace import Change, Json, Page, User, Workspace, new_id, stamp

_LADDER = (60, 300, 900, 3_600, 10_800, 21_600, 43_200)  # the vendor's seconds: eight attempts
_ATTEMPTS_OF_AUTOMATIONS = 3
_PATIENCE_S = 10.0
_AGGREGATED = frozenset({"page.properties_updated", "page.content_updated"})
_FATES = ("lost", "doubled", "shuffled", "late")
_LISTS = ("updated_properties", "updated_blocks")


@dataclass
class Subscription:
    """`token` is the key of its signatures; nothing is sent before a person has entered it."""

    id: str
    url: str
    token: str
    kinds: frozenset[str]  # none: all
    handshake: int = 0  # how it was answered; 0: not at all
    verified: bool = False


@dataclass
class Automation:
    """Posts rows whose properties change (`button`: when somebody presses it)."""

    id: str
    url: str
    headers: Mapping[str, str]
    source: str
    properties: frozenset[str]  # by name; none: any
    button: str = ""
    failures: int = 0
    paused: bool = False


@dataclass
class Event:
    """Something that is told of. `log`: what became of each attempt."""

    number: int
    body: dict[str, Json]
    fate: list[str] = field(default_factory=list)
    log: list[str] = field(default_factory=list)


@dataclass
class Hooks:
    """Hears of every change in the workspace, and tells those who asked for it."""

    space: Workspace
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    automations: dict[str, Automation] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    _open: dict[tuple[str, ...], Event] = field(default_factory=dict)  # may still be added to
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def changed(self, change: Change) -> None:
        for subscription in self.subscriptions.values():
            if subscription.verified and change.kind in (subscription.kinds or {change.kind}):
                self._tell(subscription, change)
        for automation in self.automations.values():
            if not automation.button and self._concerns(automation, change):
                self._post(automation, self.space.pages[change.page], change.by)

    async def subscribe(self, url: str, kinds: frozenset[str]) -> Subscription:
        """What a person does in Notion's settings; the token is sent there, unsigned."""
        found = Subscription(new_id(), url, f"secret_{secrets.token_urlsafe(32)}", kinds)
        self.subscriptions[found.id] = found
        await self.shake_hands(found)
        return found

    async def shake_hands(self, found: Subscription) -> None:
        """Send the token (again)."""
        body = json.dumps({"verification_token": found.token}).encode()
        found.handshake = await _posted(found.url, body, {})

    def verify(self, id_: str, token: str) -> Subscription:
        """What a person enters must be the token that was sent. Raises Refused."""
        found = self.subscriptions[id_]
        if not hmac.compare_digest(token, found.token):
            raise Refused("This is not the verification token that was sent.")
        found.verified = True
        return found

    def press(self, page: Page, button: str, by: User) -> int:
        """Somebody presses a button of a row; how many automations hang on it."""
        meant = [a for a in self.automations.values() if a.button == button]
        mine = [a for a in meant if a.source == page.source]
        for automation in mine:
            self._post(automation, page, by)
        return len(mine)

    def _concerns(self, automation: Automation, change: Change) -> bool:
        page = self.space.pages.get(change.page)
        if automation.paused or page is None or page.source != automation.source:
            return False
        if change.kind != "page.properties_updated":
            return False
        schema = self.space.sources[page.source].schema
        names = {schema[id_]["name"] for id_ in change.properties if id_ in schema}
        return not automation.properties or bool(names & automation.properties)

    def _tell(self, subscription: Subscription, change: Change) -> None:
        key = (subscription.id, change.kind, change.entity[1], change.by.id)
        event = self._open.get(key)
        if event is not None:
            _merge(event, change)
            return
        event = Event(len(self.events) + 1, self._body(subscription, change))
        event.fate = self._fate(event.number)
        self.events.append(event)
        if change.kind in _AGGREGATED:
            self._open[key] = event
        self._run(self._deliver(subscription, event, key))

    def _body(self, subscription: Subscription, change: Change) -> dict[str, Json]:
        kind, id_ = change.entity
        author = {"id": change.by.id, "type": change.by.kind}
        body = {
            "id": new_id(),
            "timestamp": stamp(datetime.now(UTC)),
            "workspace_id": self.space.id,
            "workspace_name": "Studio",
            "subscription_id": subscription.id,
            "integration_id": self.space.bot.id,
            "authors": [author],
            "attempt_number": 1,
            "api_version": NEWEST,
            "entity": {"id": id_, "type": kind},
            "type": change.kind,
        }
        data = dict(change.data)
        return {**body, "data": data} if data else body

    def _fate(self, number: int) -> list[str]:
        """What happens to the event of this number, as the dials stand now."""
        desk = self.space.desk
        chance = Random(f"{desk.faults.seed}/hooks/{number}")  # noqa: S311
        drawn = {fate: chance.random() for fate in _FATES}
        return [fate for fate, one in drawn.items() if one < desk.dials[f"hooks_{fate}"]]

    async def _deliver(
        self, subscription: Subscription, event: Event, key: tuple[str, ...]
    ) -> None:
        desk = self.space.desk
        if key in self._open:
            await desk.wait(desk.dials["hooks_aggregate_s"])
            self._open.pop(key, None)
        if "lost" in event.fate:
            return
        wait = desk.dials["hooks_after_s"]
        if "late" in event.fate:
            wait += desk.dials["hooks_late_s"]
        if "shuffled" in event.fate:
            chance = Random(f"{desk.faults.seed}/order/{event.number}")  # noqa: S311
            wait += chance.uniform(0, desk.dials["hooks_spread_s"])
        await desk.wait(wait)
        if "doubled" in event.fate:
            self._run(self._attempts(subscription, event))
        await self._attempts(subscription, event)

    async def _attempts(self, subscription: Subscription, event: Event) -> None:
        for attempt, pause in enumerate((*_LADDER, 0), 1):
            told = {**event.body, "attempt_number": attempt}
            body = json.dumps(told, ensure_ascii=False).encode()
            signature = {"X-Notion-Signature": signed(subscription.token, body)}
            status = await _posted(subscription.url, body, signature)
            event.log.append(f"{attempt}: {status}")
            if 200 <= status < 300 or subscription.id not in self.subscriptions:
                return
            await self.space.desk.wait(pause)

    def _post(self, automation: Automation, page: Page, by: User) -> None:
        source = {
            "type": "automation",
            "automation_id": automation.id,
            "action_id": new_id(),
            "event_id": new_id(),
            "user_id": by.id,
        }
        event = Event(len(self.events) + 1, {"source": source, "data": _row(self.space, page)})
        self.events.append(event)
        self._run(self._automated(automation, event))

    async def _automated(self, automation: Automation, event: Event) -> None:
        for attempt in range(1, _ATTEMPTS_OF_AUTOMATIONS + 1):
            source = {**event.body["source"], "attempt": attempt}
            body = json.dumps({**event.body, "source": source}, ensure_ascii=False).encode()
            status = await _posted(automation.url, body, automation.headers)
            event.log.append(f"{attempt}: {status}")
            if 200 <= status < 300:
                automation.failures = 0
                return
            await self.space.desk.wait(_LADDER[0])
        automation.failures += 1
        automation.paused = True

    def _run(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def signed(token: str, body: bytes) -> str:
    """The header that says a body comes from Notion."""
    return "sha256=" + hmac.new(token.encode(), body, hashlib.sha256).hexdigest()


def _merge(event: Event, change: Change) -> None:
    """Notion tells once of what one person changes on a page within a short time."""
    event.body["timestamp"] = stamp(datetime.now(UTC))
    for name in _LISTS:
        if name in change.data:
            have = event.body["data"][name]
            have += [one for one in change.data[name] if one not in have]


def _row(space: Workspace, page: Page) -> dict[str, Json]:
    shown = shapes.page(space, page)
    return {name: value for name, value in shown.items() if name not in ("is_locked", "cover")}


async def _posted(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """The status of the answer; 0 for none."""
    told = {"Content-Type": "application/json", "User-Agent": "Notion-Webhooks", **headers}
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=_PATIENCE_S) as client:
            return (await client.post(url, content=body, headers=told)).status_code
    except httpx.HTTPError:
        return 0
