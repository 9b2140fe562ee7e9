"""policywatch reprocess."""

import argparse

from cli.commands import COMMANDS
from cli.common import Commands, complain, print_lines, print_object, settings_of
from cli.progress import progress
from pipeline.reprocessing.account import Tally
from pipeline.reprocessing.report import report, to_object
from pipeline.reprocessing.run import Scope, reprocess

HELP = COMMANDS["reprocess"]


def add(commands: Commands, home: argparse.ArgumentParser) -> None:
    command = commands.add_parser("reprocess", parents=[home], help=HELP["reprocess"])
    command.add_argument("--dry-run", action="store_true", help="只看会变什么，什么也不写")
    command.add_argument(
        "--gate",
        type=share,
        metavar="比例",
        help="变动的页面超过这个比例（如 2%%）就什么也不写，状态 1",
    )
    command.add_argument(
        "--source", nargs="+", default=[], metavar="来源", help="只看这些来源的页面"
    )
    command.add_argument("--json", action="store_true", help="输出同样内容的 JSON")
    command.set_defaults(run=_reprocess)


def share(text: str) -> float:
    """2%, or 0.02, as 0.02."""
    try:
        value = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        value = -1
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"不是比例：{text}（例如 2% 或 0.02）")
    return value


def _reprocess(call: argparse.Namespace) -> int:
    wanted = Scope(source_ids=tuple(call.source), dry_run=call.dry_run, gate=call.gate)
    tally = with_progress(call, wanted)
    if call.json:
        print_object(to_object(tally))
    else:
        print_lines(report(tally))
    complain(f"读不出：{line}" for line in tally.damaged)
    if not tally.passed:
        complain(["变动超过了 --gate 所定的比例，什么也没有写。请看上表，确认无误后放宽比例再做。"])
    return 1 if tally.damaged or not tally.passed else 0


def with_progress(call: argparse.Namespace, wanted: Scope) -> Tally:
    """Read everything again; on a terminal, show how far it is."""
    with progress("重新解读") as told:
        return reprocess(settings_of(call), wanted, told)
