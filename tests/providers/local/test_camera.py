"""A clip of the local camera: as asked, steady, alive in every frame, and the same every time."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.camera import dots, found, ideal, jitter, landscape
from reelworks.domain.errors import BadInput
from reelworks.domain.money import Usd
from reelworks.media import layers
from reelworks.media.probe import probe_picture
from reelworks.ports.clip import ClipRequest
from reelworks.providers.local.camera import Camera, maker, moves, planes, words
from reelworks.providers.local.camera.render import Renderer
from reelworks.providers.local.camera.words import Move
from reelworks.providers.registry import clip_maker

WIDTH, HEIGHT = 320, 180
Luma = NDArray[np.uint8]


class Listener:
    """A handshake that keeps what it is told."""

    resume = None

    def __init__(self) -> None:
        self.told: list[float] = []

    def intent(self, service: str, estimate: Usd) -> None:
        raise AssertionError("the local camera costs nothing")

    def submitted(self, job: str) -> None:
        raise AssertionError("the local camera has no vendor")

    def progress(self, done: float, note: str = "") -> None:
        self.told.append(done)


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> ClipRequest:
    """A landscape in layers, and the same flat."""
    folder = tmp_path_factory.mktemp("still")
    stack = landscape(WIDTH, HEIGHT)
    layers.write(folder / "still.ora", stack)
    flat = cv2.resize(layers.flatten(stack), (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    (folder / "still.png").write_bytes(layers.png(flat.astype(np.uint8)))
    return ClipRequest(
        folder / "still.png", folder / "still.ora", "", 1.0, WIDTH, HEIGHT, 30, seed=7
    )


def made(request: ClipRequest, clip: Path) -> Path:
    Camera().make(request, clip, Listener())
    return clip


def decoded(clip: Path) -> list[Luma]:
    with av.open(str(clip)) as container:
        return [
            frame.to_ndarray()[: frame.height, : frame.width] for frame in container.decode(video=0)
        ]


def psnr(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    return float(10 * np.log10(255**2 / np.mean((one.astype(float) - other.astype(float)) ** 2)))


def test_the_registry_knows_it() -> None:
    assert isinstance(clip_maker("local"), Camera)


@pytest.mark.parametrize("seconds", [0.5, 1.01])
def test_clip_has_the_size_rate_and_at_least_the_length_asked_for(
    still: ClipRequest, tmp_path: Path, seconds: float
) -> None:
    picture = probe_picture(made(replace(still, seconds=seconds), tmp_path / "c.mp4"))
    frames = -(-round(seconds * 3000) // 100)
    assert (picture.codec, picture.pixels, picture.space) == ("h264", "yuv420p", "bt709")
    assert (picture.width, picture.height, picture.fps) == (WIDTH, HEIGHT, 30)
    assert picture.frames == frames
    assert picture.seconds == pytest.approx(frames / 30, abs=1e-6)


def test_frame_times_are_exact(still: ClipRequest, tmp_path: Path) -> None:
    clip = made(replace(still, fps=24), tmp_path / "c.mp4")
    with av.open(str(clip)) as container:
        times = [frame.pts * frame.time_base for frame in container.decode(video=0)]
    assert times == [Fraction(number, 24) for number in range(24)]


@pytest.mark.parametrize("move", list(Move))
def test_every_frame_of_every_move_differs_from_the_one_before(
    still: ClipRequest, tmp_path: Path, move: Move
) -> None:
    frames = decoded(made(replace(still, motion=move.value, seconds=2), tmp_path / "c.mp4"))
    assert len(frames) == 60
    assert min(np.abs(a.astype(int) - b).mean() for a, b in pairwise(frames)) > 0.005


@pytest.mark.parametrize("move", list(Move))
def test_moves_are_steady_to_a_small_part_of_a_pixel(move: Move) -> None:
    rms, largest = jitter(move, 640, 360, 20)
    assert rms < 0.05
    assert largest < 0.15


def test_the_way_through_the_encoder_keeps_the_path(tmp_path: Path) -> None:
    stack, places = dots(640, 360, 0.5, every=90)
    layers.write(tmp_path / "d.ora", stack)
    (tmp_path / "d.png").write_bytes(layers.png(layers.flatten(stack)))
    request = ClipRequest(
        tmp_path / "d.png", tmp_path / "d.ora", "pan left", 1.0, 640, 360, 30, seed=1
    )
    path = maker.plan(request, planes.scene(stack, 3), 30, seed=1)
    target = ideal(path, 0.5, places, 640, 360)
    inside = np.all((target > 20) & (target < np.array((640, 360)) - 20), axis=(0, 2))
    frames = decoded(made(request, tmp_path / "c.mp4"))
    off = [found(frame, at[inside]) - at[inside] for frame, at in zip(frames, target, strict=True)]
    assert np.sqrt(np.mean(np.square(off))) < 0.05


def test_near_things_move_more_than_far_ones() -> None:
    stack, (far, near) = two_dots()
    request = ClipRequest(Path(__file__), None, "pan right", 1.0, 640, 360, 30, seed=1)
    scene = planes.scene(stack, 3)
    path = maker.plan(request, scene, 30, seed=1)
    frames = [
        np.frombuffer(frame, np.uint8)[: 640 * 360].reshape(360, 640).copy()
        for frame in Renderer(scene, path, 640, 360).frames()
    ]
    paths = [
        np.array([seen_at(frame, place, shade) for frame in frames])
        for place, shade in ((far, 235), (near, 16))
    ]
    far_way, near_way = (abs(way[-1] - way[0]) for way in paths)
    assert far_way > 3
    assert near_way > 2 * far_way


def two_dots() -> tuple[layers.Stack, tuple[int, int]]:
    """A white dot far away in the upper half, a black one near in the lower half, on grey."""
    width, height = layers.canvas_size(640, 360)
    far = np.full((height, width, 4), (120, 120, 120, 255), np.uint8)
    near = np.zeros_like(far)
    cv2.circle(far, (width // 2, height // 3), 12, (255, 255, 255, 255), -1, cv2.LINE_AA)
    cv2.circle(near, (width // 2, height * 2 // 3), 12, (0, 0, 0, 255), -1)
    stack = layers.Stack(
        width, height, (layers.Layer("far", 0.1, far), layers.Layer("near", 0.9, near))
    )
    return stack, (height // 3, height * 2 // 3)


def seen_at(frame: Luma, row: int, shade: int) -> float:
    """Across, the middle of what has this shade in its half of the frame."""
    half = frame[:180] if row < 216 else frame[180:]
    _, columns = np.nonzero(np.abs(half.astype(int) - shade) < 40)
    return float(columns.mean())


def test_at_zoom_one_the_view_is_the_flat_picture(still: ClipRequest, tmp_path: Path) -> None:
    clip = made(replace(still, motion="slow push in"), tmp_path / "c.mp4")
    with av.open(str(clip)) as container:
        first = next(container.decode(video=0)).to_ndarray(format="rgb24")
    flat = cv2.cvtColor(cv2.imread(str(still.image)), cv2.COLOR_BGR2RGB)
    assert psnr(first, flat) > 33


def test_colours_are_bt709_limited(tmp_path: Path) -> None:
    for rgb, yuv in {
        (255, 255, 255): (235, 128, 128),
        (0, 0, 0): (16, 128, 128),
        (255, 0, 0): (63, 102, 240),
        (0, 255, 0): (173, 42, 26),
        (0, 0, 255): (32, 240, 118),
    }.items():
        stack = layers.Stack(
            96, 96, (layers.Layer("", 0, np.full((96, 96, 4), (*rgb, 255), np.uint8)),)
        )
        (ground,) = planes.scene(stack, 1).grounds
        got = [int(plane[100, 100]) for plane in (ground.y, ground.u, ground.v)]
        assert got == pytest.approx(yuv, abs=1), rgb


def test_half_clear_layers_let_the_ground_through() -> None:
    red = np.full((96, 96, 4), (255, 0, 0, 255), np.uint8)
    veil = np.full((96, 96, 4), (0, 0, 255, 128), np.uint8)
    stack = layers.Stack(96, 96, (layers.Layer("", 0, red), layers.Layer("", 1, veil)))
    path = moves.path([Move.PUSH_IN], 1, 1, 2, np.random.default_rng(1)).within([0, 1], 1.2)
    apart = next(Renderer(planes.scene(stack, 2), path, 80, 80).frames()).tobytes()
    merged = next(Renderer(planes.scene(stack, 1), path, 80, 80).frames()).tobytes()
    expected = [(63 + 32) / 2, (102 + 240) / 2, (240 + 118) / 2]
    for frame in (apart, merged):
        planar = np.frombuffer(frame, np.uint8)
        means = [planar[:6400].mean(), planar[6400:8000].mean(), planar[8000:].mean()]
        assert means == pytest.approx(expected, abs=1.5)


def test_leaving_out_hidden_work_changes_no_pixel(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = planes.scene(landscape(640, 360), 3)
    request = ClipRequest(Path(__file__), None, "orbit left", 1, 640, 360, 30, seed=3)
    path = maker.plan(request, scene, 12, seed=3)
    economical = [bytes(frame) for frame in Renderer(scene, path, 640, 360).frames()]
    monkeypatch.setattr("reelworks.providers.local.camera.regions._CALLS", 1e12)  # one region
    whole = [bytes(frame) for frame in Renderer(scene, path, 640, 360).frames()]
    for one, other in zip(economical, whole, strict=True):
        difference = np.abs(
            np.frombuffer(one, np.uint8).astype(int) - np.frombuffer(other, np.uint8)
        )
        assert (
            np.percentile(difference, 99.9) <= 2
        )  # phases of a region differ by a hundredth pixel


def test_same_request_gives_the_same_bytes(still: ClipRequest, tmp_path: Path) -> None:
    one = made(still, tmp_path / "one.mp4").read_bytes()
    assert made(still, tmp_path / "two.mp4").read_bytes() == one


def test_another_seed_or_note_may_choose_another_move(still: ClipRequest) -> None:
    scene = planes.scene(landscape(WIDTH, HEIGHT), 3)
    plans = [maker.plan(still, scene, 9, seed) for seed in range(12)]
    assert len({plan.truck_x.tobytes() for plan in plans}) >= 4
    request = replace(still, motion="push in", note="pan left instead")
    panned = maker.plan(request, scene, 9, seed=1)
    assert panned.truck_x[0] > 0 > panned.truck_x[-1]
    assert np.ptp(panned.lens) == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("waves roll in; slow push in", (Move.PUSH_IN,)),
        ("The camera very slowly pushes in.", (Move.PUSH_IN,)),
        ("zoom-in", (Move.PUSH_IN,)),
        ("crowds move closer; pull back", (Move.PULL_OUT,)),
        ("Dolly zooms out", (Move.PULL_OUT,)),
        ("the camera pans left", (Move.PAN_LEFT,)),
        ("TRACKING TO THE RIGHT", (Move.PAN_RIGHT,)),
        ("slow tilt down", (Move.TILT_DOWN,)),
        ("crane up", (Move.TILT_UP,)),
        ("camera rises", (Move.TILT_UP,)),
        ("the camera circles left", (Move.ORBIT_LEFT,)),
        ("slow arc around the tower", (Move.ORBIT_RIGHT,)),
        ("gentle drift", (Move.DRIFT,)),
        ("snow drifts down; static shot", (Move.STATIC,)),
        ("no camera movement", (Move.STATIC,)),
        ("the camera holds still", (Move.STATIC,)),
        ("gentle handheld", (Move.HANDHELD,)),
        ("push in, handheld", (Move.HANDHELD,)),
        ("pan left while pushing in", (Move.PAN_LEFT, Move.PUSH_IN)),
        ("a panda eats", ()),
        ("", ()),
    ],
)
def test_camera_words_are_understood(text: str, expected: tuple[Move, ...]) -> None:
    assert words.moves(text) == expected


@pytest.mark.parametrize(
    "motion",
    [
        "",
        "?" * 5000,
        "a" * 100_000,
        "\x00\n{\\an8} %s ; -vf null",
        "推进镜头 🎥",
        "in in in out out left",
    ],
)
def test_any_text_makes_a_moving_clip(still: ClipRequest, tmp_path: Path, motion: str) -> None:
    clip = made(replace(still, motion=motion, note=motion, seconds=0.2), tmp_path / "c.mp4")
    frames = decoded(clip)
    assert len(frames) == 6
    assert not np.array_equal(frames[0], frames[-1])


@pytest.mark.parametrize("size", [(64, 64), (66, 358), (854, 480), (640, 66)])
@pytest.mark.parametrize("layered", [True, False])
def test_any_even_size_is_filled(tmp_path: Path, size: tuple[int, int], layered: bool) -> None:
    grey = np.full((216, 384, 4), (200, 200, 200, 255), np.uint8)
    near = grey.copy()
    near[:80, :, 3] = 0
    stack = layers.Stack(384, 216, (layers.Layer("", 0, grey), layers.Layer("", 1, near)))
    layers.write(tmp_path / "still.ora", stack)
    (tmp_path / "still.png").write_bytes(layers.png(grey[..., :3]))
    ora = tmp_path / "still.ora" if layered else None
    request = ClipRequest(tmp_path / "still.png", ora, "pan right", 0.2, *size, 30, seed=1)
    frames = decoded(made(request, tmp_path / "c.mp4"))
    assert frames[0].shape == (size[1], size[0])
    assert min(frame.min() for frame in frames) > 180  # darker would be from beyond the picture


@pytest.mark.parametrize("move", list(Move))
@pytest.mark.parametrize("pace", [0.5, 1.25])
def test_no_move_leaves_the_canvas_or_enlarges_beyond_it(move: Move, pace: float) -> None:
    depths = (0.0, 0.4, 1.0)
    for seed in range(5):
        rng = np.random.default_rng(seed)
        path = moves.path([move, Move.TILT_UP], pace, 8, 200, rng).within(depths, 1.2)
        for depth in depths:
            zoom = path.zoom(depth)
            assert zoom.max() <= 1.2 + 1e-9
            for shift in path.shift(depth):
                assert np.all(np.abs(shift) + 0.5 / zoom <= 0.5 + 1e-9)


@pytest.mark.parametrize("move", [Move.PUSH_IN, Move.PAN_LEFT, Move.TILT_DOWN, Move.ORBIT_LEFT])
def test_moves_begin_and_end_gently_but_never_stand(move: Move) -> None:
    path = moves.path([move], 1, 6, 180, np.random.default_rng(1)).within((0.0, 1.0), 1.2)
    curve = path.zoom(1.0) if move is Move.PUSH_IN else path.truck_x + path.truck_y
    speed = np.abs(np.diff(curve))
    assert 0.25 < speed[0] / speed.max() < 0.8
    assert 0.25 < speed[-1] / speed.max() < 0.8


def test_grounds_keep_like_depths_together() -> None:
    pixels = np.full((8, 8, 4), 255, np.uint8)
    depths = (0.0, 0.1, 0.5, 0.55, 1.0)
    parts = planes.grouped([layers.Layer("", depth, pixels) for depth in depths], 3)
    assert [[layer.depth for layer in part] for part in parts] == [[0, 0.1], [0.5, 0.55], [1.0]]


def test_flat_picture_of_another_shape_fills_the_frame(still: ClipRequest, tmp_path: Path) -> None:
    picture = np.full((500, 200, 3), 200, np.uint8)
    cv2.imwrite(str(tmp_path / "tall.jpg"), picture)
    request = replace(still, image=tmp_path / "tall.jpg", layers=None, seconds=0.2)
    frames = decoded(made(request, tmp_path / "c.mp4"))
    assert min(frame.min() for frame in frames) > 180


def test_progress_is_told_from_start_to_end(still: ClipRequest, tmp_path: Path) -> None:
    listener = Listener()
    Camera().make(still, tmp_path / "c.mp4", listener)
    assert listener.told == sorted(listener.told)
    assert (listener.told[0], listener.told[-1]) == (0.0, 1.0)


@pytest.mark.parametrize("name", ["still.png", "still.ora"])
def test_cut_off_picture_is_bad_input_and_leaves_nothing(
    still: ClipRequest, tmp_path: Path, name: str
) -> None:
    whole = (still.image.parent / name).read_bytes()
    broken = tmp_path / name
    broken.write_bytes(whole[: len(whole) // 2])
    request = (
        replace(still, image=broken, layers=None)
        if name.endswith("png")
        else replace(still, layers=broken)
    )
    with pytest.raises(BadInput, match=name):
        made(request, tmp_path / "c.mp4")
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("seconds", [0.0, -1.0, 1e9, float("nan")])
def test_impossible_lengths_are_refused(still: ClipRequest, tmp_path: Path, seconds: float) -> None:
    with pytest.raises(BadInput, match="seconds"):
        made(replace(still, seconds=seconds), tmp_path / "c.mp4")
