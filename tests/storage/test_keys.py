"""A home's keys: made once, whole, and nobody else's."""

import threading
from pathlib import Path

from storage.keys import home_key


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
