"""policywatch add: a document that the lists did not show."""

import argparse
from datetime import date
from pathlib import Path

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
from pipeline.adding.address import add_address
from pipeline.adding.file import File, add_file
from pipeline.adding.told import Told
from pipeline.desk import decide, default_person
from pipeline.pages.files import read_bytes
from pipeline.run import all_sources

HELP = COMMANDS["adding"]
_REASON = "手工补入"


def add(commands: Commands, home: argparse.ArgumentParser) -> None:
    adding = commands.add_parser("add", parents=[home], help=HELP["add"])
    adding.add_argument(
        "what", metavar="网址或文件", help="来源网站上的页面，或收到的 PDF、Word 等"
    )
    adding.add_argument("--title", default="", metavar="文字", help="标题；补入文件时必须写")
    adding.add_argument("--number", default="", metavar="文号", help="例如 发改环资〔2023〕1638号")
    adding.add_argument(
        "--issuer", action="append", default=[], metavar="机关", help="发文机关；可多次"
    )
    adding.add_argument("--published", type=day, metavar="日期", help="发布日期")
    adding.add_argument("--person", default="", metavar="姓名", help="谁补入（默认为当前用户）")
    adding.add_argument("--json", action="store_true", help="一个 JSON 对象")
    adding.set_defaults(run=_add)


def _add(call: argparse.Namespace) -> int:
    published: date | None = call.published
    told = Told(
        title=call.title,
        document_number=call.number,
        issuing_bodies=tuple(call.issuer),
        published_on=published,
    )
    return (_address if "://" in call.what else _file)(call, told)


def _address(call: argparse.Namespace, told: Told) -> int:
    with database(call) as db:
        source = add_address(db, all_sources(settings_of(call)).values(), call.what, told, now())
    if call.json:
        print_object({"source_id": source.source_id, "document_id": None})
        return 0
    print_lines(
        [
            f"已记在来源“{source.name}”名下：下一次巡查读取，此后一直跟踪。",
            f"现在就读：policywatch crawl {source.source_id}",
        ]
    )
    return 0


def _file(call: argparse.Namespace, told: Told) -> int:
    settings, path = settings_of(call), Path(call.what)
    file = File(name=path.name, body=read_bytes(path))
    with database(call) as db:
        added = add_file(db, settings, all_sources(settings), file, told)
        key = added.document.document_id
        decide(db, key, "approve", call.person or default_person(), _REASON, now())
    if added.problem:
        complain([f"{path.name}：{added.problem}"])
    if call.json:
        print_object({"source_id": None, "document_id": key})
    else:
        print_lines([f"已收录：{added.document.title}（编号 {key}）"])
    return 1 if added.problem else 0
