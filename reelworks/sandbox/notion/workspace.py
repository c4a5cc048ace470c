"""What the stand-in keeps of a workspace: people, pages, databases, comments, uploads, views."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, Protocol
from urllib.parse import unquote
from uuid import UUID, uuid4

from reelworks.sandbox.notion.errors import Refused, missing
from reelworks.sandbox.vendor import Desk

Json = Any  # what clients send
Kind = Literal["person", "bot"]


def new_id() -> str:
    return str(uuid4())


@dataclass(frozen=True)
class User:
    id: str
    kind: Kind
    name: str


@dataclass
class Thing:
    """What everything in a workspace has."""

    id: str
    parent: dict[str, Json]
    created_at: datetime
    created_by: User
    edited_at: datetime
    edited_by: User
    in_trash: bool = False

    def touched(self, by: User) -> None:
        self.edited_at, self.edited_by = datetime.now(UTC), by


@dataclass(frozen=True)
class Edit:
    """Who wrote which properties (by name) of a row, and when: ours, not a part of Notion."""

    at: float
    by: User
    cells: Mapping[str, Json]


@dataclass
class Page(Thing):
    """`properties` by property id, as they are kept. `source`: the data source it is a row of."""

    properties: dict[str, Json] = field(default_factory=dict)
    source: str = ""
    title: str = ""  # of a page that is no row
    number: int = 0
    locked: bool = False
    icon: Json = None
    cover: Json = None
    blocks: list[str] = field(default_factory=list)
    history: list[Edit] = field(default_factory=list)


@dataclass
class Block(Thing):
    type: str = "paragraph"
    content: Json = None
    blocks: list[str] = field(default_factory=list)


@dataclass
class Source(Thing):
    """A data source: `schema` by property id. `rows` counts them for unique ids."""

    database: str = ""
    title: list[Json] = field(default_factory=list)
    description: list[Json] = field(default_factory=list)
    schema: dict[str, Json] = field(default_factory=dict)
    icon: Json = None
    rows: int = 0

    def named(self, key: str) -> dict[str, Json]:
        """By its name or its id. Raises Refused as Notion does."""
        for config in self.schema.values():
            if key in (config["name"], config["id"], unquote(config["id"])):
                found: dict[str, Json] = config
                return found
        raise Refused(f"{key} is not a property that exists.")

    @property
    def heading(self) -> dict[str, Json]:
        """The property of type title: there is always one."""
        return next(config for config in self.schema.values() if config["type"] == "title")


@dataclass
class Database(Thing):
    title: list[Json] = field(default_factory=list)
    description: list[Json] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    inline: bool = False
    locked: bool = False
    icon: Json = None
    cover: Json = None


@dataclass
class View(Thing):
    database: str = ""
    source: str = ""
    name: str = ""
    type: str = "table"
    filter: Json = None
    sorts: Json = None
    quick_filters: Json = None
    configuration: Json = None


@dataclass
class Comment(Thing):
    page: str = ""
    discussion: str = ""
    rich_text: list[Json] = field(default_factory=list)
    display_name: Json = None
    files: list[str] = field(default_factory=list)


@dataclass
class Upload:
    """A file that comes in one part or in several. `until`: on the vendor's clock."""

    id: str
    mode: str
    filename: str
    content_type: str
    parts_wanted: int
    until: float
    created_at: datetime
    created_by: User
    path: Path
    status: str = "pending"
    length: int = 0
    parts: dict[int, bytes] = field(default_factory=dict)
    attached: bool = False
    expires_at: datetime | None = None


class Hears(Protocol):
    """Who is told of changes: the subscriptions and automations."""

    def changed(self, change: Change) -> None: ...


@dataclass(frozen=True)
class Change:
    """Something happened. `page`: the row that it happened to, for automations."""

    kind: str
    entity: tuple[str, str]  # type and id
    by: User
    data: Mapping[str, Json]
    page: str = ""
    properties: tuple[str, ...] = ()


@dataclass
class Workspace:
    """Everything in memory, for as long as the sandbox is up; files in the desk's folder."""

    desk: Desk
    id: str = field(default_factory=new_id)
    bot: User = field(default_factory=lambda: User(new_id(), "bot", "Reelworks"))
    people: dict[str, User] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)
    blocks: dict[str, Block] = field(default_factory=dict)
    databases: dict[str, Database] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    views: dict[str, View] = field(default_factory=dict)
    comments: dict[str, Comment] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)
    unshared: set[str] = field(default_factory=set)  # pages that the integration does not see
    hears: list[Hears] = field(default_factory=list)
    arrivals: deque[float] = field(default_factory=deque)  # of requests, on the vendor's clock

    def __post_init__(self) -> None:
        francis = self.person("Francis")
        self.new_page("Studio", francis)

    def person(self, name: str) -> User:
        """Who goes by that name; a stranger joins the workspace."""
        for user in self.people.values():
            if name in (user.name, user.id):
                return user
        user = User(new_id(), "person", name)
        self.people[user.id] = user
        return user

    def new_page(self, title: str, by: User) -> Page:
        """A page at the top of the workspace, shared with the integration."""
        page = Page(**made({"type": "workspace", "workspace": True}, by), title=title)
        self.pages[page.id] = page
        return page

    def page(self, given: str, *, seen: bool = True) -> Page:
        """Raises Refused; `seen`: as the integration sees it."""
        page = self.pages.get(uuid_of(given))
        if page is None or (seen and not self._is_shared(page)):
            raise missing("page", given)
        return page

    def source(self, given: str) -> Source:
        source = self.sources.get(uuid_of(given))
        if source is None or not self._sees_database(self.databases[source.database]):
            raise missing("data_source", given)
        return source

    def database(self, given: str) -> Database:
        database = self.databases.get(uuid_of(given))
        if database is None or not self._sees_database(database):
            raise missing("database", given)
        return database

    def rows(self, source: Source) -> Iterable[Page]:
        return (page for page in self.pages.values() if page.source == source.id)

    def changed(self, change: Change) -> None:
        """Tell whoever listens."""
        for hearer in self.hears:
            hearer.changed(change)

    def _is_shared(self, page: Page) -> bool:
        if page.id in self.unshared:
            return False
        if page.source:
            return self._sees_database(self.databases[self.sources[page.source].database])
        above = self.pages.get(page.parent.get("page_id", ""))
        return above is None or self._is_shared(above)

    def _sees_database(self, database: Database) -> bool:
        above = self.pages.get(database.parent.get("page_id", ""))
        return database.id not in self.unshared and (above is None or self._is_shared(above))


def made(parent: dict[str, Json], by: User) -> dict[str, Json]:
    """What a new thing begins with."""
    now = datetime.now(UTC)
    whose = {"created_by": by, "edited_by": by}
    return {"id": new_id(), "parent": parent, "created_at": now, "edited_at": now, **whose}


def uuid_of(given: str) -> str:
    """An id with its dashes. Raises Refused for what is none."""
    try:
        return str(UUID(given))
    except (ValueError, AttributeError, TypeError):
        raise Refused(
            f'path failed validation: path.id should be a valid uuid, instead was `"{given}"`.'
        ) from None


def stamp(at: datetime, desk: Desk | None = None) -> str:
    """As Notion writes a time; those of pages are cut down to the minute."""
    if desk is not None and desk.dials["coarse_times"]:
        at = at.replace(second=0, microsecond=0)
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def partial(user: User) -> dict[str, Json]:
    return {"object": "user", "id": user.id}
