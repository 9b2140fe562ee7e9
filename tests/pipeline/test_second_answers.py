"""Documents whose text stands at a second address: live on 127.0.0.1, and from an archive."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.run import Account, Pass, run_pass
from storage.columns import from_row
from storage.database import Database, open_database
from storage.ids import posting_id
from storage.office import BUNDLED
from storage.queries.changes import find_changes
from storage.queries.problems import find_problems
from storage.queries.processing import postings_by_id, version
from storage.records import Content, Problem, Snapshot
from storage.settings import Settings
from storage.tables import snapshots
from tests.crawlers.attachment_samples import a_pdf
from tests.crawlers.small_site import Served, Site, declare, title
from tests.crawlers.test_replay import posted, record

NOW = datetime(2026, 1, 10, 1, 0, tzinfo=UTC)
CLAUSE = "各有关单位：为做好碳排放核算工作，现将有关事项通知如下，请遵照执行。"
TEXT = f"<p>{CLAUSE}</p>" * 4


def cover(number: int, inner: str) -> str:
    """A page that holds everything but its text."""
    return (
        f"<html><head><title>{title(number)}</title></head><body><table><tr><td>发文字号</td>"
        f"<td>澄环发〔2026〕{number}号</td><td>发布日期</td><td>2026-01-0{number}</td></tr></table>"
        f"<h1>{title(number)}</h1><div class='TRS_Editor'>{inner}</div></body></html>"
    )


def whole(number: int) -> str:
    return cover(number, TEXT)


def inner(text: str = TEXT) -> str:
    return f"<html><head><title>澄江省生态环境厅</title></head><body>{text}</body></html>"


def answer(number: int) -> bytes:
    text = f'{{"data": {{"title": "{title(number)}", "content": "{TEXT}"}}}}'
    return text.encode()


def leads_on(address: str) -> str:
    return f"<html><script>location.href = '{address}';</script></html>"


@dataclass
class Home:
    settings: Settings
    base: str
    db: Database

    def visit(self, day: int, *replay: Path) -> Account:
        wanted = Pass(
            source_ids=("cj_hj",), now=NOW + timedelta(days=day), fast=True, replay=replay
        )
        return run_pass(self.settings, wanted)

    def content(self, number: int) -> Content | None:
        key = posting_id(f"{self.base}/doc/t{number}.html")
        with self.db.connect() as conn:
            posting = postings_by_id(conn, [key]).get(key)
            found = version(conn, posting.version_id) if posting and posting.version_id else None
        return found.content if found else None

    def changes(self, day: int) -> list[tuple[str, str]]:
        """Kind and number of the page of each change that the day brought."""
        with self.db.connect() as conn:
            found = find_changes(conn, since=NOW + timedelta(days=day))
        return sorted((one.kind, one.url.rsplit("/t")[-1].removesuffix(".html")) for one in found)

    def snapshots(self, kind: str) -> list[Snapshot]:
        with self.db.connect() as conn:
            query = snapshots.select().where(snapshots.c.kind == kind)
            rows = conn.execute(query.order_by(snapshots.c.fetched_at, snapshots.c.url))
            return [from_row(Snapshot, row) for row in rows]

    def problems(self) -> list[Problem]:
        with self.db.connect() as conn:
            return find_problems(conn)


@contextmanager
def home_of(folder: Path, base: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    for name, value in declare(folder, cj_hj=f"{base}/list/").items():
        monkeypatch.setenv(name, value)
    settings = Settings.load(folder)
    db = open_database(settings)
    yield Home(settings, base, db)
    db.close()


@pytest.mark.usefixtures("passes_forked")
def test_second_addresses_pass_after_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Site() as site, home_of(tmp_path, site.base, monkeypatch) as home:
        site.list_page("/list/", range(1, 8))
        site.html("/doc/t1.html", cover(1, "<iframe src='/zw/1.html'></iframe>"), '"o1"')
        site.html("/zw/1.html", inner(f"{TEXT}<a href='/f/a.pdf'>附件：名单.pdf</a>"), '"i1"')
        site.html("/doc/t2.html", leads_on("/moved/2.html"))
        site.html("/moved/2.html", whole(2))
        site.html("/doc/t3.html", cover(3, "<script>$.get('/api/detail?id=' + 3)</script>"))
        site.pages["/api/detail?id=3"] = Served(answer(3))
        site.html("/doc/t4.html", leads_on("/moved/4.html"))
        site.html("/moved/4.html", cover(4, "<iframe src='/zw/4.html'></iframe>"))
        site.html("/zw/4.html", inner())
        site.html("/doc/t5.html", cover(5, "<iframe src='/zw/5.html'></iframe>"))
        site.html("/doc/t6.html", cover(6, "<a href='/f/6.pdf'>通知正文.pdf</a>"))
        site.pages["/f/6.pdf"] = Served(a_pdf(["The text of the sixth notice stands in a file."]))
        site.html("/doc/t7.html", leads_on("/round/7.html"))
        site.html("/round/7.html", leads_on("/doc/t7.html"))

        first = home.visit(0)
        contents = {number: home.content(number) for number in range(1, 8)}
        for number in (1, 2, 3, 4):
            content = contents[number]
            assert content is not None
            assert content.title == title(number)
            assert content.text.count(CLAUSE) == 4, number
        assert contents[1] is not None
        assert contents[1].document_number == "澄环发〔2026〕1号"
        assert contents[1].text_url == f"{site.base}/zw/1.html"
        assert [one.url for one in contents[1].attachments] == [f"{site.base}/f/a.pdf"]
        assert contents[4] is not None
        assert contents[4].document_number == "澄环发〔2026〕4号"
        assert contents[6] is not None
        assert "stands in a file" in contents[6].text
        assert contents[6].document_number == "澄环发〔2026〕6号"
        # What could not be read is named with its second address, once.
        assert contents[5] is None
        assert contents[7] is None
        lost = f"{site.base}/doc/t5.html：正文在另一地址：{site.base}/zw/5.html：HTTP 404"
        assert lost in first.faults
        (problem,) = home.problems()
        assert f"{site.base}/doc/t5.html（正文在另一地址 {site.base}/zw/5.html）" in problem.cause
        led = {one.url.removeprefix(site.base): one.led_by for one in home.snapshots("content")}
        assert [lead.how for lead in led["/zw/4.html"]] == ["redirect", "frame"]
        assert site.counts["/round/7.html"] == 1

        # A frame's words change, one that was missing comes, one goes; so does an outer page. The
        # others are as they were: nothing is said of them.
        site.html("/zw/1.html", inner(TEXT.replace("遵照", "参照", 1)), '"i2"')
        site.html("/zw/5.html", inner())
        site.pages["/f/6.pdf"] = Served(a_pdf(["The text of the sixth notice is another one now."]))
        del site.pages["/zw/4.html"], site.pages["/doc/t3.html"]
        second = home.visit(1)
        # (A file that is the page's text is no attachment replaced as well.)
        assert home.changes(1) == [("amended", "1"), ("amended", "6"), ("baseline", "5")]
        assert second.runs[0].not_modified == 1
        content = home.content(1)
        assert content is not None
        assert "参照执行" in content.text

        # Days on, only the outer page that is gone is taken down; what did not change is not sent.
        # Another office judges from now on: that the stored documents wait for it is told.
        (tmp_path / "office.toml").write_text(BUNDLED.read_text("utf-8").replace("地方", "各地"))
        third = home.visit(4)
        assert home.changes(4) == [("withdrawn", "3")]
        assert (first.outdated, second.outdated, third.outdated) == (0, 0, 6)
        assert third.runs[0].not_modified == 2
        (problem,) = home.problems()
        assert f"{site.base}/doc/t7.html" in problem.cause


def test_second_addresses_from_an_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base = "https://hj.example.gov.cn"
    rows = "".join(
        f'<li><a href="/doc/t{n}.html">{title(n)}</a><span>2026-01-0{n}</span></li>'
        for n in range(1, 6)
    )
    listed = f"<html><head><title>通知</title></head><body><ul>{rows}</ul></body></html>"
    captures = [
        record(f"{base}/list/", 0, leads_on("./new/").encode()),
        record(f"{base}/list/new/", 0, listed.encode()),
        record(f"{base}/doc/t1.html", 0, cover(1, "<iframe src='/zw/1.html'></iframe>").encode()),
        record(f"{base}/zw/1.html", 0, inner().encode()),
        record(f"{base}/doc/t2.html", 0, cover(2, "<iframe src='/zw/2.html'></iframe>").encode()),
        record(f"{base}/doc/t3.html", 0, cover(3, "<a href='/f/3.pdf'>正文.pdf</a>").encode()),
    ]
    for n in (4, 5):
        shell = cover(n, f"<script>$.post('/api/detail', {{id: {n}}}, show)</script>")
        captures.append(record(f"{base}/doc/t{n}.html", 0, shell.encode()))
        captures += posted(f"{base}/api/detail", 0, f"id={n}", answer(n))
    archive = tmp_path / "a.warc"
    archive.write_bytes(b"".join(captures))
    with home_of(tmp_path / "home", base, monkeypatch) as home:
        account = home.visit(60, archive)
        (run,) = account.runs
        assert (run.state, run.rows, run.unarchived) == ("ok", 5, 2)
        for number in (1, 4, 5):
            content = home.content(number)
            assert content is not None
            assert content.title == title(number)
            assert content.text.count(CLAUSE) == 4
        # A frame that the archive lacks is no fault of the source, and no version either.
        assert home.content(2) is None
        assert home.problems() == []
        assert account.faults == ()
        # A file that it lacks leaves the page, which says so.
        content = home.content(3)
        assert content is not None
        assert content.document_number == "澄环发〔2026〕3号"
        assert content.state_reason == "正文在附件中，读不出文字（存档中没有这一页）"
