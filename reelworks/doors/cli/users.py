"""Commands for people: who may come in, as what, and the keys of their programs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from reelworks.domain.access import Role
from reelworks.domain.errors import BadInput
from reelworks.doors.cli import show
from reelworks.doors.cli.running import Json, opened, who
from reelworks.orchestrator.schemas.pages import TokenView, UserView
from reelworks.orchestrator.services import access

app = typer.Typer(name="users", help="Who may come in, and as what.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="A name, such as mara.")]
ARole = Annotated[Role, typer.Option(help="What they may do.")]


@app.command()
def add(ctx: typer.Context, name: Name, role: ARole = Role.REVIEWER) -> None:
    """Let somebody in; the password is asked for, or read from standard input."""
    password = _password()
    opened(ctx, lambda context: access.add_user(context, name, password, role, who()))
    show.said(f"{name} may come in as {role.value}. From now on everybody has to log in.")


@app.command()
def change(
    ctx: typer.Context,
    name: Name,
    role: Annotated[Role | None, typer.Option(help="What they may do from now on.")] = None,
    password: Annotated[bool, typer.Option("--password", help="Ask for a new one.")] = False,
    disable: Annotated[
        bool | None, typer.Option("--disable/--enable", help="Keep them out, or let them in.")
    ] = None,
) -> None:
    """Give somebody another role or password, or keep them out; their sessions end."""
    new = _password() if password else None
    opened(
        ctx,
        lambda context: access.change_user(
            context, name, who(), role=role, password=new, disabled=disable
        ),
    )
    show.said(f"Changed: {name}.")


@app.command(name="list")
def list_them(ctx: typer.Context, as_json: Json = False) -> None:
    """List everybody who has an account."""
    _users(opened(ctx, access.users), as_json=as_json)


@app.command()
def token(
    ctx: typer.Context,
    name: Name,
    label: Annotated[str, typer.Option("--for", help="What it is for, such as n8n.")] = "key",
    role: Annotated[Role | None, typer.Option(help="Less than their own, if that will do.")] = None,
) -> None:
    """Make a key for a program of somebody's. It is printed this once."""
    secret, _ = opened(
        ctx, lambda context: access.issue_token(context, name, label, who(), role=role)
    )
    show.said(secret)


@app.command()
def tokens(ctx: typer.Context, as_json: Json = False) -> None:
    """List the keys there are, but not what they are."""
    _tokens(opened(ctx, access.tokens), as_json=as_json)


@app.command()
def revoke(
    ctx: typer.Context, token_id: Annotated[int, typer.Argument(help="Its number.")]
) -> None:
    """A key opens nothing from now on."""
    opened(ctx, lambda context: access.revoke_token(context, token_id, who()))
    show.said("Revoked.")


def _password() -> str:
    """Never from the command line, where others could read it."""
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    line = sys.stdin.readline().rstrip("\n")
    if not line:
        raise BadInput("There is no password.", remedy="Give it as a line of standard input.")
    return line


def _users(users: Sequence[UserView], *, as_json: bool) -> None:
    if as_json:
        for user in users:
            show.json_line(user)
        return
    rows = show.table("name", "role", "since", "")
    for user in users:
        kept_out = "kept out" if user.disabled_at else ""
        rows.add_row(user.name, user.role.value, f"{user.created_at:%Y-%m-%d}", kept_out)
    show.console().print(rows)


def _tokens(tokens: Sequence[TokenView], *, as_json: bool) -> None:
    if as_json:
        for token in tokens:
            show.json_line(token)
        return
    rows = show.table("number", "of", "for", "role", "used", "")
    for token in tokens:
        used = f"{token.used_at:%Y-%m-%d}" if token.used_at else "never"
        revoked = "revoked" if token.revoked_at else ""
        rows.add_row(str(token.id), token.user, token.name, token.role.value, used, revoked)
    show.console().print(rows)
