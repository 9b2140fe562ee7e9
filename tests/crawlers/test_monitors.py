"""The state of a source after a pass, and the line that a person gets."""

from datetime import date

import pytest

from crawlers.monitors import Account, Outcome, assess, fault_line, newest_date
from storage.records import Expectation, Source

TODAY = date(2026, 3, 1)
LIST = "https://a.gov.cn/tz/"
SOURCE = Source(
    source_id="a_tz",
    name="甲部 · 通知",
    agency="甲部",
    family="general",
    part="ministry",
    start_urls=(LIST,),
    expect=Expectation(min_rows=5, max_silence_days=60),
)
READ = Outcome(url=LIST, status=200, rows=20)
WALL = Outcome(url=LIST, status=412, state="blocked", reason="HTTP 412")
SILENT = Outcome(url=LIST, answer="silence", reason="连接超时")
ERROR = Outcome(url=LIST, status=502, state="broken", reason="HTTP 502")
GONE = Outcome(url=f"{LIST}2", status=404, state="not-found", reason="页面不存在", first=False)
REFUSED = Outcome(url=LIST, answer="refused", reason="robots.txt 不允许抓取")
ELSEWHERE = Outcome(url="https://other.gov.cn/1", status=403, state="blocked", reason="HTTP 403")
UNARCHIVED = Outcome(url=LIST, answer="unarchived")


def account(*lists: Outcome, documents: tuple[Outcome, ...] = (), **more: object) -> Account:
    plain = {"rows": sum(one.rows for one in lists), "newest": TODAY} | more
    return Account(lists=lists, documents=documents, **plain)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("seen", "state", "complete"),
    [
        (account(READ), "ok", True),
        (account(READ, GONE), "ok", True),
        (account(READ, UNARCHIVED), "ok", True),
        (account(UNARCHIVED, UNARCHIVED), "skipped", False),
        (account(WALL), "blocked", False),
        (account(READ, WALL), "blocked", False),
        (account(REFUSED), "blocked", False),
        (account(SILENT), "unreachable", False),
        (account(ERROR), "unreachable", False),
        (account(READ, Outcome(url=LIST, answer="silence", first=False)), "unreachable", False),
        (account(Outcome(url=LIST, status=404, state="not-found")), "broken", False),
        (account(Outcome(url=LIST, status=200, reason="没有找到列表条目")), "broken", False),
        (account(Outcome(url=LIST, status=200, rows=4)), "broken", False),
        (account(READ, fault="KeyError: 'rows'"), "broken", False),
        (account(READ, documents=(WALL, WALL)), "blocked", True),
        (account(READ, documents=(WALL,)), "blocked", True),
        (account(READ, documents=(WALL, READ)), "ok", True),
        (account(READ, documents=(ELSEWHERE,)), "ok", True),
        (account(READ, documents=(ELSEWHERE, ELSEWHERE)), "blocked", True),
        (account(READ, documents=(ELSEWHERE, WALL)), "blocked", True),
        (account(READ, documents=(ELSEWHERE, READ)), "ok", True),
        (account(READ, documents=(SILENT, ERROR)), "unreachable", True),
        (account(READ, documents=(UNARCHIVED,)), "ok", True),
        (account(READ, newest=date(2025, 12, 30)), "silent", True),
        (account(READ, newest=date(2025, 12, 31)), "ok", True),
        (account(READ, newest=None), "ok", True),
    ],
)  # fmt: skip
def test_the_state_of_a_pass(seen: Account, state: str, complete: bool) -> None:
    verdict = assess(SOURCE, seen, TODAY)
    assert (verdict.state, verdict.complete) == (state, complete)
    assert (verdict.problem is None) is (state in ("ok", "skipped"))
    assert "\n" not in (verdict.problem or "")


def test_the_line_says_what_where_and_the_mend() -> None:
    few = account(Outcome(url=LIST, status=200, rows=4))
    assert assess(SOURCE, few, TODAY).problem == (
        "列表只有 4 行，应不少于 5 行（https://a.gov.cn/tz/）。网站可能改版，请核对该来源的声明。"
    )
    blocked = assess(SOURCE, account(WALL), TODAY).problem
    assert blocked == "列表页拒绝访问：HTTP 412（https://a.gov.cn/tz/）"


def test_long_addresses_are_cut() -> None:
    url = f"{LIST}?{'a=1&' * 100}"
    problem = assess(SOURCE, account(Outcome(url=url, answer="silence")), TODAY).problem
    assert problem
    assert len(problem) < 100


def test_the_newest_date_is_not_one_of_the_future() -> None:
    assert newest_date([None, date(2026, 2, 1), date(2062, 2, 1)], TODAY) == date(2026, 2, 1)
    assert newest_date([None], TODAY) is None


def test_a_bug_is_named_with_its_place() -> None:
    try:
        newest_date([1], TODAY)  # type: ignore[list-item]
    except TypeError as fault:
        line = fault_line(fault)
    assert line.startswith("TypeError: ")
    assert "crawlers/monitors.py 第 " in line
