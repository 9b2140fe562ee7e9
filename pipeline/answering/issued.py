"""In which issues a document is printed, and why it is not in the one of its month."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from sqlalchemy import Connection

from compilation.drafting.choosing import Left, Taken
from compilation.drafting.window import month_of
from compilation.matching.printings import issue_words, printed_line
from compilation.months import last_of, month_words, moved
from pipeline.answering.answers import Reason
from pipeline.answering.asked import Asked
from pipeline.issue.drafting import World, place_in
from storage.clock import day_of, day_words, midnight
from storage.queries.issues import frozen_sets, issued
from storage.records import Document, Office, Printing


def in_issues(
    conn: Connection,
    document: Document,
    printings: Sequence[Printing],
    asked: Asked,
) -> Iterator[Reason]:
    """Where it is printed; if nowhere, what becomes of it in its month, and in the next draft."""
    for one in printings:
        yield Reason(code="printed", text=printed_line([one]), month=one.month)
    if printings:
        return
    office = asked.world.office
    origins = dict(reversed(issued(conn)))
    own = month_of(document.published_on or day_of(document.detected_at))
    if own in origins:
        yield _not_printed(conn, document, own, imported=origins[own] == "imported")
    drafted = own if own not in origins else moved(max(origins), 1)
    if drafted > month_of(day_of(asked.now)):
        yield Reason(code="issue", text=f"{month_words(drafted)}还没有到，没有那一期的草稿")
        return
    place = place_in(conn, drafted, document, World(sources=asked.sources, office=office))
    code = "in_draft" if isinstance(place, Taken) else "not_in_draft"
    yield Reason(code=code, text=_placed(place, document, drafted, office), month=drafted)


def _not_printed(conn: Connection, document: Document, month: str, *, imported: bool) -> Reason:
    """It is not in the issue of its month; and whether it was known when that was closed."""
    closed_at = midnight(last_of(month) + timedelta(days=1))
    if frozen := frozen_sets(conn, (month,)).get(month):
        closed_at = frozen.frozen_at
    text = f"{issue_words(month)}（{'导入的汇编' if imported else '在此定稿'}）没有刊载它"
    if document.detected_at >= closed_at:
        text += f"：截止之后（{day_words(day_of(document.detected_at))}）才发现"
    return Reason(code="not_printed", text=text, month=month)


def _placed(place: Taken | Left | None, document: Document, month: str, office: Office) -> str:
    draft = f"{issue_words(month)}的草稿"
    match place:
        case Taken():
            where = (
                office.title_of(place.part)
                if place.part
                else f"{office.late_title}（{place.late_of}）"
            )
            doubts = f"，标待定：{'；'.join(place.doubts)}" if place.doubts else ""
            return f"{draft}收入它，在{where}{doubts}"
        case Left():
            return f"{draft}没有收入它：{place.reason}"
    day = document.published_on
    when = f"它发布于{day_words(day)}" if day else "它没有发布日期"
    return f"{draft}不涉及它：{when}，不在这一期的日子里，也不算这一期的补遗"
