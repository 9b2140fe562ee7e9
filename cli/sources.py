"""policywatch sources, extract."""

import argparse
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from cli.commands import COMMANDS
from cli.common import Commands, complain, database, now, print_lines, print_object, settings_of
from cli.crawling import add_replay
from cli.detection import detection_lines, detection_object, fault_lines, fault_object
from pipeline.classify import classify
from pipeline.classifying.facts import facts_of
from pipeline.learning.in_use import rules_of
from pipeline.objects import content_object
from pipeline.operating.detecting import beside, check_address, detect_file, detect_site, today_of
from pipeline.operating.health import rhythm_line, rhythm_of
from pipeline.operating.trial import Trial, keep_source, try_source
from pipeline.pages.files import extract_file, list_rows
from pipeline.run import Pass, all_sources, chosen
from storage.clock import day_of
from storage.queries.problems import find_problems
from storage.records import Source
from storage.settings import SettingError

HELP = COMMANDS["sources"]


def add(commands: Commands, home: argparse.ArgumentParser) -> None:
    catalogue = commands.add_parser("sources", help=HELP["sources"])
    actions = catalogue.add_subparsers(title="可用的动作", metavar="动作", required=True)
    listing = actions.add_parser("list", parents=[home], help="列出来源")
    listing.add_argument("--json", action="store_true", help="每行一个 JSON 对象")
    listing.set_defaults(run=_list)
    show = actions.add_parser("show", parents=[home], help="一个来源的全部声明")
    show.add_argument("source")
    show.set_defaults(run=_show)
    check = actions.add_parser("check", parents=[home], help="核对声明是否有效")
    check.add_argument("source", nargs="*")
    check.set_defaults(run=_check)
    for name, text in (
        ("try", "试读一个来源，不留存"),
        ("keep", "试读并留存，事实写入 tests/sources"),
    ):
        trial = actions.add_parser(name, parents=[home], help=text)
        trial.add_argument("source")
        add_replay(trial)
        trial.set_defaults(run=_try if name == "try" else _keep)
    _add_detect(actions, home)
    _add_extract(commands, home)


def _add_detect(actions: Commands, home: argparse.ArgumentParser) -> None:
    look = actions.add_parser("detect", parents=[home], help="看一个不认识的列表页，提出条目")
    look.add_argument("page", metavar="网址或文件", help="列表页的地址，或存下的列表页")
    look.add_argument("--url", help="存下的列表页原来的地址")
    add_replay(look)
    look.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
    look.set_defaults(run=_detect)


def _add_extract(commands: Commands, home: argparse.ArgumentParser) -> None:
    extract = commands.add_parser("extract", parents=[home], help=HELP["extract"])
    extract.add_argument("file", type=Path)
    extract.add_argument("--url", required=True, help="页面原来的地址；不知道时给空的 ''")
    extract.add_argument("--source", help="按这个来源的声明读")
    extract.add_argument("--list", action="store_true", dest="rows", help="当作列表页读")
    extract.add_argument("--no-families", action="store_true", help="只用通用规则")
    extract.add_argument("--json", action="store_true", help="每行一个 JSON 对象")
    extract.set_defaults(run=_extract)


def _list(call: argparse.Namespace) -> int:
    sources = all_sources(settings_of(call)).values()
    for source in sources:
        if call.json:
            print_object(source)
        else:
            mark = "已核对" if source.verified else "未核对"
            off = "" if source.enabled else "（停用）"
            print_lines([f"{source.source_id}\t{source.name}\t{source.family}\t{mark}{off}"])
    return 0


def _show(call: argparse.Namespace) -> int:
    source = _one(call)
    # The window that it is read in, be it the entry's or that of all.
    declared = replace(source, window=source.window or settings_of(call).crawl_window)
    with database(call) as db:
        rhythm = rhythm_of(db, source, day_of(now()))
        with db.connect() as conn:
            faults = find_problems(conn, source_id=source.source_id)
    print_object(
        msgspec.to_builtins(declared)
        | {"rhythm": rhythm and rhythm.to_object(), "problems": [fault_object(x) for x in faults]}
    )
    complain([f"{source.source_id}：{rhythm_line(source, rhythm)}"])
    complain(line for fault in faults for line in fault_lines(fault))
    return 0


def _one(call: argparse.Namespace) -> Source:
    return chosen(all_sources(settings_of(call)), [call.source])[0]


def _check(call: argparse.Namespace) -> int:
    found = chosen(all_sources(settings_of(call)), call.source)
    print_lines([f"{len(found)} 个来源的声明有效。"])
    return 0


def _pass(call: argparse.Namespace) -> Pass:
    return Pass(replay=tuple(call.replay), now=call.at or datetime.now(UTC))


def _try(call: argparse.Namespace) -> int:
    return _tell(try_source(settings_of(call), _one(call), _pass(call)))


def _keep(call: argparse.Namespace) -> int:
    trial, target = keep_source(settings_of(call), _one(call), _pass(call))
    status = _tell(trial)
    print_lines([f"事实已写入 {target}：请读一遍，再提交。"])
    return status


def _detect(call: argparse.Namespace) -> int:
    wanted = _pass(call)
    if call.url:
        found = detect_file(Path(call.page), call.url)
    elif Path(call.page).is_file():
        raise SettingError(f"{call.page} 是文件，请用 --url 给出它原来的地址。")
    else:
        found = detect_site(settings_of(call), call.page, wanted)
    found = beside(found, all_sources(settings_of(call)))
    if call.json:
        print_object(detection_object(found, today_of(wanted)))
    elif not found.fault:
        print_lines(detection_lines(found, today_of(wanted)))
    complain([found.fault] if found.fault else [])
    return 1 if found.fault else 0


def _tell(trial: Trial) -> int:
    """The rows and the version that were read, and every expectation that failed."""
    run = trial.run
    if run is None:
        complain([f"{trial.source.source_id}：没有读到任何东西。"])
        return 1
    print_lines([f"{trial.source.name}：列表 {run.rows} 行"])
    for posting in trial.postings[:5]:
        print_lines([f"  {posting.row.published_on or '无日期'}  {posting.row.title}"])
    if trial.version:
        content = trial.version.content
        print_lines(
            [
                f"标题：{content.title}",
                f"发文字号：{content.document_number or '无'}",
                f"发文机关：{'、'.join(content.issuing_bodies) or '无'}",
                f"成文日期：{content.signed_on or '无'}　发布日期：{content.published_on or '无'}",
                f"附件：{'、'.join(item.name for item in content.attachments) or '无'}",
                f"正文：{len(content.text)} 字，{len(content.blocks)} 段",
                *(f"  {block.text[:60]}" for block in content.blocks[:6]),
            ]
        )
    complain(trial.faults)
    if run.state not in ("ok", "silent", "skipped"):
        complain([f"{trial.source.source_id}：{run.problem}"])
    return 0 if run.state == "ok" and trial.version else 1


def _extract_rows(call: argparse.Namespace, url: str, source: Source | None) -> int:
    rows, why = list_rows(call.file, url, source, not call.no_families)
    for row in rows:
        print_object({"url": row.url, "title": row.title, "published_on": row.published_on})
    complain([f"{call.file}：没有条目：{why}"] if why else [])
    return 0 if rows else 1


def _extract(call: argparse.Namespace) -> int:
    url, source = check_address(call.url) if call.url else "", None  # nobody may know it
    if call.source:
        source = chosen(all_sources(settings_of(call)), [call.source])[0]
    if call.rows:
        return _extract_rows(call, url, source)
    content = extract_file(call.file, url, source, not call.no_families)
    read = content.page_state == "ok"
    rules = rules_of(settings_of(call))
    verdict = classify(facts_of(content, source), rules) if read else None
    print_object(content_object(content, verdict))
    if content.state_reason:
        complain([f"{call.file}：{content.state_reason}"])
    return 0 if read else 1
