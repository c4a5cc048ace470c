"""The painter's pictures: exact, the same every time, never empty, whatever the prompt."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from reelworks.domain.story import AssetKind
from reelworks.media import layers, pictures
from reelworks.media.layers import OVERSCAN, Pixels
from reelworks.ports.image import ImageRequest
from reelworks.providers.local.painter import Painter
from reelworks.providers.local.painter.lexicon import Scene
from reelworks.scripts.protocol import Session

SIZE = (320, 180)
FILM = "Painterly illustration, calm mood, palette of sea blue and warm amber, low sun"
COAST = f"{FILM}. Wide view of a lighthouse on a rocky coast, soft morning light"


def paint(
    folder: Path,
    prompt: str,
    *,
    kind: AssetKind = AssetKind.ENVIRONMENT,
    seed: int = 1,
    size: tuple[int, int] = SIZE,
    note: str = "",
) -> tuple[Path, Path]:
    image, layered = folder / "picture.png", folder / "picture.ora"
    layered.unlink(missing_ok=True)
    request = ImageRequest(prompt, kind, *size, seed, note)
    Painter().make(request, image, layered, Session(io.StringIO(), supervised=False))
    return image, layered


def painted(folder: Path, prompt: str, **more: object) -> Pixels:
    return pictures.load(paint(folder, prompt, **more)[0])  # type: ignore[arg-type]


def apart(first: Pixels, second: Pixels) -> float:
    """Mean difference of two pictures in levels of 255."""
    return float(np.abs(first.astype(int) - second.astype(int)).mean())


def richness(picture: Pixels) -> tuple[float, float]:
    """Spread of lightness, and entropy of 4-bit colours in bits."""
    grey = picture[..., :3].mean(axis=2)
    bins = (picture[..., :3] >> 4).astype(int) @ np.array([256, 16, 1])
    share = np.bincount(bins.ravel()) / bins.size
    share = share[share > 0]
    return float(grey.std()), float(-(share * np.log2(share)).sum())


@pytest.mark.parametrize("size", [(320, 180), (640, 360), (180, 320), (426, 240), (64, 64)])
def test_picture_and_canvas_are_exactly_as_large_as_asked(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    image, layered = paint(tmp_path, COAST, size=size)
    with Image.open(image) as picture:
        assert (picture.size, picture.mode) == (size, "RGB")
    stack = layers.read(layered)
    assert (stack.width, stack.height) == layers.canvas_size(*size)
    assert stack.width == pytest.approx(size[0] * OVERSCAN, abs=1)


@pytest.mark.parametrize("kind", AssetKind)
def test_same_prompt_and_seed_give_the_same_bytes(tmp_path: Path, kind: AssetKind) -> None:
    first = [path.read_bytes() for path in paint(tmp_path, COAST, kind=kind) if path.exists()]
    again = [path.read_bytes() for path in paint(tmp_path, COAST, kind=kind) if path.exists()]
    assert first == again


def test_another_seed_is_another_picture(tmp_path: Path) -> None:
    seeds = [painted(tmp_path, COAST, seed=seed) for seed in range(4)]
    pairs = [apart(a, b) for i, a in enumerate(seeds) for b in seeds[:i]]
    assert min(pairs) > 4


def test_note_on_the_take_before_gives_another_picture(tmp_path: Path) -> None:
    before = painted(tmp_path, COAST)
    assert apart(before, painted(tmp_path, COAST, note="try again")) > 4


def test_wishes_in_a_note_are_obeyed(tmp_path: Path) -> None:
    def lightness(note: str) -> float:
        return float(np.mean([painted(tmp_path, COAST, note=note, seed=s).mean() for s in (1, 2)]))

    plain = lightness("once more")
    assert lightness("brighter please") > plain + 5
    assert lightness("darker") < plain - 5
    assert lightness("at night") < plain - 30


def test_layers_flattened_and_scaled_are_the_picture(tmp_path: Path) -> None:
    image, layered = paint(tmp_path, COAST, size=(640, 360))
    flat = pictures.scaled(layers.flatten(layers.read(layered)), 640, 360)
    difference = np.abs(flat.astype(int) - pictures.load(image).astype(int))
    assert difference.mean() < 1
    assert np.percentile(difference, 99.9) <= 4


@pytest.mark.parametrize("scene", Scene)
def test_layers_go_from_an_opaque_ground_to_the_front(tmp_path: Path, scene: Scene) -> None:
    stack = layers.read(paint(tmp_path, f"Golden light. Birds above a {scene.value}")[1])
    depths = [layer.depth for layer in stack.layers]
    assert depths == sorted(depths)
    assert depths[0] == 0
    assert 0.5 < depths[-1] <= 1
    assert 3 <= len(depths) <= 12
    assert stack.layers[0].pixels.shape[:2] == (stack.height, stack.width)
    assert stack.layers[0].pixels[..., 3].min() == 255


@pytest.mark.parametrize("scene", Scene)
def test_no_scene_is_ever_near_uniform(tmp_path: Path, scene: Scene) -> None:
    for prompt in (f"Bright day. A {scene.value}", f"Night. A {scene.value}, dense fog"):
        spread, entropy = richness(painted(tmp_path, prompt, size=(256, 144)))
        assert spread > 5, prompt
        assert entropy > 2.4, prompt


HOSTILE = [
    "",
    " ",
    ".",
    ". . .",
    "\x00\x01\x02",
    "🦀🎨🚀 ❤️‍🔥",
    "'; DROP TABLE pictures; --",
    "../../../etc/passwd",
    "%s%n{0}{{}}$(reboot)`id`",
    "\\N{\\an8}[Script Info]",
    "海辺の灯台、夜。月が出ている",
    "منارة على شاطئ البحر ليلا",
    "маяк на скале ночью",
    "प्रकाशस्तंभ समुद्र",
    "e\u0301" * 300,
    "word " * 2000,
    "x" * 10_000,
    "no no no no without not",
    "\ud83d",
]


@pytest.mark.parametrize("kind", AssetKind)
@pytest.mark.parametrize("prompt", HOSTILE, ids=range(len(HOSTILE)))
def test_any_prompt_gives_a_good_picture(tmp_path: Path, prompt: str, kind: AssetKind) -> None:
    picture = painted(tmp_path, prompt, kind=kind, size=(256, 144))
    assert picture.shape == (144, 256, 3 if kind is AssetKind.ENVIRONMENT else 4)
    shown = picture if kind is AssetKind.ENVIRONMENT else picture[picture[..., 3] > 128][None]
    assert shown.size
    assert richness(shown)[0] > 5


@pytest.mark.parametrize(
    "prompt",
    ["an old keeper with a lantern", "a crowd of people", "a tall stone lighthouse", "a quux"],
)
def test_characters_stand_at_the_bottom_middle_on_clear_ground(tmp_path: Path, prompt: str) -> None:
    alpha = painted(tmp_path, f"{FILM}. {prompt}", kind=AssetKind.CHARACTER, size=(640, 360))[
        ..., 3
    ]
    rows, columns = np.flatnonzero(alpha.max(axis=1) > 40), np.flatnonzero(alpha.max(axis=0) > 40)
    assert rows[-1] >= 357
    assert rows[-1] - rows[0] > 180
    assert abs((columns[0] + columns[-1]) / 2 - 320) < 48
    assert alpha[0].max() == 0
    assert alpha[:, [0, -1]].max() == 0
    assert 0.02 < (alpha > 128).mean() < 0.6


def test_a_character_has_no_layers(tmp_path: Path) -> None:
    assert not paint(tmp_path, "Dusk. a sailor", kind=AssetKind.CHARACTER)[1].exists()
