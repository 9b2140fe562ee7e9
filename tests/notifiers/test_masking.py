"""Addresses are shown so that nobody learns them who does not know them."""

import pytest

from notifiers.masking import masked, short_address


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


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("reader@example.org", "reader@example.org"),
        ("https://hook.example/bot/KEY?access=KEY-abcd", "hook.example/…abcd"),
        ("schan://KEY-abcd", "schan://…abcd"),
        ("slack://xoxb-KEY/#room", "slack://…room"),
        ("pover://KEY@KEY-abcd", "pover://…abcd"),
        ("http://[::1/KEY-abcd", "http://…abcd"),
        ("", ""),
    ],
)
def test_of_addresses_that_are_keys_a_few_letters_are_shown(address: str, shown: str) -> None:
    assert short_address(address) == shown
