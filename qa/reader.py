"""The reader: where in a text a question is answered, and whether it is.

A span reader with a no-answer option (Clark and Gardner, "Simple and Effective
Multi-Paragraph Reading Comprehension", ACL 2018), trained by training/train.py;
qa/reader_model/MODEL_CARD.md says on what.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.article import Span
from corpus.errors import EmbedderError
from index.weights import default_weights, file_sha256

MODEL = Path(__file__).resolve().parent / "reader_model" / "model.onnx"
MODEL_SHA256 = "d534f2b994c5f7a8bda4b887186ee11bdc83b1e75103fe626e53e8a6a65f17e0"
QUESTION_TOKENS = 48
_MOST_TOKENS = 256  # of question and window; the end of a longer window is not read
_LONGEST = 40  # tokens of an answer
_TRIED = 10  # starts and ends tried against each other

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reading:
    """The likeliest answer in a window, as a span of it, and by how many logits it is likelier than
    that the window does not answer."""

    span: Span
    margin: float


class SpanReader:
    """Reads windows of text for a question. Safe to use from several threads.

    Raises:
        EmbedderError: the model file is not the one that was installed.
    """

    def __init__(self, model: Path = MODEL, sha256: str = MODEL_SHA256) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        if file_sha256(model) != sha256:
            raise EmbedderError(
                f"{model} is not the reader that belongs to this version; "
                "run: pip install --force-reinstall citewise"
            )
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = os.cpu_count() or 1
        options.log_severity_level = 3
        options.add_session_config_entry("session.force_spinning_stop", "1")
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(default_weights() / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(_MOST_TOKENS, strategy="only_second")
        self._cutter = Tokenizer.from_file(str(default_weights() / "tokenizer.json"))
        self._cutter.no_padding()
        self._cutter.no_truncation()
        self._lock = threading.Lock()

    def count_tokens(self, text: str) -> int:
        """How many of the reader's tokens a text has."""
        return len(self._cutter.encode(text, add_special_tokens=False).ids)

    def read(self, question: str, windows: Sequence[str]) -> list[Reading | None]:
        """The likeliest answer in each window, None in one without a token."""
        if not windows:
            return []
        asked = self._cut(question)
        encodings = self._tokenizer.encode_batch([(asked, window) for window in windows])
        width = max(len(one.ids) for one in encodings)
        shape = (len(encodings), width)
        ids, seen, types = (np.zeros(shape, dtype=np.int64) for _ in range(3))
        for row, one in enumerate(encodings):
            length = len(one.ids)
            ids[row, :length], seen[row, :length], types[row, :length] = one.ids, 1, one.type_ids
        feed = {"input_ids": ids, "attention_mask": seen, "token_type_ids": types}
        with self._lock:
            scores = self._session.run(None, feed)[0]
        found: list[Reading | None] = []
        for row, one in enumerate(encodings):
            places = [place for place, part in enumerate(one.sequence_ids) if part == 1]
            found.append(_likeliest(scores[row], places, one.offsets) if places else None)
        return found

    def _cut(self, question: str) -> str:
        encoding = self._cutter.encode(question, add_special_tokens=False)
        if len(encoding.ids) <= QUESTION_TOKENS:
            return question
        return question[: encoding.offsets[QUESTION_TOKENS - 1][1]]


@cache
def default_reader() -> SpanReader | None:
    """The reader that comes with the package; None, with a warning, when its file is missing."""
    if not MODEL.is_file():
        log.warning("%s is missing; answers are whole sentences without a short answer", MODEL)
        return None
    return SpanReader()


def _likeliest(
    scores: NDArray[np.float32], places: Sequence[int], offsets: Sequence[tuple[int, int]]
) -> Reading:
    starts, ends = scores[places, 0], scores[places, 1]
    best, first, last = -np.inf, 0, 0
    likely_ends = np.argsort(-ends, kind="stable")[:_TRIED]
    for start in np.argsort(-starts, kind="stable")[:_TRIED]:
        for end in likely_ends:
            if start <= end < start + _LONGEST and starts[start] + ends[end] > best:
                best, first, last = float(starts[start] + ends[end]), int(start), int(end)
    if best == -np.inf:
        first = last = int(starts.argmax())
        best = float(starts[first] + ends[last])
    span = Span(offsets[places[first]][0], offsets[places[last]][1])
    return Reading(span, best - float(scores[0].sum()))
