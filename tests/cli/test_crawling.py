"""``policywatch crawl``: calls that are refused before anything is asked."""

import pytest

from cli import parser
from storage.settings import SettingError


def test_a_clock_without_an_archive_is_refused() -> None:
    words = ["crawl", "--at", "2023-12-08T09:00+08:00"]
    call = parser(words).parse_args(words)
    with pytest.raises(SettingError, match="--replay"):
        call.run(call)
