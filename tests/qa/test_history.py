"""Conversations that are kept, and answers that are read back only as far as they still hold."""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hashing_embedder import HashingEmbedder

from corpus import Article
from corpus.errors import UsageError
from eval import load_questions
from index import Index, build_index
from qa import Answer, Answerer, Settings
from qa.chat.conversation import Turn
from qa.chat.history import FILE, MOST, FileHistory, History, new_key, open_history
from qa.restored import restored_answer

QUESTION = "How many tonnes of steel did engineers use?"


@pytest.fixture
def answer(answerer: Answerer) -> Answer:
    given = answerer.answer(QUESTION)
    assert given.statements
    return given


@pytest.fixture(params=["file", "postgres"])
def history(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[History]:
    if request.param == "file":
        made: History = FileHistory(tmp_path)
    else:
        from qa.chat.shared_history import SharedHistory

        made = SharedHistory(request.getfixturevalue("postgres"), f"chat_{secrets.token_hex(4)}")
    yield made
    made.close()


def _through_json(answer: Answer, index: Index) -> Answer | None:
    return restored_answer(json.loads(json.dumps(answer.as_dict())), index)


def test_an_answer_comes_back_as_it_was(answer: Answer, opened: Index) -> None:
    back = _through_json(answer, opened)
    assert back is not None
    assert back.statements == tuple(replace(one, support=round(one.support, 4)) for one in answer.statements)
    assert (back.answer, back.short_answer, back.asked) == (answer.answer, answer.short_answer, answer.asked)
    assert [hit.passage.span for hit in back.passages] == [hit.passage.span for hit in answer.passages]
    assert back.dropped_citations == 0


def test_what_a_generator_wrote_needs_all_its_citations(answer: Answer, opened: Index) -> None:
    statement = replace(answer.statements[0], text="They used 38,000 tonnes of steel.")
    written = replace(answer, statements=(statement,), generated=True, notice="one was left out")
    back = _through_json(written, opened)
    assert back is not None
    assert (back.answer, back.generated, back.notice) == (statement.text, True, "one was left out")
    record = json.loads(json.dumps(written.as_dict()))
    citations = record["statements"][0]["citations"]
    citations.append({**citations[0], "article_id": "removed"})
    assert restored_answer(record, opened) is None


def test_an_abstention_stays_one(answer: Answer, opened: Index) -> None:
    abstained = replace(answer, statements=(), answer="", short_answer=None, abstained=True)
    back = _through_json(abstained, opened)
    assert back is not None
    assert back.abstained


def test_what_was_removed_or_changed_is_not_quoted(
    answer: Answer, articles: list[Article], tmp_path: Path, embedder: HashingEmbedder
) -> None:
    cited = {citation.article_id for citation in answer.citations}
    for name, rest in {
        "removed": [one for one in articles if one.id not in cited],
        "changed": [replace(one, text=f"New: {one.text}") if one.id in cited else one for one in articles],
    }.items():
        build_index(rest, tmp_path / name, embedder)
        index = Index.open(tmp_path / name, embedder)
        assert _through_json(answer, index) is None
        history = FileHistory(tmp_path / name)
        history.keep("me", "c", [Turn(QUESTION, answer)])
        (turn,) = history.turns("me", "c", index)
        assert turn.answer is None
        assert turn.error
        assert "no longer in the index" in turn.error


def test_a_forged_quotation_is_dropped(answer: Answer, opened: Index) -> None:
    record = json.loads(json.dumps(answer.as_dict()))
    for statement in record["statements"]:
        for citation in statement["citations"]:
            citation["quote"] = "The moon is cheese."
    assert restored_answer(record, opened) is None


def test_a_conversation_survives_a_restart(tmp_path: Path, answer: Answer, opened: Index) -> None:
    history = FileHistory(tmp_path)
    history.keep("me", "c", [Turn(QUESTION, answer), Turn("", error="The question is empty")])
    history.close()
    again = FileHistory(tmp_path)
    (kept,) = again.kept("me")
    assert (kept.id, kept.title) == ("c", QUESTION)
    first, second = again.turns("me", "c", opened)
    assert first.answer is not None
    assert first.answer.answer == answer.answer
    assert second.error == "The question is empty"
    assert again.secret == FileHistory(tmp_path).secret


def test_nobody_sees_or_changes_anothers(history: History, answer: Answer, opened: Index) -> None:
    history.keep("me", "c", [Turn(QUESTION, answer)])
    assert history.kept("you") == []
    assert history.turns("you", "c", opened) == []
    history.forget("you", "c")
    history.keep("you", "c", [Turn("Mine now?", answer)])
    assert [one.title for one in history.kept("me")] == [QUESTION]
    assert history.kept("you") == []


def test_what_is_forgotten_is_gone_from_the_file(tmp_path: Path, answer: Answer) -> None:
    history = FileHistory(tmp_path)
    history.keep("me", "c", [Turn("A very peculiar question", answer)])
    history.keep("me", "c", [])
    assert history.kept("me") == []
    history.close()
    assert b"very peculiar" not in (tmp_path / FILE).read_bytes()


def test_the_last_changed_comes_first_and_the_list_is_bounded(history: History, answer: Answer) -> None:
    for number in range(MOST + 3):
        history.keep("me", f"c{number:03d}", [Turn(f"Question {number}", answer)])
    history.keep("me", "c001", [Turn("Again", answer)])
    kept = history.kept("me")
    assert len(kept) == MOST
    assert kept[0].title == "Again"


def test_several_threads_and_connections_keep_at_once(tmp_path: Path, answer: Answer) -> None:
    opened = [FileHistory(tmp_path) for _ in range(3)]

    def keep(number: int) -> None:
        for turn in range(10):
            opened[number % 3].keep("me", f"c{number}-{turn}", [Turn(QUESTION, answer)])

    threads = [threading.Thread(target=keep, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened[0].kept("me")) == MOST


@pytest.mark.parametrize("spoil", ["garbage", "version"])
def test_a_file_that_cannot_be_read_is_put_aside(tmp_path: Path, spoil: str, answer: Answer) -> None:
    path = tmp_path / FILE
    if spoil == "garbage":
        path.write_bytes(b"not a database at all" * 100)
    else:
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA user_version = 99")
    history = FileHistory(tmp_path)
    history.keep("me", "c", [Turn(QUESTION, answer)])
    assert len(history.kept("me")) == 1
    assert len(list(tmp_path.glob(f"{FILE}.damaged-*"))) == 1


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="set history = false"):
        FileHistory(tmp_path / "no" / "folder")


def test_keys_are_long_and_never_the_same() -> None:
    keys = {new_key() for _ in range(100)}
    assert len(keys) == 100
    assert min(map(len, keys)) >= 32


def test_a_kept_answer_of_another_form_is_no_traceback(
    history: History, answer: Answer, opened: Index
) -> None:
    history.keep("me", "c", [Turn(QUESTION, answer)])
    broken = json.dumps([{"question": "?", "answer": {"statements": [{}]}, "error": None}])
    history._change("UPDATE conversation SET turns = ?", [broken])
    (turn,) = history.turns("me", "c", opened)
    assert turn.error


def test_servers_that_start_at_one_moment_share_conversations(
    postgres: str, answer: Answer, opened: Index
) -> None:
    from qa.chat.shared_history import SharedHistory

    schema = f"chat_{secrets.token_hex(4)}"
    with ThreadPoolExecutor(4) as starting:
        servers = list(starting.map(lambda _: SharedHistory(postgres, schema), range(4)))
    assert len({server.secret for server in servers}) == 1
    odd = "Why\x00 is \x1b1 odd?"
    servers[0].keep("me", "c", [Turn(odd, answer)])
    servers[1].judge(Turn(odd, answer), good=True)
    assert [(one.id, one.title) for one in servers[2].kept("me")] == [("c", odd)]
    assert servers[3].turns("me", "c", opened)[0].question == odd
    assert [one.question for one in servers[3].judged(opened)] == [odd]
    servers[3].forget("me", "c")
    assert servers[0].kept("me") == []
    assert [one.question for one in SharedHistory(postgres, schema).judged(opened)] == [odd]


def test_conversations_are_kept_where_the_settings_say(
    index_folder: Path, opened: Index, postgres: str
) -> None:
    local = Settings(index=str(index_folder))
    shared = replace(local, database=postgres)
    found = [open_history(one, opened) for one in (local, shared)]
    assert [type(one).__name__ for one in found] == ["FileHistory", "SharedHistory"]
    assert open_history(replace(shared, history=False), opened) is None
    with pytest.raises(UsageError, match=r"cannot keep conversations at postgresql://u:\*\*\*@") as raised:
        open_history(replace(local, database="postgresql://u:secret@127.0.0.1:1/d"), opened)
    assert "secret" not in str(raised.value)


def test_judged_answers_become_questions(
    history: History, answer: Answer, opened: Index, tmp_path: Path
) -> None:
    abstained = replace(answer, statements=(), answer="", short_answer=None, abstained=True)
    history.judge(Turn(QUESTION, answer), good=True, reason="short and right")
    history.judge(Turn(QUESTION, answer), good=False, reason="not what I asked")
    history.judge(Turn("Who ate the cheese?", abstained), good=True)
    judged = history.judged(opened)
    path = tmp_path / "feedback.jsonl"
    path.write_text("".join(json.dumps(one.as_question(n)) + "\n" for n, one in enumerate(judged, 1)))
    liked, disliked, refused = load_questions(path)
    assert [(gold.article_id, gold.text) for gold in liked.spans] == [
        (one.article_id, one.quote) for one in answer.citations
    ]
    assert liked.answerable
    assert set(liked.relevant) == {one.article_id for one in answer.citations}
    assert (disliked.kind, disliked.spans, disliked.relevant, disliked.answers) == ("disliked", (), (), ())
    assert not refused.answerable
    assert [one.reason for one in judged] == ["short and right", "not what I asked", ""]
