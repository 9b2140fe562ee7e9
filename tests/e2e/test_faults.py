"""What is wrong is said in one clear line, and the rest goes on: the real command line."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.crawlers.small_site import Served, Site, day, title
from tests.crawlers.test_replay import write
from tests.forked import ROOT, run
from tests.telling_samples import SECRET
from tests.telling_servers import free_port, hook_server


@dataclass(frozen=True)
class Said:
    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.err.splitlines()


def policywatch(home: Path, words: Sequence[str], given: str = "", **environment: str) -> Said:
    """``policywatch WORDS`` in a process of its own, with nothing of the operator's settings."""
    own = {k: v for k, v in os.environ.items() if not k.startswith("POLICYWATCH_")}
    more = {f"POLICYWATCH_{name.upper()}": value for name, value in environment.items()}
    all_settings = own | {"POLICYWATCH_HOME": str(home)} | more
    done = run(["-m", "cli", *words], all_settings, given=given, forked_passes="crawl" in words[:1])
    return Said(done.returncode, done.stdout, done.stderr)


# -- wrong calls and settings: status 2, one line that names what is wrong

WRONG_CALLS: dict[str, tuple[list[str], str]] = {
    "no command": ([], "用 policywatch --help"),
    "unknown command": (["crwal"], "'crwal'"),
    "unknown source": (["crawl", "no_such_source"], "没有这样的来源：no_such_source"),
    "no moment": (["crawl", "--at", "noon"], "不是时刻：noon"),
    "no number of days": (["crawl", "--lookback", "-3"], "--lookback"),
    "no archive": (["crawl", "--replay", "absent.warc.gz"], "absent.warc.gz"),
    "a folder as archive": (["crawl", "--replay", "tests"], "tests"),
    "no day": (["documents", "--since", "yesterday"], "--since：不是日期：yesterday"),
    "no part": (["documents", "--part", "moon"], "moon"),
    "files to compare": (["diff", "absent/a.txt", "absent/b.txt"], "absent/a.txt"),
    "versions to compare": (
        ["diff", "0" * 16, "1" * 16],
        "没有这个文件，也不是版本或文件编号：0000",
    ),
    "a folder to compare": (["diff", "tests/e2e", "README.md"], "tests/e2e"),
    "a week to come": (["digest", "send", "--period", "2999-W01"], "2999-W01 尚未结束"),
    "no week": (["digest", "send", "--period", "2026-99"], "2026-99"),
    "no folder to write to": (["digest", "preview", "--out", "README.md/out"], "README.md/out"),
    "no file to write": (["subscriptions", "export", "absent/s.toml"], "absent/s.toml"),
    "no file to read": (["subscriptions", "import", "absent/s.toml"], "absent/s.toml"),
    "no channel": (["subscribe", "pigeon", "a@example.org"], "pigeon"),
    "no address": (["subscribe", "email", "nobody"], "nobody"),
    "no delivery": (["deliveries", "retry", "none"], "none"),
    "no document": (["review", "approve", "不存在的文件"], "不存在的文件"),
    "no file": (["extract", "absent.html", "--url", "https://a.example/"], "absent.html"),
    "a folder": (["extract", "tests", "--url", "https://a.example/"], "tests"),
}
WRONG_SETTINGS: dict[str, tuple[dict[str, str], str]] = {
    "home in no folder": ({"home": "/proc/none"}, "/proc/none"),
    "home is a file": ({"home": "README.md"}, "README.md"),
    "no database url": ({"database_url": "nonsense"}, "nonsense"),
    "another database": ({"database_url": "mysql://a.example/b"}, "mysql://a.example/b"),
    "no port": ({"database_url": "postgresql+psycopg://u:hidden@h:port/d"}, "h:port/d"),
    "nobody there": ({"database_url": "postgresql+psycopg://u:hidden@127.0.0.1:1/d"}, ":1/d"),
    "no such folder": ({"database_url": "sqlite:////proc/none/a.db"}, "/proc/none/a.db"),
    "no database": ({"database_url": f"sqlite:///{ROOT}/README.md"}, "README.md"),
    "no number": ({"smtp_port": "mail"}, "POLICYWATCH_SMTP_PORT=mail"),
    "no truth": ({"webhook_private": "perhaps"}, "POLICYWATCH_WEBHOOK_PRIVATE=perhaps"),
}
SOURCE = """[[source]]
id = "test_notices"
name = "测试机关 · 通知"
agency = "测试机关"
level = "ministry"
start_urls = ["https://a.example/"]
rests_on = "a test"
"""
WRONG_ENTRIES: dict[str, tuple[str, str]] = {
    "unknown key": (SOURCE + 'colour = "red"\n', "colour"),
    "missing key": (SOURCE.replace("agency", "#"), "agency"),
    "no part": (SOURCE.replace('"ministry"', '"moon"'), "moon"),
    "no address": (SOURCE.replace("https://a.example/", "a.example"), "a.example"),
    "no selector": (SOURCE + "select.rows = 'li['\n", "select.rows"),
    "twice": (SOURCE + SOURCE, "test_notices"),
    "a bundled id": (SOURCE.replace("test_notices", "ndrc_tz"), "ndrc_tz"),
    "no TOML": ("[[source]\n", "TOML"),
}


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Said]:
    """What all wrong calls say."""
    folder = tmp_path_factory.mktemp("wrong")
    home = folder / "home"
    said = {name: policywatch(home, words) for name, (words, _) in WRONG_CALLS.items()}
    for name, (setting, _) in WRONG_SETTINGS.items():
        given = {"home": str(home)} | setting
        said[name] = policywatch(Path(given.pop("home")), ["documents"], **given)
    for number, (name, (text, _)) in enumerate(WRONG_ENTRIES.items()):
        entries = folder / f"declared{number}"
        entries.mkdir()
        (entries / "general.toml").write_text(text, "utf-8")
        said[f"entry: {name}"] = policywatch(home, ["crawl", "test_notices"], sources=str(entries))
    return said


def is_one_line(said: Said, named: str) -> bool:
    (line,) = said.lines
    return said.status == 2 and not said.out and named in line and "hidden" not in line


@pytest.mark.parametrize("name", WRONG_CALLS)
def test_a_wrong_call(wrong: dict[str, Said], name: str) -> None:
    assert is_one_line(wrong[name], WRONG_CALLS[name][1])


@pytest.mark.parametrize("name", WRONG_SETTINGS)
def test_a_wrong_setting(wrong: dict[str, Said], name: str) -> None:
    assert is_one_line(wrong[name], WRONG_SETTINGS[name][1])


@pytest.mark.parametrize("name", WRONG_ENTRIES)
def test_a_wrong_entry(wrong: dict[str, Said], name: str) -> None:
    said = wrong[f"entry: {name}"]
    assert is_one_line(said, WRONG_ENTRIES[name][1])
    assert name == "a bundled id" or "general.toml" in said.err


# -- one bad thing among good ones: status 1, one line, and the rest is done


def test_a_bad_line_to_judge(tmp_path: Path) -> None:
    given = '{"title": "关于碳达峰的通知"}\nnonsense\n{"text": "无题"}\n\n{"title": "乙"}\n'
    said = policywatch(tmp_path, ["classify", "--json"], given)
    assert said.status == 1
    assert [json.loads(line)["title"] for line in said.out.splitlines()] == [
        "关于碳达峰的通知", "乙",
    ]  # fmt: skip
    lines = [line.partition("：")[0] for line in said.lines]
    assert lines == ["标准输入第 2 行", "标准输入第 3 行"]


def test_an_empty_home_holds_nothing(tmp_path: Path) -> None:
    """Begun as a person begins it, each of its modules loaded anew."""
    settings = os.environ | {"POLICYWATCH_HOME": str(tmp_path / "new")}
    for name in ("documents", "changes"):
        words = [sys.executable, "-m", "cli", name, "--json"]
        done = subprocess.run(
            words, cwd=ROOT, env=settings, capture_output=True, timeout=60, check=True
        )
        assert (done.stdout, done.stderr) == (b"", b"")


UNREADABLE = {
    "empty.html": (b"", "空"),
    "empty.pdf": (b"", "空"),
    "none.pdf": (b"%PDF-1.4\nnone", "PDF"),
    "binary.pdf": (bytes(range(256)) * 8, "不是 PDF"),
    "binary.docx": (b"PK\x03\x04" + bytes(range(256)) * 8, "打不开"),
}


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    for name, (body, why) in UNREADABLE.items():
        path = tmp_path / name
        path.write_bytes(body)
        words = ["extract", str(path), "--url", f"https://a.example/{name}"]
        said = policywatch(tmp_path / "home", words)
        assert said.status == 1, name
        assert json.loads(said.out)["page_state"] == "broken"
        (line,) = said.lines
        assert str(tmp_path / name) in line
        assert why in line


def test_an_unreachable_mail_server(tmp_path: Path) -> None:
    """The webhook of the same week arrives."""
    port = free_port()
    with hook_server() as hook:
        more = {"smtp_port": str(port), "webhook_private": "true"}
        for words in (["email", "a@example.org"], ["webhook", hook.url, "--secret", SECRET]):
            assert policywatch(tmp_path, ["subscribe", *words], **more).status == 0
        said = policywatch(tmp_path, ["digest", "send", "--period", "2024-W10"], **more)
        assert len(hook.got) == 1
    assert said.status == 1
    (line,) = said.lines
    assert "a@example.org" in line
    assert f"127.0.0.1:{port} 连不上" in line
    assert "送达 1 份" in said.out


def test_a_damaged_archive(tmp_path: Path) -> None:
    """What stands before the damage is read."""
    base = "https://a.example"
    with Site() as site:
        site.list_page("/list/", [2, 3])
        site.document(2)
        pages = {path: page.body for path, page in site.pages.items()}
    captures = [(f"{base}{path}", 0, body) for path, body in pages.items()]
    whole = write(tmp_path / "whole.warc.gz", captures).read_bytes()
    damaged = tmp_path / "damaged.warc.gz"
    damaged.write_bytes(whole + whole[:100])
    nothing = tmp_path / "nothing.warc.gz"
    nothing.write_bytes(bytes(range(256)))
    environment = declared(tmp_path, {"test_notices": f"{base}/list/"})
    words = ["crawl", "test_notices", "--at", "2026-03-02T00:00+08:00", "--replay"]
    said = policywatch(tmp_path / "home", [*words, str(damaged)], **environment)
    assert said.status == 1
    assert [line for line in said.lines if str(damaged) in line] == said.lines[:1]
    assert [found["title"] for found in documents(tmp_path / "home")] == [title(2)]
    said = policywatch(tmp_path / "other", [*words, str(nothing)], **environment)
    assert said.status == 1
    (line,) = said.lines
    assert str(nothing) in line


# -- a pass over good and bad sources


def declared(folder: Path, start_urls: dict[str, str]) -> dict[str, str]:
    """Their entries in a folder, as the setting that names it."""
    place = folder / "declared"
    place.mkdir(parents=True)
    text = "\n".join(
        SOURCE.replace("test_notices", name).replace("https://a.example/", url)
        for name, url in start_urls.items()
    )
    (place / "general.toml").write_text(text, "utf-8")
    return {"sources": str(place)}


def documents(home: Path) -> list[dict[str, object]]:
    said = policywatch(home, ["documents", "--json"])
    assert said.status == 0
    return [json.loads(line) for line in said.out.splitlines()]


HUGE = 60 << 20


@dataclass(frozen=True)
class Passed:
    said: Said
    again: Said
    """Of a pass over the source with the huge page alone."""
    documents: dict[object, dict[str, object]]
    """By title."""
    base: str


@pytest.fixture(scope="module")
def passed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Passed]:
    """One pass over sources of which each but the first is bad in its own way."""
    folder = tmp_path_factory.mktemp("passed")
    with Site() as site:
        _pages(site)
        nobody = f"http://127.0.0.1:{free_port()}/"
        names = ("good", "wall", "none", "huge", "empty")
        lists = {f"test_{name}": f"{site.base}/{name}/" for name in names}
        environment = declared(folder, lists | {"test_silent": nobody})
        home = folder / "home"
        ids = [*lists, "test_silent"]
        said = policywatch(home, ["crawl", *ids, "--fast", "--json"], **environment)
        again = policywatch(home, ["crawl", "test_huge", "--fast"], **environment)
        found = {one["title"]: one for one in documents(home)}
        yield Passed(said=said, again=again, documents=found, base=site.base)


def _pages(site: Site) -> None:
    site.list_page("/good/", [9, 8, 7, 6])
    site.list_page("/huge/", [5, 4])
    site.list_page("/empty/", [])
    site.pages["/wall/"] = Served(b"<html><body>Precondition Failed</body></html>", 412)
    for number in (4, 6, 9):
        site.document(number)
    site.document(8, links='<p><a href="/doc/8.pdf">附件：方案.pdf</a></p>')
    site.pages["/doc/8.pdf"] = Served(bytes(range(256)) * 64, headers={"Content-Type": PDF})
    page = site.pages["/doc/t9.html"].body.decode().replace("<head>", "<head><!-- 旧 -->")
    site.pages["/doc/t7.html"] = Served(
        page.replace(title(9), title(7)).encode("gb18030"), headers={"Content-Type": "text/html"}
    )
    site.pages["/doc/t5.html"] = Served(b"<p>" + b"x" * HUGE, headers={"Content-Type": "text/html"})


PDF = "application/pdf"


def test_the_good_is_read_beside_the_bad(passed: Passed) -> None:
    assert passed.said.status == 1
    account = json.loads(passed.said.out)
    assert {one["source_id"]: one["state"] for one in account["sources"]} == {
        "test_good": "ok",
        "test_huge": "ok",
        "test_wall": "blocked",
        "test_none": "broken",
        "test_empty": "broken",
        "test_silent": "unreachable",
    }
    assert set(passed.documents) == {title(number) for number in (4, 6, 7, 8, 9)}


@pytest.mark.parametrize(
    ("named", "why"),
    [
        ("test_wall", "412"),
        ("test_none", "404"),
        ("test_empty", "没有一行"),
        ("test_silent", "连接被拒"),
        ("/doc/t5.html", "超过 50 MB"),
        ("/doc/8.pdf", "不是 PDF"),
    ],
)
def test_each_bad_thing_is_one_line(passed: Passed, named: str, why: str) -> None:
    (line,) = [line for line in passed.said.lines if named in line]
    assert why in line
    assert len(passed.said.lines) == 6


def test_one_page_that_is_too_large_is_status_1(passed: Passed) -> None:
    assert passed.again.status == 1
    (line,) = passed.again.lines
    assert f"{passed.base}/doc/t5.html" in line


def test_a_page_in_gb18030_that_names_no_charset(passed: Passed) -> None:
    document = passed.documents[title(7)]
    assert document["published_on"] == day(7)
    assert "为做好第9项工作" in str(document["text"])


def test_a_file_that_is_no_pdf_stays_an_attachment(passed: Passed) -> None:
    (file,) = passed.documents[title(8)]["attachments"]  # type: ignore[misc]
    assert file["url"] == f"{passed.base}/doc/8.pdf"
    assert file["sha256"]
    assert file["text_chars"] == 0
