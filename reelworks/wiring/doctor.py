"""The doctor: what a run needs, tried for real before the run."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from reelworks.domain.errors import ReelworksError
from reelworks.doors.notion import client, setup
from reelworks.media import fonts
from reelworks.ops import channels, ffmpeg, prices, secrets
from reelworks.ops.files import free_bytes
from reelworks.ops.settings import Settings
from reelworks.orchestrator.database import transaction
from reelworks.orchestrator.schemas.views import Check
from reelworks.wiring import connecting, vendors
from reelworks.wiring.studio import check_models, opened, script_env
from reelworks.workers.tools import Briefing, ScriptEvent, Scripts

_A_FILM_BYTES = 2 * 2**30  # clips, segments and film of 18 shots, with room to spare
_TIMEOUT_S = 120.0


async def checks(settings: Settings) -> tuple[Check, ...]:
    """Every check, in the order a newcomer would mend them. Nothing here raises."""
    machine = [
        _tried("Python", _python, "Install Python 3.11 or newer."),
        _tried("FFmpeg", _ffmpeg, "Install the package's dependencies again (make install)."),
        _tried("fonts", _fonts, "Install the package's dependencies again (make install)."),
        _tried("disk", lambda: _disk(settings), "Free some space, or set REELWORKS_HOME."),
        _tried("channels", lambda: _channels(settings), "docs/channels.md lists every setting."),
        _tried("keys", _keys, "docs/production.md says where keys are kept."),
    ]
    known = await _vendors(settings)
    board = await _notion(settings)
    return (*machine, await _database(settings), await _voice(settings), *known, *board)


async def _vendors(settings: Settings) -> tuple[Check, ...]:
    """The accounts that the channels use; a file of channels that cannot be read is told above."""
    try:
        found = channels.load(settings.channels)
    except ReelworksError:
        return ()
    return (*await vendors.checks(settings, found), *await connecting.checks(settings, found))


def _tried(name: str, check: Callable[[], str], remedy: str) -> Check:
    try:
        return Check(name, ok=True, found=check())
    except ReelworksError as error:
        return Check(name, ok=False, found=error.message, remedy=error.remedy or remedy)
    except OSError as error:
        return Check(name, ok=False, found=str(error), remedy=remedy)


def _python() -> str:
    return f"{sys.version.split()[0]} at {sys.executable}"


def _ffmpeg() -> str:
    first = ffmpeg.run(["-version"], timeout_s=20).stdout.decode(errors="replace").split("\n")[0]
    return " ".join(first.split()[:3])


def _fonts() -> str:
    return fonts.faces_for(fonts.caption_face(), "a", "en")[0].family


def _disk(settings: Settings) -> str:
    folder = next(f for f in (settings.home, *settings.home.parents) if f.is_dir())
    free = free_bytes(folder)
    if free < _A_FILM_BYTES:
        raise OSError(f"only {free / 2**30:.1f} GB free at {folder}; a film may need 2 GB")
    return f"{free / 2**30:.0f} GB free at {settings.home}"


def _channels(settings: Settings) -> str:
    known = channels.load(settings.channels)
    table = prices.table(settings.home)
    for channel in known:
        check_models(channel, table)
    missing = [
        file.warning
        for channel in known
        for use in ("watermark", "font", "intro", "outro")
        if (file := channels.branding_file(settings.channels.parent, channel, use)).warning
    ]
    ids = ", ".join(channel.id for channel in known)
    return "; ".join([f"{ids} from {settings.channels}", *missing])


def _keys() -> str:
    """Where keys come from; no more of them than their names."""
    file = secrets.path(os.environ)
    known = secrets.read()
    names = {name for its in secrets.VARIABLES.values() for name in its}
    there = ", ".join(sorted(names & {n for n, v in known.values.items() if v})) or "none"
    return f"{there} from {file if file.is_file() else 'the environment'}"


async def _database(settings: Settings) -> Check:
    try:
        async with opened(settings) as context, transaction(context.database) as tx:
            wrong = await context.carrier.health(tx)
            version = (await tx.exec_driver_sql("show server_version")).scalar_one()
    except ReelworksError as error:
        return Check("database", ok=False, found=error.message, remedy=error.remedy)
    where = "embedded" if settings.database_url is None else "DATABASE_URL"
    return Check("database", not wrong, wrong or f"PostgreSQL {version} ({where})")


async def _voice(settings: Settings) -> Check:
    """Say a word with the voice that narrates drafts."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        argv = [f"--output={folder / 'a.wav'}", f"--words={folder / 'a.json'}"]
        try:
            async with Scripts() as scripts:
                await scripts.run(
                    "generate_audio",
                    ["--text=Ready.", "--language=en", "--seed=1", *argv],
                    cwd=folder,
                    env=script_env(settings),
                    briefing=Briefing(),
                    on_event=_unheard,
                    timeout_s=_TIMEOUT_S,
                )
        except ReelworksError as error:
            return Check("voice", ok=False, found=error.message, remedy=error.remedy)
    return Check("voice", ok=True, found="the local voice speaks")


async def _notion(settings: Settings) -> tuple[Check, ...]:
    """Whether Notion takes the token and shows us the board, where it is used at all."""
    try:
        us = client.account()
        if us is None:
            return ()
        async with opened(settings) as context:
            found = await setup.checked(client.Line(context, us))
    except ReelworksError as error:
        return (Check("notion", ok=False, found=error.message, remedy=error.remedy),)
    return (Check("notion", ok=True, found=found),)


async def _unheard(event: ScriptEvent) -> None:
    """Only whether it ends well counts."""
