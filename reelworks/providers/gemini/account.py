"""The account at Google."""

from __future__ import annotations

from collections.abc import Sequence

from reelworks.ports.account import Standing
from reelworks.providers.gemini.client import look


class GeminiAccount:
    """Asks about each model, which costs nothing. Google does not say what is left of a quota."""

    def check(self, models: Sequence[str]) -> Standing:
        for model in models:
            look(model.partition(":")[0])
        return Standing(f"the key is good for {', '.join(models)}")
