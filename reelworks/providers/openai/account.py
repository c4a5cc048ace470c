"""The account at the language model's server."""

from __future__ import annotations

from collections.abc import Sequence

from reelworks.ports.account import Standing
from reelworks.providers.openai.client import ADDRESS, models


class OpenAIAccount:
    """Asks for the list of models, which costs nothing."""

    def check(self, models_: Sequence[str]) -> Standing:
        address, there = models()
        missing = [model for model in models_ if model not in there]
        if not missing:
            return Standing(f"{address} has {', '.join(models_)}")
        return Standing(
            f"{address} takes the key",
            f"{missing[0]} is not in its list of {len(there)} models: if it is not there at all, "
            f"name another under `models`, or another server by {ADDRESS}.",
        )
