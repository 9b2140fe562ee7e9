"""Texts that have something too much: a comparison ends, and says what it gave up."""

import time

import pytest

from diffing.compare import compare_blocks
from storage.records import Block


def strange(base: int) -> list[str]:
    signs = [[chr(base + (i * 7 + j * 31) % 900) for j in range(60)] for i in range(1500)]
    return ["".join(line) + "。" for line in signs]


def plain(texts: list[str]) -> list[Block]:
    return [Block(kind="paragraph", text=text) for text in texts]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            strange(0x4E00),
            strange(0x5E00),
            id="no block in common",
        ),
        pytest.param(["甲" * 350_000], ["乙甲" * 175_000], id="one block of a megabyte"),
        pytest.param(
            [chr(0x4E00 + i * i % 997) for i in range(20_000)],
            [chr(0x4E00 + i * i % 991) for i in range(20_000)],
            id="twenty thousand blocks of one character",
        ),
    ],
)
def test_hostile_pairs_end_and_say_what_was_given_up(before: list[str], after: list[str]) -> None:
    start = time.process_time()
    found = compare_blocks(plain(before), plain(after))
    assert time.process_time() - start < 20
    assert found.gave_up
    assert found.hunks
