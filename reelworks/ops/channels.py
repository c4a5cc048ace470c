"""channels.yaml, read into channels or refused with every fault and its line."""

from __future__ import annotations

import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path, PurePosixPath

from reelworks.domain.channels import (
    CAPTIONS,
    CARD,
    GATED_STAGES,
    LOCAL,
    MODELS,
    PIPELINES,
    PROFILES,
    PROVIDERS,
    STORAGES,
    Branding,
    Budget,
    Channel,
    Gate,
    Need,
    Privacy,
    Quality,
    Transition,
)
from reelworks.domain.errors import BadChannels, UnsafePath
from reelworks.domain.money import Usd, usd
from reelworks.domain.services import Limits
from reelworks.domain.stages import Stage
from reelworks.ops import channel_youtube, service_limits
from reelworks.ops.sections import Faults, Section, section
from reelworks.ops.yaml_nodes import Fault, parse

MOST_SHOTS = 60
_LARGEST_FILE = 1_000_000
_MOST_TOLD = 20
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_YOUTUBE_CHANNEL = re.compile(r"UC[A-Za-z0-9_-]{22}")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_DRAWN = ("intro", "outro")  # what may be a card instead of a file
_DEFAULT = Channel(id="", name="")
_SUFFIXES = {
    "watermark": (".png",),
    "font": (".ttf", ".otf"),
    "intro": (".mp4", ".mov"),
    "outro": (".mp4", ".mov"),
}


@dataclass(frozen=True, slots=True)
class BrandingFile:
    """A channel's file, or why it is left out; both are None when the channel names none."""

    path: Path | None = None
    warning: str | None = None


@dataclass(frozen=True, slots=True)
class ChannelsFile:
    """What a channels.yaml says: its channels in their order, and the limits it gives services."""

    channels: tuple[Channel, ...]
    limits: Mapping[str, Limits]


def load(path: Path) -> tuple[Channel, ...]:
    """Every channel of the file, in its order. Raises BadChannels."""
    return read(path).channels


def read(path: Path) -> ChannelsFile:
    """The whole file. Raises BadChannels."""
    root = parse(_text(path))
    if isinstance(root, list):
        raise _refusal(path, root)
    faults = Faults()
    whole = section(root, "the file", faults)
    limits = {} if whole is None else service_limits.read(whole)
    file = ChannelsFile(_channels(whole), limits)
    if faults.found:
        raise _refusal(path, faults.found)
    return file


def branding_file(channels_folder: Path, channel: Channel, which: str) -> BrandingFile:
    """The channel's `watermark`, `font`, `intro` or `outro`, below its own folder.

    `channels_folder` is where channels.yaml lies. A missing file is a warning, for the film can
    do without; raises UnsafePath when a link leads out of the channel's folder.
    """
    named: PurePosixPath | None = getattr(channel.branding, which)
    if named is None or (named == CARD and which in _DRAWN):
        return BrandingFile()
    home = channels_folder / "channels" / channel.id
    path = (home / named).resolve()
    if not path.is_relative_to(home.resolve()):
        raise UnsafePath(
            f"The {which} of channel {channel.id}, {named}, leads out of {home}.",
            remedy="Put the file itself into that folder, not a link to it.",
        )
    if not path.is_file():
        return BrandingFile(
            warning=f"The {which} of channel {channel.id} is missing: there is no file {path}."
        )
    return BrandingFile(path)


def belongings(path: Path) -> dict[str, Path]:
    """The file and all that its channels name, as a backup calls them; nothing of the package."""
    if path.is_relative_to(str(files("reelworks"))):
        return {}
    found = {"channels/channels.yaml": path}
    for channel in load(path):
        for which in _SUFFIXES:
            named = getattr(channel.branding, which)
            if named is not None and (file := branding_file(path.parent, channel, which)).path:
                found[f"channels/channels/{channel.id}/{named}"] = file.path
    return found


def _text(path: Path) -> str:
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            raise BadChannels(f"{path} is not a file.", remedy="Name the channels.yaml to use.")
        if about.st_size > _LARGEST_FILE:
            raise BadChannels(
                f"{path} has {about.st_size:,} bytes; a channels.yaml has at most "
                f"{_LARGEST_FILE:,}.",
                remedy="Is it the right file?",
            )
        content = path.read_bytes()
    except OSError as error:
        raise BadChannels(
            f"{path} cannot be read: {error.strerror}.",
            remedy="Check the path; examples/channels.yaml is one to begin with.",
        ) from error
    try:
        return content.decode("utf-8-sig")  # Windows editors begin a file with a mark
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _refusal(path, [Fault(line, "this is not UTF-8: save the file as UTF-8")]) from error


def _refusal(path: Path, faults: list[Fault]) -> BadChannels:
    told = sorted(set(faults), key=lambda fault: (fault.line, fault.reason))
    lines = [
        f"line {fault.line}: {fault.reason}{'' if fault.reason.endswith('?') else '.'}"
        for fault in told[:_MOST_TOLD]
    ]
    if len(told) > _MOST_TOLD:
        lines.append(f"And {len(told) - _MOST_TOLD} more.")
    several = "\n  ".join((f"{path} has {len(told)} faults:", *lines))
    return BadChannels(
        several if len(told) > 1 else f"{path}, {lines[0]}",
        line=told[0].line,
        remedy="docs/channels.md lists every setting.",
    )


def _channels(root: Section | None) -> tuple[Channel, ...]:
    if root is None:
        return ()
    entries = root.sections("channels", "a channel")
    channels = [_channel(entry) for entry in entries]
    seen: set[str] = set()
    for entry, channel in zip(entries, channels, strict=True):
        if channel.id in seen:
            entry.fault("id", f"{channel.id} is already used by a channel above: choose another")
        seen |= {channel.id} - {""}
    root.close()
    return tuple(channels)


def _channel(entry: Section) -> Channel:
    name = _id(entry)
    profile = entry.choice("profile", PROFILES, _DEFAULT.profile)
    providers = _providers(entry, PROFILES[profile])
    channel = Channel(
        id=name,
        name=entry.text("name", name, longest=100),
        language=_language(entry),
        voice=entry.text("voice"),
        brand=entry.text("brand", longest=2_000),
        shots=entry.whole("shots", _DEFAULT.shots, low=1, high=MOST_SHOTS),
        quality=Quality(entry.choice("quality", [*Quality], _DEFAULT.quality)),
        privacy=Privacy(entry.choice("privacy", [*Privacy], _DEFAULT.privacy)),
        youtube_channel=_youtube_channel(entry),
        youtube=channel_youtube.read(entry),
        storage=entry.choice("storage", STORAGES, _DEFAULT.storage),
        pipeline=entry.choice("pipeline", PIPELINES, _DEFAULT.pipeline),
        profile=profile,
        branding=_branding(entry),
        captions=_captions(entry),
        transition=Transition(entry.choice("transition", [*Transition], _DEFAULT.transition)),
        budget=_budget(entry),
        gates=_gates(entry),
        providers=providers,
        models=_models(entry, providers),
    )
    _check_final(entry, channel)
    entry.close()
    return channel


def _check_final(entry: Section, channel: Channel) -> None:
    """What production shows the world, a named person has looked at."""
    shown = channel.profile == "production" and channel.youtube is not None
    if shown and channel.gates[Stage.FINAL] is not Gate.HUMAN:
        entry.fault(
            "gates" if entry.has("gates") else "youtube",
            "final must be human: in production, nothing is published that nobody has approved",
        )


def _id(entry: Section) -> str:
    if not entry.has("id"):
        entry.fault("id", "is missing: every channel needs one")
    name = entry.text("id")
    if name and not _ID.fullmatch(name):
        entry.fault("id", f"cannot be {name!r}: use lower-case letters, digits, - and _, up to 64")
    return name


def _language(entry: Section) -> str:
    language = entry.text("language", _DEFAULT.language)
    if not _LANGUAGE.fullmatch(language):
        entry.fault("language", f"cannot be {language!r}: use a code such as en or pt-BR")
    return language


def _youtube_channel(entry: Section) -> str | None:
    channel = entry.text("youtube_channel")
    if channel and not _YOUTUBE_CHANNEL.fullmatch(channel):
        entry.fault(
            "youtube_channel", f"cannot be {channel!r}: it is UC and 22 letters, digits, - and _"
        )
    return channel or None


def _gates(entry: Section) -> Mapping[Stage, Gate]:
    if entry.is_word("gates"):
        return dict.fromkeys(GATED_STAGES, Gate(entry.choice("gates", [*Gate], Gate.HUMAN)))
    stages = entry.section("gates")
    if stages is None:
        return _DEFAULT.gates
    gates = {
        stage: Gate(stages.choice(stage, [*Gate], _DEFAULT.gates[stage])) for stage in GATED_STAGES
    }
    stages.close()
    return gates


def _providers(entry: Section, profile: Mapping[Need, str]) -> Mapping[Need, str]:
    needs = entry.section("providers")
    if needs is None:
        return profile
    providers = {need: needs.choice(need, PROVIDERS[need], profile[need]) for need in Need}
    needs.close()
    return providers


def _models(entry: Section, providers: Mapping[Need, str]) -> Mapping[Need, str]:
    """The model of each need that a vendor serves: the channel's own, else the usual one."""
    usual = {need: MODELS.get((providers[need], need), "") for need in Need}
    named = entry.section("models")
    if named is not None:
        for need in Need:
            if named.has(need) and providers[need] == LOCAL:
                named.fault(need, "has no choice of models: it is served locally")
            usual[need] = named.text(need, usual[need])
        named.close()
    return {need: model for need, model in usual.items() if model and providers[need] != LOCAL}


def _budget(entry: Section) -> Budget:
    amounts = entry.section("budget")
    if amounts is None:
        return Budget()
    unknown = _usd(amounts, "unknown_retry_max")
    budget = Budget(
        per_video=_usd(amounts, "per_video"),
        per_day=_usd(amounts, "per_day"),
        unknown_retry_max=_DEFAULT.budget.unknown_retry_max if unknown is None else unknown,
    )
    amounts.close()
    return budget


def _usd(amounts: Section, key: str) -> Usd | None:
    amount = amounts.amount(key)
    return None if amount is None else usd(amount)


def _branding(entry: Section) -> Branding:
    named = entry.section("branding")
    if named is None:
        return Branding()
    files = {which: _named_file(named, which) for which in _SUFFIXES}
    branding = Branding(**files, colour=_colour(named))
    named.close()
    return branding


def _colour(named: Section) -> str:
    colour = named.text("colour")
    if colour and not _COLOUR.fullmatch(colour):
        named.fault("colour", f'cannot be {colour!r}: write it in quotes, like "#27566B"')
    return colour


def _captions(entry: Section) -> str:
    """A style by itself, or as `captions: {style: ...}`."""
    if entry.is_word("captions"):
        return entry.choice("captions", CAPTIONS, _DEFAULT.captions)
    named = entry.section("captions")
    if named is None:
        return _DEFAULT.captions
    style = named.choice("style", CAPTIONS, _DEFAULT.captions)
    named.close()
    return style


def _named_file(named: Section, which: str) -> PurePosixPath | None:
    text = named.text(which)
    if not text:
        return None
    path = PurePosixPath(text)
    if path == CARD and which in _DRAWN:
        return path
    if path.is_absolute() or ".." in path.parts or "\\" in text or ":" in text:
        named.fault(which, f"cannot be {text!r}: name a file below the channel's own folder")
    elif path.suffix.lower() not in _SUFFIXES[which]:
        named.fault(which, f"cannot be {text!r}: it must be a {' or '.join(_SUFFIXES[which])} file")
    return path
