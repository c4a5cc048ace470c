"""Records at the command line: what was spent, and how a video came to be."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer

from reelworks.domain.money import Usd, shown
from reelworks.doors.cli import show
from reelworks.doors.cli.running import Json, Task, opened
from reelworks.ops.files import write_whole
from reelworks.orchestrator.schemas.views import CostLine
from reelworks.orchestrator.services import auditing, spending
from reelworks.orchestrator.services.spending import By


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    for command in (costs, audit):
        app.command()(command)


def costs(
    ctx: typer.Context,
    by: Annotated[By, typer.Option(help="What is told apart.")] = By.VIDEO,
    days: Annotated[int, typer.Option(help="Of the last so many days.", min=1, max=3650)] = 30,
    as_json: Json = False,
) -> None:
    """Show what was paid, and how far the estimates were off."""
    found = opened(ctx, lambda context: spending.costs(context, by, days=days))
    if as_json:
        for line in found:
            show.json_line({**_plain(line), "by": by.value})
        return
    if not found:
        show.said(f"Nothing was paid for in the last {days} days.")
        return
    money = ("estimated", "paid", "estimate off by", "unsure", "in hand")
    rows = show.table(by.value, "calls", *money)
    for line in [*found, *([_total(found)] if len(found) > 1 else [])]:
        rows.add_row(line.name, str(line.calls), *_money(line))
    show.console().print(rows)


def _plain(line: CostLine) -> dict[str, object]:
    names = ("name", "calls", "estimated_usd", "paid_usd", "doubtful_usd", "reserved_usd", "error")
    return {name: getattr(line, name) for name in names}


def _money(line: CostLine) -> tuple[str, ...]:
    off = "" if line.error is None else f"{line.error:+.1%}"
    rest = [shown(amount) if amount else "" for amount in (line.doubtful_usd, line.reserved_usd)]
    return (shown(line.estimated_usd), shown(line.paid_usd), off, *rest)


def _total(lines: Sequence[CostLine]) -> CostLine:
    def over_all(amounts: Sequence[Decimal]) -> Usd:
        return Usd(sum(amounts, start=Decimal(0)))

    return CostLine(
        name="together",
        calls=sum(line.calls for line in lines),
        estimated_usd=over_all([line.estimated_usd for line in lines]),
        paid_usd=over_all([line.paid_usd for line in lines]),
        doubtful_usd=over_all([line.doubtful_usd for line in lines]),
        reserved_usd=over_all([line.reserved_usd for line in lines]),
    )


def audit(
    ctx: typer.Context,
    task: Task,
    output: Annotated[Path | None, typer.Option(help="Where to write it (JSON).")] = None,
) -> None:
    """Write down who approved what they saw, what a video is made of, where it went."""
    found = opened(ctx, lambda context: auditing.audit(context, task))
    text = json.dumps(found, ensure_ascii=False, indent=1)
    if output is None:
        show.said(text)
        return
    write_whole(output, f"{text}\n".encode())
    show.said(f"{output}: {len(found['reviews'])} reviews, sha256 {found['sha256']}")
