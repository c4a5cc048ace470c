"""The sandbox at the command line: put it up, read its bill, let things go wrong."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from reelworks.domain.errors import BadInput
from reelworks.doors.cli import show
from reelworks.doors.cli.running import Json, host_of

PORT = 8700

app = typer.Typer(
    name="sandbox",
    help="Stand-ins for every vendor on this machine: rehearse for nothing.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Port = Annotated[int, typer.Option(help="Its own port; stand-ins have the next. 0: any.")]
Vendor = Annotated[str, typer.Argument(help="A stand-in, such as kie; all of them if left out.")]
_TIMEOUT_S = 10.0


@app.command()
def up(
    ctx: typer.Context,
    port: Port = PORT,
    speed: Annotated[float, typer.Option(help="The vendors' time passes so much faster.")] = 60.0,
    seed: Annotated[int, typer.Option(help="Another seed has other faults by chance.")] = 0,
    faults: Annotated[float, typer.Option(help="The part of calls that go wrong, 0 to 1.")] = 0.0,
    only: Annotated[str, typer.Option(help="Only these, separated by commas.")] = "",
) -> None:
    """Serve the stand-ins until stopped, and say which variables lead Reelworks to them."""
    if speed <= 0 or not 0 <= faults <= 1:
        raise BadInput("--speed must be above 0, --faults from 0 to 1.")
    names = [name.strip() for name in only.split(",") if name.strip()]
    with host_of(ctx).sandbox(names, port=port, speed=speed, seed=seed, rate=faults) as sandbox:
        _variables(sandbox.environment, as_json=False)
        show.notice(f"The sandbox is up at {sandbox.url}. Ctrl-C ends it.", as_json=False)
        sandbox.serve()


@app.command()
def env(port: Port = PORT, as_json: Json = False) -> None:
    """Print the variables that lead Reelworks to a running sandbox: eval "$(...)"."""
    found = _ask("GET", "/environment", port)
    _variables({str(name): str(value) for name, value in found.items()}, as_json=as_json)


@app.command()
def bill(vendor: Vendor = "", port: Port = PORT, as_json: Json = False) -> None:
    """Show what a running sandbox has charged."""
    found = _ask("GET", "/bill", port, params={"vendor": vendor})
    if as_json:
        show.json_line(found)
        return
    rows = show.table("vendor", "what", "times", "units", "of", "USD")
    for line in found["lines"]:
        cells = (line[k] for k in ("vendor", "operation", "times", "units", "unit", "usd"))
        rows.add_row(*map(str, cells))
    show.console().print(rows)
    show.said(f"Owed: {found['total_usd']} USD.")


@app.command()
def received(
    vendor: Vendor = "",
    last: Annotated[int, typer.Option(help="So many of the latest.")] = 50,
    port: Port = PORT,
    as_json: Json = False,
) -> None:
    """Show the requests that reached a running sandbox."""
    found = _ask("GET", "/received", port, params={"vendor": vendor, "last": last})
    if as_json:
        show.json_line(found)
        return
    rows = show.table("vendor", "what", "status", "fault", "request")
    for line in found:
        rows.add_row(*(str(line[k]) for k in ("vendor", "operation", "status", "fault", "path")))
    show.console().print(rows)


@app.command()
def faults(
    vendor: Vendor = "",
    fault: Annotated[str, typer.Option("--next", help="What happens to the next call.")] = "",
    operation: Annotated[str, typer.Option("--on", help="... to the next call of this.")] = "",
    times: Annotated[int, typer.Option(help="... and to so many of them.")] = 1,
    rate: Annotated[float | None, typer.Option(help="The part of calls that go wrong.")] = None,
    kinds: Annotated[str, typer.Option(help="What chance draws from, by commas.")] = "",
    outage: Annotated[float | None, typer.Option(help="Out for so many vendor's seconds.")] = None,
    clear: Annotated[bool, typer.Option("--clear", help="Nothing goes wrong any more.")] = False,
    port: Port = PORT,
    as_json: Json = False,
) -> None:
    """Let things go wrong at a running sandbox, or show what does."""
    wanted: dict[str, object] = {"vendor": vendor, "operation": operation, "times": times}
    wanted |= {"fault": fault} if fault else {}
    wanted |= {"rate": rate} if rate is not None else {}
    wanted |= {"outage_s": outage} if outage is not None else {}
    wanted |= {"kinds": [kind.strip() for kind in kinds.split(",")]} if kinds else {}
    changes = fault or kinds or clear or rate is not None or outage is not None
    if changes:
        found = _ask("POST", "/faults", port, body={**wanted, "clear": clear})
    else:
        found = _ask("GET", "/faults", port)
    _show_faults({k: v for k, v in found.items() if vendor in {"", k}}, as_json=as_json)


@app.command("set")
def turn(
    vendor: Annotated[str, typer.Argument(help="A stand-in, such as kie.")],
    dials: Annotated[list[str], typer.Argument(help="NAME=NUMBER, such as credits=0.")],
    port: Port = PORT,
) -> None:
    """Turn the dials of a running stand-in: credits, quotas, limits, times."""
    given: dict[str, float] = {}
    for dial in dials:
        name, _, number = dial.partition("=")
        try:
            given[name] = float(number)
        except ValueError:
            raise BadInput(f"{dial!r} sets nothing.", remedy="Write NAME=NUMBER.") from None
    found = _ask("POST", f"/dials/{vendor}", port, body=given)
    show.said(" ".join(f"{name}={value:g}" for name, value in sorted(found.items())))


def _variables(found: Mapping[str, str], *, as_json: bool) -> None:
    if as_json:
        show.json_line(found)
        return
    for name, value in found.items():
        show.said(f"export {name}={shlex.quote(value)}")


def _show_faults(found: dict[str, dict[str, object]], *, as_json: bool) -> None:
    if as_json:
        show.json_line(found)
        return
    for name, state in found.items():
        out = f", out for {state['outage_left_s']:.0f} s" if state["outage_left_s"] else ""
        show.said(f"{name}: {float(str(state['rate'])):.0%} of calls go wrong{out}")
        for label, key in (("next", "ordered"), ("by chance", "kinds"), ("able", "known")):
            words = state[key]
            if isinstance(words, list) and words:
                show.said(f"  {label}: {', '.join(words)}")
        dials = state["dials"]
        if isinstance(dials, dict) and dials:
            show.said(f"  dials: {' '.join(f'{k}={v:g}' for k, v in sorted(dials.items()))}")


def _ask(
    method: str,
    path: str,
    port: int,
    *,
    params: dict[str, str | int] | None = None,
    body: object = None,
) -> Any:
    """Ask the running sandbox. Raises BadInput when there is none, or when it refuses."""
    import httpx  # noqa: PLC0415  (only this command needs it)

    try:
        answer = httpx.request(
            method,
            f"http://127.0.0.1:{port}{path}",
            params=params,
            json=body,
            timeout=_TIMEOUT_S,
            trust_env=False,
        )
    except httpx.TransportError as error:
        raise BadInput(
            f"No sandbox answers on port {port}.", remedy="Start one: `reelworks sandbox up`."
        ) from error
    if answer.is_error:
        raise BadInput(f"The sandbox refuses: {_reason(answer.text)}")
    return answer.json()


def _reason(text: str) -> str:
    """What it said was wrong, without its envelope."""
    try:
        detail = json.loads(text)["detail"]
    except (ValueError, LookupError, TypeError):
        return text[:200]
    if isinstance(detail, list):
        return "; ".join(f"{'.'.join(map(str, d['loc'][1:]))}: {d['msg']}" for d in detail)
    return str(detail)
