"""A channel: whose videos these are, how they look and sound, who must approve what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePosixPath

from reelworks.domain.money import Usd, usd
from reelworks.domain.stages import Stage


class Gate(StrEnum):
    HUMAN = "human"
    AUTOMATIC = "automatic"


class Need(StrEnum):
    """What a provider is picked for."""

    WRITE = "write"
    IMAGE = "image"
    CLIP = "clip"
    SPEECH = "speech"
    EFFECTS = "effects"
    MUSIC = "music"


class Quality(StrEnum):
    """How much work the final encode is given."""

    DRAFT = "draft"
    MASTER = "master"


class Transition(StrEnum):
    """How one shot follows another."""

    CUT = "cut"
    FADE = "fade"  # through black


class Privacy(StrEnum):
    PRIVATE = "private"
    UNLISTED = "unlisted"
    PUBLIC = "public"


LOCAL = "local"  # the provider that works on our own CPU, free
DRAFT = "draft"  # the profile of films that cost nothing
SANDBOX = "sandbox"  # the profile whose vendors are the stand-ins on loopback

# The names a channel may use; tests hold them equal to what is really there.
PIPELINES = ("documentary",)
S3 = "s3"  # a bucket of one's own: Amazon S3, Cloudflare R2
STORAGES = ("local", S3)
CAPTIONS = ("classic", "bold", "boxed", "quiet", "none")
CARD = PurePosixPath("card")  # as an intro or outro: drawn for the channel
PROVIDERS: Mapping[Need, tuple[str, ...]] = {
    **dict.fromkeys(Need, (LOCAL,)),
    Need.WRITE: (LOCAL, "openai"),
    Need.IMAGE: (LOCAL, "gemini"),
    Need.CLIP: (LOCAL, "kling", "kling-official"),
    **dict.fromkeys((Need.SPEECH, Need.EFFECTS, Need.MUSIC), (LOCAL, "elevenlabs")),
}
_PRODUCTION: Mapping[Need, str] = {
    Need.WRITE: "openai",
    Need.IMAGE: "gemini",
    Need.CLIP: "kling",
    Need.SPEECH: "elevenlabs",
    Need.EFFECTS: "elevenlabs",
    Need.MUSIC: LOCAL,  # a bed under the voice; decisions/0012
}
PROFILES: Mapping[str, Mapping[Need, str]] = {
    DRAFT: dict.fromkeys(Need, LOCAL),
    SANDBOX: _PRODUCTION,  # the same, at the stand-ins' addresses
    "production": _PRODUCTION,
}

# The model that a provider uses for a need when the channel names none. What vendors call their
# models changes: this is the one place for it.
MODELS: Mapping[tuple[str, Need], str] = {
    ("openai", Need.WRITE): "gpt-5-mini",
    ("gemini", Need.IMAGE): "gemini-3.1-flash-lite-image",
    ("kling", Need.CLIP): "kling/v2-1-standard",
    ("kling-official", Need.CLIP): "kling-v2-5-turbo:std",
    ("elevenlabs", Need.SPEECH): "eleven_multilingual_v2",
    ("elevenlabs", Need.EFFECTS): "eleven_text_to_sound_v2",
    ("elevenlabs", Need.MUSIC): "music_v1",
}

_TEN_CENTS = usd("0.10")

GATED_STAGES = (Stage.SCRIPT, Stage.ASSETS, Stage.VIDEO, Stage.AUDIO, Stage.FINAL)


@dataclass(frozen=True, slots=True)
class Branding:
    """Optional files, as written in channels.yaml: relative to the channel's own folder.

    `colour` is `#RRGGBB`; an intro or outro may be `CARD` instead of a file.
    """

    watermark: PurePosixPath | None = None
    font: PurePosixPath | None = None
    intro: PurePosixPath | None = None
    outro: PurePosixPath | None = None
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Budget:
    """Ceilings in US dollars; None is none.

    `unknown_retry_max`: a paid call of unknown outcome is made again without asking up to this
    price, and booked as possibly paid twice.
    """

    per_video: Usd | None = None
    per_day: Usd | None = None
    unknown_retry_max: Usd = _TEN_CENTS


@dataclass(frozen=True, slots=True)
class Youtube:
    """How a channel's films are published on YouTube.

    `description` is a template. `per_day`: how many videos at most, in YouTube's day. `project`
    names the Google Cloud project whose quota they take, where there are several. `synthetic` is
    the disclosure that AI made it. `schedule`: a time of day at which a video becomes public.
    """

    description: str = "{description}\n\n{chapters}"
    tags: tuple[str, ...] = ()
    category: str = "27"
    playlist: str = ""
    project: str = ""
    schedule: str = ""
    per_day: int = 6
    made_for_kids: bool = False
    synthetic: bool = True
    notify: bool = True


@dataclass(frozen=True, slots=True)
class Channel:
    """One entry of channels.yaml. `providers` names one per need, the profile already applied.

    `models` names one for each need that is not served locally, the defaults already applied, so
    that a video keeps the models it was begun with.
    """

    id: str  # lower-case letters, digits, - and _; also a folder name
    name: str
    language: str = "en"
    voice: str = ""
    brand: str = ""  # style in words, for writer and painter
    shots: int = 18
    quality: Quality = Quality.DRAFT
    privacy: Privacy = Privacy.PRIVATE
    youtube_channel: str | None = None
    youtube: Youtube | None = None  # None: its films stay here
    storage: str = "local"
    pipeline: str = "documentary"
    profile: str = DRAFT
    branding: Branding = field(default_factory=Branding)
    captions: str = "classic"  # how they look: one of CAPTIONS
    transition: Transition = Transition.CUT
    budget: Budget = field(default_factory=Budget)
    gates: Mapping[Stage, Gate] = field(
        default_factory=lambda: dict.fromkeys(GATED_STAGES, Gate.AUTOMATIC)
    )
    providers: Mapping[Need, str] = field(default_factory=lambda: PROFILES[DRAFT])
    models: Mapping[Need, str] = field(default_factory=dict)

    def model(self, need: Need) -> str:
        """The model that serves a need; "" where the provider has no choice of them."""
        return self.models.get(need) or MODELS.get((self.providers[need], need), "")
