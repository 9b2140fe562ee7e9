"""policywatch readers: what is kept of a reader's address, and its deletion."""

import argparse

from cli.commands import COMMANDS
from cli.common import Commands, complain, database, print_lines, print_object
from pipeline.telling.readers.retention import erase, known, scrub
from storage.queries.forgetting import Kept

HELP = COMMANDS["readers"]


def add(commands: Commands, home: argparse.ArgumentParser) -> None:
    group = commands.add_parser("readers", help=HELP["readers"])
    actions = group.add_subparsers(title="可用的动作", metavar="动作", required=True)
    show = actions.add_parser("show", parents=[home], help="本站留着一个地址的什么")
    show.add_argument("address", metavar="地址", help="邮箱，或接收网址")
    show.add_argument("--json", action="store_true", help="一个 JSON 对象")
    show.set_defaults(run=_show)
    gone = actions.add_parser("forget", parents=[home], help="把一个地址的一切删除，不能恢复")
    gone.add_argument("address", metavar="地址", help="邮箱，或接收网址")
    gone.set_defaults(run=_forget)
    anew = actions.add_parser("scrub", parents=[home], help="重写数据库文件，不留已删除的残迹")
    anew.set_defaults(run=_scrub)


def _show(call: argparse.Namespace) -> int:
    with database(call) as db:
        found = known(db, call.address)
    if call.json:
        print_object(found)
    elif found:
        print_lines([f"{call.address}：{_words(found)}。"])
    else:
        print_lines([f"{call.address}：本站没有它的任何记录。"])
    return 0


def _forget(call: argparse.Namespace) -> int:
    with database(call) as db:
        deleted = erase(db, call.address)
        if not deleted:
            complain([f"{call.address}：本站没有它的任何记录，请核对写法。"])
            return 1
        print_lines([f"{call.address}：已删除 {_words(deleted)}；投递的账目留着，不含地址。"])
        scrub(db)
    return 0


def _scrub(call: argparse.Namespace) -> int:
    with database(call) as db:
        scrub(db)
    print_lines(["数据库文件已重写，删除的内容没有残迹。"])
    return 0


def _words(held: Kept) -> str:
    counts = (
        (held.subscriptions, "个订阅"),
        (held.signups, "份未确认的申请"),
        (held.bounces, "封退信"),
        (held.deliveries, "次投递中的地址"),
        (held.contacts, "处联系人"),
    )
    return "、".join(f"{count} {what}" for count, what in counts if count)
