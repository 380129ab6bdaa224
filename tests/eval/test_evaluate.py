"""What a run rests on: the questions, the index, the figures' weights, the code's commit."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hashing_embedder import HashingEmbedder

from corpus import Article
from corpus.errors import IndexMismatchError, QuestionError
from eval import Question, QuoteCount, Run, Scored, area_under_risk_coverage, evaluate
from eval.environment import commit_of
from eval.scored import score
from index import build_index
from qa import Answer, Answerer

STEEL = Question("steel", "How many tonnes of steel?", True, ("38,000",), ("bridge",), kind="number")
COMET = Question("comet", "Who discovered the comet?", True, ("Ilse Brandt",), ("comet",), kind="name")
MOON = Question("moon", "What is the capital of the moon?", False, kind="off-topic")


def test_progress_is_told_after_each_question(answerer: Answerer) -> None:
    calls: list[int] = []
    evaluate([STEEL, COMET], answerer, lambda: calls.append(1))
    assert len(calls) == 2


def test_a_question_that_cannot_be_asked_is_named_before_any_is_asked(answerer: Answerer) -> None:
    asked: list[int] = []
    empty = Question("empty", " \n", answerable=True)
    with pytest.raises(QuestionError, match="question 'empty': the question is empty"):
        evaluate([STEEL, empty], answerer, lambda: asked.append(1))
    assert asked == []


def test_there_must_be_a_question(answerer: Answerer) -> None:
    with pytest.raises(QuestionError, match="no question to ask"):
        evaluate([], answerer)


def test_a_run_does_not_mix_two_indexes(
    answerer: Answerer, index_folder: Path, articles: list[Article], embedder: HashingEmbedder
) -> None:
    with pytest.raises(IndexMismatchError, match="rebuilt during the run"):
        evaluate([STEEL, COMET], answerer, lambda: build_index(articles[:2], index_folder, embedder))


def test_figures_by_kind_come_with_how_many_questions_they_rest_on(answerer: Answerer) -> None:
    summary = evaluate([STEEL, STEEL, COMET, MOON], answerer).summary()
    by_kind, used = summary["by_kind"], summary["questions_by_kind"]
    assert used["number"]["article_hit_at_1"] == 2
    assert used["off-topic"]["refused_unanswerable"] == 1
    assert {kind: set(figures) for kind, figures in by_kind.items()} == {
        kind: set(counts) for kind, counts in used.items()
    }


def test_the_area_is_over_all_judged_questions(answerer: Answerer) -> None:
    unjudged = Question("open", "Why did the orchards freeze?", answerable=True, relevant=("orchard",))
    run = evaluate([STEEL, COMET, MOON, unjudged], answerer)
    summary = run.summary()
    assert summary["questions"]["aurc"] == 3
    judged = run.rows[:3]
    # Whatever is said about the moon is wrong.
    right = [run.rows[0].right, run.rows[1].right, False]
    area = area_under_risk_coverage([row.confidence for row in judged], right)
    assert summary["figures"]["aurc"] == pytest.approx(area, abs=1e-6)


def test_exact_quotations_are_a_share_of_citations_not_of_answers(make_answer: Callable[..., Answer]) -> None:
    def row(citations: int, fabricated: int) -> Scored:
        made = score(replace(STEEL, answers=()), make_answer(), make_answer(), lambda _: None, tuple, len)
        return replace(
            made,
            scores={"quotes_exact": 1 - fabricated / citations},
            quotes=QuoteCount(citations, fabricated=fabricated),
        )

    summary = Run((row(1, 1), row(3, 0)), {"seed": 0}).summary()
    assert summary["figures"]["quotes_exact"] == 3 / 4
    assert (summary["citations"], summary["inexact_citations"]) == (4, 1)


def test_the_environment_tells_what_ran(answerer: Answerer) -> None:
    environment = evaluate([STEEL], answerer).environment
    assert {"citewise", "torch", "faiss-cpu", "numpy"} <= set(environment["packages"])
    assert environment["processors"] >= 1
    assert environment["manifest"]["articles"] == 3
    assert environment["settings"]["threshold"] == 0.0


def test_answers_have_the_form_of_a_batch(answerer: Answerer, tmp_path: Path) -> None:
    evaluate([STEEL], answerer).save(tmp_path)
    saved = json.loads((tmp_path / "answers.jsonl").read_text())
    fresh = json.loads(json.dumps(answerer.answer(STEEL.question).as_dict(STEEL.id)))
    assert saved.keys() == fresh.keys()
    assert {**saved, "timings_ms": 0} == {**fresh, "timings_ms": 0}


def test_a_question_with_half_a_character_is_saved_as_readable_json(
    answerer: Answerer, tmp_path: Path
) -> None:
    question = "How many tonnes\ud83d of steel?"
    evaluate([replace(STEEL, question=question)], answerer).save(tmp_path)
    assert json.loads((tmp_path / "answers.jsonl").read_text())["question"] == question


def _git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=t", "-c", "user.email=t@t.example")
    ran = subprocess.run(
        ["git", "-C", str(folder), *identity, *arguments], capture_output=True, text=True, check=True
    )
    return ran.stdout.strip()


def test_the_commit_is_that_of_the_checkout_that_holds_the_code(tmp_path: Path) -> None:
    code = tmp_path / "site" / "eval"
    code.mkdir(parents=True)
    (code / "environment.py").write_text("1\n")
    assert commit_of(code) is None
    _git(tmp_path, "init", "-q")
    assert commit_of(code) is None, "a checkout without a commit"
    (tmp_path / "other.py").write_text("1\n")
    _git(tmp_path, "add", "other.py")
    _git(tmp_path, "commit", "-q", "-m", "one")
    assert commit_of(code) is None, "installed into somebody else's checkout"
    _git(tmp_path, "add", "site/eval/environment.py")
    _git(tmp_path, "commit", "-q", "-m", "two")
    commit = _git(tmp_path, "rev-parse", "HEAD")
    assert commit_of(code) == commit
    (code / "environment.py").write_text("2\n")
    assert commit_of(code) == f"{commit}-dirty"
