"""Which language a text is in, by its script and its commonest words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from reelworks.providers.local.writer.lexis import words_of

ENGLISH = "en"
_SCRIPTS: Mapping[str, str] = {
    "ja": r"[\u3040-\u30ff]",
    "ko": r"[\uac00-\ud7af\u1100-\u11ff]",
    "zh": r"[\u3400-\u9fff]",
    "ru": r"[\u0400-\u04ff]",
    "ar": r"[\u0600-\u06ff]",
    "he": r"[\u0590-\u05ff]",
    "el": r"[\u0370-\u03ff]",
    "hi": r"[\u0900-\u097f]",
    "bn": r"[\u0980-\u09ff]",
    "ta": r"[\u0b80-\u0bff]",
    "th": r"[\u0e00-\u0e7f]",
    "ka": r"[\u10a0-\u10ff]",
    "hy": r"[\u0530-\u058f]",
    "am": r"[\u1200-\u137f]",
}
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_COMMON: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the of and to in is was it that for on with as by at from are were which has had"
        " this they their",
        "de": "der die das und ist nicht ein eine von zu mit den im auf für dem des wurde war auch",
        "fr": "le la les des et est un une du en dans qui que il pour par sur au avec était plus",
        "es": "el la los las de y en que es un una por con para se del fue su como más era",
        "it": "il lo la gli di e che è un una per con del della nel sono fu alla più come si",
        "pt": "o os as de e que em um uma do da para com não foi no na por mais se dos",
        "nl": "de het een en van is dat op te zijn met voor niet aan werd was er ook naar door",
        "sv": "och att det som en på är av för med den till inte har var ett om de från",
        "da": "og at det som en på er af for med den til ikke har var et om de fra blev",
        "pl": "i w na z się do jest że nie to o jak po był została przez od które dla oraz",
        "cs": "a se na je v že s do byl to jako pro který byla z ve po od nebo také",
        "tr": "ve bir bu da de için ile olarak olan daha çok en kadar sonra gibi ne yılında",
        "fi": "ja on oli se ei että hän joka myös mutta kun ovat kuin vuonna sen niin",
        "ro": "și de în la a cu pe din un o este care nu pentru mai fost au sau prin",
        "hu": "a az és hogy nem is egy volt meg ez de van csak már mint",
        "vi": "và của là có trong được một các cho người với không này đã những",
        "id": "yang dan di dari untuk dengan pada ini itu adalah dalam tidak ke oleh",
    }.items()
}
_LETTERS_READ = 40_000


def detect(text: str) -> str:
    """The BCP 47 tag of the text's language; English when nothing speaks for another."""
    text = text[:_LETTERS_READ]
    counts = {tag: len(re.findall(letters, text)) for tag, letters in _SCRIPTS.items()}
    if counts["ja"] * 8 > counts["zh"] and counts["ja"]:  # Japanese is written with Han too
        counts["ja"] += counts["zh"]
    script, most = max(counts.items(), key=lambda item: item[1])
    if most * 2 > len(_LATIN.findall(text)):
        return _variant(script, text)
    return _latin(text)


def _variant(script: str, text: str) -> str:
    if script == "ru" and re.search(r"[іїєґ]", text):
        return "uk"
    if script == "ar" and len(re.findall(r"[پچژگ]", text)) > len(text) / 200:
        return "fa"
    return script


def _latin(text: str) -> str:
    words = Counter(word.lower() for word in words_of(text))
    scores = {language: sum(words[word] for word in common) for language, common in _COMMON.items()}
    best = max(scores, key=lambda language: (scores[language], language == ENGLISH))
    telling = [word for word in _COMMON[best] if words[word] and len(word) > 1]
    return best if scores[best] > scores[ENGLISH] and len(telling) >= 2 else ENGLISH
