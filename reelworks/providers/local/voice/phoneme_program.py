"""A program of its own, under the GPL as it loads espeak-ng: texts in, their phonemes out.

It is started as `python phoneme_program.py` and never imported by Reelworks. It loads the
espeak-ng bridge out of the installed piper-tts (GPL-3.0-or-later) and nothing else of it.

Standard input: {"bridge": FILE, "data": FOLDER, "voice": NAME, "texts": [...]}.
Standard output: for every text its clauses: [[[phonemes, terminator, ends_sentence], ...], ...].
"""

from __future__ import annotations

import json
import sys
from importlib.machinery import ExtensionFileLoader
from importlib.util import module_from_spec, spec_from_loader


def main() -> None:
    order = json.load(sys.stdin.buffer)
    spec = spec_from_loader("espeakbridge", ExtensionFileLoader("espeakbridge", order["bridge"]))
    if spec is None or spec.loader is None:
        raise SystemExit(f"cannot load {order['bridge']}")
    bridge = module_from_spec(spec)
    spec.loader.exec_module(bridge)
    bridge.initialize(order["data"])
    bridge.set_voice(order["voice"])
    answer = [bridge.get_phonemes(text) for text in order["texts"]]
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode())


if __name__ == "__main__":
    main()
