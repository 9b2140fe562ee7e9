"""The port of diff-match-patch, where it is installed, gives what diff-match-patch gives."""

import pytest
from hypothesis import given, strategies as st

from diffing.characters import edits, ported, reference
from diffing.cleanup import PUNCTUATION, WHOLE, WORDS

ENCODED = st.text(
    st.sampled_from([chr(base + at) for base in (WORDS, WHOLE, PUNCTUATION) for at in range(4)]),
    max_size=60,
)


@pytest.mark.skipif(ported is None, reason="fast-diff-match-patch is not installed")
@given(ENCODED, ENCODED)
def test_the_edits_are_equal(old: str, new: str) -> None:
    assert edits(old, new) == reference(old, new)


@given(ENCODED, ENCODED)
def test_the_edits_spell_both_texts(old: str, new: str) -> None:
    found = reference(old, new)
    assert "".join(text for op, text in found if op <= 0) == old
    assert "".join(text for op, text in found if op >= 0) == new
