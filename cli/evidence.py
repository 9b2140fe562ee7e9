"""policywatch evidence."""

import argparse
from pathlib import Path

from cli.commands import COMMANDS
from cli.common import Commands, complain, database, print_lines
from crawlers.wacz import check
from pipeline.desk import find
from pipeline.evidence import export
from storage.file_errors import why
from storage.settings import SettingError

HELP = COMMANDS["evidence"]


def add(commands: Commands, home: argparse.ArgumentParser) -> None:
    evidence = commands.add_parser("evidence", parents=[home], help=HELP["evidence"])
    parts = evidence.add_subparsers(title="可用的命令", metavar="命令", required=True)
    out = parts.add_parser("export", parents=[home], help="导出一份文件的原始抓取，可回放、可核验")
    out.add_argument("document", help="文件编号（或其开头）、发文字号，或标题中的词")
    out.add_argument("--out", type=Path, required=True, metavar="文件.wacz", help="写到哪里")
    out.add_argument("--all", action="store_true", help="连同未见变化的每次抓取")
    out.set_defaults(run=_export)
    verify = parts.add_parser("verify", help="离线核验一个存证文件")
    verify.add_argument("file", type=Path, metavar="文件.wacz")
    verify.set_defaults(run=_verify)


def _export(call: argparse.Namespace) -> int:
    with database(call) as db:
        made = export(db, find(db, call.document), call.out, every=call.all)
    print_lines(
        [
            f"{made.document.title}：{made.captures} 次抓取，已写入 {made.path}"
            f"（{made.path.stat().st_size:,} 字节）。",
            f"清单哈希（请另处留存，可凭它认出整份文件）：sha256:{made.manifest_sha256}",
        ]
    )
    return 0


def _verify(call: argparse.Namespace) -> int:
    try:
        verdict = check(call.file)
    except OSError as error:
        raise SettingError(f"文件读不了：{call.file}（{why(error)}）。") from error
    print_lines(f"✓ {line}" for line in verdict.checked)
    complain(f"✗ {line}" for line in verdict.faults)
    if not verdict.whole:
        complain([f"{call.file}：核验不通过，文件与写成时不同，不能作证。"])
        return 1
    print_lines(
        [
            f"{verdict.title}：核验通过，每个字节都与写成时一样。",
            f"清单哈希：sha256:{verdict.manifest_sha256}（请与导出时留存的核对）",
        ]
    )
    return 0
