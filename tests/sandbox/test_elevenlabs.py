"""ElevenLabs' stand-in against the vendor's own SDK: it is asked as it asks, and believed as it is.

The SDK takes answers as they come, whatever is missing; its types, asked by themselves, do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from elevenlabs import ElevenLabs
from elevenlabs.core import ApiError
from elevenlabs.types import AudioWithTimestampsResponse, Subscription, Voice

from reelworks.sandbox import server
from reelworks.sandbox.faults import Fault
from reelworks.sandbox.vendor import Desk

VOICE, TEXT = "JBFqnCBsd6RMkjVDRZzb", "Ships came home."
MP3 = (b"ID3", b"\xff\xfb", b"\xff\xf3")


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with server.running(["elevenlabs"], speed=1000) as sandbox:
        yield sandbox.desks["elevenlabs"]


@pytest.fixture
def sdk(desk: Desk) -> Iterator[ElevenLabs]:
    with httpx.Client(trust_env=False) as line:
        yield ElevenLabs(api_key=desk.key, base_url=desk.url, httpx_client=line)
    desk.faults.clear()


def asked(desk: Desk, method: str, path: str, body: object = None) -> Any:
    headers = {"xi-api-key": desk.key}
    answer = httpx.request(method, f"{desk.url}{path}", headers=headers, json=body)
    return answer.raise_for_status().json()


def test_speech_comes_with_the_time_of_every_character(desk: Desk, sdk: ElevenLabs) -> None:
    said = sdk.text_to_speech.convert_with_timestamps(
        VOICE, text=TEXT, model_id="eleven_multilingual_v2", output_format="mp3_44100_128"
    )
    assert said.alignment is not None
    assert "".join(said.alignment.characters) == TEXT
    path = f"/v1/text-to-speech/{VOICE}/with-timestamps?output_format=mp3_44100_128"
    body = {"text": TEXT, "model_id": "eleven_multilingual_v2"}
    AudioWithTimestampsResponse.model_validate(asked(desk, "POST", path, body))


def test_effects_and_music_are_sound(sdk: ElevenLabs) -> None:
    effect = sdk.text_to_sound_effects.convert(text="waves", duration_seconds=1.0)
    music = sdk.music.compose(prompt="quiet piano", music_length_ms=10_000, model_id="music_v1")
    for sound in (b"".join(effect), b"".join(music)):
        assert sound.startswith(MP3)


def test_what_it_tells_of_account_and_voice_has_all_that_the_vendors_types_want(
    desk: Desk, sdk: ElevenLabs
) -> None:
    told = Subscription.model_validate(asked(desk, "GET", "/v1/user/subscription"))
    assert told.character_limit == sdk.user.subscription.get().character_limit == 500_000
    assert Voice.model_validate(asked(desk, "GET", f"/v1/voices/{VOICE}")).voice_id == VOICE


@pytest.mark.parametrize(("fault", "status"), [(Fault.BUSY, 429), (Fault.QUOTA, 401)])
def test_errors_are_the_sdks_errors(desk: Desk, sdk: ElevenLabs, fault: Fault, status: int) -> None:
    desk.faults.order(fault, "speech")
    with pytest.raises(ApiError) as raised:
        sdk.text_to_speech.convert_with_timestamps(
            VOICE,
            text=TEXT,
            model_id="eleven_multilingual_v2",
            request_options={"max_retries": 0},
        )
    assert raised.value.status_code == status
    assert raised.value.body["detail"]["status"]
