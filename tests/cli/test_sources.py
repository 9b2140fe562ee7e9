"""``policywatch extract``: the object of the contract, whatever the page is."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli import parser
from crawlers.page import words
from pipeline.operating.detecting import fault_line
from storage.records import CrawlRun
from storage.settings import SettingError
from tests.crawlers.small_site import Served, Site
from tests.pipeline.scene import page

KEYS = words(
    "document_id title document_number issuing_bodies document_type page_kind index_number "
    "signed_on published_on effective_on validity part region relevant relevance topics relations "
    "deadlines attachments postings printed_in blocks text detected_at inferred page_state"
)
NOTICE = page(
    "关于做好碳排放权交易配额清缴工作的通知",
    ["各市：", "现将碳排放权交易配额清缴有关事项通知如下。"],
    number="澄环〔2026〕7号",
    attachments=("https://a.example/files/table.xlsx",),
)


LIST = "".join(
    f'<li><a href="./t202603{n:02}_1.html">关于第{n}项核查工作的通知</a><i>2026-03-{n:02}</i></li>'
    for n in range(1, 9)
)


def called(*words: str) -> int:
    call = parser(words).parse_args(words)
    return int(call.run(call))


def test_detect_tells_of_a_saved_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "list.html"
    file.write_text(f"<title>通知_某局</title><ul>{LIST}</ul>", "utf-8")
    words = ("sources", "detect", "--home", str(tmp_path / "home"), str(file))
    url = ("--url", "https://a.example/tz/")
    assert called(*words, *url, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert [row["published_on"] for row in said["rows"]] == [f"2026-03-{n:02}" for n in range(1, 9)]
    assert "[[source]]" in said["entry"]
    assert called(*words, *url) == 0
    assert "没有找到：" in capsys.readouterr().out
    file.write_text("<html><body>没有列表</body></html>", "utf-8")
    assert called(*words, *url) == 1
    assert capsys.readouterr().err.count("\n") == 1
    with pytest.raises(SettingError, match="--url"):
        called(*words)


@pytest.mark.parametrize(
    ("body", "status", "kind"), [(NOTICE, 0, "document"), (b"<html></html>", 1, None)]
)
def test_extract_prints_every_key(
    body: bytes,
    status: int,
    kind: str | None,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "page.html"
    file.write_bytes(body)
    url = "https://a.example/tz/t1.html"
    words = ["extract", str(file), "--url", url, "--json"]
    call = parser(words).parse_args(words)
    assert call.run(call) == status
    said = json.loads(capsys.readouterr().out)
    assert said.keys() >= KEYS
    assert said["page_kind"] == kind
    for attachment in said["attachments"]:
        assert attachment.keys() == {
            "name", "url", "media_type", "sha256", "text_chars", "problem"
        }  # fmt: skip


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "应答是空的"),
        ("<ul class=list></ul><div>暂无数据</div>".encode(), "暂无数据"),
        (NOTICE, "像是正文页"),
        (b"<html><body><ul></ul></body></html>", "没有"),
    ],
)
def test_a_list_without_rows_says_why(
    body: bytes, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "list.html"
    file.write_bytes(body)
    assert called("extract", str(file), "--url", "https://a.example/tz/", "--list") == 1
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert why in told.err


@pytest.mark.parametrize("url", ["notaurl", "file:///tmp/a.html", "javascript:void(0)"])
def test_extract_wants_an_address(url: str, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="不是网址"):
        called("extract", str(tmp_path / "a.html"), "--url", url)


def test_extract_reads_a_page_whose_address_nobody_knows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.html"
    file.write_bytes(NOTICE)
    assert called("extract", str(file), "--url", "", "--json") == 0
    assert json.loads(capsys.readouterr().out)["document_number"] == "澄环〔2026〕7号"


def test_a_file_that_cannot_be_read_is_told_in_chinese(tmp_path: Path) -> None:
    for path, why in ((tmp_path, "是文件夹"), (tmp_path / "a.html", "没有这个文件")):
        with pytest.raises(SettingError, match=why):
            called("extract", str(path), "--url", "https://a.example/")


def test_detect_of_a_page_it_may_not_ask_for_is_one_line(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with Site() as site:
        site.pages["/robots.txt"] = Served(b"User-agent: *\nDisallow: /\n")
        url = f"{site.base}/tz/"
        assert called("sources", "detect", "--home", str(tmp_path / "home"), url) == 1
    told = capfd.readouterr().err
    assert url in told
    assert told.count("\n") == 1
    assert "detect_" not in told


def test_a_look_promises_no_further_try() -> None:
    at = datetime(2026, 1, 10, tzinfo=UTC)
    run = CrawlRun(
        run_id="r",
        source_id="detect_a",
        started_at=at,
        state="unreachable",
        problem="列表页无法连接：连接被拒（https://a.example/）。每次巡查都会再试，恢复后自动解除。",
    )
    told = fault_line("https://a.example/", run)
    assert told.startswith("无法连接：连接被拒（https://a.example/）。请核对网址")
    assert "巡查" not in told
