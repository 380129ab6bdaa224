"""What a user installs: the wheel, light imports, names and commands as documented."""

from __future__ import annotations

import importlib
import os
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = ("torch", "gradio", "faiss", "sentence_transformers", "transformers", "langchain_text_splitters")
FORMATS = ("trafilatura", "htmldate", "lxml", "pypdfium2", "docx", "pyarrow", "feedparser", "warcio")
EXTRAS = ("pymilvus", "milvus_lite", "sqlalchemy", "psycopg", "alembic", "ray", "openai", "mcp", "pandas")
TOLD = ("charset_normalizer", "rich", "watchfiles", "py3langid", "httpx")


@pytest.mark.parametrize("package", ["corpus", "index", "qa", "eval"])
def test_importing_is_light(package: str) -> None:
    light = HEAVY + FORMATS + TOLD + EXTRAS
    code = f"import sys, {package}; print([name for name in {light!r} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_plain_records_do_not_pay_for_other_formats(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(
        '{"id": "a", "text": "The harbour bridge of Velmora opened on Monday."}\n'
    )
    code = (
        f"import sys, corpus; (article,) = corpus.load_articles([{str(tmp_path)!r}]);"
        f"print([name for name in {FORMATS!r} if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


@pytest.mark.parametrize("package", ["corpus", "index", "qa", "eval"])
def test_every_public_name_exists_and_is_documented(package: str) -> None:
    module = importlib.import_module(package)
    assert module.__all__ == sorted(
        module.__all__, key=lambda name: (not name.isupper(), name.islower(), name)
    )
    for name in module.__all__:
        assert getattr(module, name).__doc__ or name.isupper(), name


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
        timeout=240,
    )
    (made,) = folder.glob("*.whl")
    return made


def test_the_wheel_holds_code_data_and_licence_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {
        "corpus",
        "index",
        "qa",
        "eval",
    }
    assert any(re.fullmatch(r"corpus/data/.+\.jsonl", name) for name in names)
    assert {"qa/chat/migrations/env.py", "qa/chat/migrations/versions/0001_conversations.py"} <= set(names)
    assert {"corpus/py.typed", "eval/floors.toml", "eval/data/questions.jsonl"} <= set(names)
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_wheel_works_where_the_repository_is_not(wheel: Path, tmp_path: Path) -> None:
    """A new environment that borrows the libraries but takes Citewise from the wheel."""
    place = tmp_path / "venv"
    venv.create(place, with_pip=False, symlinks=True)
    packages = next((place / "lib").glob("python*")) / "site-packages"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    site = next(Path(path) for path in sys.path if path.endswith("site-packages"))
    (packages / "borrowed.pth").write_text(f"{site}\n")
    code = (
        "from importlib.metadata import version; import corpus, qa, pathlib;"
        "articles = list(corpus.load_articles([corpus.sample_corpus()]));"
        "print(version('citewise'), len(articles), corpus.__file__)"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    ran = subprocess.run(
        [str(place / "bin" / "python"), "-c", code],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    version, articles, file = ran.stdout.split()
    assert version == re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)[1]
    assert int(articles) >= 40
    assert file.startswith(str(tmp_path))


@pytest.mark.skipif(not shutil.which("lint-imports"), reason="import-linter is not installed")
def test_imports_run_one_way() -> None:
    ran = subprocess.run(["lint-imports"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout
