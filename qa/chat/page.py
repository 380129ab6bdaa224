"""The chat page: conversation on the left, the cited article on the right."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from corpus.article import Span
from corpus.errors import CitewiseError
from qa.answer import Answer
from qa.answerer import Answerer
from qa.chat import passages
from qa.chat.conversation import Turn, also_published, button, conversation_html, titles_of
from qa.chat.export import FORMS, exported
from qa.chat.filters import choices, chosen_filters, period, timeline_html
from qa.chat.halting import Halt, unless
from qa.chat.history import History, new_key, still_held
from qa.chat.offline import gradio as gr
from qa.chat.own_articles import adding, own_list, own_panel, removing
from qa.chat.style import OPEN, OPENED, PERIOD, SCROLL
from qa.chat.viewer import EMPTY, article_html
from qa.own import OwnArticles

log = logging.getLogger(__name__)

_LAST, _WHOLE = "Last answer", "Whole conversation"
_FAILED = "Something went wrong; the log has the details."
_STOPPED = "Stopped. “Ask again” asks it once more."
_REMOVED = '<p class="cw-empty">This article was removed.</p>'


def build_page(
    answerer: Answerer,
    examples: Sequence[str] = (),
    admit: Callable[[gr.Request], None] = lambda request: None,
    history: History | None = None,
    own: OwnArticles | None = None,
) -> gr.Blocks:
    """The page as Gradio blocks; `examples` are questions offered below the box, `admit` raises a
    `CitewiseError` where a question is not to be asked now, `history` is where conversations are kept,
    None to keep none, `own` takes readers' files, None to take none."""
    how = "checked against exact quotations" if answerer.generates else "quoted exactly"
    with gr.Blocks(title="Citewise", analytics_enabled=False) as page:
        head = gr.HTML(elem_id="cw-head")
        turns: gr.State = gr.State([])
        current: gr.State = gr.State("")
        halting: gr.State = gr.State(Halt())
        secret = history.secret if history else None
        owner = gr.BrowserState("", storage_key="citewise", secret=secret) if history else gr.State("")
        with gr.Row(elem_id="cw-columns"):
            with gr.Column(scale=5):
                conversation = gr.HTML(
                    conversation_html([], {}), elem_id="cw-conversation", js_on_load=OPEN, autoscroll=True
                )
                with gr.Row():
                    box = gr.Textbox(
                        label="Your question",
                        elem_id="cw-question",
                        placeholder="Who, what, when, where, why?",
                        lines=1,
                        max_lines=4,
                        scale=8,
                        autofocus=True,
                    )
                    send = gr.Button("Ask", variant="primary", scale=1, min_width=80, elem_id="cw-ask")
                with gr.Row(elem_id="cw-actions"):
                    stop = gr.Button("Stop", size="sm", variant="secondary", min_width=120)
                    again = gr.Button("Ask again", size="sm", variant="secondary", min_width=120)
                    edit = gr.Button("Edit last question", size="sm", variant="secondary", min_width=120)
                    clear = gr.Button("New conversation", size="sm", variant="secondary", min_width=120)
                with gr.Accordion("Filters", open=False, elem_id="cw-filters"):
                    with gr.Row():
                        sources = gr.Dropdown(label="Sources", multiselect=True, choices=[])
                        languages = gr.Dropdown(label="Languages", multiselect=True, choices=[])
                    with gr.Row():
                        since = gr.Textbox(label="Published from", placeholder="YYYY-MM-DD", max_lines=1)
                        until = gr.Textbox(label="Published to", placeholder="YYYY-MM-DD", max_lines=1)
                    timeline = gr.HTML(elem_id="cw-time", js_on_load=PERIOD)
                    unfilter = gr.Button("No filters", size="sm", variant="secondary")
                panel = own_panel(visible=own is not None)
                with gr.Accordion(
                    "Was the answer good?", open=False, elem_id="cw-judge", visible=history is not None
                ):
                    reason = gr.Textbox(label="Why? (you may leave this empty)", max_lines=3)
                    with gr.Row():
                        good = gr.Button("Good answer", size="sm", variant="secondary")
                        bad = gr.Button("Bad answer", size="sm", variant="secondary")
                    thanks = gr.HTML(elem_id="cw-thanks")
                with gr.Accordion("Copy and export", open=False, elem_id="cw-export"):
                    with gr.Row():
                        part = gr.Radio([_LAST, _WHOLE], value=_LAST, label="What")
                        form = gr.Dropdown(list(FORMS), value="Markdown", label="Form")
                    take = gr.Button("Show", size="sm", variant="secondary")
                    taken = gr.Textbox(
                        label="To copy",
                        placeholder="Press Show; what is shown can be copied from here.",
                        lines=6,
                        max_lines=12,
                        interactive=False,
                        buttons=["copy"],
                        elem_id="cw-taken",
                    )
                with gr.Accordion(
                    "Earlier conversations", open=False, elem_id="cw-earlier", visible=history is not None
                ):
                    earlier = gr.Dropdown(label="Conversation", choices=[], value=None)
                    with gr.Row():
                        reopen = gr.Button("Open", size="sm", variant="secondary")
                        forget = gr.Button("Delete", size="sm", variant="secondary")
                if examples:
                    gr.Examples([[example] for example in examples], inputs=[box], label="Try one of these")
            with gr.Column(scale=5), gr.Tabs(elem_id="cw-tabs") as tabs:
                with gr.Tab("Article", id="article"):
                    viewer = gr.HTML(EMPTY, elem_id="cw-viewer", js_on_load=OPEN)
                with gr.Tab("Passages", id="passages"):
                    looked_at = gr.HTML(passages.EMPTY, elem_id="cw-passages", js_on_load=OPEN)

        def describe() -> tuple[Any, ...]:
            index = answerer.retriever.index()
            facets = index.catalogue.facets()
            said = (
                f"<h1>Citewise</h1><p>Answers from your articles, every sentence {how}. "
                f"{index.manifest.articles:,} articles, {index.manifest.passages:,} passages.</p>"
            )
            return (
                said,
                gr.Dropdown(choices=choices(facets.sources)),
                gr.Dropdown(choices=choices(facets.languages)),
                timeline_html(facets),
            )

        def respond(
            question: str, before: list[Turn], halt: Halt, request: gr.Request, *narrowed: Any
        ) -> Iterator[tuple[Any, ...]]:
            asked = " ".join(question.split())
            now = [*before, Turn(asked or "(nothing)")]
            halted = halt.watch()
            yield "", now, conversation_html(now, {}), gr.skip(), gr.skip(), gr.skip()
            try:
                admit(request)
                narrow = chosen_filters(*narrowed)
                history = [turn.answer.turn for turn in before if turn.answer is not None]
                answer = unless(
                    halted, lambda: answerer.answer(question, history, filters=narrow, asked_on=date.today())
                )
                if answer is None:
                    if halt.told:
                        yield _failed(before, asked, _STOPPED)
                    else:
                        yield tuple(gr.skip() for _ in range(6))
                    return
                yield from answer_pieces(answerer, before, asked, answer)
            except CitewiseError as error:
                yield _failed(before, asked, str(error))
            except Exception:
                log.exception("the question could not be answered")
                yield _failed(before, asked, _FAILED)

        def ask_again(
            before: list[Turn], halt: Halt, request: gr.Request, *narrowed: Any
        ) -> Iterator[tuple[Any, ...]]:
            if before:
                yield from respond(before[-1].question, before[:-1], halt, request, *narrowed)
            else:
                yield "", [], conversation_html([], {}), EMPTY, passages.EMPTY, gr.skip()

        def take_back(before: list[Turn], halt: Halt) -> tuple[Any, ...]:
            halt.stop(told=False)
            last = before[-1].question if before else ""
            rest = before[:-1]
            shown = conversation_html(rest, titles_of(rest, answerer.retriever))
            return last, rest, shown, EMPTY, passages.EMPTY, gr.skip()

        def open_place(now: list[Turn], event: gr.EventData) -> tuple[Any, Any]:
            try:
                data = event._data
                opened = _opened(answerer, now, int(data["turn"]), str(data["part"]), int(data["number"]))
            except (KeyError, TypeError, ValueError):
                return gr.skip(), gr.skip()
            except CitewiseError as error:
                log.warning("the article could not be opened: %s", error)
                opened = EMPTY
            return opened, gr.Tabs(selected="article")

        def choose_period(event: gr.EventData) -> tuple[Any, Any]:
            data = event._data
            days = period(str(data.get("period"))) if isinstance(data, dict) else None
            return days or (gr.skip(), gr.skip())

        def listed(key: str, chosen: str | None = None) -> Any:
            return gr.Dropdown(choices=kept_choices(history, key), value=chosen or None)

        def identify(key: str | None) -> tuple[Any, ...]:
            key = key if history and isinstance(key, str) and key else new_key()
            return key, listed(key)

        def keep(key: str, identity: str, now: list[Turn]) -> tuple[Any, ...]:
            identity = identity or new_key()
            if history is not None:
                history.keep(key, identity, [turn for turn in now if turn.answer or turn.error])
            return identity, listed(key, identity if now else None)

        def begin_anew(halt: Halt) -> tuple[Any, ...]:
            halt.stop(told=False)
            # The box stays as it is: what a reader types meanwhile must not vanish when this arrives.
            return gr.skip(), [], conversation_html([], {}), EMPTY, passages.EMPTY, gr.skip(), "", None

        def open_kept(key: str, identity: str | None, halt: Halt) -> tuple[Any, ...]:
            halt.stop(told=False)
            if history is None or not identity:
                return tuple(gr.skip() for _ in range(5))
            index = answerer.retriever.index()
            now = history.turns(key, identity, index)
            shown = conversation_html(now, titles_of(now, answerer.retriever))
            return now, shown, identity, EMPTY, passages.EMPTY

        def judge(now: list[Turn], why: str, *, liked: bool) -> tuple[str, str]:
            if history is None or not now or now[-1].answer is None:
                return why, "<p>There is no answer yet.</p>"
            history.judge(now[-1], good=liked, reason=why)
            return "", "<p>Noted, with the question and the answer.</p>"

        def delete_kept(key: str, identity: str | None) -> Any:
            if history is not None and identity:
                history.forget(key, identity)
            return listed(key)

        # Gradio's page loses an answer that is queued while it closes the stream of the one before,
        # and waits for ever; what takes no time is asked for past the queue.
        quick: dict[str, Any] = {"api_name": False, "queue": False, "show_progress": "hidden"}

        outputs = [box, turns, conversation, viewer, looked_at, tabs]
        narrowed = [sources, languages, since, until]
        for event, function, inputs in (
            (box.submit, respond, [box, turns, halting, *narrowed]),
            (send.click, respond, [box, turns, halting, *narrowed]),
            (again.click, ask_again, [turns, halting, *narrowed]),
        ):
            asked = event(function, inputs, outputs, api_name=False, show_progress="hidden")
            asked.then(None, js=SCROLL).then(keep, [owner, current, turns], [current, earlier], **quick)
        stop.click(lambda halt: halt.stop(told=True), [halting], None, **quick)
        edit.click(take_back, [turns, halting], outputs, **quick).then(
            keep, [owner, current, turns], [current, earlier], **quick
        )
        clear.click(begin_anew, [halting], [*outputs, current, earlier], **quick)
        facts = [head, sources, languages, timeline]
        page.load(describe, None, facts, **quick)
        if own is not None:
            taking = own

            def own_listed() -> tuple[Any, ...]:
                table, names = own_list(taking)
                return table, gr.Dropdown(choices=names, value=None)

            def take_in(paths: list[str] | None) -> Iterator[tuple[Any, ...]]:
                for told in adding(taking, paths) if paths else ():
                    yield told, *(gr.skip() for _ in range(7))
                yield gr.skip(), gr.File(value=None), *own_listed(), *describe()

            def take_out(name: str | None, before: list[Turn]) -> tuple[Any, ...]:
                told = removing(taking, name)
                now = still_held(before, answerer.retriever.index())
                shown = conversation_html(now, titles_of(now, answerer.retriever))
                return told, *own_listed(), now, shown, EMPTY, passages.EMPTY, *describe()

            slow: dict[str, Any] = {"api_name": False, "concurrency_limit": 1, "concurrency_id": "own"}
            listed_own = [panel.listed, panel.which]
            page.load(own_listed, None, listed_own, **quick)
            panel.dropped.upload(
                take_in,
                [panel.dropped],
                [panel.told, panel.dropped, *listed_own, *facts],
                **slow,
                show_progress="hidden",
            )
            panel.remove.click(
                take_out,
                [panel.which, turns],
                [panel.told, *listed_own, turns, conversation, viewer, looked_at, *facts],
                **slow,
            )
        page.load(identify, [owner], [owner, earlier], **quick)
        reopened = [turns, conversation, current, viewer, looked_at]
        reopen.click(open_kept, [owner, earlier, halting], reopened, **quick)
        for pressed, liked in ((good, True), (bad, False)):
            pressed.click(partial(judge, liked=liked), [turns, reason], [reason, thanks], **quick)
        take.click(
            lambda now, what, name: exported(now[-1:] if what == _LAST else now, name) if now else "",
            [turns, part, form],
            [taken],
            **quick,
        )
        forget.click(delete_kept, [owner, earlier], [earlier], **quick)
        timeline.select(choose_period, None, [since, until], **quick)
        unfilter.click(lambda: ([], [], "", ""), None, narrowed, **quick)
        for shown in (conversation, viewer, looked_at):
            # By default Gradio drops a trigger that comes before it has put away the event before.
            opening = shown.select(open_place, [turns], [viewer, tabs], trigger_mode="multiple", **quick)
            opening.then(None, js=SCROLL).then(None, js=OPENED)
            opening.failure(None, js=OPENED)
    return page


def kept_choices(history: History | None, owner: str) -> list[tuple[str, str]]:
    """The owner's kept conversations as a list to choose from shows them."""
    return [
        (f"{one.title} ({datetime.fromtimestamp(one.changed):%Y-%m-%d %H:%M})", one.id)
        for one in (history.kept(owner) if history else [])
    ]


def answer_pieces(
    answerer: Answerer, before: Sequence[Turn], asked: str, answer: Answer
) -> Iterator[tuple[Any, ...]]:
    """What becomes of box, turns, conversation, viewer, passages and tabs when `asked` is answered: first the
    article, then statement by statement the conversation alone, so that nothing overwrites what is
    typed or opened meanwhile."""
    now = [*before, Turn(asked, answer)]
    titles = titles_of(now, answerer.retriever)
    opened = _opened(answerer, now, len(before), *_first(answer))
    listed = passages.passages_html(len(before), answer, titles)
    yield gr.skip(), now, gr.skip(), opened, listed, gr.Tabs(selected="article")
    for said in (*range(1, len(answer.statements)), None):
        shown = conversation_html(now, titles, said)
        yield gr.skip(), gr.skip(), shown, gr.skip(), gr.skip(), gr.skip()


def _failed(before: list[Turn], asked: str, message: str) -> tuple[Any, ...]:
    now = [*before, Turn(asked or "(nothing)", error=message[:1].upper() + message[1:])]
    return gr.skip(), now, conversation_html(now, {}), EMPTY, passages.EMPTY, gr.skip()


def _first(answer: Answer) -> tuple[str, int]:
    return ("passage", 1) if answer.abstained else ("citation", 1)


def _opened(answerer: Answerer, turns: Sequence[Turn], turn: int, part: str, number: int) -> str:
    """The viewer's HTML for a place of an answer; the empty viewer when there is no such place."""
    answer = turns[turn].answer if 0 <= turn < len(turns) else None
    if answer is None:
        return EMPTY
    also = ""
    if part == "citation":
        places = [(one.article_id, Span(one.start, one.end)) for one in answer.citations]
        also = "".join(also_published(one) for one in answer.citations if one.number == number)
    else:
        places = [(hit.passage.article_id, hit.passage.span) for hit in answer.passages]
    if not 1 <= number <= len(places):
        return EMPTY
    article_id, span = places[number - 1]
    article = answerer.retriever.index().catalogue.article(article_id)
    if article is None:
        return _REMOVED
    return article_html(article, span, _steps(turn, part, number, len(places)), also)


def _steps(turn: int, part: str, number: int, count: int) -> str:
    """Buttons to the place before and the place after."""
    name = "Source" if part == "citation" else "Passage"
    back = button("‹", "cw-step", turn, part, number - 1, f"{name} before") if number > 1 else ""
    on = button("›", "cw-step", turn, part, number + 1, f"{name} after") if number < count else ""
    return f'<nav class="cw-steps" aria-label="Steps">{back}<span>{name} {number} of {count}</span>{on}</nav>'
