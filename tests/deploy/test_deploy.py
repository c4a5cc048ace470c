"""What deploy/ says can be done: its commands, options, variables, paths and calls exist."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

import pytest
from ruamel.yaml import YAML

from reelworks.doors.api import app
from reelworks.doors.api.site import Site
from reelworks.ops.settings import Settings
from tests.architecture.source import ROOT
from tests.architecture.test_runbooks import fault

DEPLOY = ROOT / "deploy"
COMPOSE = YAML(typ="safe").load((DEPLOY / "docker-compose.yml").read_text("utf-8"))
RAILWAY = tomllib.loads((DEPLOY / "railway.toml").read_text("utf-8"))
FLOW = json.loads((DEPLOY / "n8n" / "reelworks.json").read_text("utf-8"))
DOCKERFILE = (DEPLOY / "Dockerfile").read_text("utf-8")
OURS = {name for name, service in COMPOSE["services"].items() if "command" in service}


def document() -> dict[str, Any]:
    nobody: Any = None
    site = Site(nobody, b"", frozenset(), frozenset(), None, version="test")
    return app.create(site).openapi()


@pytest.mark.parametrize("name", sorted(OURS))
def test_a_container_runs_a_command_of_ours(name: str) -> None:
    service = COMPOSE["services"][name]
    assert fault(f"reelworks {service['command']}") == ""
    assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).is_file()
    assert service["restart"] == "unless-stopped"
    for volume in service["volumes"]:
        source = volume.partition(":")[0]
        assert source in COMPOSE["volumes"] or volume.startswith("${CHANNELS_FOLDER:-../examples}")


def test_each_container_has_one_process() -> None:
    assert set(COMPOSE["services"]) == {"postgres", "server", "worker"}
    assert all("&&" not in COMPOSE["services"][name]["command"] for name in OURS)


def test_what_is_looked_at_for_health_is_answered() -> None:
    paths = document()["paths"]
    told = " ".join(COMPOSE["services"]["server"]["healthcheck"]["test"])
    assert re.search(r":8420(/\w+)", told)[1] in paths  # type: ignore[index]
    assert RAILWAY["deploy"]["healthcheckPath"] in paths


def test_railway_starts_a_command_of_ours() -> None:
    assert fault(RAILWAY["deploy"]["startCommand"]) == ""
    assert (ROOT / RAILWAY["build"]["dockerfilePath"]).is_file()


def test_the_image_is_made_of_what_is_there() -> None:
    for line in re.findall(r"^COPY (.+)$", DOCKERFILE, re.MULTILINE):
        for source in line.split()[:-1]:
            assert (ROOT / source).exists(), source
    command = json.loads(re.findall(r"^CMD (.+)$", DOCKERFILE, re.MULTILINE)[0])
    assert fault(" ".join(["reelworks", *command])) == ""
    assert re.search(r"^USER reelworks$", DOCKERFILE, re.MULTILINE)


def test_every_variable_that_is_named_is_read() -> None:
    texts = [
        DOCKERFILE,
        (DEPLOY / "example.env").read_text(),
        (DEPLOY / "docker-compose.yml").read_text(),
    ]
    named = {name for text in texts for name in re.findall(r"REELWORKS_([A-Z_]+)\b", text)}
    assert {name for name in named if name.lower() not in Settings.model_fields} == set()


def test_the_workflow_is_whole() -> None:
    names = [node["name"] for node in FLOW["nodes"]]
    assert len(set(names)) == len(names)
    for source, ways in FLOW["connections"].items():
        assert source in names
        assert all(to["node"] in names for way in ways["main"] for to in way)


def test_the_workflow_calls_what_there_is() -> None:
    paths = document()["paths"]
    calls = [n["parameters"] for n in FLOW["nodes"] if n["type"].endswith("httpRequest")]
    assert calls
    for call in calls:
        path = re.sub(r"{{[^}]+}}", "{ref}", call["url"].partition("REELWORKS_URL }}")[2])
        assert call["method"].lower() in paths[path], path
