"""policywatch subscribe, subscriptions, digest, deliveries."""

import argparse
import dataclasses
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
from pipeline import deliver
from pipeline.desk import topic_names
from pipeline.digest import period_bounds, period_of
from pipeline.run import all_sources
from pipeline.searching.filters import filter_lines
from pipeline.searching.saved import saved
from pipeline.telling import subscriptions
from storage.file_errors import why
from storage.office import office_of
from storage.queries import telling
from storage.records import Filter
from storage.settings import SettingError

_LISTS = (
    "topics", "parts", "regions", "issuers", "words", "words_not", "kinds", "validity", "relevant",
)  # fmt: skip

HELP = COMMANDS["delivering"]


def add(commands: Commands, home: argparse.ArgumentParser) -> None:
    subscribe = commands.add_parser("subscribe", parents=[home], help=HELP["subscribe"])
    subscribe.add_argument("channel", help="email 或 webhook")
    subscribe.add_argument("address", help="邮箱，或接收网址")
    subscribe.add_argument("--name", default="")
    subscribe.add_argument("--secret", default="", help="webhook 签名密钥 whsec_…")
    for name in _LISTS:
        subscribe.add_argument(f"--{name.replace('_', '-')}", nargs="+", default=[])
    for name in ("since", "until"):
        subscribe.add_argument(f"--{name}", type=day, metavar="日期", help="按发布日期")
    subscribe.add_argument("--saved", metavar="名称", help="用一个保存的检索作条件")
    subscribe.set_defaults(run=_subscribe)

    group = commands.add_parser("subscriptions", help=HELP["subscriptions"])
    actions = group.add_subparsers(title="可用的动作", metavar="动作", required=True)
    listing = actions.add_parser("list", parents=[home], help="列出订阅")
    listing.add_argument("--json", action="store_true", help="每行一个 JSON 对象")
    listing.set_defaults(run=_list)
    for name, run in (("import", _import), ("export", _export)):
        action = actions.add_parser(name, parents=[home], help=f"{name} 一个 TOML 文件")
        action.add_argument("file", type=Path)
        action.set_defaults(run=run)
    _add_digest(commands, home)


def _add_digest(commands: Commands, home: argparse.ArgumentParser) -> None:
    digest = commands.add_parser("digest", help=HELP["digest"])
    actions = digest.add_subparsers(title="可用的动作", metavar="动作", required=True)
    preview = actions.add_parser("preview", parents=[home], help="写成文件，不发送")
    preview.add_argument("--out", type=Path, default=Path())
    preview.set_defaults(run=_preview)
    send = actions.add_parser("send", parents=[home], help="发送")
    send.set_defaults(run=_send)
    for action in (preview, send):
        action.add_argument("--period", help="ISO 周，例如 2026-W47；默认上一个整周")
    deliveries = commands.add_parser("deliveries", help=HELP["deliveries"])
    steps = deliveries.add_subparsers(title="可用的动作", metavar="动作", required=True)
    listing = steps.add_parser("list", parents=[home], help="列出投递")
    listing.add_argument("--json", action="store_true", help="每行一个 JSON 对象")
    listing.set_defaults(run=_deliveries)
    retry = steps.add_parser("retry", parents=[home], help="重发一次投递")
    retry.add_argument("delivery")
    retry.set_defaults(run=_retry)


def _subscribe(call: argparse.Namespace) -> int:
    given = (*_LISTS, "since", "until")
    chosen = {name: getattr(call, name) for name in given if getattr(call, name)}
    entry: dict[str, object] = {"channel": call.channel, "address": call.address}
    with database(call) as db, db.begin() as conn:
        if call.saved:
            chosen = dataclasses.asdict(saved(conn, call.saved).filter) | chosen
        entry |= {"name": call.name, "secret": call.secret, "filter": chosen}
        parts = office_of(settings_of(call)).ids
        record = subscriptions.subscription(entry, now(), topic_names(), parts)
        telling.put_subscription(conn, record)
    print_lines([f"已订阅：{record.channel} {record.address}（{record.subscription_id}）"])
    return 0


def _list(call: argparse.Namespace) -> int:
    with database(call) as db, db.connect() as conn:
        for record in telling.find_subscriptions(conn):
            if call.json:
                print_object(dataclasses.replace(record, secret="***" if record.secret else ""))
            else:
                state = "" if record.active else "（停用）"
                shown = _filter_words(record.filter)
                line = f"{record.subscription_id}\t{record.channel}\t{record.address}{state}"
                print_lines([f"{line}\t{shown}"])
    return 0


def _filter_words(chosen: Filter) -> str:
    return "；".join(line.removeprefix("filter.") for line in filter_lines(chosen)) or "全部"


def _import(call: argparse.Namespace) -> int:
    parts = office_of(settings_of(call)).ids
    records = subscriptions.read(call.file, now(), topic_names(), parts)
    with database(call) as db, db.begin() as conn:
        for record in records:
            telling.put_subscription(conn, record)
    print_lines([f"已读入 {len(records)} 个订阅。"])
    return 0


def _export(call: argparse.Namespace) -> int:
    with database(call) as db, db.connect() as conn:
        records = telling.find_subscriptions(conn)
    try:
        call.file.write_text(subscriptions.write(records), encoding="utf-8")
        call.file.chmod(0o600)
    except OSError as error:
        raise SettingError(_unwritable(call.file, error)) from error
    print_lines([f"已写出 {len(records)} 个订阅：{call.file}（含密钥，仅本人可读）。"])
    return 0


def _unwritable(path: Path, error: OSError) -> str:
    return f"写不了：{path}（{why(error)}）。请换一个可写的位置。"


def _world(call: argparse.Namespace) -> deliver.World:
    settings = settings_of(call)
    return deliver.World(
        settings=settings,
        sources=tuple(all_sources(settings).values()),
        topic_names=topic_names(),
        office=office_of(settings),
    )


def _period(call: argparse.Namespace) -> str:
    period: str = call.period or period_of(now())
    try:
        period_bounds(period)
    except ValueError as error:
        raise SettingError(f"--period {period}：应为 ISO 周，例如 2026-W47。") from error
    return period


def _preview(call: argparse.Namespace) -> int:
    with database(call) as db:
        try:
            written = deliver.preview(db, _world(call), _period(call), now(), call.out)
        except OSError as error:
            raise SettingError(_unwritable(call.out, error)) from error
    if not written:
        complain(["没有启用的订阅。先用 policywatch subscribe 添加一个。"])
    print_lines(str(path) for path in written)
    return 0


def _send(call: argparse.Namespace) -> int:
    world = _world(call)
    with database(call) as db:
        try:
            planned = deliver.plan(db, world, _period(call), now())
        except deliver.NotOverError as error:
            raise SettingError(str(error)) from error
        account = deliver.send_due(db, world.settings, now())
    if account.busy:
        complain(["另一个进程正在发送，本次未发。"])
        return 1
    print_lines([f"计划 {planned} 份，送达 {account.accepted} 份。"])
    if account.interrupted:
        complain(
            [f"{account.interrupted} 份上次发送中断，去向不明，见 policywatch deliveries list。"]
        )
    complain(f"{one.address}：{one.state}，{one.error}" for one in account.troubles)
    return 1 if account.troubles or account.interrupted else 0


def _deliveries(call: argparse.Namespace) -> int:
    with database(call) as db, db.connect() as conn:
        for record in telling.find_deliveries(conn):
            if call.json:
                print_object(_delivery(record))
            else:
                where = f"{record.message.channel} {record.message.address}"
                line = f"{record.delivery_id}\t{record.period}\t{record.state}\t{where}"
                print_lines([f"{line}\t{record.error}"])
    return 0


def _delivery(record: object) -> dict[str, object]:
    assert dataclasses.is_dataclass(record)
    values = {f.name: getattr(record, f.name) for f in dataclasses.fields(record)}
    message = values.pop("message")
    return values | {"channel": message.channel, "address": message.address}


def _retry(call: argparse.Namespace) -> int:
    with database(call) as db:
        try:
            deliver.retry(db, call.delivery)
        except (LookupError, ValueError) as error:
            raise SettingError(str(error)) from error
        account = deliver.send_due(db, settings_of(call), now())
    if account.busy:
        complain(["另一个进程正在发送，由它重发。"])
    complain(f"{one.address}：{one.state}，{one.error}" for one in account.troubles)
    print_lines([f"送达 {account.accepted} 份。"])
    return 1 if account.troubles else 0
