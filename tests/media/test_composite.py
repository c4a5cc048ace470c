"""A character in its environment: exact size, a layer of its own, lit and standing right."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from reelworks.domain.errors import BadInput
from reelworks.domain.story import Placement
from reelworks.media import layers, pictures
from reelworks.media.composite import CHARACTER_DEPTH, Request, compose
from reelworks.media.cutout import cutout
from reelworks.media.layers import Layer, Pixels, Stack

WIDTH, HEIGHT = 320, 180


def solid(height: int, width: int, *colour: int) -> Pixels:
    return np.full((height, width, len(colour)), colour, np.uint8)


def environment(folder: Path, size: tuple[int, int] = (WIDTH, HEIGHT)) -> tuple[Path, Path]:
    """Blue sky over green ground, with a black post in front of everything at the left."""
    width, height = layers.canvas_size(*size)
    sky = solid(height, width, 90, 140, 220, 255)
    ground = solid(height // 3, width, 60, 120, 50, 255)
    post = solid(height, width // 10, 0, 0, 0, 255)
    stack = Stack(
        width,
        height,
        (
            Layer("sky", 0.0, sky),
            Layer("ground", 0.6, ground, 0, height - height // 3),
            Layer("post", 0.95, post, width // 4, 0),
        ),
    )
    image, layered = folder / "environment.png", folder / "environment.ora"
    layers.write(layered, stack)
    image.write_bytes(layers.png(pictures.scaled(layers.flatten(stack), *size)))
    return image, layered


def character(folder: Path, *, lift: int = 0, height: int = 150) -> Path:
    pixels = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    pixels[HEIGHT - height - lift : HEIGHT - lift, 130:190] = (200, 40, 40, 255)
    path = folder / "character.png"
    path.write_bytes(layers.png(pixels))
    return path


def composed(
    folder: Path,
    *,
    figure: Path | None,
    placement: Placement = Placement.RIGHT,
    size: tuple[int, int] = (WIDTH, HEIGHT),
    layered: bool = True,
    made_for: tuple[int, int] = (WIDTH, HEIGHT),
) -> tuple[Pixels, Stack | None]:
    image, stack = environment(folder, made_for)
    out, out_layers = folder / "out.png", folder / "out.ora"
    out_layers.unlink(missing_ok=True)
    request = Request(image, stack if layered else None, figure, placement, *size)
    wrote = compose(request, out, out_layers)
    assert wrote == out_layers.exists()
    return pictures.load(out), layers.read(out_layers) if wrote else None


def red(picture: Pixels) -> tuple[np.ndarray[tuple[int], np.dtype[np.intp]], ...]:
    """Rows and columns where the figure is seen."""
    wide = picture.astype(int)
    return np.nonzero((wide[..., 0] > wide[..., 1] + 40) & (wide[..., 0] > wide[..., 2] + 20))


@pytest.mark.parametrize("size", [(320, 180), (640, 360), (426, 240), (180, 320)])
@pytest.mark.parametrize("layered", [True, False])
def test_composite_is_exactly_as_large_as_asked(
    tmp_path: Path, size: tuple[int, int], layered: bool
) -> None:
    picture, stack = composed(tmp_path, figure=character(tmp_path), size=size, layered=layered)
    assert picture.shape == (size[1], size[0], 3)
    if stack is not None:
        assert (stack.width, stack.height) == layers.canvas_size(*size)


def test_without_layers_going_in_none_come_out(tmp_path: Path) -> None:
    assert composed(tmp_path, figure=character(tmp_path), layered=False)[1] is None


@pytest.mark.parametrize("made_for", [(320, 180), (640, 360), (322, 182)])
def test_picture_is_its_layers_flattened_and_scaled(
    tmp_path: Path, made_for: tuple[int, int]
) -> None:
    picture, stack = composed(tmp_path, figure=character(tmp_path), made_for=made_for)
    assert stack is not None
    flat = pictures.scaled(layers.flatten(stack), WIDTH, HEIGHT)
    assert np.abs(flat.astype(int) - picture.astype(int)).max() <= 2


def test_the_quick_way_and_the_thorough_way_agree(tmp_path: Path) -> None:
    quick, _ = composed(tmp_path, figure=character(tmp_path), placement=Placement.LEFT)
    thorough, _ = composed(
        tmp_path, figure=character(tmp_path), placement=Placement.LEFT, made_for=(640, 360)
    )
    assert np.abs(quick.astype(int) - thorough.astype(int)).mean() < 1


def test_the_character_is_a_layer_between_middle_and_front(tmp_path: Path) -> None:
    _, stack = composed(tmp_path, figure=character(tmp_path))
    assert stack is not None
    assert [layer.name for layer in stack.layers] == ["sky", "ground", "character", "post"]
    assert stack.layers[2].depth == CHARACTER_DEPTH


def test_what_is_nearer_hides_the_character(tmp_path: Path) -> None:
    picture, _ = composed(tmp_path, figure=character(tmp_path), placement=Placement.LEFT)
    _, columns = red(picture)
    assert columns.size
    assert picture[120, 84:108].max() < 12  # the post is still whole and black


@pytest.mark.parametrize(
    ("placement", "share"),
    [(Placement.LEFT, 0.29), (Placement.CENTER, 0.5), (Placement.RIGHT, 0.71)],
)
def test_placement_is_where_it_says(tmp_path: Path, placement: Placement, share: float) -> None:
    picture, _ = composed(tmp_path, figure=character(tmp_path), placement=placement, layered=False)
    columns = red(picture)[1]
    assert (columns.min() + columns.max()) / 2 / WIDTH == pytest.approx(share, abs=0.03)


def test_a_person_is_a_little_over_half_as_tall_as_the_picture(tmp_path: Path) -> None:
    rows = red(composed(tmp_path, figure=character(tmp_path))[0])[0]
    assert 0.5 < (rows.max() - rows.min()) / HEIGHT < 0.66
    assert 0.85 < rows.max() / HEIGHT < 0.96


def test_what_flies_stays_in_the_air_without_a_shadow(tmp_path: Path) -> None:
    standing, _ = composed(tmp_path, figure=character(tmp_path, height=60))
    flying, _ = composed(tmp_path, figure=character(tmp_path, height=60, lift=90))
    assert red(flying)[0].max() < red(standing)[0].max() - 0.3 * HEIGHT
    ground = flying[-12:, 150:].astype(int)
    assert (ground.max(axis=(0, 1)) - ground.min(axis=(0, 1))).max() <= 4


def test_a_standing_figure_darkens_the_ground_at_its_feet(tmp_path: Path) -> None:
    bare, _ = composed(tmp_path, figure=None)
    picture, _ = composed(tmp_path, figure=character(tmp_path))
    darker = bare.astype(int).sum(axis=2) - picture.astype(int).sum(axis=2)
    assert darker[-18:, 180:].max() > 20


def test_light_is_matched_to_the_place(tmp_path: Path) -> None:
    figure = character(tmp_path)
    by_day, _ = composed(tmp_path, figure=figure, layered=False)
    image = tmp_path / "night.png"
    image.write_bytes(layers.png(solid(HEIGHT, WIDTH, 12, 18, 34)))
    request = Request(image, None, figure, Placement.RIGHT, WIDTH, HEIGHT)
    compose(request, tmp_path / "out.png", None)
    by_night = pictures.load(tmp_path / "out.png")
    spot = (slice(90, 120), slice(222, 232))
    assert by_night[spot].mean() < 0.75 * by_day[spot].mean()


def test_without_a_character_the_environment_is_handed_on_unchanged(tmp_path: Path) -> None:
    composed(tmp_path, figure=None)
    for suffix in ("png", "ora"):
        before, after = tmp_path / f"environment.{suffix}", tmp_path / f"out.{suffix}"
        assert before.read_bytes() == after.read_bytes()


def test_without_a_character_another_size_is_fitted(tmp_path: Path) -> None:
    picture, stack = composed(tmp_path, figure=None, made_for=(500, 500))
    assert picture.shape == (HEIGHT, WIDTH, 3)
    assert stack is not None
    assert (stack.width, stack.height) == layers.canvas_size(WIDTH, HEIGHT)


def test_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    figure = character(tmp_path)
    composed(tmp_path, figure=figure)
    first = [(tmp_path / name).read_bytes() for name in ("out.png", "out.ora")]
    composed(tmp_path, figure=figure)
    assert first == [(tmp_path / name).read_bytes() for name in ("out.png", "out.ora")]


def test_a_clear_character_leaves_the_environment_as_it_is(tmp_path: Path) -> None:
    nothing = tmp_path / "nothing.png"
    nothing.write_bytes(layers.png(np.zeros((50, 50, 4), np.uint8)))
    picture, _ = composed(tmp_path, figure=nothing)
    assert np.array_equal(picture, pictures.load(tmp_path / "environment.png"))


def test_a_figure_on_plain_ground_is_freed_from_it() -> None:
    picture = solid(100, 80, 240, 240, 238)
    picture[20:95, 30:50] = (60, 30, 20)
    figure = cutout(picture)
    assert figure is not None
    assert figure.pixels.shape[0] == pytest.approx(75, abs=3)
    assert figure.pixels.shape[1] == pytest.approx(20, abs=3)
    assert figure.lift == pytest.approx(0.05, abs=0.02)
    assert figure.pixels[40, figure.pixels.shape[1] // 2, 3] == 255


def test_a_picture_without_plain_ground_keeps_its_middle() -> None:
    busy = np.random.default_rng(3).integers(0, 255, (90, 120, 3), dtype=np.uint8)
    figure = cutout(busy)
    assert figure is not None
    assert figure.pixels[figure.pixels.shape[0] // 2, figure.pixels.shape[1] // 2, 3] == 255
    assert figure.pixels[0, :, 3].max() < 128


def test_a_broken_picture_is_refused(tmp_path: Path) -> None:
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"\x89PNG\r\n\x1a\n and then nothing")
    with pytest.raises(BadInput, match=r"bad\.png"):
        composed(tmp_path, figure=bad)
