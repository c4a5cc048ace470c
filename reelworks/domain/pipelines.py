"""What a pipeline is: an ordered tuple of stages, each with its planner."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from reelworks.domain.briefs import Brief
from reelworks.domain.channels import Channel
from reelworks.domain.prices import Prices
from reelworks.domain.stages import Stage
from reelworks.domain.steps import StepSpec, Stored
from reelworks.domain.story import Story


@dataclass(frozen=True, slots=True)
class Opening:
    """What the first stages are planned from. `branding`: the channel's files by their use.

    `prompts` are the texts that a language model is told, by name.
    """

    brief: Brief
    channel: Channel
    branding: Mapping[str, Stored] = field(default_factory=dict)
    prices: Prices = field(default_factory=Prices)
    prompts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """What the stages after the story are planned from."""

    opening: Opening
    story: Story


@dataclass(frozen=True, slots=True)
class Pipeline:
    """`opening` plans from the brief, `rest` from the story; their order is the stages' order."""

    name: str
    opening: Mapping[Stage, Callable[[Opening], tuple[StepSpec, ...]]]
    rest: Mapping[Stage, Callable[[Plan], tuple[StepSpec, ...]]]
    publishes_if_asked: bool = False  # the last stage is there for channels that publish alone

    def stages(self, *, publishes: bool = True) -> tuple[Stage, ...]:
        """All of them; without the last one for a channel that does not publish."""
        found = (*self.opening, *self.rest)
        left_out = self.publishes_if_asked and not publishes
        return tuple(stage for stage in found if not (left_out and stage is Stage.PUBLISH))

    def plan_opening(self, opening: Opening) -> tuple[StepSpec, ...]:
        return tuple(step for planner in self.opening.values() for step in planner(opening))

    def plan_rest(self, plan: Plan) -> tuple[StepSpec, ...]:
        return tuple(step for planner in self.rest.values() for step in planner(plan))
