"""Third-party sets in their own forms, where they are at hand: one command each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.load import load_articles
from eval import load_question_set, load_questions, problems
from eval.cli import main

BENCH = Path(__file__).resolve().parents[3] / "shared" / "bench"
SETS = ("xquad", "xquad-nearmiss", "news", "chunking")

pytestmark = pytest.mark.skipif(not BENCH.is_dir(), reason="no third-party question sets beside the checkout")


@pytest.mark.parametrize("name", SETS)
def test_a_folder_of_questions_and_corpus_is_read_and_sound(name: str) -> None:
    found = load_question_set(BENCH / name)
    corpus = next(path for path in (BENCH / name).iterdir() if path.name.startswith("corpus."))
    articles = {article.id: article for article in load_articles([corpus])}
    serious = [line for line in problems(found.questions, articles) if "no article" in line]
    assert len(found.questions) > 200
    assert serious == []


@pytest.fixture
def small(tmp_path: Path) -> list[dict]:
    """Two xquad articles with their questions."""
    questions = load_questions(next((BENCH / "xquad").glob("questions.jsonl*")))
    names = list(dict.fromkeys(name for one in questions for name in one.relevant))[:2]
    corpus = load_articles([next((BENCH / "xquad").glob("corpus.jsonl*"))])
    articles = [article for article in corpus if article.id in names]
    return [
        {
            "title": article.id,
            "paragraphs": [
                {
                    "context": article.text,
                    "qas": [
                        {
                            "id": one.id,
                            "question": one.question,
                            "answers": [
                                {"text": gold.text, "answer_start": gold.span.start} for gold in one.spans
                            ],
                        }
                        for one in questions
                        if article.id in one.relevant
                    ][:6],
                }
            ],
        }
        for article in articles
    ]


@pytest.mark.model
def test_a_squad_file_is_evaluated_with_one_command(
    small: list[dict], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.json").write_text(json.dumps({"version": "1.1", "data": small}))
    assert main(["run", "--questions", str(tmp_path / "mine.json"), "--out", str(tmp_path / "run")]) == 0
    summary = json.loads((tmp_path / "run" / "summary.json").read_text())
    assert summary["total_questions"] == 12
    assert summary["figures"]["span_in_five"] > 0.8
    assert (tmp_path / "run" / "report.html").is_file()


@pytest.mark.model
def test_a_beir_folder_is_evaluated_with_one_command(
    small: list[dict], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "beir"
    (folder / "qrels").mkdir(parents=True)
    rows = {"corpus": [], "queries": []}
    qrels = ["query-id\tcorpus-id\tscore"]
    for number, article in enumerate(small):
        rows["corpus"].append({"_id": str(number), "title": "", "text": article["paragraphs"][0]["context"]})
        for one in article["paragraphs"][0]["qas"]:
            rows["queries"].append({"_id": one["id"], "text": one["question"]})
            qrels.append(f"{one['id']}\t{number}\t1")
    for name, lines in rows.items():
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    (folder / "qrels" / "test.tsv").write_text("\n".join(qrels) + "\n")
    assert main(["run", "--questions", str(folder), "--json"]) == 0
    summary = json.loads(capsys.readouterr().out)
    assert summary["total_questions"] == 12
    assert summary["figures"]["article_ndcg_at_10"] > 0.9
