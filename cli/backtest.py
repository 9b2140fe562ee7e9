"""policywatch subscriptions backtest."""

import argparse
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from cli.common import database, moment, now, print_lines, print_object, settings_of
from notifiers.masking import short_address
from pipeline.desk import topic_names
from pipeline.searching.saved import saved
from pipeline.telling.backtest.tried import Added, Backtest, WeekCount
from pipeline.telling.backtest.trying import MONTHS, MOST_MONTHS, trial_of, try_out
from pipeline.telling.backtest.words import UNWATCHED, conditions, summary, told_line
from pipeline.telling.subscribing import managing, subscriptions
from storage.database import Database
from storage.office import office_of
from storage.records import Office, Subscription
from storage.settings import SettingError

_BAR = 40
"""Characters of the longest bar."""
_FIGURES = ("total", "doubts", "per_week", "middle", "empty", "unwatched", "busiest")


def add_action(actions: Any, home: argparse.ArgumentParser) -> None:
    """The action of ``policywatch subscriptions``."""
    action = actions.add_parser(
        "backtest", parents=[home], help="试算：过去几个月会收到什么，每周多少"
    )
    action.add_argument("which", nargs="?", metavar="文件或编号", help="订阅的 TOML 文件，或编号")
    action.add_argument("--saved", metavar="名称", help="试一个保存的检索")
    action.add_argument("--months", type=_months, default=MONTHS, metavar="月数", help="默认 12")
    action.add_argument("--at", type=moment, metavar="时刻", help="算到这时为止，默认现在")
    action.add_argument("--json", action="store_true", help="每个订阅一行 JSON 对象")
    action.set_defaults(run=_backtest)


def _months(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or not 1 <= int(text) <= MOST_MONTHS:
        raise argparse.ArgumentTypeError(f"不是月数：{text}（1 至 {MOST_MONTHS} 的整数）")
    return int(text)


def _backtest(call: argparse.Namespace) -> int:
    office = office_of(settings_of(call))
    with database(call) as db:
        for who in _which(call, db, office):
            tried = try_out(db, who, office, call.at or now(), call.months)
            if call.json:
                print_object(_object(who, tried))
            else:
                print_lines(_lines(who, tried, office))
    return 0


def _which(call: argparse.Namespace, db: Database, office: Office) -> tuple[Subscription, ...]:
    """What is tried: the entries of a file, a stored subscription, or a kept search."""
    if call.saved:
        with db.connect() as conn:
            return (trial_of(saved(conn, call.saved).filter, now()),)
    if not call.which:
        raise SettingError("试算什么？请写订阅的 TOML 文件、订阅编号，或 --saved 名称。")
    if Path(call.which).is_file():
        with db.connect() as conn:
            known = managing.known(conn, office)
        return subscriptions.read(Path(call.which), now(), known)
    with db.connect() as conn:
        return (managing.find(conn, call.which),)


def _object(who: Subscription, tried: Backtest) -> dict[str, object]:
    own = {field.name: getattr(tried, field.name) for field in fields(tried)}
    figures = {name: getattr(tried, name) for name in _FIGURES}
    return {"subscription": who.subscription_id or None} | figures | own


def _lines(who: Subscription, tried: Backtest, office: Office) -> list[str]:
    lines = [f"# {who.name or short_address(who.address)}"] if who.address else []
    lines += [*summary(tried), ""]
    most = max((one.count for one in tried.weeks), default=0)
    lines += [_weeks(run, most) for run in tried.runs] if tried.is_known else []
    for heading, told in (
        ("最新的", tried.newest),
        ("另抽几件", tried.drawn),
        ("待定的", tried.doubtful),
    ):
        lines += ["", f"{heading} {len(told)} 件："] if told else []
        lines += [f"  {told_line(one)}" for one in told]
    if removed := conditions(tried, topic_names(), office):
        lines += ["", "每个条件单独挡住多少（去掉它会多收到）："]
        lines += [f"  {count:>5} 件  {words}" for words, count in removed]
    return lines + _synonyms(tried)


def _weeks(run: Sequence[WeekCount], most: int) -> str:
    """A week, or several without a pass."""
    one, last = run[0], run[-1]
    if len(run) > 1:
        return f"{one.name} 至 {last.name}，共 {len(run)} 周（{UNWATCHED}）"
    bar = "█" * round(_BAR * one.count / most) if most else ""
    note = f"（{UNWATCHED}）" if not one.watched else "" if one.whole else "（未完）"
    return f"{one.name}  {one.first}  {one.count:>4}  {bar}{note}"


def _synonyms(tried: Backtest) -> list[str]:
    if not tried.synonyms and not tried.idle_synonyms:
        return []
    lines = ["", "同一主题的别的词会添多少："]
    lines += [_added(one) for one in tried.synonyms]
    if tried.idle_synonyms:
        lines.append(f"  另有 {tried.idle_synonyms} 个词不会添什么。")
    return lines


def _added(one: Added) -> str:
    name = topic_names().get(one.topic, one.topic)
    return f"  {one.count:>5} 件  {one.typed}（{name}），如《{one.titles[0]}》"
