"""policywatch diff: files in any form, in three forms; and every wrong call in one line."""

import json
from pathlib import Path

import pytest

from cli import main

OLD = """关于配额清缴的通知
第一条 单位应当于2025年12月31日前清缴配额。
第二条 本通知自印发之日起施行。
"""
NEW = OLD.replace("2025年12月31日", "2026年6月30日")
PAGE = "<!doctype html><html><body><h1>关于配额清缴的通知</h1><div>{}</div></body></html>"


@pytest.fixture
def texts(tmp_path: Path) -> tuple[str, str]:
    old, new = tmp_path / "old.txt", tmp_path / "new.txt"
    old.write_text(OLD)
    new.write_text(NEW)
    return str(old), str(new)


def test_text_names_the_documents_not_the_paths(
    texts: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", *texts]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(
        "旧：关于配额清缴的通知（old.txt）\n新：关于配额清缴的通知（new.txt）\n"
    )
    assert "2025年12月31日 → 2026年6月30日" in shown
    assert "（第二条 未变）" in shown
    assert texts[0] not in shown


def test_json_is_one_object(texts: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", *texts, "--format", "json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert {"significance", "summary", "values", "hunks", "gave_up"} <= said.keys()
    (value,) = said["values"]
    assert (value["before"], value["after"]) == ("2025年12月31日", "2026年6月30日")


def test_html_goes_to_a_file_in_the_layout_asked_for(
    texts: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.html"
    assert main(["diff", *texts, "--layout", "sides", "--out", str(out)]) == 0
    assert "已写入" in capsys.readouterr().out
    html = out.read_text()
    assert "<h1>关于配额清缴的通知：新旧对照</h1>" in html
    assert 'class="cmp-sides"' in html
    assert 'cmp-inline"' not in html.split("</style>")[1]


def test_a_page_and_a_text_are_compared(
    texts: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "new.html"
    lines = "".join(f"<p>{line}</p>" for line in NEW.split("\n")[1:] if line)
    page.write_text(PAGE.format(lines))
    assert main(["diff", texts[0], str(page)]) == 0
    assert "2025年12月31日 → 2026年6月30日" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["absent/a.txt"], "没有这个文件"),
        (["关于做好储能设施核查工作的通知" * 20], "没有这个文件"),
        (["."], "是文件夹，不是文件"),
        (["{new}", "--layout", "sides"], "--layout 只用于 html"),
        (["{new}", "--format", "html", "--out", "/absent/x.html"], "写不了文件：/absent/x.html"),
    ],
)
def test_a_wrong_call_is_one_line(
    texts: tuple[str, str],
    words: list[str],
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    filled = [word.format(new=texts[1]) for word in words]
    assert main(["--home", str(tmp_path / "home"), "diff", texts[0], *filled]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


@pytest.mark.parametrize("words", [[], ["--format", "pdf"], ["--layout", "wide"]])
def test_a_call_that_cannot_be_read_is_one_line(
    texts: tuple[str, str], words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["diff", texts[0], *([texts[1], *words] if words else [])])
    assert ended.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1
