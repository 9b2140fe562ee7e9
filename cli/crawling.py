"""policywatch crawl."""

import argparse
import sys
from datetime import date, timedelta
from pathlib import Path

from cli.commands import COMMANDS
from cli.common import Commands, complain, day, days, moment, print_lines, print_object, settings_of
from pipeline.reprocessing.outdated import outdated_lines
from pipeline.run import Account, Pass, run_pass
from storage.records import UNREADABLE
from storage.settings import SettingError

_FAILED = (*UNREADABLE, None)

HELP = COMMANDS["crawling"]


def add(commands: Commands, home: argparse.ArgumentParser) -> None:
    crawl = commands.add_parser("crawl", parents=[home], help=HELP["crawl"])
    crawl.add_argument("source", nargs="*", help="来源编号；不写则巡查全部已启用的来源")
    add_replay(crawl)
    crawl.add_argument(
        "--lookback", type=days, default=0, metavar="天", help="首次巡查时，几天内的算新"
    )
    crawl.add_argument(
        "--backfill",
        type=day,
        metavar="日期",
        help="把列表读到这一天为止；旧文件分多次读，只记录，不算新",
    )
    crawl.add_argument("--fast", action="store_true", help="请求之间不停顿（只用于自己的服务器）")
    crawl.add_argument("--json", action="store_true", help="输出本次巡查的账目")
    crawl.set_defaults(run=_crawl)


def add_replay(command: argparse.ArgumentParser) -> None:
    """The options of everything that can read from archives."""
    command.add_argument(
        "--replay", type=Path, nargs="+", default=[], metavar="WARC", help="从存档回放，不联网"
    )
    command.add_argument("--at", type=moment, metavar="时刻", help="回放到这一时刻")


def _crawl(call: argparse.Namespace) -> int:
    if call.at and not call.replay:
        raise SettingError("--at 只能与 --replay 同用：网站上的页面总是现在的。")
    if call.backfill and not call.source:
        raise SettingError("--backfill 须写明来源编号：一次回溯几个来源，不回溯全部。")
    wanted = Pass(
        source_ids=tuple(call.source),
        now=call.at,
        replay=tuple(call.replay),
        lookback=timedelta(days=call.lookback),
        fast=call.fast,
        back_to=call.backfill,
    )
    account = with_progress(call, wanted)
    if call.json:
        print_object(account.to_object())
    else:
        print_lines(summary(account))
        print_lines(reached(account, wanted.back_to))
        print_lines(outdated_lines(account.outdated))
    failed = [run for run in account.runs if run.state in _FAILED]
    complain(account.faults)
    # The capture has named each source that it could not read.
    complain(f"{run.source_id}：巡查没有做完" for run in failed if run.state is None)
    return 1 if failed or account.faults or account.capture_exit else 0


def with_progress(call: argparse.Namespace, wanted: Pass) -> Account:
    """Run the pass; on a terminal, show how far it is."""
    settings = settings_of(call)
    if not sys.stderr.isatty():
        return run_pass(settings, wanted)
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("巡查中", total=None)

        def told(done: int, faults: int) -> None:
            text = f"巡查中：已解读 {done} 页" + (f"，{faults} 页有问题" if faults else "")
            progress.update(task, description=text)

        return run_pass(settings, wanted, told)


def reached(account: Account, back_to: date | None) -> list[str]:
    """How far each list was read back, and what remains for later passes."""
    lines = []
    for run in account.runs:
        if back_to and run.reached_on:
            lines.append(f"{run.source_id}：列表 {run.rows} 行，回溯到 {run.reached_on}。")
        if run.waiting:
            lines.append(f"{run.source_id}：{run.waiting} 个文件页待读，以后每次巡查各读一部分。")
    return lines


def summary(account: Account) -> list[str]:
    """A few lines for people."""
    counts: dict[str, int] = {}
    for kinds in account.changes.values():
        for kind, number in kinds.items():
            counts[kind] = counts.get(kind, 0) + number
    names = {
        "added": "新文件",
        "amended": "修改",
        "attachment": "附件变化",
        "metadata": "信息变化",
        "withdrawn": "撤下",
        "restored": "恢复",
        "baseline": "首次记录（不算新）",
    }
    found = "，".join(f"{names[kind]} {counts[kind]}" for kind in names if kind in counts)
    read = [run for run in account.runs if run.state in ("ok", "silent")]
    skipped = sum(run.state == "skipped" for run in account.runs)
    lines = [
        f"巡查 {len(account.runs) - skipped} 个来源，正常 {len(read)} 个，"
        f"用时 {account.seconds:.1f} 秒。",
        f"变化：{found or '无'}。",
    ]
    if skipped:
        lines.append(f"{skipped} 个来源不在存档中，已跳过。")
    silent = [run for run in account.runs if run.state == "silent"]
    lines += [f"{run.source_id}：{run.problem}" for run in silent]
    return lines
