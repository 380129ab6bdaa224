"""The documents say what the code does."""

from __future__ import annotations

import argparse
import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from corpus import errors
from corpus.load import PARSERS
from eval import cli as eval_cli
from eval.report.tables import GROUPS
from qa import cli
from qa.settings import Settings

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")])


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text(encoding="utf-8")):
        assert (document.parent / target).exists(), target


def test_every_command_is_documented() -> None:
    commands = re.search(r"\{([a-z,]+)\}|COMMAND", cli._parser().format_usage())
    assert commands
    actions = [action for action in cli._parser()._actions if hasattr(action, "choices") and action.choices]
    names = {name for action in actions for name in action.choices}
    assert names == {"build", "feedback", "remove", "search", "ask", "chat", "serve", "password", "inspect"}
    assert all(f"citewise {name}" in _read("docs/formats.md") for name in names)


def test_every_evaluation_command_is_documented_with_its_options() -> None:
    (commands,) = [one.choices for one in eval_cli._parser()._actions if isinstance(one.choices, dict)]
    assert set(commands) == {"run", "compare", "gate", "validate", "tune", "dialogues", "peers"}
    text = _read("docs/evaluation.md")
    for name, parser in commands.items():
        assert f"citewise-eval {name}" in text, name
        for action in parser._actions:
            if action.help != argparse.SUPPRESS and "--help" not in action.option_strings:
                for option in action.option_strings:
                    assert f"`{option}" in text, f"{name} {option}"


def test_every_figure_is_documented() -> None:
    text = _read("docs/evaluation.md")
    for figures in GROUPS.values():
        for name in figures:
            assert f"`{name}`" in text, name


def test_every_setting_is_documented_with_its_default() -> None:
    text = _read("docs/settings.md")
    for field in fields(Settings):
        assert re.search(
            rf"^\| `{field.name}` \| {re.escape(f'`{field.default}`')} \|", text, re.MULTILINE
        ), field.name


def test_every_kind_of_file_is_documented() -> None:
    assert all(f"`{suffix}`" in _read("docs/formats.md") for suffix in PARSERS)


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads(_read("pyproject.toml"))["project"]
    extras = project["optional-dependencies"]
    wanted = project["dependencies"] + [one for extra in extras.values() for one in extra]
    text = _read("docs/architecture.md")
    for requirement in wanted:
        name = re.match(r"[A-Za-z0-9_.-]+", requirement)[0]
        assert f"| `{name}` |" in text, name


def test_every_error_is_in_the_tree() -> None:
    classes = {
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, Exception)
    }
    assert all(re.search(rf"\b{name}\b", errors.__doc__ or "") for name in classes)


def test_the_changelog_names_the_version() -> None:
    version = tomllib.loads(_read("pyproject.toml"))["project"]["version"]
    assert f"## {version}" in _read("CHANGELOG.md")
