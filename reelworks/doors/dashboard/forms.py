"""Forms: what a person does on a page, turned into the same calls that the API makes."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from reelworks.domain import edits as rewriting
from reelworks.domain.errors import BadInput, ReelworksError
from reelworks.doors.api import guard, shots, tasks
from reelworks.doors.api.answers import Refused
from reelworks.doors.api.asks import clean
from reelworks.doors.api.routing import (
    Id,
    Named,
    Operator,
    Ref,
    Reviewer,
    ShotNumber,
    Studio,
)
from reelworks.doors.api.site import site_of
from reelworks.doors.dashboard import words
from reelworks.doors.dashboard.asking import asked_for
from reelworks.doors.dashboard.view import back
from reelworks.orchestrator.schemas.views import EditView
from reelworks.orchestrator.services import edits, films, reviews
from reelworks.orchestrator.services import tasks as videos
from reelworks.orchestrator.services.priorities import Priority, prioritise

routes = APIRouter(include_in_schema=False)

Doing = Awaitable[str]


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that a page of ours made: its fields, and the page to go back to."""

    request: Request
    fields: FormData

    def text(self, name: str) -> str:
        """A field's text; "" where it is missing. Raises BadInput for what no text can be."""
        value = self.fields.get(name)
        return _clean(value) if isinstance(value, str) else ""

    def given(self, name: str) -> str | None:
        """The same, and None where it is missing."""
        return self.text(name) if name in self.fields else None

    def texts(self, name: str) -> Sequence[str]:
        return [_clean(value) for value in self.fields.getlist(name) if isinstance(value, str)]

    def file(self, name: str) -> UploadFile | None:
        value = self.fields.get(name)
        return value if isinstance(value, UploadFile) and value.filename else None

    async def done(self, doing: Doing, to: str = "") -> Response:
        """Do it, and go back with a word of what came of it, or of why it was refused."""
        try:
            said = await doing
        except ReelworksError as error:
            said = str(error)
        return back(self.request, to or self.home(), said)

    def home(self) -> str:
        """Where the form was: a page of ours, whatever the field says."""
        return our_path(self.text("back"))


def our_path(text: str) -> str:
    """A page of ours that a text names; the board for anything else."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return "/"
    ours = not parts.netloc and re.fullmatch(r"/[A-Za-z0-9._~%@-][A-Za-z0-9._~%@/-]*|/", parts.path)
    query = f"?{parts.query}" if re.fullmatch(r"[A-Za-z0-9._~%@=&+-]+", parts.query) else ""
    return f"{parts.path}{query}" if ours else "/"


def _clean(text: str) -> str:
    try:
        return clean(text)
    except ValueError as error:
        raise BadInput(f"What was typed cannot be used: {error}.") from error


async def sent(request: Request) -> Sent:
    """A dependency: the form, if a page of ours made it. Raises Refused."""
    fields = await request.form(max_files=4, max_fields=1_000)
    token = fields.get("csrf", "")
    if not isinstance(token, str) or not guard.is_token(site_of(request), request, token):
        raise Refused(403, "The page is too old. Load it again.")
    return Sent(request, fields)


Form = Annotated[Sent, Depends(sent)]


@routes.post("/new")
async def make(context: Studio, who: Operator, form: Form) -> Response:
    """Ask for a video; back to the form with what is wrong with it, on to the video if nothing."""
    try:
        name = await tasks.make(context, await asked_for(form), who.name)
    except ReelworksError as error:
        return back(form.request, "/new", str(error))
    return back(form.request, f"/videos/{name}", "It is on its way.")


@routes.post("/videos/{ref}/approve")
async def approve(context: Studio, who: Reviewer, ref: Ref, form: Form) -> Response:
    """Approve what was shown: fields `seen` of key and hash, all or only `only`."""
    only = form.text("only")
    pairs = [text.rpartition("=") for text in form.texts("seen")]
    seen = {key: sha256 for key, _, sha256 in pairs if not only or key == only}

    async def doing() -> str:
        keys = await reviews.approve(context, ref, seen, who.name)
        return f"Approved: {words.plural(len(keys), 'thing')}."

    return await form.done(doing())


@routes.post("/videos/{ref}/reject")
async def reject(context: Studio, who: Reviewer, ref: Ref, form: Form) -> Response:
    key, approved = form.text("key"), form.text("approved") == "yes"

    async def doing() -> str:
        sha256 = form.text("sha256") or None
        note = form.text("note")
        await reviews.reject(
            context, ref, key, note, who.name, sha256=sha256, approved=approved if sha256 else None
        )
        return f"{words.step_word(key)} is made again with your note."

    return await form.done(doing())


@routes.post("/videos/{ref}/choose")
async def choose(context: Studio, who: Reviewer, ref: Ref, form: Form) -> Response:
    async def doing() -> str:
        number = whole(form.text("take"))
        key = await edits.choose(context, ref, form.text("key"), number, who.name)
        return f"{words.step_word(key)} is take {number} again."

    return await form.done(doing())


def whole(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise BadInput(f"{text!r} is no whole number.")
    return int(text)


@routes.post("/videos/{ref}/shots/{number}/edit")
async def edit(
    context: Studio, who: Reviewer, ref: Ref, number: ShotNumber, form: Form
) -> Response:
    """Change words of a shot; `look`: only say what that would mean."""
    narration, scene = form.given("narration"), form.given("scene")
    wanted = edits.Wanted(narration, scene, form.given("motion"), form.given("sound"))
    dry_run = form.text("look") == "yes"

    async def doing() -> str:
        return told(
            await shots.changed(context, ref, number, wanted, who.name, dry_run=dry_run),
            dry_run=dry_run,
        )

    return await form.done(doing())


def told(view: EditView, *, dry_run: bool) -> str:
    """What an edit means, in a sentence."""
    again = words.plural(len(view.again), "step")
    price = words.money(view.price_usd)
    if dry_run:
        return f"This would have {again} made again for {price}; {view.kept} stay as they are."
    return f"Changed. {again.capitalize()} made again for {price}; {view.kept} stay as they are."


@routes.post("/videos/{ref}/shots/{number}/file")
async def give_file(
    context: Studio, who: Reviewer, ref: Ref, number: ShotNumber, form: Form
) -> Response:
    async def doing() -> str:
        file = form.file("file")
        if file is None:
            raise BadInput("No file was chosen.")
        kind = form.text("kind")
        if kind not in {own.value for own in shots.OwnFile}:
            raise BadInput("Say what it is: a picture, a clip or a recording.")
        own = shots.OwnFile(kind)
        view = await shots.given(context, ref, number, own, file, who.name, dry_run=False)
        return told(view, dry_run=False)

    return await form.done(doing())


@routes.post("/videos/{ref}/shots/{number}/{what}")
async def rearrange(
    context: Studio, who: Reviewer, ref: Ref, number: Id, what: Named, form: Form
) -> Response:
    """Move a shot, drop it, or add one after it (0: at the beginning)."""

    async def doing() -> str:
        rewrite = _rewriting(what, number - 1 if what == "add" else number, form)
        return told(await edits.edit(context, ref, rewrite, who.name), dry_run=False)

    return await form.done(doing())


def _rewriting(what: str, number: int, form: Sent) -> edits.Rewrite:
    match what:
        case "move":
            to = whole(form.text("to"))
            return lambda story: rewriting.moved(story, number, to)
        case "drop":
            return lambda story: rewriting.dropped(story, number)
        case "add":
            narration, scene = form.text("narration"), form.text("scene")
            return lambda story: rewriting.added(story, number, narration, scene)
    raise BadInput(f"{what!r} is not to be done with a shot.")


@routes.post("/videos/{ref}/retry")
async def retry(context: Studio, who: Operator, ref: Ref, form: Form) -> Response:
    async def doing() -> str:
        await videos.retry(context, ref, form.texts("step"), who.name)
        return "It is tried again now."

    return await form.done(doing())


@routes.post("/videos/{ref}/cancel")
async def cancel(context: Studio, who: Operator, ref: Ref, form: Form) -> Response:
    async def doing() -> str:
        await videos.cancel(context, ref, who.name)
        return "Cancelled. What is finished stays."

    return await form.done(doing())


@routes.post("/videos/{ref}/priority")
async def set_priority(context: Studio, who: Operator, ref: Ref, form: Form) -> Response:
    async def doing() -> str:
        priority = _priority(form.text("priority"))
        await prioritise(context, ref, priority, who.name)
        return f"Its priority is {priority.value}."

    return await form.done(doing())


def _priority(text: str) -> Priority:
    if text not in {priority.value for priority in Priority}:
        raise BadInput("Which priority?", remedy="High, normal or low.")
    return Priority(text)


@routes.post("/videos/{ref}/safe")
async def said_safe(context: Studio, who: Operator, ref: Ref, form: Form) -> Response:
    async def doing() -> str:
        await films.said_safe(context, ref, who.name)
        return "Noted: you have the film elsewhere."

    return await form.done(doing())


@routes.post("/videos/{ref}/recall")
async def recall(context: Studio, who: Operator, ref: Ref, form: Form) -> Response:
    async def doing() -> str:
        again = await films.called_back(context, ref, who.name)
        return "The film is made again." if again else "The film is there."

    return await form.done(doing())


@routes.post("/bulk")
async def do_to_many(context: Studio, who: Operator, form: Form) -> Response:
    """The same for every video that was ticked; a word about those that could not be."""

    async def doing() -> str:
        act = _of_one(context, form, who.name)
        failed = []
        names = form.texts("task")
        if not names:
            raise BadInput("No video was chosen.")
        for name in names:
            try:
                await act(name)
            except ReelworksError as error:
                failed.append(f"{name}: {error.message}")
        done = words.plural(len(names) - len(failed), "video")
        return " ".join([f"Done for {done}.", *failed])

    return await form.done(doing())


def _of_one(context: Studio, form: Sent, actor: str) -> Callable[[str], Awaitable[object]]:
    match form.text("action").split("-"):
        case ["retry"]:
            return lambda name: videos.retry(context, name, (), actor)
        case ["cancel"]:
            return lambda name: videos.cancel(context, name, actor)
        case ["priority", which]:
            priority = _priority(which)
            return lambda name: prioritise(context, name, priority, actor)
    raise BadInput("What should be done?")
