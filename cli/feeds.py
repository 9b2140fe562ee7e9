"""policywatch feeds."""

import argparse
from collections.abc import Iterator

from cli.commands import COMMANDS
from cli.common import Commands, complain, database, print_lines, print_object, settings_of
from notifiers.masking import short_address
from notifiers.wanted import wanted
from pipeline.desk import topic_names
from pipeline.feeds.addresses import feed_addresses
from pipeline.feeds.owning import Owner, everybody, renew, whose
from pipeline.telling.links import PublicLinks
from storage.office import office_of
from storage.records import ENDED_WORDS, SavedSearch
from storage.settings import SettingError, Settings

HELP = COMMANDS["feeds"]


def add(commands: Commands, home: argparse.ArgumentParser) -> None:
    group = commands.add_parser("feeds", help=HELP["feeds"])
    actions = group.add_subparsers(title="可用的动作", metavar="动作", required=True)
    listed = actions.add_parser("list", parents=[home], help="哪些订阅和保存的检索有供稿")
    listed.add_argument("--json", action="store_true", help="每行一个 JSON 对象，连同地址")
    listed.set_defaults(run=_list)
    url = actions.add_parser("url", parents=[home], help="打印供稿的地址；知道地址的人都能读")
    url.add_argument("name", metavar="名称", help="订阅的编号或名称，或保存的检索的名称")
    url.set_defaults(run=_url)
    anew = actions.add_parser(
        "renew", parents=[home], help="换新地址：原来的地址（连同订阅的其他链接）作废"
    )
    anew.add_argument("name", metavar="名称", help="订阅的编号或名称，或保存的检索的名称")
    anew.set_defaults(run=_renew)


def _list(call: argparse.Namespace) -> int:
    settings = settings_of(call)
    links = PublicLinks.of(settings)
    with database(call) as db, db.connect() as conn:
        owners = everybody(conn)
    for owner in owners:
        if call.json:
            print_object(_object(owner, links))
        else:
            print_lines([_line(owner, settings)])
    if not owners:
        complain(["还没有订阅，也没有保存的检索：供稿依它们的条件而设。"])
    return 0


def _url(call: argparse.Namespace) -> int:
    links = _links(settings_of(call))
    with database(call) as db, db.connect() as conn:
        owner = whose(conn, call.name)
    print_lines(_addresses(owner, links))
    return 0


def _renew(call: argparse.Namespace) -> int:
    links = _links(settings_of(call))
    with database(call) as db:
        owner = renew(db, call.name)
    print_lines(_addresses(owner, links))
    complain(["以上为新地址，原来的已作废。"])
    return 0


def _links(settings: Settings) -> PublicLinks:
    links = PublicLinks.of(settings)
    if links is None:
        raise SettingError(
            "没有公开页面，供稿就没有地址：请用 POLICYWATCH_PUBLIC_URL 写明读者从哪里打开，"
            "例如 https://news.example.org。"
        )
    return links


def _addresses(owner: Owner, links: PublicLinks) -> Iterator[str]:
    return (f"{one.url}\t{one.words}" for one in feed_addresses(links, owner))


def _line(owner: Owner, settings: Settings) -> str:
    """The name by which it is called, what kind it is, whose, and the filter."""
    said = "；".join(wanted(owner.filter, topic_names(), office_of(settings)))
    if isinstance(owner, SavedSearch):
        return f"{owner.name}\t检索\t{owner.person}\t{said}"
    state = ENDED_WORDS[owner.ended] or "订阅"
    return f"{owner.subscription_id}\t{state}\t{owner.name or short_address(owner.address)}\t{said}"


def _object(owner: Owner, links: PublicLinks | None) -> dict[str, object]:
    saved = isinstance(owner, SavedSearch)
    return {
        "name": owner.name if isinstance(owner, SavedSearch) else owner.subscription_id,
        "kind": "search" if saved else "subscription",
        "filter": owner.filter,
        "urls": {one.name: one.url for one in feed_addresses(links, owner)} if links else {},
    }
