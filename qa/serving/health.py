"""Whether the server can answer, for a supervisor or load balancer."""

from __future__ import annotations

import logging

from starlette.responses import JSONResponse

from corpus.errors import CitewiseError
from qa.retriever import Retriever

log = logging.getLogger(__name__)

PATH = "/health"


def health(retriever: Retriever) -> JSONResponse:
    """200 with the articles, passages and generation that answer now; 503 when the index cannot be read."""
    try:
        index = retriever.index()
        articles, passages = index.catalogue.counts()
    except Exception as error:
        log.error("the index cannot be read: %s", error, exc_info=not isinstance(error, CitewiseError))
        return JSONResponse({"status": "the index cannot be read; the server's log says why"}, 503)
    found = {"status": "ok", "articles": articles, "passages": passages, "generation": index.generation}
    return JSONResponse(found, headers={"Cache-Control": "no-store"})
