"""policywatch subscribe: one subscription, said in options."""

import argparse
import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

from cli.common import Commands, complain, database, day, now, print_lines, settings_of
from notifiers import NOTIFIERS, channel_name
from notifiers.masking import short_address
from notifiers.mime import is_address
from notifiers.wanted import KIND_WORDS, RATE_WORDS
from pipeline.searching.saved import saved
from pipeline.telling.subscribing import managing, subscriptions
from storage.office import office_of
from storage.records import ENDED_WORDS, VALIDITY_WORDS, Subscription

_LISTS = {
    "topics": ("主题", "主题编号（见 pipeline/topics.toml），上级带着下级"),
    "parts": ("编", "编的标识，见 policywatch office"),
    "regions": ("地区", "省、市的名称；省包括它的市"),
    "issuers": ("机关", "发文机关名称的一部分"),
    "words": ("词", "含这些词：每个像检索那样写，符合一个即可"),
    "words_not": ("词", "不含这些词"),
    "kinds": ("变化", "、".join(f"{kind} {words}" for kind, words in KIND_WORDS.items())),
    "validity": ("效力", "、".join(f"{state} {words}" for state, words in VALIDITY_WORDS.items())),
    "relevant": ("收录", "yes 收录、person 待定、no 不收"),
}
"""Options of the filter that take several values: what one is, and what is said of it."""
_TEXTS = ("name", "secret", "contact", "quiet", "rate", "weekday", "hour")
_SWITCHES = {
    "after_holidays": True,
    "approval": True,
    "empties": False,
    "include_doubtful": False,
}
"""Options without a value, and what the key is if they are given."""


def add_command(commands: Commands, home: argparse.ArgumentParser, said: str) -> None:
    """The command, with its line of help."""
    subscribe = commands.add_parser("subscribe", parents=[home], help=said)
    subscribe.add_argument("channel", metavar="渠道", help=" ".join(NOTIFIERS))
    subscribe.add_argument("address", metavar="地址", help="邮箱，接收网址，或机器人的地址")
    for name, metavar, text in (
        ("name", "名称", "印在摘要上的名称"),
        ("secret", "密钥", "机器人的签名密钥，或 webhook 的 whsec_…；webhook 不写就新造一个"),
        ("contact", "邮箱", "收不到时写信告诉谁（webhook 和群机器人）"),
        ("quiet", "时段", "不发的时段，22:00-07:00"),
    ):
        subscribe.add_argument(f"--{name}", default="", metavar=metavar, help=text)
    _add_times(subscribe)
    _add_filter(subscribe)
    subscribe.add_argument(
        "--replace", action="store_true", help="代替同一渠道、地址和名称的订阅；已讲到哪里不变"
    )
    subscribe.set_defaults(run=_subscribe)


def _add_times(subscribe: argparse.ArgumentParser) -> None:
    rates = "、".join(f"{rate} {words}" for rate, words in RATE_WORDS.items())
    subscribe.add_argument(
        "--rate", default="", choices=subscriptions.RATES, metavar="频率", help=f"{rates}；默认每周"
    )
    subscribe.add_argument(
        "--weekday", type=int, metavar="星期", help="每周的星期几：1 至 7，默认 1"
    )
    subscribe.add_argument(
        "--hour", type=int, metavar="钟点", help="几点（北京时间）：0 至 23，默认 8"
    )
    for name, text in (
        ("after-holidays", "节假日顺延到上班第一天"),
        ("approval", "每一份先由人批准再发"),
        ("no-empties", "没有内容就不发"),
        ("no-doubtful", "不含待定的"),
    ):
        subscribe.add_argument(f"--{name}", action="store_true", help=text)


def _add_filter(subscribe: argparse.ArgumentParser) -> None:
    for name, (one, text) in _LISTS.items():
        subscribe.add_argument(
            f"--{name.replace('_', '-')}", nargs="+", default=[], metavar=one, help=text
        )
    subscribe.add_argument("--least-significance", type=float, metavar="0至1", help="改动的分量")
    for name in ("since", "until"):
        subscribe.add_argument(f"--{name}", type=day, metavar="日期", help="按发布日期")
    subscribe.add_argument("--saved", metavar="名称", help="用一个保存的检索作条件")


def _subscribe(call: argparse.Namespace) -> int:
    made = "" if call.secret else _fresh_secret(call.channel)
    with database(call) as db:
        chosen: dict[str, Any] = {}
        with db.connect() as conn:
            if call.saved:
                chosen = dataclasses.asdict(saved(conn, call.saved).filter)
            known = managing.known(conn, office_of(settings_of(call)))
        entry = _entry(call) | {"secret": call.secret or made, "filter": chosen | _filter(call)}
        record = subscriptions.subscription(entry, now(), known)
        done = managing.subscribe(db, record, now(), replacing=call.replace, made=bool(made))
    there, who = done.before, done.after
    print_lines([f"{'已替换' if there else '已订阅'}：{called(who)}（{who.subscription_id}）"])
    if made and who.secret == made:
        print_lines([made])
        complain(["以上为签名密钥，只显示这一次，请交给接收方。"])
    if not there and not is_address(who.address):
        complain([f"先试一次，看对方收不收：policywatch subscriptions test {who.subscription_id}"])
    if there and who.active and not there.active:
        complain([f"它原来是{ENDED_WORDS[there.ended] or '停用'}的，现在启用。"])
    elif not who.active:
        complain_of_ended([who])
    return 0


def _fresh_secret(channel: str) -> str:
    """Of channels whose secrets are ours to make."""
    fresh: Callable[[], str] | None = getattr(NOTIFIERS.get(channel), "fresh_secret", None)
    return fresh() if fresh else ""


def called(who: Subscription) -> str:
    """The channel and address as they may stand on a screen: those of robots are keys."""
    return f"{channel_name(who.channel)} {short_address(who.address)}"


def complain_of_ended(left: Sequence[Subscription]) -> None:
    """Say who stays ended all the same."""
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
