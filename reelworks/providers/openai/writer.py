"""The writer that asks a language model, by the prompts that a person can edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from reelworks.domain.errors import BadInput
from reelworks.domain.prices import Unit
from reelworks.domain.story import Story
from reelworks.ops import prompts, settings
from reelworks.ports.handshake import Handshake
from reelworks.ports.spend import Spend
from reelworks.ports.write import Research, ResearchRequest, SourceKind, StoryRequest
from reelworks.providers import accounts
from reelworks.providers.local.writer import word_for_word
from reelworks.providers.openai.answers import ResearchAnswer, SeenStory, ToldStory
from reelworks.providers.openai.asking import LETTERS_PER_TOKEN, SERVICE, Account, Question, ask
from reelworks.providers.openai.client import Chat

MOST_SHOTS = 60
_USUAL_SHOTS = 18
_RESEARCH_TOKENS, _STORY_TOKENS, _TOKENS_A_SHOT = (
    6_000,
    6_000,
    250,
)  # of an answer, thoughts and all
_STORY_PROMPTS = ("story", "assets", "motion", "effects", "metadata", "thumbnail")


class OpenAIWriter:
    """Research and stories from a model; a finished script keeps every word."""

    def research(self, request: ResearchRequest, handshake: Handshake) -> tuple[Research, Spend]:
        if request.kind is SourceKind.SCRIPT:  # no model touches what is to be spoken word for word
            return word_for_word.read(request.text), Spend()
        if not any(letter.isalnum() for letter in request.text):
            raise BadInput(
                "The notes are empty.", remedy="Write what the film is about, in sentences."
            )
        question = Question(
            told=_told(request.prompts, ("research",)),
            given={"notes": request.text, **_wish(request.note)},
            answer=ResearchAnswer,
            faults=ResearchAnswer.faults,
        )
        chat = Chat(request.model)
        account = _begin(question, request.model, _RESEARCH_TOKENS, handshake)
        answer = ask(chat, question, account)
        handshake.progress(1.0)
        return answer.research(), account.spend()

    def story(self, request: StoryRequest, handshake: Handshake) -> tuple[Story, Spend]:
        lines = _lines(request)
        shots = len(lines) or request.shots or _USUAL_SHOTS
        kind: type[SeenStory] = SeenStory if lines else ToldStory
        question = Question(
            told=_told(request.prompts, _STORY_PROMPTS),
            given=_given(request, shots, lines),
            answer=kind,
            faults=lambda answer: answer.faults(shots),
        )
        chat = Chat(request.model)
        tokens = _STORY_TOKENS + _TOKENS_A_SHOT * shots
        account = _begin(question, request.model, tokens, handshake)
        answer = ask(chat, question, account)
        handshake.progress(1.0)
        story = answer.story(request.research.language, lines or answer.lines())
        return (replace(story, title=request.title) if request.title else story), account.spend()


def _lines(request: StoryRequest) -> list[str]:
    """What a finished script says in each shot; nothing where the model writes the words."""
    if not 0 <= request.shots <= MOST_SHOTS:
        raise BadInput(
            f"A film of {request.shots} shots cannot be made.",
            remedy=f"Ask for 1 to {MOST_SHOTS} shots.",
        )
    if not request.research.facts:
        raise BadInput(
            "The research holds no facts.", remedy="Make it again from notes that say something."
        )
    if request.research.kind is not SourceKind.SCRIPT:
        return []
    return [block.text for block in word_for_word.shots(request.research.facts, request.shots)]


def _given(request: StoryRequest, shots: int, lines: Sequence[str]) -> Mapping[str, object]:
    """What the model is to make a story of; facts are left out where the words are given."""
    research = request.research
    facts = [{"text": fact.text, "heading": fact.heading} for fact in research.facts]
    return {
        "shots": shots,
        "language": research.language,
        "title": request.title or research.title,
        "style of the channel": request.brand,
        **({"lines": lines} if lines else {"facts": facts}),
        **_wish(request.note),
    }


def _wish(note: str) -> Mapping[str, str]:
    """What a person asked for when they rejected the take before."""
    return {"what the person wants to be different this time": note} if note else {}


def _told(given: Mapping[str, str], names: Sequence[str]) -> str:
    """The prompts of these names, the step's own before those of this machine."""
    texts = given if all(given.get(name) for name in names) else _in_force()
    return "\n\n".join(texts[name] for name in names)


def _in_force() -> Mapping[str, str]:
    return prompts.in_force(settings.read().home)


def _begin(
    question: Question[ResearchAnswer] | Question[SeenStory],
    model: str,
    tokens: int,
    handshake: Handshake,
) -> Account:
    """Say what it may cost, before anything is asked."""
    table = accounts.price_table()
    letters = len(question.told) + len(str(question.given))
    usage = {Unit.INPUT_TOKEN: letters // LETTERS_PER_TOKEN, Unit.OUTPUT_TOKEN: tokens}
    handshake.intent(SERVICE, table.cost(SERVICE, model, usage))
    return Account(table, model)
