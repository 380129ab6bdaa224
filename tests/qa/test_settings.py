from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import SettingsError
from qa import Settings


def test_flags_win_over_the_environment_and_that_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('port = 1\nhost = "a"\nindex = "x"\n')
    settings = Settings.load(
        {"port": 3, "host": None}, file=file, environment={"CITEWISE_HOST": "b", "PATH": "/"}
    )
    assert (settings.port, settings.host, settings.index) == (3, "b", "x")


def test_strings_of_the_environment_become_numbers() -> None:
    settings = Settings.load(environment={"CITEWISE_PORT": "8080", "CITEWISE_THRESHOLD": "0.25"})
    assert (settings.port, settings.threshold) == (8080, 0.25)


def test_a_file_here_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "citewise.toml").write_text("passages = 7\n")
    assert Settings.load(environment={}).passages == 7


@pytest.mark.parametrize(
    ("flags", "file", "environment", "message"),
    [
        ({"colour": 1}, "", {}, "a setting 'colour' is unknown; known: index, embedder"),
        ({}, "colour = 1", {}, "setting 'colour' is unknown"),
        ({}, "", {"CITEWISE_COLOUR": "1"}, "environment variable CITEWISE_COLOUR"),
        ({}, "port = ", {}, "settings file"),
        ({"port": "many"}, "", {}, "setting port: Input should be a valid integer"),
        ({"passage_tokens": 3}, "", {}, "passage_tokens is 3; the least is 16"),
        ({"questions_at_once": 0}, "", {}, "questions_at_once is 0; the least is 1"),
        ({"questions_per_minute": -1}, "", {}, "questions_per_minute is -1; the least is 0"),
        ({"trusted_proxies": "10.0.0.1, web"}, "", {}, "'web' is not an address or network"),
        ({"trusted_proxies": ""}, "", {}, "'' is not an address or network"),
        ({"threshold": 1.5}, "", {}, "threshold is 1.5"),
        ({"llm_timeout": 0}, "", {}, "llm_timeout is 0.0; it is above 0"),
        ({"llm_tokens": 0}, "", {}, "llm_tokens is 0; the least is 1"),
        ({"engine": "int4"}, "", {}, "engine is 'int4'; choose one of: int8, fp32, torch"),
        ({}, "", {"CITEWISE_RANKING": "best"}, "ranking is 'best'; choose one of: hybrid, rrf"),
    ],
)
def test_what_cannot_be_used_is_named(
    tmp_path: Path, flags: dict[str, object], file: str, environment: dict[str, str], message: str
) -> None:
    (tmp_path / "s.toml").write_text(file)
    with pytest.raises(SettingsError, match=message):
        Settings.load(flags, file=tmp_path / "s.toml", environment=environment)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="No such file"):
        Settings.load(file=tmp_path / "nowhere.toml", environment={})


def test_what_a_run_reports_holds_no_password() -> None:
    settings = Settings(database="postgresql://anna:long%20enough@db.example/x", llm="http://u:p@h/v1")
    told = settings.told()
    assert told["database"] == "postgresql://anna:***@db.example/x"
    assert told["llm"] == "http://u:***@h/v1"
    assert told["index"] == settings.index
