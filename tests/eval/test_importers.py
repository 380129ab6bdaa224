"""Question sets in other projects' forms."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from corpus.errors import QuestionError
from eval import Question, load_question_set, problems

SQUAD = {
    "version": "v2.0",
    "data": [
        {
            "title": "Old_Bridge",
            "paragraphs": [
                {
                    "context": "The bridge opened in 1904.",
                    "qas": [
                        {
                            "id": "s1",
                            "question": "When did it open?",
                            "answers": [
                                {"text": "1904", "answer_start": 21},
                                {"text": "in 1904", "answer_start": 18},
                                {"text": "1904", "answer_start": 21},
                            ],
                        },
                        {
                            "id": "s2",
                            "question": "Who drew it?",
                            "is_impossible": True,
                            "answers": [],
                            "plausible_answers": [{"text": "1904", "answer_start": 21}],
                        },
                    ],
                },
                {
                    "context": "It fell in 1911. A ferry ran instead.",
                    "qas": [
                        {
                            "id": "s3",
                            "question": "What ran instead?",
                            "answers": [{"text": "ferry", "answer_start": 19}],
                        },
                        {
                            "id": "s4",
                            "question": "When did it fall?",
                            "answers": [{"text": "1911", "answer_start": 3}],
                        },
                    ],
                },
            ],
        }
    ],
}


@pytest.fixture(params=["set.json", "set.json.gz"])
def squad(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    data = json.dumps(SQUAD).encode()
    path: Path = tmp_path / request.param
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def test_squad_paragraphs_become_an_article_and_offsets_move_along(squad: Path) -> None:
    found = load_question_set(squad)
    assert found.articles is not None
    (article,) = found.articles
    assert (article.id, article.title) == ("Old_Bridge", "Old Bridge")
    assert [one.id for one in found.questions] == ["s1", "s2", "s3"]
    assert problems(found.questions, {article.id: article}) == []
    assert found.questions[2].spans[0].span.of(article.text) == "ferry"


def test_squad_answers_of_several_annotators_say_one_thing(squad: Path) -> None:
    first = load_question_set(squad).questions[0]
    assert first.answers == ("1904", "in 1904")
    assert {gold.fact for gold in first.spans} == {1}


def test_squad_questions_without_an_answer_are_unanswerable(squad: Path) -> None:
    assert load_question_set(squad).questions[1] == Question("s2", "Who drew it?", answerable=False)


def test_a_squad_answer_that_is_not_where_it_says_is_left_out_with_a_notice(squad: Path) -> None:
    assert load_question_set(squad).notices == ("s4: '1911' does not stand at 3 of its paragraph; left out",)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    corpus = [
        {"_id": "d1", "title": "Bridge", "text": "The bridge opened in 1904."},
        {"_id": "d2", "title": "Only a title", "text": ""},
        {"_id": "d3", "title": "", "text": " "},
        {"_id": "d1", "title": "Again", "text": "Twice."},
    ]
    queries = [{"_id": name, "text": f"Question {name}?"} for name in ("1", "2", "3", "4")]
    (tmp_path / "qrels").mkdir()
    for name, rows in (("corpus", corpus), ("queries", queries)):
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (tmp_path / "qrels" / "test.tsv").write_text(
        "query-id\tcorpus-id\tscore\n1\td1\t2\n1\td2\t1\n2\td1\t0\n9\td1\t1\n"
    )
    (tmp_path / "qrels" / "train.tsv").write_text("query-id\tcorpus-id\tscore\n3\td1\t1\n")
    return tmp_path


def test_a_beir_folder(folder: Path) -> None:
    found = load_question_set(folder)
    assert found.articles is not None
    assert [(one.id, one.text) for one in found.articles] == [
        ("d1", "The bridge opened in 1904."),
        ("d2", "Only a title"),
    ]
    assert found.questions == [
        Question("1", "Question 1?", True, relevant=("d1", "d2"), graded=(("d1", 2), ("d2", 1))),
        Question("2", "Question 2?", answerable=False),
    ]
    assert found.notices == (
        "corpus.jsonl:3: document 'd3' has neither title nor text; left out",
        "corpus.jsonl:4: document 'd1' came before; left out",
        "1 judged queries are not in queries.jsonl; left out",
    )


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("qrels/test.tsv", "query-id\tcorpus-id\tscore\n1\td1\n", r"test.tsv:2 is not query, document"),
        ("corpus.jsonl", "{\n", r"corpus.jsonl:1 is not a line of BEIR's corpus"),
        ("queries.jsonl", '{"_id": "1"}\n', r"queries.jsonl:1 is not a line of BEIR's queries"),
    ],
)
def test_a_broken_beir_file_is_named_with_its_line(folder: Path, file: str, text: str, message: str) -> None:
    (folder / file).write_text(text)
    with pytest.raises(QuestionError, match=message):
        load_question_set(folder)


def test_trec_judgements_replace_those_of_the_questions(tmp_path: Path) -> None:
    topics, qrels = tmp_path / "topics.tsv", tmp_path / "qrels.txt"
    topics.write_text("301\tWho drew the bridge?\n302\tWhen did it fall?\n303\tWhy?\n")
    qrels.write_text("301 0 d1 1\n301 0 d2 2\n\n302 Q0 d1 0\n")
    found = load_question_set(topics, qrels=qrels)
    assert found.questions == [
        Question("301", "Who drew the bridge?", True, relevant=("d1", "d2"), graded=(("d1", 1), ("d2", 2))),
        Question("302", "When did it fall?", answerable=False),
    ]
    assert found.notices == ("1 questions have no judgement in qrels.txt; left out",)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("topics.tsv", "301 Who?\n", r"topics.tsv:1 is not an id, a tab and a question"),
        ("other.json", '{"questions": []}', "not in the form of SQuAD"),
        ("broken.json", "{", "cannot read the questions"),
        ("half.json", '{"data": [{"paragraphs": [{"qas": [{"id": 1}]}]}]}', "is not SQuAD: KeyError"),
        ("none.json", '{"data": []}', "holds no question to ask"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, name: str, content: str, message: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(QuestionError, match=message):
        load_question_set(tmp_path / name)


@pytest.mark.parametrize("line", ["301 0 d1", "301 0 d1 x", "301 0 d1 1 2"])
def test_a_line_that_is_no_judgement(tmp_path: Path, line: str) -> None:
    (tmp_path / "topics.tsv").write_text("301\tWho?\n")
    (tmp_path / "qrels.txt").write_text(line + "\n")
    with pytest.raises(QuestionError, match=r"qrels.txt:1 is not a line of qrels"):
        load_question_set(tmp_path / "topics.tsv", qrels=tmp_path / "qrels.txt")


def test_a_folder_that_is_neither(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="neither a BEIR folder"):
        load_question_set(tmp_path)
