"""Why a page that was listed is no document yet: what its address answered, and when."""

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection

from pipeline.answering.answers import Answer, Mend, Reason
from pipeline.answering.asked import Asked
from pipeline.answering.typed import Typed
from pipeline.pages.whole_page import is_readable, read_whole, unread_because
from pipeline.relations.keys import loose_key, number_names
from pipeline.review import day
from storage.bodies import Bodies, BodyError
from storage.queries import answering as queries
from storage.queries.problems import find_problems
from storage.records import PROBLEM_WORDS, Listing, PageState, Posting, Snapshot, Source
from storage.text import number_key

_PAGE_STATES: Mapping[PageState, str] = {
    "blocked": "拒绝访问",
    "broken": "页面残缺",
    "not-found": "页面不存在",
    "moved": "页面已移走",
    "truncated": "页面没有传完",
    "ok": "读得出",
}
_LEAST_TITLE = 4


def listed_as(conn: Connection, typed: Typed) -> Posting | None:
    """The page that a list shows under that number or title, and that nobody could read yet."""
    numbers = {key for one in typed.numbers for key in number_names(one)}
    title = "" if typed.only_number else loose_key(typed.title)
    for one in queries.unread_postings(conn):
        stated = number_key(one.row.document_number)
        if stated and stated in numbers:
            return one
        if len(title) >= _LEAST_TITLE and title in loose_key(one.row.title):
            return one
    return None


def unread_answer(conn: Connection, bodies: Bodies, asked: Asked, page: Posting) -> Answer:
    """Why there is no document of the page."""
    title = f"《{page.row.title}》" if page.row.title else page.url
    open_it = f"用浏览器打开 {page.url} 核对；急用就存成文件补入"
    return Answer(
        key=asked.key,
        verdict="unread",
        headline=f"列表上见过，还没有读成：{title}",
        reasons=tuple(_reasons(conn, bodies, asked, page)),
        mend=(
            Mend(code="save", text=f"{open_it}：policywatch add 文件 --title 标题", url=page.url),
            Mend(code="state", text="来源的状态：policywatch problems"),
        ),
    )


def _reasons(conn: Connection, bodies: Bodies, asked: Asked, page: Posting) -> Iterator[Reason]:
    listed = queries.listings_of(conn, page.posting_id)
    for one in listed:
        yield _listed(one, page, asked.sources)
    answers = queries.last_answers(conn, page.url)
    if not answers:
        yield from _never_asked(listed, asked)
    for newest in answers[:1]:
        source = asked.sources.get(page.source_id)
        yield Reason(code="answered", text=_said(bodies, newest, page, source), url=page.url)
        yield from _second(conn, bodies, newest, (page, source))
    if page.missing_since:
        yield Reason(code="gone", text=f"{day(page.missing_since)}起网站一直说没有这个页面")
    for source_id in sorted({one.source_id for one in listed}):
        for problem in find_problems(conn, source_id=source_id):
            words = PROBLEM_WORDS.get(problem.state, problem.state)
            text = f"来源的问题（{day(problem.opened_at)}起{words}）：{problem.cause}"
            yield Reason(code="source_problem", text=text, source_id=source_id)


def _listed(one: Listing, page: Posting, sources: Mapping[str, Source]) -> Reason:
    source = sources.get(one.source_id)
    name = f"“{source.name}”" if source else one.source_id
    dated = f"，注明日期 {one.dated_on}" if one.dated_on else ""
    text = f"{name}于{day(one.first_listed_at)}首次列出它{dated}"
    return Reason(code="listed", text=text, source_id=one.source_id, url=page.url)


def _never_asked(listed: list[Listing], asked: Asked) -> Iterator[Reason]:
    sources = [asked.sources.get(one.source_id) for one in listed]
    if sources and not any(source and source.enabled for source in sources):
        yield Reason(code="disabled", text="还没有请求过这个网址：列出它的来源都已停用")
        return
    yield Reason(code="waiting", text="还没有请求过这个网址：每遍巡查只读有限的几件，它还在排队")


def _said(bodies: Bodies, one: Snapshot, page: Posting, source: Source | None) -> str:
    """What the newest answer was, and why nothing came of it."""
    at = day(one.fetched_at)
    if not one.status:
        return f"{at}请求，没有应答：{one.error or '原因不详'}"
    if one.says_gone:
        return f"{at}请求，网站答没有这个页面（HTTP {one.status}）"
    if one.error:
        return f"{at}请求，答的不是这个页面（HTTP {one.status}）：{one.error}"
    if one.leads_to:
        return f"{at}请求，页面里没有正文，正文在另一地址：{one.leads_to}"
    if not is_readable(one):
        return f"{at}请求，网站答 HTTP {one.status}"
    if not one.processed:
        return f"{at}已取到，还没有解读：下一次巡查会先做完"
    return f"{at}已取到，{_reread(bodies, one, page, source)}"


def _reread(bodies: Bodies, one: Snapshot, page: Posting, source: Source | None) -> str:
    """What today's readers make of the stored answer."""
    try:
        content = read_whole(bodies, one, page, source)
    except BodyError as error:
        return f"但存下的页面已不可用：{error}"
    if content.page_state != "ok":
        return f"但读不出内容（{_PAGE_STATES[content.page_state]}）：{content.state_reason}"
    return "当时没有读成，现在的程序读得出：下一次巡查会收入"


def _second(
    conn: Connection, bodies: Bodies, one: Snapshot, of: tuple[Posting, Source | None]
) -> Iterator[Reason]:
    """What the other address answered at which the text stands."""
    if not one.leads_to:
        return
    inner = next(iter(queries.last_answers(conn, one.leads_to)), None)
    if inner is None:
        yield Reason(code="second", text="另一地址还没有请求过", url=one.leads_to)
        return
    why = unread_because(inner) or _said(bodies, inner, *of)
    yield Reason(code="second", text=why, url=one.leads_to)
