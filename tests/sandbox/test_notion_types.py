"""The stand-in is what Notion publishes: its answers have the types of Notion's own client."""

from __future__ import annotations

import hashlib
import hmac
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright._impl._driver import compute_driver_executable
from pydantic import BaseModel

from reelworks.sandbox.notion import NOTION, checking, hooks
from reelworks.sandbox.vendor import Desk
from tests.sandbox import notion_spec
from tests.sandbox.board import Board, opened, title

TYPES = notion_spec.FOLDER / "client" / "build" / "src"
NODE = str(compute_driver_executable()[0])
LACKING = {  # what the stand-in leaves out, knowingly, of what the OpenAPI document lists
    ("get", "/v1/blocks/{}"),
    ("patch", "/v1/blocks/{}"),
    ("get", "/v1/pages/{}/properties/{}"),
    ("post", "/v1/pages/{}/move"),
    ("patch", "/v1/pages/{}/markdown"),
}

pytestmark = pytest.mark.skipif(
    not TYPES.exists(),
    reason="Notion's types are not here: `make .venv/.notion` fetches them, and needs npm.",
)


@pytest.fixture(scope="module")
def board() -> Iterator[Board]:
    with opened() as found:
        yield found


def compiled(folder: Path, values: list[tuple[str, object]]) -> list[str]:
    """What TypeScript says against these values as constants of these types."""
    lines = [f'import type * as api from "{TYPES}/api-endpoints";']
    lines += [
        f"export const v{number}: {kind} = {json.dumps(value)};"
        for number, (kind, value) in enumerate(values)
    ]
    file = folder / "contract.ts"
    file.write_text("\n".join(lines), "utf-8")
    compiler = notion_spec.FOLDER / "typescript" / "lib" / "tsc.js"
    asked = [NODE, compiler, *["--noEmit", "--strict", "--skipLibCheck", "--lib", "es2022"], file]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=120, check=False)
    return [line for line in done.stdout.splitlines() if "error TS" in line]


def tour(board: Board) -> list[tuple[str, object]]:
    """Answers of every kind, each with the type that it must have."""
    database, source = board.database()
    found: list[tuple[str, object]] = [
        ("api.UserObjectResponse", board.ask("GET", "/users/me")),
        ("api.ListUsersResponse", board.ask("GET", "/users")),
        ("api.DatabaseObjectResponse", board.ask("GET", f"/databases/{database}")),
        ("api.DataSourceObjectResponse", board.ask("GET", f"/data_sources/{source}")),
    ]
    page = full_row(board, source)
    path = f"/pages/{page['id']}"
    words = [{"text": {"content": "Nice."}}]
    said = {"parent": {"page_id": page["id"]}, "rich_text": words}
    comment = board.ask("POST", "/comments", said)
    cheaper = {"properties": {"Cost": {"number": 2}, "Status": {"status": {"name": "Draft"}}}}
    query = f"/data_sources/{source}/query"
    assert board.ask("POST", "/search", {})["results"]
    return [
        *found,
        ("api.PageObjectResponse", page),
        ("api.PageObjectResponse", board.ask("GET", path)),
        ("api.PageObjectResponse", board.ask("GET", f"/pages/{board.top()}")),
        ("api.PageObjectResponse", board.ask("PATCH", path, cheaper)),
        ("api.PageObjectResponse", board.ask("PATCH", path, {"in_trash": True})),
        ("api.PageObjectResponse", board.ask("PATCH", path, {"in_trash": False})),
        ("api.GetPageMarkdownResponse", board.ask("GET", f"{path}/markdown")),
        ("api.QueryDataSourceResponse", board.ask("POST", query, {"page_size": 1})),
        ("api.SearchResponse", board.ask("POST", "/search", {})),
        ("api.CommentObjectResponse", comment),
        ("api.ListCommentsResponse", board.ask("GET", f"/comments?block_id={page['id']}")),
        ("api.ListFileUploadsResponse", board.ask("GET", "/file_uploads")),
        *views(board, source, database),
        *content(board, str(page["id"])),
    ]


def full_row(board: Board, source: str) -> Any:
    """A row with a value in every cell."""
    upload = board.ask("POST", "/file_uploads", {"filename": "a.png"})
    sent = {"file": ("a.png", b"\x89PNG", "image/png")}
    board.client.post(f"/file_uploads/{upload['id']}/send", files=sent)
    francis = board.sandbox.desks["notion"].kept["workspace"][0].person("Francis")
    files = [
        {"file_upload": {"id": upload["id"]}, "name": "a.png"},
        {"external": {"url": "https://example.com/b.mp4"}, "name": "b.mp4"},
    ]
    link = {"content": "A link", "link": {"url": "https://example.com"}}
    return board.row(
        source,
        Title=title("A film"),
        Status={"status": {"name": "Queued"}},
        Channel={"select": {"name": "demo"}},
        Tags={"multi_select": [{"name": "one"}, {"name": "two"}]},
        Topic={"rich_text": [{"text": link, "annotations": {"bold": True}}]},
        Cost={"number": 3.5},
        Link={"url": "https://example.com"},
        Mail={"email": "a@example.com"},
        Phone={"phone_number": "+49 1"},
        Due={"date": {"start": "2026-12-01T10:00:00Z"}},
        Sure={"checkbox": True},
        Files={"files": files},
        Who={"people": [{"id": francis.id}]},
    )


def views(board: Board, source: str, database: str) -> list[tuple[str, object]]:
    properties = board.ask("GET", f"/data_sources/{source}")["properties"]
    status = {"type": "status", "property_id": properties["Status"]["id"]}
    grouped = {**status, "group_by": "option", "sort": {"type": "manual"}}
    board_view = board.ask("POST", "/views", {
        "data_source_id": source, "name": "In progress", "type": "board",
        "filter": {"property": "Status", "status": {"equals": "Queued"}},
        "sorts": [{"property": "Cost", "direction": "descending"}],
        "configuration": {"type": "board", "group_by": grouped},
    })  # fmt: skip
    path = f"/views/{board_view['id']}"
    return [
        ("api.DataSourceViewObjectResponse", board_view),
        ("api.DataSourceViewObjectResponse", board.ask("PATCH", path, {"name": "Now"})),
        ("api.ListDatabaseViewsResponse", board.ask("GET", f"/views?database_id={database}")),
        ("api.DeleteViewResponse", board.ask("DELETE", path)),
    ]


def content(board: Board, page: str) -> list[tuple[str, object]]:
    path = f"/blocks/{page}/children"
    text = [{"text": {"content": "Words"}}]
    kinds = ("paragraph", "heading_2", "bulleted_list_item", "numbered_list_item", "quote")
    link = {"external": {"url": "https://example.com/a.png"}}
    children = [*({kind: {"rich_text": text}} for kind in kinds), {"image": link}, {"divider": {}}]
    added = board.ask("PATCH", path, {"children": children})
    return [
        ("api.AppendBlockChildrenResponse", added),
        ("api.ListBlockChildrenResponse", board.ask("GET", path)),
        ("api.DeleteBlockResponse", board.ask("DELETE", f"/blocks/{added['results'][0]['id']}")),
    ]


def told(board: Board) -> list[tuple[str, object]]:
    """Webhooks of each kind that the stand-in tells of."""
    hears = board.desk.kept["workspace"][1]
    subscription = hooks.Subscription("9f2c41aa-0000-4000-8000-000000000000", "", "", frozenset())
    kept: list[Any] = []
    hears.changed, before = kept.append, hears.changed
    try:
        tour(board)
    finally:
        hears.changed = before
    bodies = [hears._body(subscription, change) for change in kept]
    return [(f"api.{_payload(body['type'])}", body) for body in bodies]


def _payload(kind: str) -> str:
    words = kind.replace(".", "_").split("_")
    return "".join(word.title() for word in words) + "WebhookPayload"


def test_answers_and_webhooks_have_the_types_of_notions_client(
    board: Board, tmp_path: Path
) -> None:
    """Two values that are wrong on purpose are compiled with them, so that it is known to look."""
    bodies = told(board)
    kinds = {kind for kind, _ in bodies}
    assert {"api.PageCreatedWebhookPayload", "api.PagePropertiesUpdatedWebhookPayload"} <= kinds
    page = board.ask("GET", f"/pages/{board.top()}")
    lacking = {name: value for name, value in page.items() if name != "url"}
    wrong: list[tuple[str, object]] = [
        ("api.PageObjectResponse", lacking),
        ("api.PageObjectResponse", {**page, "colour": "red"}),
    ]
    less, more, *others = compiled(tmp_path, [*wrong, *tour(board), *bodies])
    assert others == []
    assert "'url' is missing" in less
    assert "'\"colour\"' does not exist" in more


def endpoints() -> dict[tuple[str, str], dict[str, Any]]:
    """Every endpoint of Notion's client: its method, its path and its fields."""
    script = f"""
        const api = require("{TYPES}/api-endpoints.js");
        const any = new Proxy({{}}, {{ get: () => "{{}}" }});
        const found = Object.values(api).filter(e => e && typeof e.path === "function");
        console.log(JSON.stringify(found.map(e => ({{ ...e, path: "/v1/" + e.path(any) }}))));
    """
    done = subprocess.run([NODE, "-e", script], capture_output=True, text=True, check=True)
    return {(one["method"], one["path"]): one for one in json.loads(done.stdout)}


def served(board: Board) -> dict[tuple[str, str], str]:
    """What the stand-in answers, with the name of each operation."""
    desk: Desk = board.desk
    found = {}
    for route in NOTION.app(desk).routes:
        path = str(getattr(route, "path", ""))
        if path.startswith("/v1/"):
            plain = "/".join("{}" if part.startswith("{") else part for part in path.split("/"))
            (method,) = getattr(route, "methods", set()) - {"HEAD"}
            found[method.lower(), plain] = str(getattr(route, "name", ""))
    return found


def test_every_operation_is_one_of_notions(board: Board) -> None:
    assert set(served(board)) - set(endpoints()) == set()


def test_what_the_openapi_document_lists_is_there_but_for_what_is_named(board: Board) -> None:
    file = notion_spec.FOLDER / "notion-mcp-server" / "scripts" / "notion-openapi.json"
    paths = json.loads(file.read_text("utf-8"))["paths"]
    listed = {
        (method, "/".join("{}" if part.startswith("{") else part for part in path.split("/")))
        for path, methods in paths.items()
        for method in methods
        if method != "parameters"
    }
    assert listed - set(served(board)) == LACKING


@pytest.mark.parametrize(
    ("model", "method", "path"),
    [
        (checking.NewPage, "post", "/v1/pages"),
        (checking.PageChange, "patch", "/v1/pages/{}"),
        (checking.Query, "post", "/v1/data_sources/{}/query"),
        (checking.NewDatabase, "post", "/v1/databases"),
        (checking.DatabaseChange, "patch", "/v1/databases/{}"),
        (checking.NewSource, "post", "/v1/data_sources"),
        (checking.SourceChange, "patch", "/v1/data_sources/{}"),
        (checking.NewComment, "post", "/v1/comments"),
        (checking.CommentChange, "patch", "/v1/comments/{}"),
        (checking.NewUpload, "post", "/v1/file_uploads"),
        (checking.Search, "post", "/v1/search"),
    ],
)
def test_no_field_is_taken_that_notion_does_not_know(
    model: type[BaseModel], method: str, path: str
) -> None:
    known = {*endpoints()[method, path]["bodyParams"], "archived"}
    assert set(model.model_fields) <= known


def test_notions_own_helper_takes_the_signatures() -> None:
    body, token = '{"type":"page.created","title":"Über 🎬"}', "secret_abc"
    signature = hooks.signed(token, body.encode())
    script = f"""
        const {{ verifyWebhookSignature: verify }} = require("{TYPES}/webhooks.js");
        const [body, verificationToken, signature] = process.argv.slice(1);
        const all = [body, body + " "].map(one =>
          verify({{ body: one, signature, verificationToken }}));
        Promise.all(all).then(found => console.log(JSON.stringify(found)));
    """
    asked = [NODE, "-e", script, body, token, signature]
    done = subprocess.run(asked, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [True, False]
    assert signature[7:] == hmac.new(token.encode(), body.encode(), hashlib.sha256).hexdigest()


def test_notions_own_client_reads_the_stand_in(board: Board) -> None:
    _, source = board.database("Read by Notion's client")
    board.row(source, Title=title("One"))
    board.row(source, Title=title("Two"))
    script = f"""
        const {{ Client }} = require("{TYPES}/index.js");
        const [baseUrl, auth, source] = process.argv.slice(1);
        const client = new Client({{ baseUrl, auth, notionVersion: "2026-03-11", retry: false }});
        (async () => {{
          const me = await client.users.me({{}});
          const rows = await client.dataSources.query({{ data_source_id: source, page_size: 1 }});
          const page = await client.pages.update({{ page_id: rows.results[0].id,
            properties: {{ Status: {{ status: {{ name: "Queued" }} }} }} }});
          const upload = await client.fileUploads.create({{ mode: "multi_part",
            filename: "a.txt", number_of_parts: 1 }});
          await client.fileUploads.send({{ file_upload_id: upload.id, part_number: "1",
            file: {{ filename: "a.txt", data: new Blob(["words"], {{ type: "text/plain" }}) }} }});
          const whole = await client.fileUploads.complete({{ file_upload_id: upload.id }});
          console.log(JSON.stringify([me.type, rows.has_more, page.properties.Status.status.name,
            whole.status]));
        }})();
    """
    known = board.sandbox.environment
    asked = [NODE, "-e", script, known["NOTION_BASE_URL"], known["NOTION_TOKEN"], source]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout, done.stderr
    assert json.loads(done.stdout) == ["bot", True, "Queued", "uploaded"]


@pytest.mark.parametrize("version", checking.VERSIONS)
def test_both_versions_are_spoken(board: Board, version: str) -> None:
    headers = {**board.client.headers, "Notion-Version": version}
    answer = httpx.get(f"{board.url}/v1/users/me", headers=headers)
    assert answer.status_code == 200
