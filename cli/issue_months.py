"""policywatch issue compare, issue validity."""

import argparse
from collections.abc import Iterable, Iterator

from cli.common import Commands, database, day, now, print_lines, print_object, settings_of
from compilation.errata import HAPPENED_WORDS, Erratum, because_words, place_words
from compilation.months import NO_DATA, Count, is_month
from pipeline.issue.comparing import Compared, compare, compared_object
from pipeline.issue.drafting import World
from pipeline.issue.errata import errata_of, erratum_object
from pipeline.issue.expecting import expected_line
from pipeline.run import all_sources
from storage.clock import day_of, since_words
from storage.office import office_of


def add_to(actions: Commands, home: argparse.ArgumentParser) -> None:
    """Add both to ``policywatch issue``."""
    beside = actions.add_parser(
        "compare", parents=[home], help="一个月与上月、去年同月相比，以及应到未到的年度通知"
    )
    beside.add_argument("month", type=month, metavar="月份", help="例如 2023-12")
    beside.add_argument("--json", action="store_true", help="一个 JSON 对象")
    beside.set_defaults(run=_compare)
    changed = actions.add_parser(
        "validity", parents=[home], help="往期所收文件的废止、取代、修改、期满"
    )
    changed.add_argument("--since", type=day, metavar="日期", help="只要这天起公布或发生的")
    changed.add_argument("--month", type=month, metavar="月份", help="只要这一期刊载的")
    changed.add_argument("--json", action="store_true", help="每行一个 JSON 对象")
    changed.set_defaults(run=_validity)


def month(text: str) -> str:
    if not is_month(text):
        raise argparse.ArgumentTypeError(f"不是月份：{text}（例如 2023-12）")
    return text


def _compare(call: argparse.Namespace) -> int:
    settings = settings_of(call)
    world = World(sources=all_sources(settings), office=office_of(settings))
    with database(call) as db, db.connect() as conn:
        found = compare(conn, world, call.month)
    if call.json:
        print_object(compared_object(found))
    else:
        print_lines(_compared_lines(found))
    return 0


def _compared_lines(found: Compared) -> Iterator[str]:
    months = found.months
    yield from found.lines
    for title, counts in (
        ("各编", (*months.parts, months.total)),
        ("各发文机关（联合发文各计一次）", months.issuers),
        ("各主题（主要主题）", months.led_topics),
        ("各主题（涉及即计）", [one.touched for one in months.topics]),
    ):
        yield f"\n{title}\t本月\t上月\t去年同月"
        yield from _count_lines(counts)
    yield f"\n应到未到\t{len(found.expected)} 件"
    yield from (expected_line(one) for one in found.expected)


def _count_lines(counts: Iterable[Count]) -> Iterator[str]:
    for one in counts:
        yield "\t".join(
            (
                one.name,
                _known(one.now),
                _known(one.last_month) + _more(one.against_month),
                _known(one.last_year) + _more(one.against_year),
            )
        )


def _known(count: int | None) -> str:
    return NO_DATA if count is None else str(count)


def _more(difference: int | None) -> str:
    return "" if difference is None else f"（{difference:+}）" if difference else "（持平）"


def _validity(call: argparse.Namespace) -> int:
    today = day_of(now())
    months = None if call.month is None else (call.month,)
    with database(call) as db, db.connect() as conn:
        found = errata_of(conn, now(), months, call.since)
    if call.json:
        for one in found:
            print_object(erratum_object(one, today))
    else:
        print_lines([_erratum_line(one) for one in found] or ["没有这样的变动。"])
    return 0


def _erratum_line(one: Erratum) -> str:
    number = f"（{one.printed.document_number}）" if one.printed.document_number else ""
    since = f"{since_words(one.since)}" if one.since else ""
    happened = HAPPENED_WORDS[one.happened]
    place = place_words(one.printed)
    return "\t".join((place, one.printed.title + number, since + happened, because_words(one)))
