"""MaxSim against a plain loop."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.maxsim import maxsim, maxsim_codes


@st.composite
def rows(draw: st.DrawFn, dimension: int, least: int = 0) -> np.ndarray:
    count = draw(st.integers(least, 6))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    made = random.standard_normal((count, dimension)).astype(np.float32)
    return made / np.maximum(np.linalg.norm(made, axis=1, keepdims=True), 1e-9)


@st.composite
def cases(draw: st.DrawFn) -> tuple[np.ndarray, list[np.ndarray]]:
    dimension = draw(st.integers(1, 37))
    return draw(rows(dimension, 1)), draw(st.lists(rows(dimension), max_size=6))


def _by_loop(question: np.ndarray, passages: list[np.ndarray]) -> list[list[float]]:
    return [[max((_product(q, t) for t in tokens), default=-1.0) for q in question] for tokens in passages]


def _product(one: np.ndarray, other: np.ndarray) -> float:
    return float(sum(a * b for a, b in zip(one, other, strict=True)))


@settings(deadline=None)
@given(cases())
def test_float_tokens(case: tuple[np.ndarray, list[np.ndarray]]) -> None:
    question, passages = case
    found = maxsim(question, passages)
    assert found.shape == (len(passages), len(question))
    assert found.tolist() == [pytest.approx(row, abs=1e-5) for row in _by_loop(question, passages)]


@settings(deadline=None)
@given(cases())
def test_sign_codes(case: tuple[np.ndarray, list[np.ndarray]]) -> None:
    question, passages = case
    signs = [np.where(tokens > 0, 1.0, -1.0) / np.sqrt(question.shape[1]) for tokens in passages]
    codes = [np.packbits(tokens > 0, axis=1) for tokens in passages]
    found = maxsim_codes(question, codes)
    assert found.shape == (len(passages), len(question))
    assert found.tolist() == [pytest.approx(row, abs=1e-5) for row in _by_loop(question, signs)]


@settings(deadline=None)
@given(cases())
def test_more_tokens_never_match_worse(case: tuple[np.ndarray, list[np.ndarray]]) -> None:
    question, passages = case
    if len(passages) > 1:
        joined = maxsim(question, [np.concatenate(passages)])[0]
        assert (joined >= maxsim(question, passages).max(axis=0) - 1e-6).all()
