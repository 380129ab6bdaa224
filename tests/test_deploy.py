"""The examples of deployment are well-formed and name what exists; they are not run here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import yaml

from qa import cli
from qa.serving import api
from qa.serving.health import PATH as HEALTH
from qa.settings import PREFIX, Settings

DEPLOY = Path(__file__).parent.parent / "docs" / "deploy"
COMMANDS = {
    name for action in cli._parser()._actions if isinstance(action.choices, dict) for name in action.choices
}


def _compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return loaded


def _kubernetes() -> list[dict[str, Any]]:
    return list(yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text()))


def _containers(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield from value.get("containers", [])
        for part in value.values():
            yield from _containers(part)
    elif isinstance(value, list):
        for part in value:
            yield from _containers(part)


def test_every_variable_is_a_setting() -> None:
    known = {PREFIX + field.name.upper() for field in fields(Settings)}
    files = sorted(DEPLOY.iterdir())
    named = {name for path in files for name in re.findall(rf"\b{PREFIX}[A-Z_]+", path.read_text())}
    assert len(named) >= 6
    assert named <= known


def test_every_command_exists() -> None:
    commands = [one["command"][0] for one in _compose()["services"].values() if "command" in one]
    commands += [container["args"][0] for one in _kubernetes() for container in _containers(one)]
    assert set(commands) == {"build", "serve"}
    assert set(commands) <= COMMANDS


def test_what_is_mounted_is_declared() -> None:
    compose = _compose()
    for service in compose["services"].values():
        for volume in service.get("volumes", []):
            name = volume.partition(":")[0]
            assert name in compose["volumes"] or name.startswith("../../articles")
        assert set(service.get("secrets", [])) <= set(compose["secrets"])
        assert set(service.get("networks", [])) <= set(compose["networks"])
    claims = {one["metadata"]["name"] for one in _kubernetes() if one["kind"] == "PersistentVolumeClaim"}
    text = (DEPLOY / "kubernetes.yaml").read_text()
    assert set(re.findall(r"claimName: ([\w-]+)", text)) == claims


def test_probes_ask_what_is_served_and_the_service_finds_the_servers() -> None:
    by_kind = {one["kind"]: one for one in _kubernetes()}
    (container,) = _containers(by_kind["Deployment"])
    assert container["readinessProbe"]["httpGet"]["path"] == api.READY
    assert container["livenessProbe"]["httpGet"]["path"] == HEALTH
    (port,) = container["ports"]
    for probe in ("readinessProbe", "livenessProbe"):
        assert container[probe]["httpGet"]["port"] == port["containerPort"]
    template = by_kind["Deployment"]["spec"]["template"]["metadata"]["labels"]
    assert by_kind["Service"]["spec"]["selector"].items() <= template.items()
    assert by_kind["Service"]["spec"]["ports"][0]["targetPort"] == port["containerPort"]
    names = {mount["name"] for mount in container["volumeMounts"]}
    assert names == {
        volume["name"] for volume in by_kind["Deployment"]["spec"]["template"]["spec"]["volumes"]
    }


def test_the_image_is_made_of_the_extras_that_exist() -> None:
    import tomllib

    project = tomllib.loads((DEPLOY.parent.parent / "pyproject.toml").read_text())["project"]
    (extras,) = re.findall(r"source\[([\w,-]+)\]", (DEPLOY / "Dockerfile").read_text())
    assert set(extras.split(",")) <= set(project["optional-dependencies"])
