"""What a generator wrote becomes sentences with the blocks they cite."""

from __future__ import annotations

import pytest

from qa.generation.drafts import Draft, drafts_of, refuses


@pytest.mark.parametrize(
    ("written", "drafts"),
    [
        ("It opened in May [1].", [("It opened in May.", (1,))]),
        ("It opened in May. [1]", [("It opened in May.", (1,))]),
        (
            "It opened in May.[1][2] It cost much [3].",
            [("It opened in May.", (1, 2)), ("It cost much.", (3,))],
        ),
        ("It opened in May [1, 3; 2].", [("It opened in May.", (1, 3, 2))]),
        ("It opened【2†source】 in May.", [("It opened in May.", (2,))]),
        (
            "- **It opened** in May [1]\n- It cost much [1][1]",
            [("It opened in May", (1,)), ("It cost much", (1,))],
        ),
        ("1. It opened [2].", [("It opened.", (2,))]),
        ("It opened in May.", [("It opened in May.", ())]),
        ("<think>Block 1 says [1].</think>It opened [2].", [("It opened.", (2,))]),
        ("<think>never ends [1].", []),
        ("[1]\n[2]\n...", []),
        (
            f"{'a1' * 8} BLOCK [2] Bridge opens\nIt opened.\nIt cost much [1].\n{'a1' * 8} END\nIt is blue.",
            [("It opened.", (2,)), ("It cost much.", (1,)), ("It is blue.", ())],
        ),
        ("", []),
        ("Dr. Varga said so [1].", [("Dr. Varga said so.", (1,))]),
    ],
)
def test_sentences_with_their_marks(written: str, drafts: list[tuple[str, tuple[int, ...]]]) -> None:
    assert drafts_of(written) == [Draft(*draft) for draft in drafts]


@pytest.mark.parametrize(
    ("written", "refused"),
    [
        ("NO_ANSWER", True),
        (" **NO_ANSWER**.\n", True),
        ("no answer", True),
        ("<think>hm</think>NO_ANSWER", True),
        ("NO_ANSWER, but the bridge is blue [1].", False),
        ("", False),
    ],
)
def test_a_refusal_is_nothing_else(written: str, refused: bool) -> None:
    assert refuses(written) == refused
