"""policywatch subscribe, subscriptions."""

import argparse
import dataclasses
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from cli import backtest, webhooks
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
from notifiers import NOTIFIERS, channel_name
from notifiers.masking import short_address
from notifiers.wanted import rate_words, wanted
from pipeline.desk import default_person, topic_names
from pipeline.searching.saved import saved
from pipeline.telling.subscribing import managing, subscriptions
from pipeline.telling.subscribing.pausing import RESUMES
from pipeline.telling.subscribing.replacing import put_all
from storage.clock import SHANGHAI
from storage.file_errors import unwritable
from storage.office import office_of
from storage.queries import telling
from storage.queries.subscribing import found_by_place
from storage.records import ENDED_WORDS, Subscription
from storage.settings import SettingError

_LISTS = (
    "topics", "parts", "regions", "issuers", "words", "words_not", "kinds", "validity", "relevant",
)  # fmt: skip
_TEXTS = ("name", "secret", "contact", "quiet", "rate", "weekday", "hour")
_SWITCHES = {
    "after_holidays": True,
    "approval": True,
    "empties": False,
    "include_doubtful": False,
}
"""Options without a value, and what the key is if they are given."""

HELP = COMMANDS["subscriptions"]


def add(commands: Commands, home: argparse.ArgumentParser) -> None:
    _add_subscribe(commands, home)
    group = commands.add_parser("subscriptions", help=HELP["subscriptions"])
    actions = group.add_subparsers(title="可用的动作", metavar="动作", required=True)
    listing = actions.add_parser("list", parents=[home], help="列出订阅")
    listing.add_argument("--json", action="store_true", help="每行一个 JSON 对象")
    listing.set_defaults(run=_list)
    for name, run, text in (
        ("import", _import, "读入一个 TOML 文件"),
        ("export", _export, "写成一个 TOML 文件，含密钥"),
    ):
        action = actions.add_parser(name, parents=[home], help=text)
        action.add_argument("file", type=Path)
        action.set_defaults(run=run)
    for name, run, text in (
        ("show", _show, "一个订阅，写成 TOML（不含密钥）"),
        ("pause", _pause, "停用，直到恢复"),
        ("resume", _resume, "恢复：从停用时讲起，最多补一周"),
        ("remove", _remove, "删除订阅和它的地址"),
    ):
        action = actions.add_parser(name, parents=[home], help=text)
        action.add_argument("subscription")
        action.set_defaults(run=run)
    backtest.add_action(actions, home)
    webhooks.add_actions(actions, home)


def _add_subscribe(commands: Commands, home: argparse.ArgumentParser) -> None:
    subscribe = commands.add_parser("subscribe", parents=[home], help=HELP["subscribe"])
    subscribe.add_argument("channel", help="渠道：" + "、".join(NOTIFIERS))
    subscribe.add_argument("address", help="邮箱，接收网址，或机器人的地址")
    subscribe.add_argument("--name", default="", help="印在摘要上的名称")
    subscribe.add_argument(
        "--secret",
        default="",
        help="机器人的签名密钥，或 webhook 的 whsec_…；webhook 不写就新造一个",
    )
    subscribe.add_argument("--contact", default="", help="收不到时写信告诉谁（webhook 和群机器人）")
    subscribe.add_argument(
        "--rate", default="", choices=subscriptions.RATES, help="发现即发、每天、每周；默认每周"
    )
    subscribe.add_argument("--weekday", type=int, help="每周的星期几：1 至 7，默认 1")
    subscribe.add_argument("--hour", type=int, help="几点（北京时间）：0 至 23，默认 8")
    subscribe.add_argument("--quiet", default="", metavar="时段", help="不发的时段，22:00-07:00")
    for name, text in (
        ("after-holidays", "节假日顺延到上班第一天"),
        ("approval", "每一份先由人批准再发"),
        ("no-empties", "没有内容就不发"),
        ("no-doubtful", "不含待定的"),
    ):
        subscribe.add_argument(f"--{name}", action="store_true", help=text)
    for name in _LISTS:
        subscribe.add_argument(f"--{name.replace('_', '-')}", nargs="+", default=[])
    subscribe.add_argument("--least-significance", type=float, metavar="0至1", help="改动的分量")
    for name in ("since", "until"):
        subscribe.add_argument(f"--{name}", type=day, metavar="日期", help="按发布日期")
    subscribe.add_argument("--saved", metavar="名称", help="用一个保存的检索作条件")
    subscribe.add_argument(
        "--replace", action="store_true", help="代替同一渠道、地址和名称的订阅；已讲到哪里不变"
    )
    subscribe.set_defaults(run=_subscribe)


def _subscribe(call: argparse.Namespace) -> int:
    with database(call) as db:
        chosen: dict[str, Any] = {}
        with db.connect() as conn:
            if call.saved:
                chosen = dataclasses.asdict(saved(conn, call.saved).filter)
            there = found_by_place(conn, call.channel, call.address, call.name)
            known = managing.known(conn, office_of(settings_of(call)))
        kept = there.secret if there and call.replace else ""
        made = "" if call.secret or kept else _fresh_secret(call.channel)
        secret = {"secret": said} if (said := call.secret or kept or made) else {}
        entry = _entry(call) | secret | {"filter": chosen | _filter(call)}
        record = subscriptions.subscription(entry, now(), known)
        who = managing.subscribe(db, record, now(), replacing=call.replace)
    print_lines([f"{'已替换' if there else '已订阅'}：{_called(who)}（{who.subscription_id}）"])
    if made:
        print_lines([made])
        complain(["以上为签名密钥，只显示这一次，请交给接收方。"])
    if there and who.active and not there.active:
        complain([f"它原来是{ENDED_WORDS[there.ended] or '停用'}的，现在启用。"])
    elif not who.active:
        _complain_of_ended([who])
    return 0


def _fresh_secret(channel: str) -> str:
    """Of channels whose secrets are ours to make."""
    fresh: Callable[[], str] | None = getattr(NOTIFIERS.get(channel), "fresh_secret", None)
    return fresh() if fresh else ""


def _called(who: Subscription) -> str:
    """The channel and address as they may stand on a screen: those of robots are keys."""
    return f"{channel_name(who.channel)} {short_address(who.address)}"


def _complain_of_ended(left: Sequence[Subscription]) -> None:
    states = [(one.subscription_id, ENDED_WORDS[one.ended] or "停用") for one in left]
    named = "、".join(f"{key}（{words}）" for key, words in states)
    complain([f"{named} 仍然停用；要恢复，请逐个用 policywatch subscriptions resume 编号。"])


def _entry(call: argparse.Namespace) -> dict[str, Any]:
    """What the call says of the subscription, as a file would."""
    given = {name: getattr(call, name) for name in ("channel", "address")}
    given |= {name: said for name in _TEXTS if (said := getattr(call, name)) not in (None, "")}
    options = {"empties": "no_empties", "include_doubtful": "no_doubtful"}
    return given | {
        name: value for name, value in _SWITCHES.items() if getattr(call, options.get(name, name))
    }


def _filter(call: argparse.Namespace) -> dict[str, Any]:
    names = (*_LISTS, "since", "until", "least_significance")
    return {name: value for name in names if (value := getattr(call, name))}


def _list(call: argparse.Namespace) -> int:
    names, office = topic_names(), office_of(settings_of(call))
    with database(call) as db, db.connect() as conn:
        for record in telling.find_subscriptions(conn):
            if call.json:
                print_object(_without_secrets(record))
            else:
                state = "" if record.active else f"（{ENDED_WORDS[record.ended] or '停用'}）"
                wants = wanted(record.filter, names, office, doubtful=record.include_doubtful)
                shown = "；".join(wants)
                line = f"{record.subscription_id}\t{_called(record)}{state}"
                print_lines([f"{line}\t{rate_words(record)}\t{shown}"])
    return 0


def _without_secrets(record: Subscription) -> Subscription:
    hidden = {name: "***" for name in ("secret", "link_key") if getattr(record, name)}
    previous = tuple(dataclasses.replace(one, secret="***") for one in record.previous)
    return dataclasses.replace(record, previous=previous, **hidden)  # type: ignore[arg-type]


def _import(call: argparse.Namespace) -> int:
    with database(call) as db, db.begin() as conn:
        known = managing.known(conn, office_of(settings_of(call)))
        records = subscriptions.read(call.file, now(), known)
        left = put_all(conn, records, now())
    print_lines([f"已读入 {len(records)} 个订阅。"])
    if left:
        _complain_of_ended(left)
    return 0


def _export(call: argparse.Namespace) -> int:
    with database(call) as db, db.connect() as conn:
        records = telling.find_subscriptions(conn)
    try:
        _write_private(call.file, subscriptions.write(records))
    except OSError as error:
        raise SettingError(unwritable(call.file, error)) from error
    print_lines([f"已写出 {len(records)} 个订阅：{call.file}（含密钥，仅本人可读）。"])
    return 0


def _write_private(path: Path, text: str) -> None:
    """Readable by its owner alone before there is anything in it."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        os.fchmod(handle, 0o600)  # it may have been there
        file.write(text)


def _show(call: argparse.Namespace) -> int:
    with database(call) as db, db.connect() as conn:
        who = managing.find(conn, call.subscription)
    print_lines([subscriptions.write([dataclasses.replace(who, secret="")]).rstrip("\n")])
    complain(_standing(who))
    return 0


def _standing(who: Subscription) -> list[str]:
    """What the program alone knows of it, in Chinese."""
    lines = [f"寄送时间：{rate_words(who)}", f"状态：{ENDED_WORDS[who.ended] or '启用'}"]
    if who.told_until:
        lines.append(f"已告知到：{who.told_until.astimezone(SHANGHAI):%Y-%m-%d %H:%M}")
    if who.failing_since:
        since = who.failing_since.astimezone(SHANGHAI)
        lines.append(f"接收失败：{since:%Y-%m-%d %H:%M} 起没有收下过投递")
    return lines


def _pause(call: argparse.Namespace) -> int:
    with database(call) as db:
        who = managing.pause(db, call.subscription, now(), default_person())
    waits = f"已排定的不发出；{RESUMES.days} 天内恢复的，恢复后发出。"
    print_lines([f"已停用：{_called(who)}。{waits}"])
    return 0


def _resume(call: argparse.Namespace) -> int:
    with database(call) as db:
        who = managing.resume(db, call.subscription, now())
    told = who.told_until.astimezone(SHANGHAI) if who.told_until else None
    since = f"，从 {told:%Y-%m-%d %H:%M} 讲起" if told else ""
    print_lines([f"已恢复：{_called(who)}{since}。"])
    return 0


def _remove(call: argparse.Namespace) -> int:
    with database(call) as db:
        managing.remove(db, call.subscription, default_person())
    print_lines([f"已删除订阅 {call.subscription}；它的地址不再保存，未发出的不再发。"])
    return 0
