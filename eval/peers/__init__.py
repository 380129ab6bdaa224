"""Other libraries over the same corpus, questions and model, through the same metrics.

One file a library; each is set up as its documentation shows for a local model, and
imports it only when it is measured.
"""

from eval.peers.citewise import Citewise
from eval.peers.haystack import Haystack
from eval.peers.langchain import LangChain
from eval.peers.llamaindex import LlamaIndex
from eval.peers.peer import Peer
from eval.peers.txtai import Txtai

PEERS: dict[str, type[Peer]] = {
    "citewise": Citewise,
    "langchain": LangChain,
    "txtai": Txtai,
    "haystack": Haystack,
    "llamaindex": LlamaIndex,
}
"""By the name that `citewise-eval peers` takes."""

__all__ = ["PEERS", "Citewise", "Haystack", "LangChain", "LlamaIndex", "Peer", "Txtai"]
