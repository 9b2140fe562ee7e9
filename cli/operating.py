"""policywatch canary, bounces."""

import argparse
import time
from datetime import datetime, timedelta

from cli.commands import COMMANDS
from cli.common import (
    Commands,
    complain,
    database,
    now,
    print_lines,
    print_object,
    settings_of,
)
from pipeline.deliver import World, send_due
from pipeline.desk import topic_names
from pipeline.operating.canary import STAGE_WORDS, begin, canary_fault, follow, missing, wanted
from pipeline.operating.health_mail import lasted, when
from pipeline.run import Pass, all_sources, run_pass
from pipeline.telling.own_secrets import bounce_secret
from pipeline.telling.readers.bounces import read_bounces
from pipeline.telling.sending.sender import Sender
from storage.database import Database
from storage.office import office_of
from storage.queries.bounces import count_bounces, find_bounces
from storage.queries.canaries import find_canaries
from storage.records import OWN_SOURCE, Canary
from storage.settings import SettingError, Settings

HELP = COMMANDS["operating"]
_KINDS = {"hard": "无此邮箱", "soft": "暂时不收", "refused": "拒收", "complaint": "投诉"}
_SHOWN, _BETWEEN = 10, 2
_OFF = "自检没有开启：请设 POLICYWATCH_CANARY_MINUTES（例如 240），见 docs/operating.md。"


def add(commands: Commands, home: argparse.ArgumentParser) -> None:
    canary = commands.add_parser("canary", help=HELP["canary"])
    actions = canary.add_subparsers(title="可用的动作", metavar="动作", required=True)
    run = actions.add_parser("run", parents=[home], help="现在走一遍，每到一步说一行")
    run.add_argument(
        "--wait", type=_minutes, default=timedelta(minutes=3), metavar="分钟",
        help="最多等多久，默认 3",
    )  # fmt: skip
    run.set_defaults(run=_run)
    status = actions.add_parser("status", parents=[home], help="最近几次走到了哪一步")
    status.add_argument("--json", action="store_true", help="每行一个 JSON 对象")
    status.set_defaults(run=_status)
    bounces = commands.add_parser("bounces", help=HELP["bounces"])
    steps = bounces.add_subparsers(title="可用的动作", metavar="动作", required=True)
    read = steps.add_parser("read", parents=[home], help="现在读一遍退信信箱")
    read.set_defaults(run=_read)
    listing = steps.add_parser("list", parents=[home], help="列出退信和投诉")
    listing.add_argument("--json", action="store_true", help="每行一个 JSON 对象")
    listing.set_defaults(run=_list)
    secret = steps.add_parser("secret", parents=[home], help="向 /bounces 报退信的程序用的密钥")
    secret.set_defaults(run=_secret)


def _minutes(text: str) -> timedelta:
    if not (text.isascii() and text.isdecimal()) or int(text) > 24 * 60:
        raise argparse.ArgumentTypeError(f"不是分钟数：{text}")
    return timedelta(minutes=int(text))


def _run(call: argparse.Namespace) -> int:
    settings = settings_of(call)
    if not settings.canary_minutes:
        raise SettingError(_OFF)
    if fault := canary_fault(settings):
        complain([fault])
    with database(call) as db:
        canary = _followed(db, settings, now() + call.wait)
    stage = missing(canary, settings)
    if stage is None:
        print_lines(["全程走完。"])
        return 0
    complain([f"“{STAGE_WORDS[stage]}”这一步没有等到；policywatch canary status 可再看。"])
    return 1


def _followed(db: Database, settings: Settings, until: datetime) -> Canary:
    """One run, told stage by stage, until all has arrived or the time is over."""
    world = World(
        settings=settings,
        sources=tuple(all_sources(settings).values()),
        topic_names=topic_names(),
        office=office_of(settings),
    )
    canary, told, sender = begin(db, now()), 0, Sender.of(settings)
    account = run_pass(settings, Pass(source_ids=(OWN_SOURCE,), fast=True))
    complain(account.faults)
    while True:
        canary = follow(db, world, now()) or canary
        told = _tell(canary, settings, told)
        if missing(canary, settings) is None or now() >= until:
            return canary
        send_due(db, settings, now(), sender)
        time.sleep(_BETWEEN)


def _tell(canary: Canary, settings: Settings, told: int) -> int:
    """Print the stages that were reached since; how many are told."""
    stages, first = wanted(settings), missing(canary, settings)
    reached = stages.index(first) if first else len(stages)
    print_lines(f"✓ {STAGE_WORDS[stage]}" for stage in stages[told:reached])
    return max(told, reached)


def _status(call: argparse.Namespace) -> int:
    settings = settings_of(call)
    with database(call) as db, db.connect() as conn:
        found = find_canaries(conn, _SHOWN)
    for one in found:
        if call.json:
            print_object(one)
        else:
            print_lines([_line(one)])
    if not found and not call.json:
        print_lines(["还没有自检过。" if settings.canary_minutes else _OFF])
    newest = found[0] if found else None
    return 1 if newest and newest.failed_at and not newest.closed_at else 0


def _line(one: Canary) -> str:
    begun = f"{one.canary_id}  {when(one.started_at)}"
    if one.closed_at:
        took = lasted(one.started_at, one.closed_at)
        return f"{begun}  全程走完，历时{took}" + ("（曾报警）" if one.failed_at else "")
    return f"{begun}  走到“{STAGE_WORDS[one.stage]}”" + ("，已报警" if one.failed_at else "")


def _read(call: argparse.Namespace) -> int:
    settings = settings_of(call)
    if not settings.bounces:
        raise SettingError(
            "没有退信信箱：请设 POLICYWATCH_BOUNCES，例如 imaps://用户:口令@imap.example.org。"
        )
    with database(call) as db:
        account = read_bounces(db, settings, now())
    print_lines([
        f"新邮件 {account.mails} 封，退信和投诉 {account.reports} 件"
        f"（{account.unknown} 件不是本处发出的邮件），停用 {account.ended} 个订阅。"
    ])  # fmt: skip
    return 0


def _list(call: argparse.Namespace) -> int:
    with database(call) as db, db.connect() as conn:
        found, counts = find_bounces(conn), count_bounces(conn)
    for one in found:
        if call.json:
            print_object(one)
        else:
            where = f"{one.address}\t{one.delivery_id or '（不是本处的邮件）'}"
            print_lines([f"{when(one.received_at)}\t{_KINDS[one.kind]}\t{where}\t{one.said}"])
    if not call.json:
        said = (
            f"{_KINDS[kind]}{'' if ours else '（不是本处的）'} {count} 件"
            for (kind, ours), count in sorted(counts.items())
        )
        print_lines(["，".join(said) or "没有退信。"])
    return 0


def _secret(call: argparse.Namespace) -> int:
    settings = settings_of(call)
    print_lines([bounce_secret(settings)])
    site = settings.public_url.rstrip("/")
    complain([f"向 {site or '（公开页面的网址）'}/bounces 投递；格式见 docs/operating.md。"])
    return 0
