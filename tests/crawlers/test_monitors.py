"""The state of a source after a pass, and the line that a person gets."""

import pytest

from crawlers.monitors import Outcome, SourceAccount, assess, fault_line
from storage.records import Expectation, Source

LIST = "https://a.gov.cn/tz/"
SOURCE = Source(
    source_id="a_tz",
    name="甲部 · 通知",
    agency="甲部",
    family="general",
    level="ministry",
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
LARGE = Outcome(url=f"{LIST}9", answer="oversize", reason="文件超过 50 MB，未保存")
LOOP = Outcome(url=f"{LIST}8", answer="astray", reason="重定向次数过多")
EMPTY = Outcome(url=f"{LIST}7", status=200, state="broken", reason="页面没有文字")
GOOD = Outcome(url=f"{LIST}6", status=200)
LEFT_OUT = Outcome(url=f"{LIST}5", answer="refused", reason="本次不再请求", asked=False)
UNARCHIVED = Outcome(url=LIST, answer="unarchived")


def account(*lists: Outcome, documents: tuple[Outcome, ...] = (), **more: object) -> SourceAccount:
    plain = {"rows": sum(one.rows for one in lists)} | more
    return SourceAccount(lists=lists, documents=documents, **plain)  # type: ignore[arg-type]


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
        (account(LOOP), "broken", False),
        (account(READ, documents=(LARGE, LARGE, LOOP)), "broken", True),
        (account(READ, documents=(EMPTY,) * 4 + (GOOD,)), "broken", True),
        (account(READ, documents=(EMPTY,) * 3 + (GOOD,)), "ok", True),
        (account(READ, documents=(EMPTY, LARGE)), "ok", True),
        (account(READ, documents=(WALL, WALL, EMPTY)), "blocked", True),
        (account(READ, documents=(GONE, GONE, GONE)), "ok", True),
        (account(READ, documents=(GOOD, WALL, *[LEFT_OUT] * 9)), "ok", True),
        (account(READ, documents=(WALL, *[LEFT_OUT] * 9)), "blocked", True),
    ],
)  # fmt: skip
def test_the_state_of_a_pass(seen: SourceAccount, state: str, complete: bool) -> None:
    verdict = assess(SOURCE, seen)
    assert (verdict.state, verdict.complete) == (state, complete)
    assert (verdict.problem is None) is (state in ("ok", "skipped"))
    assert "\n" not in (verdict.problem or "")


def test_the_line_says_what_where_and_the_mend() -> None:
    few = account(Outcome(url=LIST, status=200, rows=4))
    assert assess(SOURCE, few).problem == (
        "列表只有 4 行，应不少于 5 行（https://a.gov.cn/tz/）。网站可能改版：请打开列表核对，"
        "并用 policywatch sources try a_tz 试读后更正声明。"
    )
    blocked = assess(SOURCE, account(WALL)).problem
    assert blocked
    assert blocked.startswith("列表页拒绝访问：HTTP 412（https://a.gov.cn/tz/）。程序不绕过防护")


def test_pages_that_cannot_be_read_are_told_by_their_commonest_cause() -> None:
    problem = assess(SOURCE, account(READ, documents=(LOOP, LARGE, LARGE, EMPTY, GOOD))).problem
    assert problem
    assert problem.startswith("正文页读不出内容（5 页中 4 页）：文件超过 50 MB，未保存（")
    loop = assess(SOURCE, account(LOOP)).problem
    assert loop
    assert "重定向次数过多" in loop
    assert "防护" not in loop


def test_long_addresses_are_cut() -> None:
    url = f"{LIST}?{'a=1&' * 100}"
    problem = assess(SOURCE, account(Outcome(url=url, answer="silence"))).problem
    assert problem
    assert len(problem) < 140


def test_a_bug_is_named_with_its_place() -> None:
    try:
        assess(SOURCE, None)  # type: ignore[arg-type]
    except AttributeError as fault:
        line = fault_line(fault)
    assert line.startswith("AttributeError: ")
    assert "crawlers/monitors.py 第 " in line
