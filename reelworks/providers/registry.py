"""Which implementations there are of each need: one dict per port, loaded only when asked for."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import cast

from reelworks.domain.errors import BadInput
from reelworks.ports.account import Account
from reelworks.ports.clip import ClipMaker
from reelworks.ports.host import ImageHost
from reelworks.ports.image import ImageMaker
from reelworks.ports.sound import SoundMaker
from reelworks.ports.speech import Speaker
from reelworks.ports.write import Writer

WRITERS = {
    "local": "reelworks.providers.local.writer:LocalWriter",
    "openai": "reelworks.providers.openai.writer:OpenAIWriter",
}
IMAGE_MAKERS = {
    "local": "reelworks.providers.local.painter:Painter",
    "gemini": "reelworks.providers.gemini.images:GeminiImages",
}
CLIP_MAKERS = {
    "local": "reelworks.providers.local.camera:Camera",
    "kling": "reelworks.providers.kling.maker:KlingThroughKie",
    "kling-official": "reelworks.providers.kling.maker:OfficialKling",
}
SPEAKERS = {
    "local": "reelworks.providers.local.voice:LocalVoice",
    "elevenlabs": "reelworks.providers.elevenlabs.speech:ElevenLabsVoice",
}
EFFECT_MAKERS = {
    "local": "reelworks.providers.local.sound:Ambience",
    "elevenlabs": "reelworks.providers.elevenlabs.effects:ElevenLabsEffects",
}
MUSIC_MAKERS = {
    "local": "reelworks.providers.local.sound:MusicBed",
    "elevenlabs": "reelworks.providers.elevenlabs.effects:ElevenLabsMusic",
}
ACCOUNTS = {
    "openai": "reelworks.providers.openai.account:OpenAIAccount",
    "gemini": "reelworks.providers.gemini.account:GeminiAccount",
    "kling": "reelworks.providers.kling.account:KieAccount",
    "kling-official": "reelworks.providers.kling.account:OfficialAccount",
    "elevenlabs": "reelworks.providers.elevenlabs.account:ElevenLabsAccount",
}
IMAGE_HOSTS = {
    "kie": "reelworks.providers.hosting.kie_upload:KieUpload",
    "s3": "reelworks.providers.hosting.bucket:BucketHost",
    "catbox": "reelworks.providers.hosting.catbox:Catbox",
}


def writer(provider: str) -> Writer:
    return cast(Writer, _load("write", WRITERS, provider))


def image_maker(provider: str) -> ImageMaker:
    return cast(ImageMaker, _load("image", IMAGE_MAKERS, provider))


def clip_maker(provider: str) -> ClipMaker:
    return cast(ClipMaker, _load("clip", CLIP_MAKERS, provider))


def speaker(provider: str) -> Speaker:
    return cast(Speaker, _load("speech", SPEAKERS, provider))


def effect_maker(provider: str) -> SoundMaker:
    return cast(SoundMaker, _load("effects", EFFECT_MAKERS, provider))


def music_maker(provider: str) -> SoundMaker:
    return cast(SoundMaker, _load("music", MUSIC_MAKERS, provider))


def account(provider: str) -> Account:
    return cast(Account, _load("accounts", ACCOUNTS, provider))


def image_host(host: str) -> ImageHost:
    return cast(ImageHost, _load("hosting pictures", IMAGE_HOSTS, host))


def _load(need: str, known: Mapping[str, str], provider: str) -> object:
    if provider not in known:
        raise BadInput(
            f"There is no provider {provider!r} for {need}.",
            remedy=f"Use one of: {', '.join(sorted(known))}.",
        )
    module, _, name = known[provider].partition(":")
    return getattr(import_module(module), name)()
