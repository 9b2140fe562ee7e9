"""policywatch webhook; and of policywatch subscriptions: rotate, test."""

import argparse
from datetime import timedelta
from typing import Any

from cli.commands import COMMANDS
from cli.common import Commands, complain, database, now, print_lines, settings_of
from notifiers.payload import DIGEST
from notifiers.published import schema_of, types
from pipeline import deliver
from pipeline.telling.sending import endpoints
from pipeline.telling.sending.sender import Sender
from pipeline.telling.subscribing.replacing import CHANGING
from storage.clock import SHANGHAI
from storage.queries import telling
from storage.records import DELIVERY_WORDS
from storage.settings import SettingError

HELP = COMMANDS["webhooks"]
_MOST_HOURS = 24 * 30


def add(commands: Commands, home: argparse.ArgumentParser) -> None:
    group = commands.add_parser("webhook", help=HELP["webhook"])
    actions = group.add_subparsers(title="可用的动作", metavar="动作", required=True)
    schema = actions.add_parser("schema", help="打印推送内容的 JSON Schema")
    schema.add_argument("type", nargs="?", default=DIGEST, metavar="种类", help="、".join(types()))
    schema.set_defaults(run=_schema)


def add_actions(actions: Any, home: argparse.ArgumentParser) -> None:
    """The actions of ``policywatch subscriptions`` that are of webhooks."""
    rotate = actions.add_parser(
        "rotate", parents=[home], help="换一个 webhook 签名密钥，只打印一次"
    )
    rotate.add_argument("subscription", metavar="编号", help="见 subscriptions list")
    rotate.add_argument(
        "--hours", type=_hours, default=CHANGING, metavar="小时",
        help="旧密钥还能用多久，默认 24；0 为旧密钥全部立即失效",
    )  # fmt: skip
    rotate.set_defaults(run=_rotate)
    test = actions.add_parser("test", parents=[home], help="发一条测试消息，看对方收不收")
    test.add_argument("subscription", metavar="编号", help="见 subscriptions list")
    test.set_defaults(run=_test)


def _hours(text: str) -> timedelta:
    if not (text.isascii() and text.isdecimal()) or int(text) > _MOST_HOURS:
        reason = f"不是小时数：{text}（0 至 {_MOST_HOURS} 的整数）"
        raise argparse.ArgumentTypeError(reason)
    return timedelta(hours=int(text))


def _schema(call: argparse.Namespace) -> int:
    try:
        print_lines([schema_of(call.type).rstrip("\n")])
    except LookupError as error:
        raise SettingError(str(error)) from error
    return 0


def _rotate(call: argparse.Namespace) -> int:
    with database(call) as db:
        try:
            who = endpoints.rotate(db, call.subscription, now(), call.hours)
        except (LookupError, ValueError) as error:
            raise SettingError(str(error)) from error
    print_lines([who.secret])
    ends = [f"{one.until.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" for one in who.previous]
    if len(ends) > 1:
        said = f"{len(ends)} 个旧密钥同时签名，分别到 {'、'.join(ends)}。"
        complain([f"以上为新密钥，只显示这一次。{said}"])
    elif ends:
        complain([f"以上为新密钥，只显示这一次。旧密钥到 {ends[0]} 前同时签名。"])
    else:
        complain(["以上为新密钥，只显示这一次。旧密钥已失效。"])
    return 0


def _test(call: argparse.Namespace) -> int:
    settings = settings_of(call)
    with database(call) as db:
        try:
            planned = endpoints.plan_test(db, call.subscription, now())
        except LookupError as error:
            raise SettingError(str(error)) from error
        account = deliver.send_due(db, settings, now(), Sender.of(settings))
        with db.connect() as conn:
            sent = telling.delivery(conn, planned.delivery_id)
    if sent and sent.state == "accepted":
        print_lines([f"对方已收下测试消息（编号 {sent.delivery_id}）。"])
        return 0
    if account.busy:
        complain(["另一个进程正在发送，由它发出；结果见 policywatch deliveries list。"])
    elif sent:
        said = "不知是否送达" if sent.state == "unknown" else "没有送达"
        complain([f"{said}：{sent.error or DELIVERY_WORDS[sent.state]}"])
    return 1
