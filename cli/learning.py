"""policywatch learn, policywatch reclassify."""

import argparse
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
from cli.progress import progress
from pipeline.desk import default_person
from pipeline.learning.adopting import adopt, go_back, in_use_id
from pipeline.learning.candidate import lesson, train_candidate
from pipeline.learning.outlook import MONTHS, outlook, since_of
from pipeline.learning.rows import read_rows
from pipeline.learning.standing import standing
from pipeline.learning.words import (
    SHIPPED,
    held_lines,
    name_of,
    spoiled_lines,
    standing_lines,
)
from pipeline.reprocessing.moves import moves_lines, to_object
from pipeline.reprocessing.reclassify import Extent, reclassify
from pipeline.run import all_sources
from storage.office import office_of
from storage.queries.models import accounts
from storage.records import StoredModel

HELP = COMMANDS["learning"]
_MOST_LINES = 50


def add(commands: Commands, home: argparse.ArgumentParser) -> None:
    _add_learn(commands, home)
    anew = commands.add_parser("reclassify", parents=[home], help=HELP["reclassify"])
    anew.add_argument("--dry-run", action="store_true", help="只看会变什么，什么也不写")
    anew.add_argument("--since", type=day, metavar="日期", help="只判断这一天起发布的")
    anew.add_argument("--json", action="store_true", help="输出同样内容的 JSON")
    anew.set_defaults(run=_reclassify)


def _add_learn(commands: Commands, home: argparse.ArgumentParser) -> None:
    group = commands.add_parser("learn", help=HELP["learn"])
    actions = group.add_subparsers(title="可用的动作", metavar="动作", required=True)
    status = actions.add_parser("status", parents=[home], help="现用的模型，值不值得再学")
    status.set_defaults(run=_status)
    train = actions.add_parser("train", parents=[home], help="学一个候选模型，不影响现用的")
    train.add_argument(
        "--rows", type=Path, nargs="+", default=[], metavar="文件", help="另加的标注表（TSV）"
    )
    _by(train)
    train.set_defaults(run=_train)
    listing = actions.add_parser("list", parents=[home], help="学过的模型")
    listing.add_argument("--json", action="store_true", help="每行一个 JSON 对象")
    listing.set_defaults(run=_list)
    compare = actions.add_parser("compare", parents=[home], help="采用它会变什么，什么也不写")
    compare.add_argument("model", type=int, metavar="编号")
    compare.add_argument(
        "--months", type=int, default=MONTHS, metavar="月数", help="最近几个月的文件；0 为全部"
    )
    compare.add_argument("--json", action="store_true", help="输出同样内容的 JSON")
    compare.set_defaults(run=_compare)
    use = actions.add_parser("adopt", parents=[home], help="从现在起采用一个候选模型")
    use.add_argument("model", type=int, metavar="编号")
    use.add_argument("--despite", default="", metavar="理由", help="有不利之处仍要采用，为什么")
    _by(use)
    use.set_defaults(run=_adopt)
    back = actions.add_parser("back", parents=[home], help="换回先前的模型，或程序自带的")
    back.add_argument("--reason", default="", metavar="理由")
    _by(back)
    back.set_defaults(run=_back)


def _by(command: argparse.ArgumentParser) -> None:
    command.add_argument("--person", default="", metavar="姓名", help="谁（默认为当前用户）")


def _status(call: argparse.Namespace) -> int:
    with database(call) as db, db.connect() as conn:
        print_lines(standing_lines(standing(conn)))
    return 0


def _train(call: argparse.Namespace) -> int:
    settings = settings_of(call)
    files = [read_rows(path) for path in call.rows]
    with database(call) as db:
        made_of = lesson(db, all_sources(settings), office_of(settings), files)
        made = train_candidate(db, made_of, call.person or default_person(), now())
        with db.connect() as conn:
            against = standing(conn).against_adopting.get(made.model_id or 0, ())
    print_lines([f"候选：{name_of(made)}", *held_lines(made.held_back)])
    print_lines(spoiled_lines(made_of.spoiled))
    complain(f"不宜采用：{line}" for line in against)
    print_lines([f"看会变什么：policywatch learn compare {made.model_id}"])
    return 0


def _list(call: argparse.Namespace) -> int:
    with database(call) as db, db.connect() as conn:
        used, found = in_use_id(conn), accounts(conn)
    for one in found:
        if call.json:
            print_object(_object(one) | {"in_use": one.model_id == used})
        else:
            mark = "［现用］" if one.model_id == used else ""
            print_lines([f"{mark}{name_of(one)}", *held_lines(one.held_back)])
    if not call.json:
        print_lines([f"{'［现用］' if used is None else ''}{SHIPPED}"])
    return 0


def _compare(call: argparse.Namespace) -> int:
    settings = settings_of(call)
    world = (all_sources(settings), office_of(settings))
    with database(call) as db, progress("比较") as told:
        with db.connect() as conn:
            since = since_of(conn, call.months, now())
        moves = outlook(db, call.model, world, since, told)
    if call.json:
        print_object({"model_id": call.model} | to_object(moves))
    else:
        print_lines(moves_lines(moves, _MOST_LINES))
    return 0


def _adopt(call: argparse.Namespace) -> int:
    with database(call) as db:
        made = adopt(db, call.model, call.person or default_person(), now(), call.despite)
    print_lines(
        [
            f"已采用：{name_of(made)}。新来的文件从现在起按它判断。",
            "存下的文件请用 policywatch reclassify 重新判断一遍（先看：--dry-run）。",
        ]
    )
    return 0


def _back(call: argparse.Namespace) -> int:
    with database(call) as db:
        former = go_back(db, call.person or default_person(), call.reason, now())
    print_lines([f"已换回：{name_of(former)}。存下的文件请用 policywatch reclassify 重新判断。"])
    return 0


def _reclassify(call: argparse.Namespace) -> int:
    extent = Extent(since=call.since, dry_run=call.dry_run)
    with progress("重新判断") as told:
        done = reclassify(settings_of(call), extent, told)
    if call.json:
        moves = to_object(done.moves)
        print_object({"dry_run": call.dry_run, "seconds": round(done.seconds, 2)} | moves)
        return 0
    print_lines(moves_lines(done.moves, _MOST_LINES))
    ending = "只是看看，什么也没有写" if call.dry_run else "人的决定不变，没有通知任何人"
    print_lines(["", f"用时 {done.seconds:.1f} 秒；{ending}。"])
    return 0


def _object(one: StoredModel) -> dict[str, object]:
    return {
        "model_id": one.model_id,
        "fingerprint": one.fingerprint,
        "trained_at": one.trained_at,
        "person": one.person,
        "decisions": one.decisions,
        "learned_rows": one.learned_rows,
        "files": one.files,
        "held_back": one.held_back,
    }
