"""MaxSim against a plain loop."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_info

from index.maxsim import cosines_of_signs, maxsim, maxsim_codes, signs_of, similarities_of_codes
from index.token_codes import codes_of


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


@settings(deadline=None)
@given(cases())
def test_signs_are_the_vectors_behind_the_codes(case: tuple[np.ndarray, list[np.ndarray]]) -> None:
    tokens, _ = case
    signs = signs_of(codes_of(tokens), tokens.shape[1])
    assert signs.dtype == np.float32
    assert (codes_of(signs) == codes_of(tokens)).all()
    assert np.linalg.norm(signs, axis=1) == pytest.approx(np.ones(len(signs)), abs=1e-5)


def test_cosines_are_estimated_from_signs() -> None:
    random = np.random.default_rng(0)
    first = random.standard_normal(4096).astype(np.float32)
    other = (first + random.standard_normal(4096)).astype(np.float32)
    one, two = (np.stack([each / np.linalg.norm(each)]) for each in (first, other))
    (signed,) = similarities_of_codes(signs_of(codes_of(one), 4096), [codes_of(two)])
    assert cosines_of_signs(signed)[0, 0] == pytest.approx(float(one[0] @ two[0]), abs=0.05)
    assert signed[0, 0] < float(one[0] @ two[0]) - 0.1


def test_blas_keeps_its_threads() -> None:
    def threads() -> list[int]:
        return [one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas"]

    before = threads()
    maxsim_codes(np.ones((1, 8), dtype=np.float32), [np.zeros((1, 1), dtype=np.uint8)])
    assert threads() == before
