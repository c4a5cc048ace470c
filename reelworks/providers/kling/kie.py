"""KIE's jobs: order one, ask how it stands."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from reelworks.domain.errors import OutcomeUnknown, VendorUnavailable
from reelworks.domain.money import Usd, usd
from reelworks.ops import calls
from reelworks.providers import accounts
from reelworks.providers.kling import kie_errors
from reelworks.providers.kling.job import Job, Order, seconds_of

_USUAL = "https://api.kie.ai"
USD_PER_CREDIT = Decimal("0.005")  # KIE's list price of a credit, 2026
_PROMPT_MOST = {"kling-2.6/image-to-video": 1000}
_ONE_LINK = "image_url"


class Kie:
    """Needs KIE_API_KEY; KIE_BASE_URL names another address."""

    name = "KIE"
    pace = "KIE_POLL_SECONDS"
    takes_links = True  # pictures must lie where KIE can fetch them

    def order(self, order: Order) -> str:
        """Buy a clip; the id of its job.

        A 429 means that nothing was bought, and so does every answer with another code. Raises
        OutcomeUnknown when there is no answer, or one that names no job.
        """
        body: dict[str, object] = {"model": order.model, "input": _input(order)}
        if address := accounts.address("KIE_CALLBACK_URL", ""):
            body["callBackUrl"] = address  # a hint (`ops.kie_callback`); we look all the same
        data = self._data("POST", "/api/v1/jobs/createTask", "the job", pays=True, body=body)
        job = data.get("taskId") or data.get("task_id")
        if not isinstance(job, str) or not job:
            raise OutcomeUnknown("KIE took the job and named none.")
        return job

    def find(self, order: Order) -> str | None:
        """KIE cannot be asked for a job without its id."""
        raise OutcomeUnknown(
            "An earlier attempt may have bought this clip, and KIE cannot be asked.",
            remedy="Look at the logs on kie.ai; `reelworks retry` buys (again).",
        )

    def look(self, job: str) -> Job:
        """How a job stands. Raises JobFailed and ContentRefused when it is over without a clip."""
        answer = calls.call(
            self.name,
            "GET",
            f"{accounts.address('KIE_BASE_URL', _USUAL)}/api/v1/jobs/recordInfo",
            headers=_authorization(),
            params={"taskId": job},
        )
        code, words, data = kie_errors.code_of(answer)
        if code == kie_errors.INVALID:  # "recordInfo is null": it has not got there yet, or never
            return Job(known=False)
        if code != kie_errors.OK or not isinstance(data, dict):
            retry_after = calls.retry_after(answer)
            raise kie_errors.error(code, words, f"job {job}", retry_after_s=retry_after)
        return _job(data)

    def credits(self) -> float:
        """What is left on the account: the cheapest call that needs a good key."""
        answer = calls.call(
            self.name,
            "GET",
            f"{accounts.address('KIE_BASE_URL', _USUAL)}/api/v1/chat/credit",
            headers=_authorization(),
        )
        code, words, data = kie_errors.code_of(answer)
        if code != kie_errors.OK or not isinstance(data, int | float):
            raise kie_errors.error(code, words, "the question for credits")
        return float(data)

    def _data(
        self, method: str, path: str, what: str, *, pays: bool, body: object
    ) -> Mapping[str, Any]:
        url = f"{accounts.address('KIE_BASE_URL', _USUAL)}{path}"
        answer = calls.call(self.name, method, url, pays=pays, headers=_authorization(), body=body)
        return kie_errors.data_of(answer, what, pays=pays)


def _authorization() -> Mapping[str, str]:
    return {"Authorization": f"Bearer {accounts.key('KIE_API_KEY', 'KIE')}"}


def _input(order: Order) -> dict[str, object]:
    """What each model wants to be told; lengths are text."""
    prompt = order.prompt[: _PROMPT_MOST.get(order.model, 2500)]
    told: dict[str, object] = {"prompt": prompt, "duration": f"{order.seconds:g}"}
    if order.model.startswith(("kling-2.6/", "kling/v3-turbo")):
        told["image_urls"] = [order.image]
    else:
        told[_ONE_LINK] = order.image
    if order.model.startswith("kling-2.6/"):
        told["sound"] = False
    return told


def _job(data: Mapping[str, Any]) -> Job:
    state = data.get("state")
    if state == "fail":
        raise kie_errors.failed(data.get("failCode"), data.get("failMsg"))
    if state != "success":
        return Job()
    link, ended = _link(data.get("resultJson")), seconds_of(data.get("completeTime"))
    return Job(done=True, link=link, cost=_cost(data), ended=ended)


def _link(result: object) -> str:
    """The first link of a result, which is JSON in a text; once or twice over."""
    for _ in range(2):
        if isinstance(result, str):
            try:
                result = json.loads(result)
            except ValueError:
                break
    links = result.get("resultUrls") if isinstance(result, dict) else None
    if isinstance(links, list) and links and isinstance(links[0], str):
        return links[0]
    raise VendorUnavailable("KIE says that the clip is done, and gives no link to it.")


def _cost(data: Mapping[str, Any]) -> Usd | None:
    """By KIE's own account, where it gives one."""
    used = data.get("creditsConsumed")
    if isinstance(used, bool) or not isinstance(used, int | float) or used <= 0:
        return None
    return usd(Decimal(str(used)) * USD_PER_CREDIT)
