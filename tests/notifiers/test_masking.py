"""Addresses are shown so that nobody learns them who does not know them."""

import pytest

from notifiers.masking import masked


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("reader@example.org", "r***r@example.org"),
        ("ab@example.org", "a***@example.org"),
        ("https://hook.example/bot/KEY?access=KEY", "hook.example"),
        ("https://user:key@hook.example:8443/x@y", "hook.example"),
        ("tgram://KEY/chat", "tgram"),
    ],
)
def test_addresses_are_masked(address: str, shown: str) -> None:
    assert masked(address) == shown
