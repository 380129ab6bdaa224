"""The chat page: conversation on the left, the cited article on the right."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from corpus.article import Span
from corpus.errors import CitewiseError
from qa.answerer import Answerer
from qa.chat.conversation import Place, places, streamed
from qa.chat.offline import gradio as gr
from qa.chat.style import SCROLL
from qa.chat.viewer import EMPTY, article_html

log = logging.getLogger(__name__)

Message = dict[str, Any]
_FAILED = "Something went wrong; the log has the details."


def build_page(answerer: Answerer, examples: Sequence[str] = ()) -> gr.Blocks:
    """The page as Gradio blocks; `examples` are questions offered below the box."""
    index = answerer.retriever.index()
    articles, passages = index.manifest.articles, index.manifest.passages
    with gr.Blocks(title="Citewise", analytics_enabled=False) as page:
        gr.HTML(
            "<h1>Citewise</h1><p>Answers from your articles, every sentence quoted exactly. "
            f"{articles:,} articles, {passages:,} passages.</p>",
            elem_id="cw-head",
        )
        known: gr.State = gr.State([])
        turns: gr.State = gr.State([])
        with gr.Row(elem_id="cw-columns"):
            with gr.Column(scale=5):
                conversation = gr.Chatbot(
                    label="Conversation",
                    show_label=False,
                    elem_id="cw-conversation",
                    height="58vh",
                    # No Markdown and no LaTeX; HTML is still read, so `_message` escapes it.
                    render_markdown=False,
                    latex_delimiters=[],
                    buttons=[],
                    feedback_options=None,
                    placeholder="Ask a question about the articles.",
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
                clear = gr.Button("New conversation", size="sm", variant="secondary", elem_id="cw-clear")
                if examples:
                    gr.Examples([[example] for example in examples], inputs=[box], label="Try one of these")
            with gr.Column(scale=5):
                choice = gr.Radio(
                    choices=[],
                    label="Sources of the answer",
                    elem_id="cw-places",
                    visible=False,
                    interactive=True,
                )
                viewer = gr.HTML(EMPTY, elem_id="cw-viewer")

        def respond(
            question: str, history: list[Message], said_before: list[tuple[str, str]]
        ) -> Iterator[tuple[Any, ...]]:
            history = [*history, _message("user", question.strip() or "(nothing)")]
            yield "", history, [], gr.update(visible=False), gr.update(), said_before
            try:
                answer = answerer.answer(question, said_before)
                told = [*said_before, answer.turn]
                found = places(answer, answerer.retriever)
                shown = _choices(found, abstained=answer.abstained)
                opened = _opened(answerer, found, 0)
                for said in streamed(answer):
                    yield "", [*history, _message("assistant", said)], found, shown, opened, told
            except CitewiseError as error:
                yield "", [*history, _reply(str(error))], [], gr.update(visible=False), EMPTY, said_before
            except Exception:
                log.exception("the question could not be answered")
                yield "", [*history, _reply(_FAILED)], [], gr.update(visible=False), EMPTY, said_before

        def open_place(number: int | None, found: list[Place]) -> str:
            try:
                return _opened(answerer, found, number or 0)
            except CitewiseError as error:
                log.warning("the article could not be opened: %s", error)
                return EMPTY

        outputs = [box, conversation, known, choice, viewer, turns]
        for event in (box.submit, send.click):
            event(respond, [box, conversation, turns], outputs, api_name=False).then(None, js=SCROLL)
        choice.input(open_place, [choice, known], [viewer], api_name=False).then(None, js=SCROLL)
        clear.click(
            lambda: ("", [], [], gr.update(visible=False, choices=[], value=None), EMPTY, []),
            None,
            outputs,
            api_name=False,
        )
    return page


def _message(role: str, text: str) -> Message:
    return {"role": role, "content": escape(text, quote=False)}


def _reply(text: str) -> Message:
    return _message("assistant", text[:1].upper() + text[1:])


def _choices(found: Sequence[Place], *, abstained: bool) -> Any:
    return gr.update(
        choices=[(place.label, number) for number, place in enumerate(found)],
        value=0 if found else None,
        label="The nearest passages" if abstained else "Sources of the answer",
        visible=bool(found),
    )


def _opened(answerer: Answerer, found: Sequence[Place], number: int) -> str:
    if not 0 <= number < len(found):
        return EMPTY
    place = found[number]
    article = answerer.retriever.index().catalogue.article(place.article_id)
    if article is None:
        return '<p class="cw-empty">This article was removed.</p>'
    return article_html(article, Span(place.start, place.end))
