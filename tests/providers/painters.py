"""What every maker of pictures does, whoever it is: the behaviour of the port `image`."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from reelworks.domain.story import AssetKind
from reelworks.ports.image import ImageMaker, ImageRequest
from tests.providers.hand import Hand

PLACE = "Misty dawn, muted blue. A lighthouse on a rocky coast"
FIGURE = "Misty dawn, muted blue. An old keeper in a dark coat"


def asked(kind: AssetKind, size: tuple[int, int], **more: str) -> ImageRequest:
    prompt = PLACE if kind is AssetKind.ENVIRONMENT else FIGURE
    return ImageRequest(prompt, kind, *size, seed=1, **more)  # type: ignore[arg-type]


def a_place_is_a_full_picture_of_exactly_its_size(maker: ImageMaker, folder: Path) -> None:
    for size in ((640, 360), (360, 640), (500, 500)):
        made = folder / "place.png"
        maker.make(asked(AssetKind.ENVIRONMENT, size), made, None, Hand())
        with Image.open(made) as picture:
            assert (picture.format, picture.mode, picture.size) == ("PNG", "RGB", size)
            assert np.asarray(picture).std() > 5


def a_figure_stands_on_clear_ground(maker: ImageMaker, folder: Path) -> None:
    made = folder / "figure.png"
    maker.make(asked(AssetKind.CHARACTER, (640, 360)), made, None, Hand())
    with Image.open(made) as picture:
        assert (picture.format, picture.mode, picture.size) == ("PNG", "RGBA", (640, 360))
        alpha = np.asarray(picture)[..., 3]
    assert alpha[:5].max() == 0
    assert 0.01 < (alpha > 200).mean() < 0.9


def nothing_is_left_beside_the_picture(maker: ImageMaker, folder: Path) -> None:
    own = folder / "own"
    own.mkdir()
    maker.make(asked(AssetKind.ENVIRONMENT, (320, 180)), own / "a.png", None, Hand())
    assert [path.name for path in own.iterdir()] == ["a.png"]
