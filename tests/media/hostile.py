"""Two hundred texts that mean something to a program on their way, or are odd to look at."""

from __future__ import annotations

from tests.media.test_ass import HOSTILE

_MORE = (
    "[CHAPTER]\nSTART=0\nEND=1\ntitle=x",
    ";FFMETADATA1 #comment = value \\",
    "file 'x' ffconcat version 1.0",
    "'; DROP TABLE tasks; --",
    "{{ template }} ${HOME} #{x} <%= y %>",
    "https://example.org/?a=1&b=2#c",
    "\u202eright to left override\u202c ends",
    "\ufeffbyte order mark",
    "a\u2028line\u2029paragraph",
    "Z̸̢̛a͠l̷͝g̶o",
    "👩‍👩‍👧‍👦 and 🇮🇪 and 👍🏽",
    "½ ⅔ x² H₂O №5 ™ © § ¶ † ‡ • ‰",
    "ﬁ ﬂ Ǆ ŉ ẞ ſ",
    "£5, €6, ¥7, ₹8, ₿9",
    "∀x∈ℝ: ⌈x⌉ = −⌊−x⌋ ≠ ∞",
    "{\\t(0,500,\\fscx300)}{\\move(0,0,9,9)}{\\clip(0,0,1,1)}",
    "{\\fnNo Such Font\\fs200}big",
    "\\{\\\\}\\",
    "-i -f lavfi",
    "%(title)s {0} {title!r} %%n",
    "NOTE not a note\nSTYLE ::cue{}",
    "1\n00:00:01,000 --> 00:00:02,000",
)


def _forms(text: str) -> tuple[str, ...]:
    return text, f"Before {text} after", f"“{text}”", f"{text} {text}"


TEXTS = tuple(form for text in (*HOSTILE, *_MORE) for form in _forms(text))
