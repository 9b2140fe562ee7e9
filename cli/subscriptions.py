"""policywatch subscriptions; ``subscribe`` stands in a file of its own."""

import argparse
import dataclasses
import os
import stat
from pathlib import Path

from cli import backtest, webhooks
from cli.commands import COMMANDS
from cli.common import Commands, complain, database, now, print_lines, print_object, settings_of
from cli.subscribing import add_command, called, complain_of_ended
from notifiers.masking import short_address
from notifiers.wanted import rate_words, wanted
from pipeline.desk import default_person, topic_names
from pipeline.telling.subscribing import managing, subscriptions
from pipeline.telling.subscribing.pausing import RESUMES
from pipeline.telling.subscribing.replacing import put_all, put_words
from storage.clock import SHANGHAI
from storage.database import Database
from storage.file_errors import unwritable
from storage.office import office_of
from storage.queries import telling
from storage.records import ENDED_WORDS, Subscription
from storage.settings import SettingError

HELP = COMMANDS["subscriptions"]


def add(commands: Commands, home: argparse.ArgumentParser) -> None:
    add_command(commands, home, HELP["subscribe"])
    group = commands.add_parser("subscriptions", help=HELP["subscriptions"])
    actions = group.add_subparsers(title="可用的动作", metavar="动作", required=True)
    listing = actions.add_parser("list", parents=[home], help="列出订阅")
    listing.add_argument("--json", action="store_true", help="每行一个 JSON 对象")
    listing.set_defaults(run=_list)
    for name, run, text, which in (
        ("import", _import, "读入一个 TOML 文件", "订阅的 TOML 文件"),
        ("export", _export, "写成一个 TOML 文件，含密钥", "写到哪里；- 为标准输出"),
    ):
        action = actions.add_parser(name, parents=[home], help=text)
        action.add_argument("file", type=Path, metavar="文件", help=which)
        action.set_defaults(run=run)
    for name, run, text in (
        ("show", _show, "一个订阅，写成 TOML（不含密钥）"),
        ("pause", _pause, "停用，直到恢复"),
        ("resume", _resume, "恢复：从停用时讲起，最多补一周"),
        ("remove", _remove, "删除订阅和它的地址"),
    ):
        action = actions.add_parser(name, parents=[home], help=text)
        action.add_argument("subscription", metavar="编号", help="见 subscriptions list")
        action.set_defaults(run=run)
    backtest.add_action(actions, home)
    webhooks.add_actions(actions, home)


def _list(call: argparse.Namespace) -> int:
    names, office = topic_names(), office_of(settings_of(call))
    with database(call) as db, db.connect() as conn:
        found = telling.find_subscriptions(conn)
    for record in found:
        if call.json:
            print_object(_without_secrets(record))
        else:
            wants = wanted(record.filter, names, office, doubtful=record.include_doubtful)
            print_lines(["\t".join((*_cells(record), "；".join(wants)))])
    if not found:
        complain(["还没有订阅。先用 policywatch subscribe 添加一个。"])
    return 0


def _cells(who: Subscription) -> tuple[str, str, str]:
    """Its id, who it is, and when it is told."""
    state = "" if who.active else f"（{ENDED_WORDS[who.ended] or '停用'}）"
    name = f" {who.name}" if who.name else ""
    approval = "，先批准再发" if who.approval else ""
    return who.subscription_id, f"{called(who)}{name}{state}", f"{rate_words(who)}{approval}"


def _without_secrets(record: Subscription) -> Subscription:
    hidden = {name: "***" for name in ("secret", "link_key") if getattr(record, name)}
    previous = tuple(dataclasses.replace(one, secret="***") for one in record.previous)
    address = short_address(record.address)
    return dataclasses.replace(record, address=address, previous=previous, **hidden)  # type: ignore[arg-type]


def _import(call: argparse.Namespace) -> int:
    with database(call) as db, db.begin() as conn:
        known = managing.known(conn, office_of(settings_of(call)))
        records = subscriptions.read(call.file, now(), known)
        done = put_all(conn, records, now())
    print_lines([put_words(done)])
    if left := [one.after for one in done if one.stays_ended]:
        complain_of_ended(left)
    return 0


def _export(call: argparse.Namespace) -> int:
    with database(call) as db, db.connect() as conn:
        records = telling.find_subscriptions(conn)
    text = subscriptions.write(records)
    if str(call.file) == "-":
        print_lines([text.rstrip("\n")])
        return 0
    try:
        _write_private(call.file, text)
    except OSError as error:
        raise SettingError(unwritable(call.file, error)) from error
    print_lines([f"已写出 {len(records)} 个订阅：{call.file}（含密钥，仅本人可读）。"])
    return 0


def _write_private(path: Path, text: str) -> None:
    """Readable by its owner alone before there is anything in it."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        if stat.S_ISREG(os.fstat(handle).st_mode):  # not /dev/stdout, nor what it leads to
            os.fchmod(handle, 0o600)  # it may have been there
        file.write(text)


def _show(call: argparse.Namespace) -> int:
    with database(call) as db, db.connect() as conn:
        who = managing.find(conn, call.subscription)
    print_lines([subscriptions.write([subscriptions.without_keys(who)]).rstrip("\n")])
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
        was_active = _is_active(db, call)
        who = managing.pause(db, call.subscription, now(), default_person())
    waits = f"已排定的不发出；{RESUMES.days} 天内恢复的，恢复后发出。"
    said = "已停用" if was_active else "本来就停用着"
    print_lines([f"{said}：{called(who)}。{waits}"])
    return 0


def _is_active(db: Database, call: argparse.Namespace) -> bool:
    with db.connect() as conn:
        return managing.find(conn, call.subscription).active


def _resume(call: argparse.Namespace) -> int:
    with database(call) as db:
        was_active = _is_active(db, call)
        who = managing.resume(db, call.subscription, now())
    if was_active:
        print_lines([f"本来就启用着：{called(who)}。"])
        return 0
    told = who.told_until.astimezone(SHANGHAI) if who.told_until else None
    since = f"，从 {told:%Y-%m-%d %H:%M} 讲起" if told else ""
    print_lines([f"已恢复：{called(who)}{since}。"])
    return 0


def _remove(call: argparse.Namespace) -> int:
    with database(call) as db:
        managing.remove(db, call.subscription, default_person())
    print_lines([f"已删除订阅 {call.subscription}；它的地址不再保存，未发出的不再发。"])
    return 0
