"""policywatch search."""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from cli.commands import COMMANDS
from cli.common import (
    Commands,
    complain,
    database,
    day,
    now,
    print_lines,
    print_object,
    settings_of,
)
from pipeline.desk import default_person, topic_names
from pipeline.relations.standing import STATE_WORDS
from pipeline.searching import saved
from pipeline.searching.asking import RENEWED, Page, ask
from pipeline.searching.filters import check
from pipeline.searching.indexing import bring_in_step, renew, renew_if_broken
from pipeline.searching.objects import hit_object
from pipeline.searching.search import MOST_READ, Hit, Results
from pipeline.searching.snippets import Snippet
from storage.clock import day_of
from storage.database import Database
from storage.office import office_of
from storage.queries.searches import find_regions, find_searches
from storage.records import VERDICT_WORDS, Filter
from storage.settings import SettingError

HELP = COMMANDS["search"]
_LISTS = {"topic": "topics", "part": "parts", "issuer": "issuers", "region": "regions"} | {
    name: name for name in ("validity", "relevant", "words_not")
}
"""Options that may be given several times, and the fields of the filter that they fill."""
_FLAGS = ("--json", "--list", "--rebuild", "--help")
"""Options after which no value stands."""
_MOST = 1000


def add(commands: Commands, home: argparse.ArgumentParser) -> None:
    search = commands.add_parser("search", parents=[home], help=HELP["search"])
    search.add_argument(
        "words",
        nargs="*",
        metavar="词语",
        help='各词都要出现；"引号内"连着；-词 不出现；或发文字号，括号、空格不拘',
    )
    for name, what in (
        ("topic", "主题编号"),
        ("part", "编的标识"),
        ("issuer", "发文机关名称的一部分"),
        ("region", "地区"),
    ):
        search.add_argument(f"--{name}", action="append", metavar="值", help=f"{what}，可多次")
    search.add_argument("--not", dest="words_not", action="append", metavar="词", help="不出现的词")
    for name, what in (("since", "这天起发布"), ("until", "到这天为止发布")):
        search.add_argument(f"--{name}", type=day, metavar="日期", help=what)
    search.add_argument("--validity", action="append", choices=list(STATE_WORDS))
    search.add_argument(
        "--relevant", action="append", choices=["yes", "person", "no"], help="收录、待定、不收"
    )
    search.add_argument("--limit", type=_limit, default=20, metavar="件数", help="默认 20")
    search.add_argument("--json", action="store_true", help="每行一个 JSON 对象")
    search.add_argument("--saved", metavar="名称", help="用保存的检索；另写的条件代替其中的")
    search.add_argument("--save", metavar="名称", help="保存这个检索")
    search.add_argument("--person", default=default_person(), help="由谁保存")
    search.add_argument("--list", action="store_true", help="列出保存的检索")
    search.add_argument("--delete", metavar="名称", help="删去保存的检索")
    search.add_argument("--rebuild", action="store_true", help="重建检索索引")
    search.respell = _respelled
    search.set_defaults(run=_search)


def _respelled(words: Sequence[str]) -> list[str]:
    """A word that must not be there as the option it stands for: -煤 is --not=煤."""
    found: list[str] = []
    for before, word in pairwise(("", *words)):
        is_value = before.startswith("--") and "=" not in before and before not in _FLAGS
        is_without = word[:1] == "-" and word[1:2] not in ("", "-") and word != "-h"
        if is_without and not is_value and not any(map(str.isspace, word)) and "--" not in found:
            word = f"--not={word[1:]}"
        found.append(word)
    return found


def _limit(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= _MOST:
        raise argparse.ArgumentTypeError(f"不是件数：{text}（1 至 {_MOST} 的整数）")
    return int(text)


def _search(call: argparse.Namespace) -> int:
    with database(call) as db:
        if call.rebuild:
            return _rebuild(db)
        if call.delete is not None:
            saved.forget(db, call.delete)
            print_lines([f"已删去保存的检索：{call.delete}"])
            return 0
        if call.list:
            with db.connect() as conn:
                print_lines(saved.as_toml(one).rstrip() for one in find_searches(conn))
            return 0
        return _find(call, db)


def _rebuild(db: Database) -> int:
    renew(db)
    done = bring_in_step(db, day_of(now()), _progress())
    print_lines([f"检索索引已重建：{done} 件。"])
    return 0


def _find(call: argparse.Namespace, db: Database) -> int:
    chosen = _filter(call, db)
    if chosen == Filter():
        raise SettingError("没有要找的：请写词语，或至少一个条件，如 --topic。")
    if call.save is not None:
        made = saved.save(db, call.save, chosen, call.person, now())
        complain([f"已保存检索“{made.name}”；订阅可用 policywatch subscribe … --saved {made.name}"])
    if renew_if_broken(db):
        complain([RENEWED])
    answer = ask(db, chosen, day_of(now()), Page(limit=call.limit), _progress())
    for hit in answer.results.hits:
        if call.json:
            print_object(hit_object(hit))
        else:
            print_lines(_lines(hit))
    if not call.json:
        complain([_said(answer.results)])
    return 0


def _filter(call: argparse.Namespace, db: Database) -> Filter:
    """The saved filter, if one is named, with what the call says in its place."""
    stood = Filter()
    if call.saved is not None:
        with db.connect() as conn:
            stood = saved.saved(conn, call.saved).filter
    said = {field: getattr(call, name) for name, field in _LISTS.items()}
    given: dict[str, Any] = {name: tuple(value) for name, value in said.items() if value}
    if call.words:
        given["words"] = (" ".join(call.words),)
    given |= {name: value for name in ("since", "until") if (value := getattr(call, name))}
    chosen = replace(stood, **given)
    with db.connect() as conn:
        regions = find_regions(conn)
    check(chosen, topic_names(), office_of(settings_of(call)).ids, regions)
    return chosen


def _progress() -> Callable[[int], None]:
    """Says on a terminal how many documents are indexed."""

    def told(done: int) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r正在建立检索索引：{done} 件")

    return told


def _lines(hit: Hit) -> list[str]:
    document = hit.document
    number = document.document_number or ""
    mark = VERDICT_WORDS[document.relevant]
    day = document.published_on or "日期不详"
    title, *rest = hit.snippets
    first = f"{document.document_id}\t{mark}\t{day}\t{_marked(title)}\t{number}"
    return [first, *(f"\t{_marked(one)}" for one in rest)]


def _marked(snippet: Snippet) -> str:
    """The piece on one line, its matches in 【】."""
    said = "".join(f"【{text}】" if is_match else text for text, is_match in snippet.pieces)
    whole = ("…" if snippet.cut_before else "") + said + ("…" if snippet.cut_after else "")
    where = f"[{snippet.name}] " if snippet.name else ""
    return where + " ".join(whole.split())


def _said(results: Results) -> str:
    if results.unborne:
        also = "；提到它的见上" if results.hits else ""
        return f"没有发文字号为 {results.unborne} 的文件{also}。"
    if results.is_cut:
        return (
            f"可能相符的太多，只核对了 {MOST_READ:,} 件，找到 {len(results.hits)} 件："
            "请加词语或条件。"
        )
    if not results.hits:
        return "没有找到。可以减少词语、放宽条件，或核对文号。"
    about = "共" if results.is_counted else "至多"
    more = f"，只列出前 {len(results.hits)} 件（--limit 可增加）" if results.more else ""
    return f"{about} {results.count:,} 件{more}。"
