"""Where the sandbox's stand-ins are: asked of the sandbox itself, once it is up."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import TypeAdapter, ValidationError

from reelworks.domain.errors import VendorUnavailable

ADDRESS = "REELWORKS_SANDBOX_URL"
USUAL = "http://127.0.0.1:8700"
_TIMEOUT_S = 5.0
_VARIABLES = TypeAdapter(dict[str, str])


def variables(environment: Mapping[str, str]) -> Mapping[str, str]:
    """What leads a script to the stand-ins. Raises VendorUnavailable when the sandbox is down."""
    import httpx  # noqa: PLC0415  (takes 0.1 s; only a rehearsal needs it)

    url = environment.get(ADDRESS) or USUAL
    try:
        answer = httpx.get(f"{url}/environment", timeout=_TIMEOUT_S)
        answer.raise_for_status()
        return _VARIABLES.validate_json(answer.content)
    except (httpx.HTTPError, httpx.InvalidURL, ValidationError) as error:
        raise VendorUnavailable(
            f"The sandbox does not answer at {url}.",
            remedy=f"Start it with `reelworks sandbox up`, or correct {ADDRESS}.",
        ) from error
