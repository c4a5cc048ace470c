"""What a person reads while editing a video."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from reelworks.domain.money import shown
from reelworks.domain.steps import StepStatus
from reelworks.doors.cli.show import console, json_line, said, table
from reelworks.orchestrator.schemas.views import EditView, ShotView, TakeView

_LISTED = 12


def shots(found: Sequence[ShotView], *, as_json: bool) -> None:
    if as_json:
        for shot in found:
            json_line(shot)
        return
    rows = table("shot", "says", "shows", "moves", "yours", "state")
    for shot in found:
        left = [stage for stage, status in shot.steps.items() if status != StepStatus.DONE.value]
        state = f"to do: {', '.join(left)}" if left else "done"
        words = [Text(text, overflow="fold") for text in (shot.narration, shot.scene, shot.motion)]
        rows.add_row(str(shot.number), *words, ", ".join(shot.own), state)
    console().print(rows)


def edit(view: EditView, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        json_line(view)
        return
    would = "Would be made again" if dry_run else "Made again"
    listed = ", ".join(view.again[:_LISTED])
    more = f" and {len(view.again) - _LISTED} more" if len(view.again) > _LISTED else ""
    said(f"{would}: {listed}{more}." if view.again else "Nothing needs to be made again.")
    said(f"{view.kept} steps stay as they are. To pay: {shown(view.price_usd)} USD at most.")
    if not dry_run and view.again:
        said("Go on with `reelworks make` as before, or let a worker do it.")


def takes(found: Sequence[TakeView], *, as_json: bool) -> None:
    if as_json:
        for take in found:
            json_line(take)
        return
    rows = table("take", "made", "", "USD", "asked for", "file")
    for take in found:
        file = str(next(iter(take.files.values()), "(cleaned away)"))
        made = f"{take.made_at.astimezone():%Y-%m-%d %H:%M:%S}"
        mark = "in use" if take.current else ""
        paths = Text(file, overflow="fold")
        rows.add_row(str(take.number), made, mark, shown(take.cost_usd), Text(take.note), paths)
    console().print(rows)
