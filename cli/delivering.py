"""policywatch digest."""

import argparse
from pathlib import Path

from cli.commands import COMMANDS
from cli.common import Commands, complain, database, now, print_lines, print_object, settings_of
from notifiers import channel_name
from pipeline import deliver
from pipeline.desk import topic_names
from pipeline.run import all_sources
from pipeline.telling.composing.periods import period_bounds, period_of
from pipeline.telling.sending.sender import Sender
from storage.clock import SHANGHAI
from storage.file_errors import unwritable
from storage.office import office_of
from storage.queries import telling
from storage.queries.accounts import DraftGroup, draft_groups, sent_since
from storage.settings import SettingError

HELP = COMMANDS["delivering"]
_PREVIEW = "写成文件，不发送；含读者自己的退订链接，勿外传"


def add(commands: Commands, home: argparse.ArgumentParser) -> None:
    digest = commands.add_parser("digest", help=HELP["digest"])
    actions = digest.add_subparsers(title="可用的动作", metavar="动作", required=True)
    preview = actions.add_parser("preview", parents=[home], help=_PREVIEW)
    preview.add_argument("--out", type=Path, default=Path(), metavar="目录", help="默认为当前目录")
    preview.set_defaults(run=_preview)
    send = actions.add_parser("send", parents=[home], help="发送")
    send.set_defaults(run=_send)
    for action in (preview, send):
        week = "ISO 周，例如 2026-W47；默认上一个整周"
        action.add_argument("--period", metavar="期号", help=week)
    drafts = actions.add_parser("drafts", parents=[home], help="列出待批准的")
    drafts.add_argument("--json", action="store_true", help="每行一个 JSON 对象")
    drafts.set_defaults(run=_drafts)


def complain_of(account: deliver.Account) -> None:
    """Say what was attempted and did not arrive, and what waits."""
    complain(f"{one.address}：{one.words}，{one.error}" for one in account.troubles)
    if unnamed := account.troubled - len(account.troubles):
        complain([f"另有 {unnamed} 份未送达，见 policywatch deliveries list。"])
    if account.held:
        complain(["有投递因限速或对方暂缓而推后，serve 或下一次 digest send 会接着发。"])


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
    period, moment = _period(call), now()
    with database(call) as db:
        try:
            written = deliver.preview(db, _world(call), period, moment, call.out)
        except OSError as error:
            raise SettingError(unwritable(call.out, error)) from error
    if not written:
        complain(["没有启用的订阅。先用 policywatch subscribe 添加一个。"])
    if period_bounds(period)[1] > moment:
        complain([f"{period} 尚未结束：其后的变化不在其中。"])
    print_lines(str(path) for path in written)
    return 0


def _send(call: argparse.Namespace) -> int:
    world, period, moment = _world(call), _period(call), now()
    with database(call) as db:
        try:
            planned = deliver.plan(db, world, period, moment)
        except deliver.NotOverError as error:
            raise SettingError(str(error)) from error
        account = deliver.send_due(db, world.settings, now(), Sender.of(world.settings))
        with db.connect() as conn:
            ours = sent_since(conn, period, moment)
    if account.busy:
        print_lines([f"计划 {planned} 份。"])
        complain(["另一个进程正在发送，由它发出；结果见 policywatch deliveries list。"])
        return 0
    waiting = "".join(
        f"，{words} {count} 份"
        for words, count in (("待批准", ours.drafts), ("待发", ours.waiting))
        if count
    )
    print_lines([f"计划 {planned} 份，送达 {ours.digests} 份{waiting}。"])
    if not planned:
        complain([f"{period} 没有要新拟的：各订阅的都拟过或讲过了，或没有启用的订阅。"])
    if (others := account.accepted - ours.messages) > 0:
        complain([f"另外发出了先前排定的 {others} 条消息。"])
    if account.interrupted:
        complain(
            [f"{account.interrupted} 份上次发送中断，去向不明，见 policywatch deliveries list。"]
        )
    complain_of(account)
    return 1 if account.troubled or account.interrupted else 0


def _drafts(call: argparse.Namespace) -> int:
    with database(call) as db, db.connect() as conn:
        groups = draft_groups(conn)
        for group in groups:
            if call.json:
                print_object(group)
            else:
                form = telling.form_of(conn, group.rendering_id)
                print_lines([_line(group, form.subject if form else "")])
    if not groups:
        complain(["没有待批准的摘要。"])
    elif not call.json:
        complain(["批准一组：policywatch deliveries approve 编号；不发：deliveries discard 编号。"])
    return 0


def _line(group: DraftGroup, subject: str) -> str:
    at = group.planned_at.astimezone(SHANGHAI)
    whose = f"{channel_name(group.channel)} {group.readers} 位收件人"
    return f"{group.rendering_id}\t{group.period}\t{whose}\t{at:%Y-%m-%d %H:%M} 拟好\t{subject}"
