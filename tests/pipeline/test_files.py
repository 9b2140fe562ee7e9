"""Single files as text: an empty one is fine, one that hides its text is not."""

from pathlib import Path

import pytest

from pipeline.pages.files import read_blocks
from storage.settings import SettingError


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", ""),
        ("a.html", ""),
        ("a.html", "\n"),
        ("a.html", "<html><body></body></html>"),
        ("a.docx", ""),
    ],
)
def test_an_empty_file_has_no_text(name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text)
    assert read_blocks(path) == ()


def test_a_page_whose_text_a_script_fetches_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<html><head><script src='a.js'></script></head><body></body></html>")
    with pytest.raises(SettingError, match="脚本"):
        read_blocks(path)


def test_one_cell_of_a_page_that_is_a_table(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    rows = "".join(f"<tr><td>{n}</td><td>开变{n}厂</td></tr>" for n in range(40))
    path.write_text(f"<html><body><table>{rows}</table></body></html>")
    (table,) = read_blocks(path)
    assert table.kind == "table"
    assert table.text.split("\n")[7] == "7\t开变7厂"
