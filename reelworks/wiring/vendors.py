"""Which vendors the channels use, and whether our accounts there can be used."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from reelworks.domain.channels import LOCAL, SANDBOX, Channel, Need
from reelworks.domain.errors import ReelworksError
from reelworks.ops.settings import Settings
from reelworks.orchestrator.schemas.views import Check
from reelworks.wiring.studio import script_env, vendor_env
from reelworks.workers.tools import Briefing, ScriptEvent, Scripts

_TIMEOUT_S = 60.0


def used(channels: Iterable[Channel]) -> Mapping[str, tuple[str, ...]]:
    """The vendors of these channels, each with the models that they use, in order."""
    found: dict[str, dict[str, None]] = {}
    for channel in channels:
        for need in Need:
            provider = channel.providers[need]
            if provider != LOCAL:
                at = f"{SANDBOX}-{provider}" if channel.profile == SANDBOX else provider
                found.setdefault(at, {})[channel.model(need)] = None
    return {vendor: tuple(model for model in models if model) for vendor, models in found.items()}


async def checks(settings: Settings, channels: Iterable[Channel]) -> tuple[Check, ...]:
    """One check for each vendor, all at once, each by a script that knows that vendor's key."""
    async with Scripts() as scripts:
        asked = (_check(settings, scripts, *vendor) for vendor in used(channels).items())
        return tuple(await asyncio.gather(*asked))


async def _check(
    settings: Settings, scripts: Scripts, vendor: str, models: tuple[str, ...]
) -> Check:
    argv = [f"--provider={vendor.removeprefix(f'{SANDBOX}-')}", *(f"--model={m}" for m in models)]
    try:
        known = await asyncio.to_thread(vendor_env, vendor)
        with tempfile.TemporaryDirectory() as folder:
            result = await scripts.run(
                "check_account",
                argv,
                cwd=Path(folder),
                env={**script_env(settings), **known},
                briefing=Briefing(),
                on_event=_unheard,
                timeout_s=_TIMEOUT_S,
            )
    except ReelworksError as error:
        return Check(vendor, ok=False, found=error.message, remedy=error.remedy)
    facts = result.facts
    return Check(vendor, True, str(facts["found"]), warning=str(facts.get("warning", "")))


async def _unheard(event: ScriptEvent) -> None:
    """Only the answer counts."""
