"""Questions in, ranked passages and cited answers out."""

from index.filters import Filters
from index.passage import Hit, Passage
from qa.answer import Answer, Citation, Statement
from qa.answerer import Answerer, ask
from qa.retriever import Retriever, retrieve
from qa.settings import Settings

__all__ = [
    "Answer",
    "Answerer",
    "Citation",
    "Filters",
    "Hit",
    "Passage",
    "Retriever",
    "Settings",
    "Statement",
    "ask",
    "retrieve",
]
