"""Search for retrieval settings on the dev questions, by cross-validation."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from corpus.errors import QuestionError, SettingsError
from eval.questions import Question
from eval.scored import retrieval_scores
from index.opened import Index
from qa.retriever import Retriever
from qa.settings import Settings

FOLDS = 5
OBJECTIVE = ("article_mrr", "span_recall_at_5", "passages_contain")
"""A question's worth is the mean of those of these measures that it has."""
TUNED = ("ranking", "candidates", "late_weight", "lexical_weight", "dense_weight", "title_weight")
_LEAST = 20  # questions; below this a choice is chance
_RESAMPLES = 9999

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Tuned:
    """What was found. `held_out` is the mean worth of each question under the settings chosen without
    its fold, `default` that of the settings tuning began with on the same questions; `low` and
    `high` are the 95 % bootstrap interval of their difference. `adopted` says whether the best
    settings beat the default for sure (`low` above 0); if not, `settings` are the default's.
    """

    settings: dict[str, object]
    adopted: bool
    questions: int
    tried: int
    default: float
    held_out: float
    low: float
    high: float
    best: dict[str, object]


def grid(settings: Settings) -> list[dict[str, object]]:
    """The values to try, those of `settings` first, so that they win ties."""
    found = [{name: getattr(settings, name) for name in TUNED}]
    for lexical, title, dense in product((0.0, 0.1, 0.2, 0.4), (0.0, 0.4, 0.7, 1.0), (0.0, 0.3)):
        weights = {
            "late_weight": 1.0,
            "lexical_weight": lexical,
            "dense_weight": dense,
            "title_weight": title,
        }
        found.append(found[0] | {"ranking": "hybrid"} | weights)
    found += [found[0] | {"ranking": name} for name in ("rrf", "dense", "lexical")]
    found += [found[0] | {"candidates": depth} for depth in (15, 60)]
    return [one for number, one in enumerate(found) if one not in found[:number]]


def tune(
    questions: Sequence[Question],
    index: Index,
    settings: Settings,
    progress: Callable[[], object] = lambda: None,
    *,
    seed: int = 0,
) -> Tuned:
    """Try the grid on the dev questions that can be answered; `progress` is called after each setting.

    Questions of the test split are not looked at. Those about one article stay in one
    fold.

    Raises:
        QuestionError: there are fewer than 20 dev questions with judgements.
    """
    import numpy as np

    asked = [one for one in questions if one.side == "dev" and one.answerable and one.judged]
    if len(asked) < _LEAST:
        raise QuestionError(
            f"tuning needs {_LEAST} answerable questions of the dev split, this set has {len(asked)}"
        )
    tried = grid(settings)
    table = np.empty((len(tried), len(asked)))
    for row, values in enumerate(tried):
        retriever = Retriever(index, replace(settings, **values))  # type: ignore[arg-type]
        table[row] = [worth(one, retriever, settings.passages) for one in asked]
        progress()
    folds = np.array([_fold(one) for one in asked])
    held_out = np.empty(len(asked))
    for fold in range(FOLDS):
        inside = folds == fold
        held_out[inside] = table[table[:, ~inside].mean(axis=1).argmax(), inside]
    gained = held_out - table[0]
    drawn = np.random.default_rng(seed).integers(0, len(asked), (_RESAMPLES, len(asked)))
    low, high = np.percentile(gained[drawn].mean(axis=1), (2.5, 97.5))
    best = dict(tried[int(table.mean(axis=1).argmax())])
    adopted = bool(low > 0.0)
    return Tuned(
        settings=best if adopted else dict(tried[0]),
        adopted=adopted,
        questions=len(asked),
        tried=len(tried),
        default=float(table[0].mean()),
        held_out=float(held_out.mean()),
        low=float(low),
        high=float(high),
        best=best,
    )


def worth(question: Question, retriever: Retriever, k: int) -> float:
    """The question's mean over the measures of `OBJECTIVE` that it has, 0 when it has none."""
    scores = retrieval_scores(question, retriever.retrieve(question.question, k))
    values = [value for name in OBJECTIVE if (value := scores[name]) is not None]
    return sum(values) / len(values) if values else 0.0


def as_toml(found: Tuned, place: str, seed: int) -> str:
    """The settings as a file that `--settings` reads, with what speaks for them."""
    said = (
        "they beat the settings before"
        if found.adopted
        else "no other beat them for sure, so they are the settings before"
    )
    lines = [
        "# Made by: citewise-eval tune",
        f"# Questions: {place}, {found.questions} of the dev split; {found.tried} settings tried, "
        f"{FOLDS} folds, seed {seed}; {said}.",
        f"# Mean of {', '.join(OBJECTIVE)}:",
        f"#   settings before          {found.default:.4f}",
        f"#   chosen, on held-out folds {found.held_out:.4f}",
        f"#   difference               {found.held_out - found.default:+.4f}, "
        f"95 % interval {found.low:+.4f} to {found.high:+.4f}",
    ]
    if not found.adopted:
        lines.append(f"# Best on all dev questions: {_on_one_line(found.best)}")
    return "\n".join(lines + [f"{name} = {_toml(value)}" for name, value in found.settings.items()]) + "\n"


def _on_one_line(values: Values) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items())


def _toml(value: object) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SettingsError(f"a setting of the value {value!r} is not tuned")
    return repr(value)


def _fold(question: Question) -> int:
    """The same for questions about the same first article, whatever else is in the set."""
    key = min((*question.relevant, *(gold.article_id for gold in question.spans)), default=question.id)
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()[0] % FOLDS
