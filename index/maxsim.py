"""MaxSim, the operator of late interaction.

Khattab and Zaharia, "ColBERT: Efficient and Effective Passage Search via
Contextualized Late Interaction over BERT", SIGIR 2020: a passage's score is the
sum over the question's tokens of the greatest similarity with any token of the
passage. Here the parts are returned, so that the sum can be weighted.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from index.embedder import TokenVectors
from index.token_codes import Codes

Matches = NDArray[np.float32]
"""Shape (passages, question tokens): the best similarity, in [-1, 1], of each question token with
any token of the passage; -1 for a passage without tokens."""

Similarities = NDArray[np.float32]
"""Shape (passage tokens, question tokens): the similarity, in [-1, 1], of each pair."""

_SIGNS = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1).astype(np.float32) * 2.0 - 1.0
"""The eight signs behind every byte, shape (256, 8)."""

_ONE_THREAD = threading.Lock()  # how many threads BLAS has is the whole process's, so one sets it at a time
_BLOCK = 1024  # tokens unpacked at a time: small enough to stay in the processor's cache


def maxsim(question: TokenVectors, passages: Sequence[TokenVectors]) -> Matches:
    """The best matches among token vectors; `question` has shape (m, dimension)."""
    if not passages:
        return np.zeros((0, len(question)), dtype=np.float32)
    return _best(question @ np.concatenate(passages).T, [len(one) for one in passages])


def maxsim_codes(question: TokenVectors, passages: Sequence[Codes]) -> Matches:
    """The same among sign bits, each row taken as a vector of ±1/sqrt(dimension)."""
    if not passages:
        return np.zeros((0, len(question)), dtype=np.float32)
    return _best(_similarity(question, np.concatenate(passages)), [len(one) for one in passages])


def similarities_of_codes(question: TokenVectors, passages: Sequence[Codes]) -> list[Similarities]:
    """The similarity of every pair of tokens, passage by passage, among sign bits."""
    if not passages:
        return []
    similarity = _similarity(question, np.concatenate(passages)).T
    ends = np.cumsum([len(one) for one in passages])
    return np.split(similarity, ends[:-1])


def signs_of(codes: Codes, dimension: int) -> TokenVectors:
    """Sign bits as the vectors of ±1/sqrt(dimension) that they stand for."""
    signs = np.take(_SIGNS, codes, axis=0).reshape(len(codes), 8 * codes.shape[1])[:, :dimension]
    return np.ascontiguousarray(signs / np.sqrt(np.float32(dimension)))


def cosines_of_signs(similarities: Similarities) -> Similarities:
    """What the cosines of vectors are likely to be whose signs have these cosines (Charikar, "Similarity
    estimation techniques from rounding algorithms", STOC 2002)."""
    cosines: Similarities = np.sin(np.float32(np.pi / 2) * similarities)
    return cosines


def _similarity(question: TokenVectors, codes: Codes) -> NDArray[np.float32]:
    """Shape (question tokens, coded tokens)."""
    dimension = question.shape[1]
    similarity = np.empty((len(question), len(codes)), dtype=np.float32)
    padded = np.zeros((len(question), 8 * codes.shape[1]), dtype=np.float32)
    padded[:, :dimension] = question / np.sqrt(np.float32(dimension))
    signs = np.empty((min(_BLOCK, len(codes)), codes.shape[1], 8), dtype=np.float32)
    with _one_thread():
        for start in range(0, len(codes), _BLOCK):
            block = codes[start : start + _BLOCK]
            np.take(_SIGNS, block, axis=0, out=signs[: len(block)], mode="clip")
            np.matmul(
                padded,
                signs[: len(block)].reshape(len(block), -1).T,
                out=similarity[:, start : start + len(block)],
            )
    return similarity


@contextmanager
def _one_thread() -> Iterator[None]:
    """BLAS on one thread: its others would spin for tens of milliseconds after a product, and take a
    core from the reader (docs/performance.md)."""
    with _ONE_THREAD, _thread_pools().limit(limits=1, user_api="blas"):
        yield


@cache
def _thread_pools() -> ThreadpoolController:
    return ThreadpoolController()


def _best(similarity: NDArray[np.float32], lengths: Sequence[int]) -> Matches:
    best = np.full((len(lengths), len(similarity)), -1.0, dtype=np.float32)
    filled = [place for place, length in enumerate(lengths) if length]
    if filled:
        starts = np.cumsum([0, *lengths])[filled]
        best[filled] = np.maximum.reduceat(similarity, starts, axis=1).T
    return best
