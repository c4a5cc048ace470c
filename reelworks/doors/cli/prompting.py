"""Prompts at the command line: which are in force, what they say, one to edit."""

from __future__ import annotations

from typing import Annotated

import typer

from reelworks.domain.errors import BadInput
from reelworks.doors.cli import show
from reelworks.doors.cli.running import Json
from reelworks.ops import settings
from reelworks.ops.files import write_whole
from reelworks.ops.prompts import Prompt, all_of


def register(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command()(prompts)


def prompts(
    name: Annotated[str, typer.Argument(help="One of them; a list if left out.")] = "",
    own: Annotated[bool, typer.Option("--own", help="Put a copy to edit into your home.")] = False,
    as_json: Json = False,
) -> None:
    """Show what a language model is told, or make a copy of it to edit."""
    home = settings.read().home
    known = {prompt.name: prompt for prompt in all_of(home)}
    if not name:
        _list([*known.values()], as_json=as_json)
        return
    if name not in known:
        raise BadInput(f"There is no prompt {name!r}.", remedy=f"Use one of: {', '.join(known)}.")
    prompt = known[name]
    if not own:
        show.said(prompt.text)
        return
    mine = home / "prompts" / f"{name}.md"
    if not prompt.own:
        write_whole(mine, f"{prompt.text}\n".encode())
    show.said(f"{mine} is in force from the next video on. Remove it to use ours again.")


def _list(found: list[Prompt], *, as_json: bool) -> None:
    if as_json:
        for prompt in found:
            show.json_line(prompt)
        return
    rows = show.table("prompt", "whose", "file")
    for prompt in found:
        rows.add_row(prompt.name, "yours" if prompt.own else "ours", str(prompt.path))
    show.console().print(rows)
