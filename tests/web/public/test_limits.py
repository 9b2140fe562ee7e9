"""Requests are counted by network, for an hour."""

from datetime import UTC, datetime, timedelta

import pytest

from web.public import limits
from web.public.limits import Limit, network_of

NOW = datetime(2026, 11, 26, tzinfo=UTC)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
    ],
)
def test_a_client_counts_with_its_network(address: str, network: str) -> None:
    assert network_of(address) == network


def test_so_many_in_any_hour() -> None:
    limit = Limit(most=2)
    minute = timedelta(minutes=1)
    asked = [NOW, NOW + 30 * minute, NOW + 59 * minute, NOW + 60 * minute, NOW + 61 * minute]
    assert [limit.allows("192.0.2.1", at) for at in asked] == [True, True, False, True, False]
    assert limit.allows("198.51.100.1", NOW)


def test_no_more_networks_are_remembered_than_there_is_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "_MOST_NETWORKS", 3)
    limit = Limit(most=1)
    for n in range(10):
        assert limit.allows(f"10.0.{n}.1", NOW)
    assert not limit.allows("10.0.9.1", NOW)
    assert limit.allows("10.0.0.1", NOW)  # forgotten
