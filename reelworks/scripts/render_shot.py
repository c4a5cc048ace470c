"""Make a shot's final picture and voice: its clip fitted to its narration, captions burned in."""

from __future__ import annotations

import logging
from argparse import Namespace
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from reelworks.domain.errors import BadInput
from reelworks.media import branding, segment, typeset, voice, wav, words
from reelworks.media.looks import LOOKS
from reelworks.scripts import protocol

PARSER = protocol.Parser(
    description=__doc__,
    example="python -m reelworks.scripts.render_shot --clip shot-01.mp4 --narration shot-01.wav "
    "--words shot-01.json --size 1920x1080 --output segment-01.mp4 --voice voice-01.wav",
)
PARSER.add_argument("--clip", type=Path, required=True, help="moving picture of the shot, MP4")
PARSER.add_argument("--narration", type=Path, required=True, help="what is spoken, WAV")
PARSER.add_argument("--words", type=Path, required=True, help="word times, JSON")
PARSER.add_argument("--size", type=protocol.size, default=(1920, 1080), help="like 1920x1080")
PARSER.add_argument("--fps", type=int, default=30, help="frames a second: 24, 25, 30, 50 or 60")
PARSER.add_argument(
    "--quality", type=segment.Quality, choices=list(segment.Quality), default=segment.Quality.DRAFT
)
PARSER.add_argument("--watermark", type=Path, help="PNG shown small in the upper right corner")
PARSER.add_argument("--font", type=Path, help="the channel's own font, TrueType or OpenType")
PARSER.add_argument(
    "--captions", choices=list(LOOKS), default="classic", help="how they look; none: not at all"
)
PARSER.add_argument(
    "--colour", type=branding.colour, default="", help="the channel's own, like #FFD84A"
)
PARSER.add_argument("--language", default="en", help="BCP 47")
PARSER.add_argument("--title", default="", help="the film's title, shown over this shot")
PARSER.add_argument(
    "--transition", choices=("cut", "fade"), default="cut", help="how shots follow each other"
)
PARSER.add_argument("--lead", type=Fraction, default=Fraction("0.3"), help="seconds before")
PARSER.add_argument("--tail", type=Fraction, default=Fraction("0.45"), help="seconds after")
PARSER.add_argument("--output", type=Path, required=True, help="the segment, MP4")
PARSER.add_argument("--voice", type=Path, help="the narration as the film has it, WAV")

_FADE_S = 0.2  # from black and to black, at each end of a shot
_RATES = {24, 25, 30, 50, 60}  # a frame of each is a whole number of samples at 48 kHz


def work(args: Namespace, session: protocol.Session) -> protocol.Result:
    _check(args)
    sound = wav.read(args.narration)
    speech = Fraction(sound.samples.shape[1], sound.rate)
    frames = segment.frames_of(speech, args.lead, args.tail, args.fps)
    warnings: list[str] = []
    script = _script(args, frames / args.fps, warnings)
    width, height = args.size
    fade = round(_FADE_S * args.fps) if args.transition == "fade" else 0
    picture = segment.Picture(width, height, args.fps, frames, fade)
    mark = branding.watermark(args.watermark, warnings)
    encoder = segment.ENCODER[args.quality]
    segment.render(args.clip, args.output, picture, script, encoder, mark=mark)
    files = {"segment": args.output}
    if args.voice:
        voice.finish(args.narration, args.voice)
        files["voice"] = args.voice
    for warning in warnings:
        logging.getLogger(__name__).warning(warning)
    return protocol.Result(
        files=files,
        facts={
            "frames": frames,
            "speech_start": float(args.lead),
            "missing_glyphs": script.missing,
            "warnings": warnings,
        },
    )


def _script(args: Namespace, seconds: float, warnings: list[str]) -> typeset.Script:
    width, height = args.size
    return typeset.shot(
        width,
        height,
        typeset.Spoken(words.read(args.words), float(args.lead), seconds),
        language=args.language,
        title=args.title,
        own=branding.font(args.font, warnings),
        look=LOOKS[args.captions],
        colour=args.colour,
    )


def _check(args: Namespace) -> None:
    if args.fps not in _RATES:
        raise BadInput(f"--fps {args.fps} is not one of {sorted(_RATES)}.")
    if min(args.lead, args.tail) < 0 or max(args.lead, args.tail) > 60:
        raise BadInput("--lead and --tail are seconds from 0 to 60.")


def main(argv: Sequence[str] | None = None) -> int:
    return protocol.run(PARSER, work, argv)


if __name__ == "__main__":
    raise SystemExit(main())
