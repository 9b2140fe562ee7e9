"""policywatch deliveries."""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import get_args

from sqlalchemy import Connection

from cli.commands import COMMANDS
from cli.common import (
    Commands,
    complain,
    database,
    moment,
    now,
    print_lines,
    print_object,
    settings_of,
)
from cli.delivering import complain_of
from notifiers import NOTIFIERS, channel_name
from notifiers.masking import short_address
from pipeline import deliver
from pipeline.desk import default_person
from pipeline.telling.links import looked_at
from pipeline.telling.sending.sender import Sender
from pipeline.telling.what_for import what_for
from storage.clock import SHANGHAI
from storage.database import Database
from storage.queries import telling
from storage.queries.accounts import DeliveriesAsked, deliveries_page, drafts_saying
from storage.records import DELIVERY_WORDS, Delivery, DeliveryState
from storage.settings import SettingError

HELP = COMMANDS["deliveries"]
_AT_ONCE = 1000


def add(commands: Commands, home: argparse.ArgumentParser) -> None:
    group = commands.add_parser("deliveries", help=HELP["deliveries"])
    steps = group.add_subparsers(title="可用的动作", metavar="动作", required=True)
    listing = steps.add_parser("list", parents=[home], help="列出投递，最新的在前")
    states = "、".join(f"{name} {words}" for name, words in DELIVERY_WORDS.items())
    listing.add_argument(
        "--state", nargs="+", choices=get_args(DeliveryState), default=[],
        metavar="状态", help=states,
    )  # fmt: skip
    listing.add_argument("--period", default="", metavar="期号", help="例如 2026-W47")
    listing.add_argument(
        "--channel", choices=list(NOTIFIERS), default="", metavar="渠道", help=" ".join(NOTIFIERS)
    )
    listing.add_argument("--address", default="", metavar="地址", help="收件地址的一部分")
    listing.add_argument("--since", type=moment, metavar="时刻", help="从这时起计划的")
    listing.add_argument("--json", action="store_true", help="每行一个 JSON 对象")
    listing.set_defaults(run=_list)
    show = steps.add_parser("show", parents=[home], help="一次投递的经过和内容")
    show.add_argument("delivery", metavar="编号", help="见 deliveries list")
    show.add_argument("--json", action="store_true", help="一个 JSON 对象，内容在 form 中")
    show.set_defaults(run=_show)
    retry = steps.add_parser("retry", parents=[home], help="重发：失败、放弃、去向不明的")
    retry.add_argument("delivery", nargs="+", metavar="编号", help="见 deliveries list")
    retry.set_defaults(run=_retry)
    for name, run, text in (
        ("approve", _approve, "批准待批准的，随即发出"),
        ("discard", _discard, "不发待批准的"),
    ):
        action = steps.add_parser(name, parents=[home], help=text)
        which = "digest drafts 所列一组的，或一份投递的"
        action.add_argument("delivery", nargs="+", metavar="编号", help=which)
        action.add_argument("--person", default=default_person(), metavar="谁", help="由谁决定")
        action.set_defaults(run=run)


def _list(call: argparse.Namespace) -> int:
    asked = DeliveriesAsked(
        states=tuple(call.state),
        channel=call.channel,
        period=call.period,
        address=call.address,
        since=call.since,
    )
    found = False
    with database(call) as db:
        for record in _all(db, asked):
            found = True
            if call.json:
                print_object(_without_key(record))
            else:
                state = DELIVERY_WORDS[record.state]
                line = f"{record.delivery_id}\t{what_for(record)}\t{state}\t{_where(record)}"
                print_lines([f"{line}\t{record.error}"])
    if not found:
        complain(["没有这样的投递。"])
    return 0


def _where(record: Delivery) -> str:
    """The channel and address as they may stand on a screen: those of robots are keys."""
    return f"{channel_name(record.channel)} {short_address(record.address) or '（已删除）'}"


def _without_key(record: Delivery) -> Delivery:
    return replace(record, address=short_address(record.address))


def _all(db: Database, asked: DeliveriesAsked) -> Iterator[Delivery]:
    """Those asked for, some at a time."""
    last = None
    while True:
        with db.connect() as conn:
            some = deliveries_page(conn, asked, limit=_AT_ONCE, after=last)
        yield from some
        if len(some) < _AT_ONCE:
            return
        last = some[-1]


def _show(call: argparse.Namespace) -> int:
    with database(call) as db, db.connect() as conn:
        record = telling.delivery(conn, call.delivery)
        form = telling.form_of(conn, record.rendering_id) if record else None
    if record is None:
        raise SettingError(f"没有投递 {call.delivery}，见 policywatch deliveries list。")
    form = looked_at(form, record) if form else None
    if call.json:
        print_object({"delivery": _without_key(record), "form": form})
        return 0
    print_lines(_account(record))
    if form:
        print_lines(["", form.subject, "", form.text or form.payload])
    return 0


def _account(record: Delivery) -> list[str]:
    """What became of it, a line each."""
    part = f"（第 {record.part}/{record.parts} 条）" if record.parts > 1 else ""
    lines = [
        f"编号：{record.delivery_id}",
        f"收件：{_where(record)}（订阅 {record.subscription_id or '无'}）",
        f"{'期号' if record.kind == 'digest' else '种类'}：{what_for(record)}{part}",
        f"状态：{DELIVERY_WORDS[record.state]}，试过 {record.attempts} 次",
    ]
    for what, at in (
        ("计划于", record.planned_at),
        ("最近一次", record.last_attempt_at),
        ("不早于", record.next_attempt_at),
        ("送达于", record.accepted_at),
    ):
        if at:
            lines.append(f"{what}：{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}")
    lines += [f"说明：{record.error}"] if record.error else []
    return lines + ([f"由谁决定：{record.decided_by}"] if record.decided_by else [])


def _retry(call: argparse.Namespace) -> int:
    chosen, refused = tuple(dict.fromkeys(call.delivery)), []
    with database(call) as db:
        for delivery_id in chosen:
            try:
                deliver.retry(db, delivery_id)
            except (LookupError, ValueError) as error:
                refused.append(str(error))
        if len(refused) == len(chosen):
            raise SettingError("".join(refused))
        complain(refused)
        return max(_sent(call, db), int(bool(refused)))


def _sent(call: argparse.Namespace, db: Database) -> int:
    """Send what is due; the exit status."""
    settings = settings_of(call)
    account = deliver.send_due(db, settings, now(), Sender.of(settings))
    if account.busy:
        complain(["另一个进程正在发送，由它发出。"])
    complain_of(account)
    print_lines([f"送达 {account.accepted} 份。"])
    return 1 if account.troubled else 0


def _approve(call: argparse.Namespace) -> int:
    with database(call) as db:
        decided = deliver.approve(db, _drafts(call, db), call.person, now())
        print_lines([f"已批准 {decided} 条消息。"])
        return _sent(call, db)


def _discard(call: argparse.Namespace) -> int:
    with database(call) as db:
        decided = deliver.discard(db, _drafts(call, db), call.person, now())
    print_lines([f"不发 {decided} 条消息。"])
    return 0


def _drafts(call: argparse.Namespace, db: Database) -> Sequence[str]:
    """The drafts that the call names."""
    with db.connect() as conn:
        return [draft.delivery_id for one in call.delivery for draft in _named(conn, one)]


def _named(conn: Connection, key: str) -> Sequence[Delivery]:
    """The draft of that id, or all of the group that ``digest drafts`` lists under it."""
    return drafts_saying(conn, key) or [_draft(telling.delivery(conn, key), key)]


def _draft(record: Delivery | None, delivery_id: str) -> Delivery:
    if record is None:
        raise SettingError(
            f"没有编号为 {delivery_id} 的一组或投递，可能已有人决定：见 policywatch digest drafts。"
        )
    if record.state != "draft":
        raise SettingError(f"投递 {delivery_id} 不是待批准的，是{DELIVERY_WORDS[record.state]}。")
    return record
