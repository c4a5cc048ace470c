"""Make a film's intro or outro: the channel's own clip, or a card in its colours.

A clip that cannot be used makes a warning and no segment: the film goes on without.
"""

from __future__ import annotations

import logging
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from reelworks.domain.errors import BadInput
from reelworks.media import branding, cards, segment
from reelworks.media.segment import Picture
from reelworks.scripts import protocol

PARSER = protocol.Parser(
    description=__doc__,
    example='python -m reelworks.scripts.render_card --title "The Keeper" --name "Tides and '
    'Lights" --size 1920x1080 --output intro.mp4 --sound intro.wav',
)
PARSER.add_argument("--clip", type=Path, help="the channel's own; without one a card is drawn")
PARSER.add_argument("--title", default="", help="in large letters")
PARSER.add_argument("--name", default="", help="the channel's, below it")
PARSER.add_argument("--logo", type=Path, help="PNG")
PARSER.add_argument("--font", type=Path, help="the channel's own font, TrueType or OpenType")
PARSER.add_argument(
    "--colour", type=branding.colour, default="", help="the channel's own, like #27566B"
)
PARSER.add_argument("--seconds", type=float, default=3.0, help="of a card")
PARSER.add_argument("--language", default="en", help="BCP 47")
PARSER.add_argument("--size", type=protocol.size, default=(1920, 1080), help="like 1920x1080")
PARSER.add_argument("--fps", type=int, default=30, help="frames a second: 24, 25, 30, 50 or 60")
PARSER.add_argument(
    "--quality", type=segment.Quality, choices=list(segment.Quality), default=segment.Quality.DRAFT
)
PARSER.add_argument("--output", type=Path, required=True, help="the segment, MP4")
PARSER.add_argument("--sound", type=Path, required=True, help="the clip's own sound, WAV")


def work(args: Namespace, session: protocol.Session) -> protocol.Result:
    warnings: list[str] = []
    files = _from_clip(args, warnings) if args.clip else _drawn(args, warnings)
    for warning in warnings:
        logging.getLogger(__name__).warning(warning)
    return protocol.Result(files=files, facts={"warnings": warnings})


def _from_clip(args: Namespace, warnings: list[str]) -> dict[str, Path]:
    width, height = args.size
    try:
        frames = cards.own_frames(args.clip, args.fps)
        picture = Picture(width, height, args.fps, frames)
        cards.own_clip(args.clip, args.output, picture, segment.ENCODER[args.quality])
        heard = cards.own_sound(args.clip, args.sound, frames, args.fps)
    except BadInput as error:
        warnings.append(f"{error.message} The film goes on without it.")
        return {}
    return {"segment": args.output, **({"sound": args.sound} if heard else {})}


def _drawn(args: Namespace, warnings: list[str]) -> dict[str, Path]:
    if not 0.5 <= args.seconds <= cards.LONGEST_S:
        raise BadInput(f"--seconds {args.seconds:g} is not from 0.5 to {cards.LONGEST_S}.")
    width, height = args.size
    picture = Picture(width, height, args.fps, round(args.seconds * args.fps))
    logo = branding.watermark(args.logo, warnings)
    face = branding.font(args.font, warnings)
    card = cards.Card(args.title, args.name, args.colour, logo, face, args.language)
    cards.drawn(card, args.output, picture, segment.ENCODER[args.quality])
    return {"segment": args.output}


def main(argv: Sequence[str] | None = None) -> int:
    return protocol.run(PARSER, work, argv)


if __name__ == "__main__":
    raise SystemExit(main())
