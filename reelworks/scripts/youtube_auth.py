"""Have a person allow a channel's uploads: consent in the browser, a sealed bundle of tokens out.

The page's address is said as progress (supervised) or printed on standard error (by hand). The
answer comes back to a port on loopback; from a browser elsewhere, paste the address at which it
ended: by hand here, supervised into whoever runs us, who asks for it at that port.
"""

from __future__ import annotations

import os
import sys
import threading
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from reelworks.domain import connections
from reelworks.domain.connections import SCOPES, YOUTUBE, Bundle, check_account, check_scopes
from reelworks.domain.errors import BadInput
from reelworks.ops import oauth
from reelworks.ops.files import write_whole
from reelworks.ops.pasted import lines
from reelworks.publishers.youtube import tokens
from reelworks.publishers.youtube.client import YouTube
from reelworks.publishers.youtube.redirect import Redirect
from reelworks.scripts import protocol
from reelworks.scripts.protocol import Result, Session

PARSER = protocol.Parser(
    description=__doc__ or "",
    example="YOUTUBE_CLIENT_ID=... YOUTUBE_CLIENT_SECRET=... python -m "
    "reelworks.scripts.youtube_auth --channel tides --output tides.bundle",
)
PARSER.add_argument("--channel", required=True, help="the channel of channels.yaml, for people")
PARSER.add_argument("--account", help="the id (UC...) that the tokens must belong to")
PARSER.add_argument("--port", type=int, default=0, help="on loopback; 0: any")
PARSER.add_argument("--patience", type=float, default=600.0, help="seconds to wait for the person")
PARSER.add_argument("--output", type=Path, required=True, help="the sealed bundle")


class _One:
    """A token that is good for the one question whose it is."""

    def __init__(self, token: str) -> None:
        self._token = token

    def token(self, *, refused: bool = False) -> str:
        if refused:
            raise BadInput("YouTube takes the new token not.", remedy="Try again.")
        return self._token


def work(args: Namespace, session: Session) -> Result:
    client, asked = _client(), oauth.challenge()
    with Redirect(asked.state, args.port) as redirect:
        base = os.environ.get("YOUTUBE_CONSENT_URL") or oauth.CONSENT_URL
        page = oauth.consent_url(client, asked, redirect.url, " ".join(SCOPES), base)
        _tell(session, page, redirect)
        code = redirect.code(args.patience)
    grant = oauth.exchanged(client, code, asked, redirect.url)
    bundle = _bundle(client, grant)
    check_account(bundle.account_id, bundle.account_name, args.account, args.channel)
    sealed = tokens.seal(os.environ).seal(connections.written(bundle))
    write_whole(args.output, sealed.encode())
    args.output.chmod(0o600)
    return Result({"bundle": args.output}, {"id": bundle.account_id, "name": bundle.account_name})


def _client() -> oauth.Client:
    known = [os.environ.get(name, "") for name in ("YOUTUBE_CLIENT_ID", "YOUTUBE_CLIENT_SECRET")]
    if not all(known):
        raise BadInput(
            "There is no OAuth client.",
            remedy="Make one of the type Desktop in the Google Cloud console, and set "
            "YOUTUBE_CLIENT_ID and YOUTUBE_CLIENT_SECRET.",
        )
    return oauth.Client(known[0], known[1], os.environ.get("YOUTUBE_OAUTH_URL") or oauth.TOKEN_URL)


def _tell(session: Session, page: str, redirect: Redirect) -> None:
    """Show the page's address to the person, and take what they paste."""
    session.progress(0.0, page)
    if os.environ.get("REELWORKS_SUPERVISED") == "1":
        return
    sys.stderr.write(f"Open this page and allow everything:\n\n{page}\n\n")
    sys.stderr.write("If your browser runs elsewhere, paste the address here at which it ends.\n")
    threading.Thread(target=_pasted, args=(redirect,), daemon=True).start()


def _pasted(redirect: Redirect) -> None:
    for line in lines():
        if problem := redirect.take(line):
            sys.stderr.write(f"{problem}\n")


def _bundle(client: oauth.Client, grant: oauth.Grant) -> Bundle:
    """The tokens with whose they are. Raises BadInput for what is missing."""
    check_scopes(grant.scopes)
    if grant.refresh_token is None:
        raise BadInput(
            "Google gave no refresh token.",
            remedy="Remove the application's access in the Google account, then connect again.",
        )
    with YouTube(_One(grant.access_token)) as youtube:
        account = youtube.account()
    return Bundle(
        service=YOUTUBE,
        account_id=account.id,
        account_name=account.name,
        client_id=client.id,
        client_secret=client.secret,
        refresh_token=grant.refresh_token,
        access_token=grant.access_token,
        expires_at=grant.expires_at,
        scopes=grant.scopes,
        token_url=client.url,
    )


def main(argv: Sequence[str] | None = None) -> int:
    return protocol.run(PARSER, work, argv)


if __name__ == "__main__":
    raise SystemExit(main())
