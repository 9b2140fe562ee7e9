"""A home's keys: made once, whole, and nobody else's."""

import threading
from pathlib import Path

import pytest

from storage.keys import KeyFaultError, home_key


def test_all_who_ask_at_once_get_the_same_key(tmp_path: Path) -> None:
    together, found = threading.Barrier(16), []

    def ask() -> None:
        together.wait()
        found.append(home_key(tmp_path, "links"))

    threads = [threading.Thread(target=ask) for _ in range(16)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(found) == 16
    assert set(found) == {home_key(tmp_path, "links")}
    assert len(found[0]) == 32
    assert [file.name for file in tmp_path.iterdir()] == ["links.key"]  # nothing is left over


def test_only_its_owner_reads_it_and_each_name_has_its_own(tmp_path: Path) -> None:
    assert home_key(tmp_path, "links") != home_key(tmp_path, "desk")
    assert (tmp_path / "links.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("left", [b"", b"half of a key"])
def test_nothing_is_signed_by_less_than_a_key(tmp_path: Path, left: bytes) -> None:
    (tmp_path / "links.key").write_bytes(left)
    with pytest.raises(KeyFaultError, match=rf"links\.key 只有 {len(left)} 字节。请从备份恢复"):
        home_key(tmp_path, "links")


def test_a_key_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "links.key").mkdir()
    with pytest.raises(KeyFaultError, match=r"links\.key（是文件夹"):
        home_key(tmp_path, "links")
