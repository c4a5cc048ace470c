"""Hats and the like, drawn on a head whose middle is at (0, 0.93)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reelworks.providers.local.painter.drawing import Drawing, trace


def _cap(d: Drawing, cloth: str, hair: str) -> None:
    d.curve(trace("-.056,.958 -.06,.99 -.03,1.018 .03,1.018 .062,.99 .056,.958"), "cloth")
    d.limb([(-0.05, 0.958, 0.016), (0.085, 0.953, 0.014)], "black")


def _brim(d: Drawing, cloth: str, hair: str) -> None:
    d.oval(0, 0.968, 0.11, 0.02, "leather")
    crown = trace("-.056,.968 -.05,1.02 -.02,1.035 .02,1.03 .05,1.02 .056,.968")
    d.curve(crown, "leather", light=0.55)
    d.box(-0.056, 0.968, 0.056, 0.983, "black")


def _tall(d: Drawing, cloth: str, hair: str) -> None:
    d.oval(0, 0.972, 0.088, 0.016, "black")
    d.shape(trace("-.054,.972 -.058,1.09 .058,1.09 .054,.972"), "black", light=0.6)


def _hood(d: Drawing, cloth: str, hair: str) -> None:
    outline = trace("-.085,.83 -.07,.93 -.05,.995 0,1.03 .055,.995 .072,.93 .085,.83 0,.8")
    d.curve(outline, cloth, light=0.5, soft=1.0)


def _crown(d: Drawing, cloth: str, hair: str) -> None:
    points = trace("-.052,.975 -.062,1.04 -.03,1.01 0,1.05 .03,1.01 .062,1.04 .052,.975")
    d.shape(points, "brass", light=0.8)


def _bun(d: Drawing, cloth: str, hair: str) -> None:
    d.oval(-0.005, 0.995, 0.032, 0.032, hair)


def _souwester(d: Drawing, cloth: str, hair: str) -> None:
    outline = trace("-.105,.915 -.06,.985 -.03,1.018 .03,1.018 .06,.985 .09,.935 0,.945")
    d.curve(outline, "brass", light=0.55)


# By the names of `people.Hat`; each is given the colours of the cloth and the hair.
HATS: Mapping[str, Callable[[Drawing, str, str], None]] = {
    "cap": _cap,
    "brim": _brim,
    "tall": _tall,
    "hood": _hood,
    "crown": _crown,
    "bun": _bun,
    "souwester": _souwester,
}
