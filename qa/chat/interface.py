"""The functions that programs call over HTTP, with `gradio_client` or any other client.

Annotations are not postponed here, since Gradio reads the interface's description from them.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

from corpus.errors import CitewiseError
from qa.chat.offline import gradio as gr
from qa.serving.desk import Desk, FilterFields

log = logging.getLogger(__name__)

FUNCTIONS = ("ask_articles", "search_articles", "get_article_span")
_BY_NAME = "/gradio_api/call/v2/"
FAILED = "something went wrong; the server's log has the details"


def add_interface(blocks: gr.Blocks, desk: Desk) -> None:
    """Add `/ask_articles`, `/search_articles` and `/get_article_span` to the page.

    They keep no state between calls.
    """

    def ask_articles(
        question: str,
        filters: FilterFields | None = None,
        history: list[list[str]] | None = None,
        request: gr.Request = None,
    ) -> dict[str, Any]:
        with told():
            return desk.ask(client_of(request), question, filters, history)

    def search_articles(
        question: str,
        k: int = 5,
        filters: FilterFields | None = None,
        request: gr.Request = None,
    ) -> list[dict[str, Any]]:
        with told():
            return desk.search(client_of(request), question, k, filters)

    def get_article_span(
        article_id: str,
        start: int,
        end: int,
        request: gr.Request = None,
    ) -> dict[str, Any]:
        with told():
            return desk.article_span(client_of(request), article_id, start, end)

    described = {
        ask_articles: "Answer a question from the articles. Every statement carries citations whose quote is "
        "exactly the article's characters [start, end); without enough evidence `abstained` is true. "
        "`history` is a list of earlier [question, answer] pairs, oldest first.",
        search_articles: "The k passages that match a question best, best first, with their articles and "
        "offsets.",
        get_article_span: "The exact characters [start, end) of an article, with its title, url and date.",
    }
    with blocks:
        for function, description in described.items():
            gr.api(
                function,
                api_name=function.__name__,
                api_description=description,
                concurrency_id="questions",
            )


async def misfit(request: Request, error: Exception) -> JSONResponse:
    """The answer to a call by name whose function or parameters there are not; other errors go on."""
    if not request.url.path.startswith(_BY_NAME):
        raise error
    log.info("a call by name did not fit: %s", type(error).__name__)
    return JSONResponse(
        {"detail": "no function takes this call; see /gradio_api/info for names and parameters"}, 422
    )


def client_of(request: gr.Request) -> str:
    """In whose name a question is counted: the user who logged in, else the address."""
    name = getattr(request, "username", None)
    return f"user {name}" if name else f"address {request.client.host if request.client else 'unknown'}"


@contextmanager
def told() -> Iterator[None]:
    """Turn an error into the one line that the client is told; what was not foreseen goes to the log."""
    try:
        yield
    except CitewiseError as error:
        raise gr.Error(str(error), print_exception=False) from error
    except Exception as error:
        log.exception("a call could not be answered")
        raise gr.Error(FAILED, print_exception=False) from error
