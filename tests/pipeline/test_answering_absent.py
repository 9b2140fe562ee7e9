"""Why a document is not held: unread, printed, cited, a gap, never seen, and what remains."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from pipeline.issue.printed import print_month
from pipeline.series.gaps import answer as answer_gap
from pipeline.stating import state
from storage.columns import to_row
from storage.database import Database
from storage.ids import digest_id, posting_id
from storage.queries.processing import postings_by_id
from storage.records import Lead, Row, Snapshot, SourceState
from storage.tables import crawl_runs, listings, postings, snapshots
from tests.issue_samples import issue, item, keep, sqlite
from tests.pipeline.asking import Asking, codes, said
from tests.pipeline.ruled import SENTENCES, url
from tests.pipeline.scene import Scene, page

WALL = b"<html><head><title>403</title></head><body><h1>403 Forbidden</h1></body></html>"

EMPTY = b"<html><head><title></title></head><body></body></html>"


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return watched(sqlite(tmp_path / "home"))


def watched(db: Database) -> Scene:
    scene = Scene(db)
    for source in ("energy", "library"):
        scene.visit(
            source, old=page("关于旧年工作的通知", ["旧事一件，现予公布。"], day="2026-02-20")
        )
    reach(scene, "2026-02-20")
    scene.later(1)
    return scene


def reach(scene: Scene, day: str) -> None:
    """All passes up to now read their lists back to that day."""
    with scene.db.begin() as conn:
        conn.execute(update(crawl_runs).values(reached_on=date.fromisoformat(day)))


@pytest.fixture
def why(scene: Scene) -> Asking:
    return Asking(scene)


def numbered(scene: Scene, *serials: int, day: str = "2026-03-03") -> None:
    pages = {
        f"n{n}": page(
            f"澄江省能源局关于事项之{n}的通知", SENTENCES[:2], number=f"澄能〔2026〕{n}号", day=day
        )
        for n in serials
    }
    scene.visit("energy", **pages)


# -- listed and unread ----------------------------------------------------------------------------


def listed(scene: Scene, status: int, body: bytes | None, error: str = "") -> str:
    """A page that the list shows and that answers so."""
    run = scene.run("energy")
    address = url("energy", "shut")
    scene.fetch(run, address, body, status=status, error=error, row_date="2026-03-02")
    row = Row(url=address, title="关于碳市场扩围的通知", document_number="澄能〔2026〕31号")
    with scene.db.begin() as conn:
        key = posting_id(address)
        conn.execute(update(postings).where(postings.c.posting_id == key).values(row=row))
    scene.process()
    return address


@pytest.mark.parametrize(
    ("status", "body", "error", "expected"),
    [
        (0, None, "连接超时", "没有应答：连接超时"),
        (412, WALL, "", "网站答 HTTP 412"),
        (404, None, "", "没有这个页面（HTTP 404）"),
        (
            404,
            WALL,
            "网站用脚本校验挡住了程序",
            "答的不是这个页面（HTTP 404）：网站用脚本校验挡住了程序",
        ),
        (200, EMPTY, "", "但读不出内容"),
    ],
)
def test_what_its_address_answered(
    why: Asking, scene: Scene, status: int, body: bytes | None, error: str, expected: str
) -> None:
    address = listed(scene, status, body, error)
    for key in (address, "澄能2026 31", "碳市场扩围"):
        found = why(key)
        assert found.verdict == "unread", key
        assert expected in said(found, "answered")
        assert "“澄江省能源局 · 通知”于2026年3月3日首次列出它" in said(found, "listed")
        assert address in found.mend[0].text


def test_a_page_that_nobody_came_to_yet_waits(why: Asking, scene: Scene) -> None:
    address = listed(scene, 0, None, "x")
    with scene.db.begin() as conn:
        conn.execute(snapshots.delete().where(snapshots.c.url == address))
    assert "还没有请求过" in said(why(address), "waiting")
    scene.sources["energy"] = replace(scene.sources["energy"], enabled=False)
    assert "都已停用" in said(why(address), "disabled")


def test_a_text_at_a_second_address_that_is_shut(why: Asking, scene: Scene) -> None:
    address = listed(scene, 0, None, "x")
    inner = "https://energy.example/data/1.json"
    base = Snapshot(
        snapshot_id=digest_id("outer"),
        run_id="run",
        source_id="energy",
        kind="document",
        url=address,
        final_url=address,
        leads_to=inner,
        fetched_at=scene.now + timedelta(hours=1),
        status=200,
        body_sha256=scene.db.bodies.put(WALL),
        processed=True,
    )
    with scene.db.begin() as conn:
        conn.execute(insert(snapshots), to_row(base))
    assert "另一地址还没有请求过" in said(why(address), "second")
    second = replace(
        base,
        snapshot_id=digest_id("inner"),
        kind="content",
        url=inner,
        leads_to="",
        status=403,
        led_by=(Lead(how="interface", url=address, body_sha256=base.body_sha256 or ""),),
    )
    with scene.db.begin() as conn:
        conn.execute(insert(snapshots), to_row(second))
    assert said(why(address), "second") == f"正文在另一地址：{inner}：HTTP 403"


# -- named elsewhere ------------------------------------------------------------------------------


def test_what_another_text_names_is_cited(why: Asking, scene: Scene) -> None:
    text = [*SENTENCES, "根据《澄江省碳达峰实施方案》（澄能〔2025〕90号）的要求，制定本通知。"]
    scene.visit("energy", by=page("关于落实碳达峰任务的通知", text))
    state(scene.db)
    for key in ("澄能2025 90", "《澄江省碳达峰实施方案》"):
        found = why(key)
        assert found.verdict == "cited", key
        assert "关于落实碳达峰任务的通知" in said(found, "cited")
        assert "根据《澄江省碳达峰实施方案》" in said(found, "cited")


def test_what_an_issue_prints_and_nothing_was_detected_of(why: Asking, scene: Scene) -> None:
    printed = item(
        "4.1",
        "澄江省能源局关于推进氢能产业的通知",
        "澄江省能源局",
        document_number="澄能〔2026〕44号",
        signed="2026-03-02",
    )
    keep(scene.db, issue("2026-03", province=[printed]))
    with scene.db.begin() as conn:
        print_month(conn, "2026-03")
    for key in ("澄能〔2026〕44号", "澄江省能源局关于推进氢能产业的通知"):
        found = why(key)
        assert found.verdict == "printed", key
        assert "2026年3月号 4.1" in found.headline
        assert "澄江省能源局（2026年3月号所印的发文机关）" in said(found, "agency")
        assert "2026-03-02 至" in said(found, "span")


def test_a_number_between_two_that_were_seen_is_a_gap(why: Asking, scene: Scene) -> None:
    numbered(scene, 4, 5, 6, 8)
    scene.later(20)
    found = why("澄能[2026]7")
    assert found.verdict == "gap"
    assert "前面见过的号：澄能〔2026〕6号" in said(found, "neighbour")
    assert "后面见过的号：澄能〔2026〕8号" in said(found, "neighbour")
    assert "policywatch gaps answer 澄能〔2026〕7号" in found.mend[-1].text
    answer_gap(
        scene.db, "澄能〔2026〕7号", whole_series=False, said=("甲", "未公开"), now=scene.now
    )
    again = why("澄能[2026]7")
    assert again.verdict == "unknown"
    assert "甲已答复不再问 澄能〔2026〕7号" in said(again, "answered_gap")
    assert "未公开" in said(again, "answered_gap")


def test_the_days_of_a_number_end_today(why: Asking, scene: Scene) -> None:
    numbered(scene, 4, 5)
    found = why("澄能[2026]6")
    assert "要看的日子：2026-02-17 至 2026-03-03" in said(found, "span")


# -- never seen -----------------------------------------------------------------------------------


def test_never_seen_names_the_agency_and_its_sources(why: Asking, scene: Scene) -> None:
    numbered(scene, 4)
    found = why("澄能〔2026〕90号")
    assert found.verdict == "unknown"
    assert "澄江省能源局（代字“澄能”的文件，澄江省能源局的来源列出过 1 次）" in said(
        found, "agency"
    )
    assert "澄江省能源局 · 通知" in said(found, "source")
    assert "最近一次读完是2026年3月3日" in said(found, "source")


@pytest.mark.parametrize("shut", ["blocked", "broken", "unreachable"])
def test_a_source_that_was_shut_in_those_days_may_be_why(
    why: Asking, scene: Scene, shut: SourceState
) -> None:
    numbered(scene, 4)
    scene.later(1)
    scene.run("energy", shut)
    scene.process()
    found = why("https://energy.example/2026-03/04/c_1.htm")
    assert "2026年3月4日起" in said(found, "source")
    assert "至今，其间的可能没有看到" in said(found, "possible")
    scene.later(1)
    scene.run("energy")
    scene.process()
    reach(scene, "2026-02-20")
    mended = why("https://energy.example/2026-03/04/c_1.htm")
    assert "恢复后列表补读到了其间的条目" in said(mended, "source")
    assert "列表上没有它" in said(mended, "possible")


def test_what_is_older_than_the_list_was_read_back_to(why: Asking) -> None:
    found = why("https://energy.example/202601/t20260105_7.html")
    assert "最早只读到 2026-02-20 的条目" in said(found, "possible")
    later = why("https://energy.example/202603/t20260320_7.html")
    assert "最近一次读完是 2026-03-02，其后的没有看到" in said(later, "possible")


def test_an_agency_without_a_source(why: Asking) -> None:
    found = why("发改环资〔2026〕90号")
    assert "来源目录里没有国家发展改革委的来源" in said(found, "no_source")
    assert "没有自己的来源" in said(found, "possible")
    site = why("https://nowhere.example/a.html")
    assert "没有 nowhere.example 的来源" in said(site, "site")
    assert "sources detect" in site.mend[0].text


def test_without_any_agency_nothing_is_guessed(why: Asking) -> None:
    found = why("关于从未有过的一件事的通知")
    assert "不知是哪个机关" in said(found, "agency")
    assert "2 个来源里现在读不到的 0 个，从来没有读完过的 0 个" in said(found, "possible")
    assert "source" not in codes(found)


def test_a_title_that_is_nearly_one_is_named(why: Asking, scene: Scene) -> None:
    scene.visit("energy", one=page("澄江省能源局关于锅炉更新改造的通知", SENTENCES))
    found = why("澄江省能源局关于锅炉更新改建的通知")
    assert "《澄江省能源局关于锅炉更新改造的通知》" in said(found, "near")


def test_a_list_page_is_none(why: Asking) -> None:
    assert "列表页" in said(why("https://energy.example/tz/"), "site")


def test_listings_are_there(scene: Scene) -> None:
    with scene.db.connect() as conn:
        assert conn.execute(listings.select()).first()
        assert postings_by_id(conn, [posting_id(url("energy", "old"))])
