"""Gemini's pictures: what is asked, what is believed, and what its refusals mean."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from reelworks.domain.errors import (
    BadAnswer,
    BadInput,
    ContentRefused,
    KeyRefused,
    OutcomeUnknown,
    QuotaExhausted,
    RateLimited,
    ReelworksError,
    VendorUnavailable,
)
from reelworks.domain.story import AssetKind
from reelworks.ports.image import ImageMaker, ImageRequest
from reelworks.providers import registry
from reelworks.providers.gemini.images import nearest_ratio
from reelworks.providers.local.painter.characters import character
from reelworks.providers.local.painter.wishes import read
from tests.providers import painters
from tests.providers.hand import Hand
from tests.providers.loopback import Asked, Loopback, Say, loopback

PRICE = Decimal("0.0336")


def encoded(picture: Image.Image, form: str = "JPEG") -> str:
    content = io.BytesIO()
    picture.save(content, form, quality=90)
    return base64.b64encode(content.getvalue()).decode()


def place(colour: str = "#335577") -> Image.Image:
    rows = np.linspace(0, 120, 384)[:, None, None].astype(np.uint8)
    grain = np.broadcast_to(rows, (384, 672, 3))
    return Image.blend(Image.new("RGB", (672, 384), colour), Image.fromarray(grain.copy()), 0.5)


def figure(ground: str) -> Image.Image:
    drawn = Image.fromarray(character(read("Dusk. an old keeper", "", 1), 1, 672, 384))
    whole = Image.new("RGB", drawn.size, ground)
    whole.paste(drawn, mask=drawn)
    return whole


def answer(*parts: Mapping[str, Any], finish: str = "STOP", **more: Any) -> dict[str, Any]:
    candidate = {"content": {"role": "model", "parts": [*parts]}, "finishReason": finish}
    return {"candidates": [{**candidate, **more}], "responseId": "resp-1"}


def inline(picture: Image.Image, **more: Any) -> dict[str, Any]:
    return {"inlineData": {"mimeType": "image/jpeg", "data": encoded(picture)}, **more}


def good(asked: Asked) -> Say:
    """What a well-behaved model answers."""
    text = asked.body["contents"][0]["parts"][0]["text"]
    ground = next((g for g in ("#00FF00", "#FF00FF") if g in text), None)
    return Say(answer({"text": "Here."}, inline(place() if ground is None else figure(ground))))


@pytest.fixture
def gemini(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Loopback]:
    monkeypatch.setenv("REELWORKS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GEMINI_API_KEY", "AIza-marked-key")
    with loopback(good) as vendor:
        monkeypatch.setenv("GEMINI_BASE_URL", vendor.url)
        yield vendor


@pytest.fixture(params=["local", "gemini"])
def maker(request: pytest.FixtureRequest, gemini: Loopback) -> ImageMaker:
    return registry.image_maker(request.param)


@pytest.mark.parametrize(
    "behaviour",
    [
        painters.a_place_is_a_full_picture_of_exactly_its_size,
        painters.a_figure_stands_on_clear_ground,
        painters.nothing_is_left_beside_the_picture,
    ],
    ids=lambda behaviour: behaviour.__name__,
)
def test_every_maker(maker: ImageMaker, behaviour: Any, tmp_path: Path) -> None:
    behaviour(maker, tmp_path)


def make(tmp_path: Path, hand: Hand | None = None, **more: Any) -> Path:
    request = painters.asked(more.pop("kind", AssetKind.ENVIRONMENT), (320, 180), **more)
    made = tmp_path / "made.png"
    registry.image_maker("gemini").make(request, made, None, hand or Hand())
    return made


def test_a_picture_is_asked_for_as_documented_and_priced_before(
    gemini: Loopback, tmp_path: Path
) -> None:
    hand = Hand()
    request = painters.asked(AssetKind.ENVIRONMENT, (640, 360), note="darker")
    spend = registry.image_maker("gemini").make(request, tmp_path / "a.png", None, hand)
    (asked,) = gemini.asked
    assert asked.path == "/v1beta/models/gemini-3.1-flash-lite-image:generateContent"
    assert asked.headers["x-goog-api-key"] == "AIza-marked-key"
    assert "key=" not in asked.path
    assert asked.body["generationConfig"] == {
        "responseModalities": ["TEXT", "IMAGE"],
        "imageConfig": {"aspectRatio": "16:9", "imageSize": "1K"},
    }
    (content,) = asked.body["contents"]
    assert content["role"] == "user"
    text = content["parts"][0]["text"]
    assert text.startswith(painters.PLACE)
    assert "darker" in text
    assert hand.intents == [("gemini", PRICE)]
    assert (spend.cost, spend.request_id) == (PRICE, "resp-1")


def test_a_model_may_name_its_size(gemini: Loopback, tmp_path: Path) -> None:
    hand = Hand()
    make(tmp_path, hand, model="gemini-3.1-flash-image:2K")
    (asked,) = gemini.asked
    assert "gemini-3.1-flash-image:generateContent" in asked.path
    assert asked.body["generationConfig"]["imageConfig"]["imageSize"] == "2K"
    assert hand.intents == [("gemini", Decimal("0.101"))]


@pytest.mark.parametrize(
    ("size", "ratio"),
    [((1920, 1080), "16:9"), ((1080, 1920), "9:16"), ((1080, 1080), "1:1"), ((1280, 1024), "4:3"),
     ((2560, 1080), "21:9"), ((4000, 300), "21:9")],
)  # fmt: skip
def test_the_ratio_that_loses_least_is_asked_for(size: tuple[int, int], ratio: str) -> None:
    assert nearest_ratio(*size) == ratio


@pytest.mark.parametrize(
    ("words", "ground"),
    [("an old keeper", "#00FF00"), ("a tree frog", "#FF00FF"), ("a soldier in olive", "#FF00FF")],
)
def test_a_figure_is_asked_for_on_a_ground_of_another_colour(
    gemini: Loopback, tmp_path: Path, words: str, ground: str
) -> None:
    request = ImageRequest(words, AssetKind.CHARACTER, 320, 180, 1)
    registry.image_maker("gemini").make(request, tmp_path / "a.png", None, Hand())
    assert ground in gemini.asked[0].body["contents"][0]["parts"][0]["text"]


def test_the_last_picture_is_taken(gemini: Loopback, tmp_path: Path) -> None:
    sketch, last = inline(place("#ff0000"), thought=True), inline(place("#0000ff"))
    gemini.script = [Say(answer(sketch, {"text": "better:"}, last))]
    with Image.open(make(tmp_path)) as picture:
        red, _, blue = np.asarray(picture).reshape(-1, 3).mean(axis=0)
    assert blue > red + 30


def test_snake_case_is_read_too(gemini: Loopback, tmp_path: Path) -> None:
    part = {"inline_data": {"mime_type": "image/png", "data": encoded(place(), "PNG")}}
    gemini.script = [Say(answer(part))]
    assert make(tmp_path).is_file()


def fault(code: int, message: str, status: str = "", details: list[Any] | None = None) -> Say:
    error = {"code": code, "message": message, "status": status, "details": details or []}
    return Say({"error": error}, code)


def quota(quota_id: str, value: str = "100", delay: str = "28s") -> list[Any]:
    return [
        {
            "@type": "type.googleapis.com/google.rpc.QuotaFailure",
            "violations": [{"quotaId": quota_id, "quotaValue": value}],
        },
        {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": delay},
    ]


DAY, MINUTE = "GenerateRequestsPerDayPerProjectPerModel", "GenerateRequestsPerMinutePerProject"
PAGE = "<html><title>502 Bad Gateway</title></html>"
NO_PICTURES: Mapping[str, tuple[Say, type[ReelworksError], str]] = {
    "the prompt is blocked": (
        Say({"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}),
        ContentRefused,
        "PROHIBITED_CONTENT",
    ),
    "the picture is blocked": (
        Say(answer(finish="IMAGE_SAFETY", finishMessage="It looks like somebody.", content={})),
        ContentRefused,
        "It looks like somebody",
    ),
    "too like another": (Say(answer(finish="IMAGE_RECITATION")), ContentRefused, "RECITATION"),
    "no picture this time": (Say(answer(finish="NO_IMAGE")), BadAnswer, "NO_IMAGE"),
    "only words": (
        Say(answer({"text": "What size would you like?"})), BadAnswer, "What size would you like",
    ),
    "nothing": (Say({}), BadAnswer, "nothing"),
    "no parts": (Say(answer(content=None)), BadAnswer, "without a picture"),
    "quota of the day": (
        fault(429, "You exceeded your current quota", "RESOURCE_EXHAUSTED", quota(DAY)),
        QuotaExhausted,
        "current quota",
    ),
    "no quota at all": (
        fault(429, "Quota exceeded, limit: 0", "RESOURCE_EXHAUSTED", quota(MINUTE, "0")),
        QuotaExhausted,
        "limit: 0",
    ),
    "quota of the minute": (
        fault(429, "Slow down", "RESOURCE_EXHAUSTED", quota(MINUTE)), RateLimited, "Slow down",
    ),
    "a wrong key": (
        fault(400, "API key not valid.", "INVALID_ARGUMENT", [{"reason": "API_KEY_INVALID"}]),
        KeyRefused,
        "API key not valid",
    ),
    "a key that may not": (fault(403, "denied", "PERMISSION_DENIED"), KeyRefused, "denied"),
    "billing": (
        fault(400, "enable billing", "FAILED_PRECONDITION"), BadInput, "enable billing",
    ),
    "retired": (fault(404, "is not found", "NOT_FOUND"), BadInput, "not found"),
    "overloaded": (fault(503, "overloaded", "UNAVAILABLE"), VendorUnavailable, "overloaded"),
    "a page": (Say(PAGE, 502, {"content-type": "text/html"}), VendorUnavailable, "Bad Gateway"),
    "a page in a 200": (Say(PAGE), VendorUnavailable, "Bad Gateway"),
    "an error in a 200": (
        Say({"error": {"code": 429, "message": "busy"}}), RateLimited, "busy",
    ),
    "a gateway that gave up": (Say("", 504), OutcomeUnknown, "504"),
    "torn": (Say(answer(inline(place())), how="torn"), OutcomeUnknown, "did not answer"),
    "dead": (Say(how="dead"), OutcomeUnknown, "did not answer"),
}  # fmt: skip


@pytest.mark.parametrize(("say", "kind", "words"), NO_PICTURES.values(), ids=NO_PICTURES)
def test_what_is_no_picture_is_named_for_what_it_is(
    gemini: Loopback, tmp_path: Path, say: Say, kind: type[ReelworksError], words: str
) -> None:
    gemini.script = [say]
    with pytest.raises(ReelworksError) as failed:
        make(tmp_path)
    assert type(failed.value) is kind
    assert words in failed.value.message
    assert failed.value.spent == 0
    assert "AIza-marked-key" not in str(failed.value)
    assert len(gemini.asked) == 1
    assert list(tmp_path.glob("*.png")) == []


@pytest.mark.parametrize(
    ("say", "wait"),
    [
        (fault(429, "Slow down", details=quota(MINUTE, delay="28s")), 28),
        (fault(429, "Please retry in 28.02s."), 28.02),
        (Say({"error": {"message": "Slow down"}}, 429, {"retry-after": "40"}), 40),
        (fault(429, "Slow down"), None),
    ],
)
def test_its_word_on_when_to_come_back_is_kept(
    gemini: Loopback, tmp_path: Path, say: Say, wait: float | None
) -> None:
    gemini.script = [say]
    with pytest.raises(RateLimited) as failed:
        make(tmp_path)
    assert failed.value.retry_after_s == pytest.approx(wait)


def sent(content: bytes, kind: str = "image/png") -> Say:
    data = base64.b64encode(content).decode()
    return Say(answer({"inlineData": {"mimeType": kind, "data": data}}))


def png(size: tuple[int, int]) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", size, "#446688").save(content, "PNG")
    return content.getvalue()


NOT_BELIEVED: Mapping[str, Say] = {
    "no picture at all": sent(b"hello"),
    "half a picture": sent(png((512, 512))[:200]),
    "a page": sent(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
    "another type": sent(png((512, 512)), "text/html"),
    "a thumbnail": sent(png((64, 64))),
    "a bomb": sent(png((9_000, 9_000))),
}


@pytest.mark.parametrize("say", NOT_BELIEVED.values(), ids=NOT_BELIEVED)
def test_a_picture_is_looked_at_before_it_is_believed(
    gemini: Loopback, tmp_path: Path, say: Say
) -> None:
    gemini.script = [say]
    with pytest.raises(BadAnswer) as failed:
        make(tmp_path)
    assert failed.value.spent == PRICE  # it was made, and is charged
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == []


def test_half_of_its_letters_are_no_picture(gemini: Loopback, tmp_path: Path) -> None:
    gemini.script = [Say(answer({"inlineData": {"mimeType": "image/png", "data": "###"}}))]
    with pytest.raises(BadAnswer, match="not whole"):
        make(tmp_path)


def test_a_figure_that_comes_on_clear_ground_is_taken_as_it_is(
    gemini: Loopback, tmp_path: Path
) -> None:
    drawn = Image.fromarray(character(read("Dusk. an old keeper", "", 1), 1, 672, 384))
    clear = {"inlineData": {"mimeType": "image/png", "data": encoded(drawn, "PNG")}}
    gemini.script = [Say(answer(clear))]
    with Image.open(make(tmp_path, kind=AssetKind.CHARACTER)) as picture:
        alpha = np.asarray(picture)[..., 3]
    assert alpha[0].max() == 0
    assert (alpha > 200).mean() > 0.02


def test_a_vendors_endless_words_are_cut_short(gemini: Loopback, tmp_path: Path) -> None:
    gemini.script = [fault(503, "busy\n" * 100_000)]
    with pytest.raises(VendorUnavailable) as failed:
        make(tmp_path)
    assert len(failed.value.message) < 1_000
    assert "\n" not in failed.value.message


def test_a_figure_that_cannot_be_freed_is_tried_again(gemini: Loopback, tmp_path: Path) -> None:
    gemini.script = [Say(answer(inline(place())))]
    with pytest.raises(BadAnswer, match="flat ground"):
        make(tmp_path, kind=AssetKind.CHARACTER)


@pytest.mark.parametrize("model", ["../models", "a/b", "a b", "gemini?key=1"])
def test_a_models_name_cannot_lead_elsewhere(gemini: Loopback, tmp_path: Path, model: str) -> None:
    home = tmp_path / "home"
    home.mkdir()
    entry = f'service: gemini, model: "{model}", unit: image, usd: 1, seen: "2026-11-26"'
    (home / "prices.yaml").write_text(f"prices: [{{{entry}, source: a test}}]", "utf-8")
    with pytest.raises(BadInput, match="no model of Gemini"):
        make(tmp_path, model=model)
    assert gemini.asked == []


def test_without_a_key_nothing_is_sent(
    gemini: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GEMINI_API_KEY")
    with pytest.raises(KeyRefused, match="GEMINI_API_KEY"):
        make(tmp_path)
    assert gemini.asked == []


def test_a_model_without_a_price_is_never_asked(gemini: Loopback, tmp_path: Path) -> None:
    hand = Hand()
    with pytest.raises(BadInput, match="no price"):
        make(tmp_path, hand, model="unheard-of")
    assert (gemini.asked, hand.intents) == ([], [])
