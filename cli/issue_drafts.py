"""policywatch issue: draft, freeze, and what people decide of a draft."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

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
from compilation.drafting.window import Window, asked_window
from compilation.months import month_words
from pipeline.desk import default_person
from pipeline.issue.deciding import Scope, decide_issue, decisions_in, find_for, move
from pipeline.issue.drafting import Progress, World, draft_of, silent
from pipeline.issue.files import check_target, house_of, write, write_template
from pipeline.issue.freezing import Freezing, freeze
from pipeline.run import all_sources
from storage.clock import SHANGHAI
from storage.office import office_of
from storage.records import Document, Draft, IssueDecision, IssueDecisionKind, Office

_KINDS: dict[IssueDecisionKind, str] = {
    "leave": "不收",
    "take": "收入",
    "title": "题名",
    "part": "归编",
    "order": "次序",
}


def add_to(actions: Commands, home: argparse.ArgumentParser) -> None:
    """Add the commands to the group ``policywatch issue``."""
    _add_draft(actions, home)
    _add_freeze(actions, home)
    _add_decisions(actions, home)
    template = actions.add_parser("template", parents=[home], help="写出默认的汇编模板，供修改")
    template.add_argument("--out", type=Path, required=True, metavar="文件", help="例如 模板.docx")
    template.set_defaults(run=_template)


def _add_draft(actions: Commands, home: argparse.ArgumentParser) -> None:
    draft = actions.add_parser("draft", parents=[home], help="起草一期汇编")
    _add_month(draft)
    draft.add_argument(
        "--out", type=Path, required=True, metavar="文件", help=".docx .pdf .md 或 .html"
    )
    draft.add_argument("--template", type=Path, metavar="文件", help="办公室自己的 .docx 模板")
    draft.set_defaults(run=_draft)


def _add_freeze(actions: Commands, home: argparse.ArgumentParser) -> None:
    frozen = actions.add_parser("freeze", parents=[home], help="定稿：此后本期不再变")
    _add_month(frozen)
    frozen.add_argument("--by", default="", metavar="姓名", help="谁定稿（默认为当前用户）")
    frozen.add_argument("--with-doubts", action="store_true", help="还有待定的也定稿")
    frozen.add_argument("--template", type=Path, metavar="文件", help="办公室自己的 .docx 模板")
    frozen.set_defaults(run=_freeze)


def _add_month(command: argparse.ArgumentParser) -> None:
    command.add_argument("month", metavar="月份", help="例如 2023-12")
    for name, text in (("--window-start", "首日"), ("--window-end", "末日")):
        command.add_argument(
            name, type=day, metavar="日期", help=f"按发布日期，{text}（默认为当月）"
        )


def _add_decisions(actions: Commands, home: argparse.ArgumentParser) -> None:
    for kind, text in (("leave", "一件不收入本期"), ("take", "一件收入本期")):
        _add_decision(actions, home, (kind, text))
    titled = _add_decision(actions, home, ("title", "改一件的题名"))
    titled.add_argument("value", metavar="题名", help='写 "" 恢复原题名')
    part = _add_decision(actions, home, ("part", "改一件的归编"))
    part.add_argument("value", metavar="编", help='标识见 policywatch office；写 "" 恢复原归编')
    order = _add_decision(actions, home, ("order", "把一件移到同编另一件之前"))
    order.add_argument("--before", metavar="文件", help="移到哪一件之前；不写则移到编末")
    order.set_defaults(run=_order)
    listing = actions.add_parser("decisions", parents=[home], help="列出对本期的决定")
    listing.add_argument("month", metavar="月份")
    listing.add_argument("--json", action="store_true", help="每行一个 JSON 对象")
    listing.set_defaults(run=_decisions)


def _add_decision(
    actions: Commands, home: argparse.ArgumentParser, named: tuple[str, str]
) -> argparse.ArgumentParser:
    kind, text = named
    command: argparse.ArgumentParser = actions.add_parser(kind, parents=[home], help=text)
    _add_month(command)
    command.add_argument(
        "document", metavar="文件", help="草稿中的编号（3.5）、发文字号或标题中的字"
    )
    command.add_argument("--person", default="", metavar="姓名", help="谁决定（默认为当前用户）")
    command.add_argument("--reason", default="", metavar="文字", help="为什么")
    command.set_defaults(run=_decide, kind=kind, value="")
    return command


# -- drafting -------------------------------------------------------------------------------------


def _draft(call: argparse.Namespace) -> int:
    window = asked_window(call.month, call.window_start, call.window_end)
    check_target(call.out)
    house = house_of(settings_of(call), call.template)
    with database(call) as db, _progress() as told:
        draft = draft_of(db, call.month, now(), _world(call, told), window)
        written = write(draft, house, call.out, told)
    complain(_remarks(draft, window))
    complain(written.notes)
    print_lines([_summary(draft, call.out)])
    return 0


def _freeze(call: argparse.Namespace) -> int:
    window = asked_window(call.month, call.window_start, call.window_end)
    house = house_of(settings_of(call), call.template)
    with database(call) as db, _progress() as told:
        how = Freezing(
            with_doubts=call.with_doubts, window=window, house=house, world=_world(call, told)
        )
        stored = freeze(db, call.month, call.by or default_person(), now(), how)
    count = f"{len(stored.content.items)} 件，校验码 {stored.sha256[:16]}"
    print_lines([f"{month_words(stored.month)}一期由{stored.person}定稿：{count}。"])
    return 0


def _world(call: argparse.Namespace, told: Progress = silent) -> World:
    settings = settings_of(call)
    return World(sources=all_sources(settings), office=office_of(settings), progress=told)


@contextmanager
def _progress() -> Iterator[Progress]:
    """What shows on a terminal how far the work is."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress as Bar, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("起草", total=None)

        def told(step: str, done: int, total: int) -> None:
            bar.update(task, description=step, completed=done, total=total)

        yield told


def _remarks(draft: Draft, window: Window) -> list[str]:
    """That the month was frozen, and what of the call that makes void; that there is nothing."""
    if not draft.items:
        return [f"{month_words(draft.month)}一期没有一件文件；监测情况见编务说明。"]
    if draft.frozen_at is None:
        return []
    moment = draft.frozen_at.astimezone(SHANGHAI)
    said = f"{month_words(draft.month)}一期已于 {moment:%Y-%m-%d %H:%M} 定稿，写出的是定稿。"
    if (window.start, window.end) != (draft.window_start, draft.window_end):
        said += f"起止日期仍是 {draft.window_start} 至 {draft.window_end}。"
    return [said]


def _summary(draft: Draft, path: Path) -> str:
    doubtful = sum(bool(item.doubt) for item in draft.items)
    late = sum(bool(item.late_of) for item in draft.items)
    more = "".join(
        f"，{name} {count} 件" for name, count in (("待定", doubtful), ("补遗", late)) if count
    )
    return f"{path}：{month_words(draft.month)}一期，{len(draft.items)} 件{more}。"


def _template(call: argparse.Namespace) -> int:
    write_template(call.out)
    print_lines([f"{call.out}：默认的汇编模板。用 Word 改好后，起草时写 --template {call.out}。"])
    return 0


# -- deciding -------------------------------------------------------------------------------------


def _decide(call: argparse.Namespace) -> int:
    scope = _scope(call)
    with database(call) as db:
        found = find_for(db, call.document, scope)
        done = decide_issue(db, _said(call, found), scope.world.office)
    print_lines([f"{_words(done, scope.world.office)}：{found.title}（{done.person}）"])
    return 0


def _order(call: argparse.Namespace) -> int:
    scope = _scope(call)
    with database(call) as db:
        found = find_for(db, call.document, scope)
        before = find_for(db, call.before, scope) if call.before else None
        move(db, _said(call, found), before.document_id if before else None, scope)
    where = f"移到《{before.title}》之前" if before else "移到编末"
    print_lines([f"{where}：{found.title}"])
    return 0


def _scope(call: argparse.Namespace) -> Scope:
    window = asked_window(call.month, call.window_start, call.window_end)
    return Scope(month=call.month, window=window, world=_world(call))


def _said(call: argparse.Namespace, of: Document) -> IssueDecision:
    return IssueDecision(
        month=call.month,
        document_id=of.document_id,
        kind=call.kind,
        value=call.value,
        person=call.person or default_person(),
        reason=call.reason,
        decided_at=now(),
    )


def _decisions(call: argparse.Namespace) -> int:
    office = office_of(settings_of(call))
    with database(call) as db:
        found = decisions_in(db, call.month)
    for one, title in found:
        if call.json:
            print_object(one)
        else:
            because = f"：{one.reason}" if one.reason else ""
            when = one.decided_at.astimezone(SHANGHAI)
            print_lines([f"{when:%F %R}  {one.person}  {_words(one, office)}  {title}{because}"])
    if not found and not call.json:
        print_lines(["对本期还没有决定。"])
    return 0


def _words(one: IssueDecision, office: Office) -> str:
    """What was decided: 归编 第四编 河北省文件."""
    named: dict[IssueDecisionKind, Callable[[], str]] = {
        "title": lambda: one.value or "恢复原题名",
        "part": lambda: office.titles.get(one.value, "恢复原归编"),
    }
    said = named[one.kind]() if one.kind in named else ""
    return f"{_KINDS[one.kind]} {said}".strip()
