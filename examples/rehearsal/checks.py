"""What must hold after a rehearsal, each with what was found, in words that a person reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from sqlalchemy import text

from examples.rehearsal import books, far_side, marks
from examples.rehearsal.books import Account
from examples.rehearsal.far_side import Shown
from examples.rehearsal.marks import Watch
from examples.rehearsal.place import Place
from examples.rehearsal.running import Course
from examples.rehearsal.wishes import Rehearsal
from reelworks.ops.files import sha256_of
from reelworks.orchestrator.context import Context
from reelworks.orchestrator.database import snapshot
from reelworks.orchestrator.schemas.views import TaskView
from reelworks.orchestrator.services import insight, status

_UNAIDED = 0.95
_LONGEST = 400  # characters of an alert's own words that a message repeats


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that must hold."""

    what: str
    ok: bool
    found: str


@dataclass(frozen=True, slots=True)
class Report:
    findings: tuple[Finding, ...]
    accounts: tuple[Account, ...]

    @property
    def ok(self) -> bool:
        return all(finding.ok for finding in self.findings)


async def report(
    wanted: Rehearsal, place: Place, context: Context, course: Course, watch: Watch
) -> Report:
    """Look at both sides of everything."""
    views = [await status.status(context, name) for name in course.names]
    channels = wanted.channel_names()
    shown = [video for name in channels for video in await far_side.videos(place, context, name)]
    accounts = await books.accounts(context, place.sandbox.ledger)
    findings = [
        _published(views, course),
        _at_the_far_side(views, shown),
        _money(accounts),
        _once(accounts, place, views, shown),
        await _alerts(place, context),
        await _keys(place, context, watch),
        await _unaided(context),
        _went_wrong(wanted, place, course),
    ]
    return Report(tuple(findings), tuple(accounts))


def _published(views: Sequence[TaskView], course: Course) -> Finding:
    good = [v for v in views if v.label == "Published" and v.url and v.finished_at]
    left = [f"{v.name}: {v.label}, {'; '.join(v.why[:2])}" for v in views if v not in good]
    said = f"{len(good)} of {len(views)} in {course.seconds:.0f} s"
    return Finding("all films are published", not left, "; ".join([said, *left]))


def _at_the_far_side(views: Sequence[TaskView], shown: Sequence[Shown]) -> Finding:
    """Each film is at its address, byte for byte, with all that it should wear."""
    by_id = {video.id: video for video in shown}
    wrong = []
    for view in views:
        video = by_id.get((view.url or "").rpartition("=")[2])
        if video is None:
            wrong.append(f"{view.name} is not there")
            continue
        wrong += [f"{view.name} has no {what}" for what in video.faults()]
        if video.channel != view.channel or video.sha256 != sha256_of(view.files["film"]):
            wrong.append(f"{view.name} is not that film")
    good = "address, title, tags, privacy, disclosure, captions, thumbnail, the film's own bytes"
    return Finding("the far side shows them whole", not wrong, "; ".join(wrong) or good)


def _money(accounts: Sequence[Account]) -> Finding:
    wrong = [account.vendor for account in accounts if not account.agrees]
    paid, charged = sum(a.paid_usd for a in accounts), sum(a.charged_usd for a in accounts)
    lost, doubtful = sum(a.lost_usd for a in accounts), sum(a.doubtful_usd for a in accounts)
    said = (
        f"charged {charged} USD = paid {paid} + {lost} for answers that were lost "
        f"(booked as doubtful: {doubtful})"
    )
    return Finding("ledger and bill agree", not wrong, "; ".join([said, *wrong]))


def _once(
    accounts: Sequence[Account], place: Place, views: Sequence[TaskView], shown: Sequence[Shown]
) -> Finding:
    twice = [account.vendor for account in accounts if not account.bought_once]
    uploads = sum(
        line.times
        for line in place.sandbox.ledger.bill("youtube")
        if line.operation == "videos.insert"
    )
    ok = not twice and uploads == len(shown) == len(views)
    bought = sum(account.purchases for account in accounts)
    lost = sum(account.lost + account.spoiled for account in accounts)
    said = (
        f"{bought} purchases for {bought - lost} steps and {lost} lost or spoiled answers; "
        f"{uploads} uploads for {len(views)} films"
    )
    return Finding("nothing is bought or published twice", ok, "; ".join([said, *twice]))


async def _alerts(place: Place, context: Context) -> Finding:
    async with snapshot(context.database) as tx:
        alerts = [*await tx.execute(text("select kind, message, sent_at from alerts order by id"))]
    first, repeated = await far_side.messages(place)
    told = "\n".join(first)
    wanted = Counter(_said(alert.message) for alert in alerts)  # of several films, the same words
    missed = [words for words, times in wanted.items() if told.count(words) != times]
    kinds = Counter(alert.kind for alert in alerts)
    said = [
        f"{len(alerts)} in {len(first)} messages",
        ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())),
        *([f"{len(repeated)} sent once more, and said so"] if repeated else []),
        *(f"{told.count(w)} times, not {wanted[w]}: {w[:80]}" for w in missed),
    ]
    ok = not missed and all(alert.sent_at for alert in alerts)
    return Finding("each alert arrived once", ok, "; ".join(filter(None, said)))


def _said(message: str) -> str:
    """An alert's words as Slack has them."""
    line = " ".join(message.split())[:_LONGEST]
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


async def _keys(place: Place, context: Context, watch: Watch) -> Finding:
    found = await marks.found(place, context, watch)
    looked = f"{len(place.keys)} marked keys; processes looked at {watch.looks} times"
    ok = not found and watch.looks > 0
    return Finding("no key is where it should not be", ok, "; ".join([looked, *found]))


async def _unaided(context: Context) -> Finding:
    """By the product's own count."""
    found = (await insight.slate(context)).outcomes
    counts = (found.clean, found.recovered, found.needed_a_person, found.failed)
    said = "{} clean, {} recovered, {} needed a person, {} failed".format(*counts)
    mended = f"{found.transient_recovered} of {found.transient_failures} failures mended themselves"
    ok = (found.unaided or 0) > _UNAIDED and found.recovery > _UNAIDED
    return Finding("films get by without a person", ok, f"{said}; {mended}")


def _went_wrong(wanted: Rehearsal, place: Place, course: Course) -> Finding:
    """That faults came at all, or the rest proves nothing."""
    received = list(place.sandbox.ledger.received)
    faults = sum(bool(request.fault) for request in received)
    said = [f"{faults} faults in {len(received)} calls"]
    ok = faults > 0 or not wanted.faults
    if wanted.outage is not None:
        ok = ok and course.out_s is not None
        began, ended = course.out_s or (0.0, 0.0)
        said.append(f"{wanted.outage.vendor} down from second {began:.0f} to {ended:.0f}")
    if wanted.outage is not None and wanted.outage.seconds is None:
        said.append(f"the films stood at {', '.join(sorted(set(course.before_return)))}")
    return Finding("things went wrong", ok, "; ".join(said))


def drawn(found: Report) -> RenderableType:
    """As a person reads it."""
    rows = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    for finding in found.findings:
        mark = Text("holds", "green") if finding.ok else Text("FAILS", "bold red")
        rows.add_row(mark, finding.what, finding.found)
    return Group(_accounts(found.accounts), Text(), rows)


def _accounts(accounts: Sequence[Account]) -> Table:
    heads = ("vendor", "calls", "faults", "charged USD", "paid", "doubtful", "of it charged", "")
    rows = Table(*heads, box=None, padding=(0, 2, 0, 0), header_style="bold")
    for one in accounts:
        money = (one.charged_usd, one.paid_usd, one.doubtful_usd, one.lost_usd)
        cells = (one.vendor, str(one.requests), str(one.faults), *(f"{m:.6f}" for m in money))
        rows.add_row(*cells, "agrees" if one.agrees else "DIFFERS")
    return rows
