"""policywatch review list, approve, reject, amend, spot: the desk, from the shell."""

import argparse
from typing import get_args

from cli import identity
from cli.commands import COMMANDS
from cli.common import (
    Commands,
    database,
    now,
    print_lines,
    print_object,
    settings_of,
)
from compilation.matching.printings import printed_line
from pipeline.classifying.explaining import KIND_NAMES
from pipeline.desk import DeskError, decide, default_person, find, topic_names
from pipeline.objects import document_object, whole_documents
from pipeline.questions.amended import amendment_line
from pipeline.questions.amending import (
    NO_TOPICS,
    Speaker,
    amend,
    take_back,
    values_of,
)
from pipeline.questions.asking import current_line, doubtful
from pipeline.questions.spot_checks import (
    STRATA,
    WEEKS,
    Estimate,
    Question,
    draw_due,
    estimate_line,
    estimates,
    questions_of,
    week_words,
)
from pipeline.telling.composing.periods import period_of
from storage.office import office_of
from storage.queries.spot_checks import drawn_weeks
from storage.records import VERDICT_WORDS, PageKind

_KEY = "文件编号、发文字号或标题中的字"
_MOST_WEEKS = 520
_ANSWERS = {None: "未答", True: "该收", False: "不收"}


def add(commands: Commands, home: argparse.ArgumentParser) -> None:
    review = commands.add_parser("review", help=COMMANDS["review"]["review"])
    actions = review.add_subparsers(title="可用的动作", metavar="动作", required=True)
    listing = actions.add_parser("list", parents=[home], help="等人决定的文件，最拿不准的在前")
    listing.add_argument("--json", action="store_true", help="每行一个 JSON 对象")
    listing.set_defaults(run=_list)
    for name, text in (("approve", "收录"), ("reject", "不收")):
        decision = actions.add_parser(name, parents=[home], help=text)
        decision.add_argument("document", help=_KEY)
        _add_speaker(decision)
        decision.set_defaults(run=_decide, decision=name)
    _add_amend(actions, home)
    _add_spot(actions, home)
    identity.add(actions, home)


def _add_speaker(action: argparse.ArgumentParser) -> None:
    action.add_argument("--person", default=default_person())
    action.add_argument("--reason", default="")


def _add_amend(actions: Commands, home: argparse.ArgumentParser) -> None:
    action = actions.add_parser("amend", parents=[home], help="改定一份文件的主题、归编、页面类型")
    action.add_argument("document", help=_KEY)
    action.add_argument(
        "--topic",
        action="append",
        metavar="主题",
        help=f"主题编号，可以写几次，主要的在前；{NO_TOPICS}：没有主题",
    )
    action.add_argument(
        "--part", metavar="编", help=f"编的标识，见 policywatch office；{NO_TOPICS}：未归编"
    )
    action.add_argument("--kind", choices=get_args(PageKind), help=_kinds())
    action.add_argument("--reset", action="store_true", help="恢复程序的判断")
    _add_speaker(action)
    action.set_defaults(run=_amend)


def _kinds() -> str:
    return "页面类型：" + "、".join(f"{kind} {name}" for kind, name in KIND_NAMES.items())


def _add_spot(actions: Commands, home: argparse.ArgumentParser) -> None:
    action = actions.add_parser("spot", parents=[home], help="抽查程序没有收的文件，估计漏判多少")
    action.add_argument("--week", metavar="周", help="例如 2026-W47；默认最近抽过的一周")
    action.add_argument("--weeks", type=_weeks, default=WEEKS, help=f"按最近几周估计（{WEEKS}）")
    action.add_argument("--json", action="store_true", help="一个 JSON 对象")
    action.set_defaults(run=_spot)


def _weeks(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= _MOST_WEEKS:
        raise argparse.ArgumentTypeError(f"不是周数：{text}（1 至 {_MOST_WEEKS} 的整数）")
    return int(text)


def _list(call: argparse.Namespace) -> int:
    with database(call) as db, db.connect() as conn:
        asked = doubtful(conn, current_line(conn))
        found = whole_documents(conn, [one.document for one in asked], now())
        for whole, one in zip(found, asked, strict=True):
            if call.json:
                doubt = {"line": one.doubt.line, "distance": one.doubt.distance}
                print_object(document_object(whole) | {"doubt": doubt})
            else:
                document = one.document
                day = document.published_on or "日期不详"
                columns = [document.document_id, str(day), document.title, one.doubt.words]
                columns += [line] if (line := printed_line(whole.printings)) else []
                print_lines(["\t".join(columns)])
    return 0


def _decide(call: argparse.Namespace) -> int:
    with database(call) as db:
        found = find(db, call.document)
        decide(db, found.document_id, call.decision, call.person, call.reason, now())
    done = VERDICT_WORDS[call.decision == "approve"]
    print_lines([f"{done}：{found.title}（{call.person}）"])
    return 0


def _amend(call: argparse.Namespace) -> int:
    office = office_of(settings_of(call))
    part = "" if call.part == NO_TOPICS else call.part
    values = values_of(office, topics=call.topic, part=part, kind=call.kind)
    if bool(values) == call.reset:
        raise DeskError(
            "请写明改定什么：--topic、--part、--kind，可以一起写；或者只写 --reset 恢复程序的判断。"
        )
    speaker = Speaker(person=call.person, reason=call.reason)
    with database(call) as db:
        found = find(db, call.document)
        if call.reset:
            made = take_back(db, found.document_id, speaker, now())
        else:
            made = amend(db, found.document_id, values, speaker, now())
    lines = [amendment_line(one, office, topic_names()) for one in made]
    print_lines([f"{found.title}：{line}（{call.person}）" for line in lines or ["没有变化"]])
    return 0


def _spot(call: argparse.Namespace) -> int:
    count = settings_of(call).spot_checks
    with database(call) as db:
        if not call.week:
            with db.begin() as conn:
                draw_due(conn, now(), count)
                call.week = next(iter(drawn_weeks(conn, 1)), period_of(now()))
        asked = questions_of(db, call.week, now(), count)
        with db.connect() as conn:
            told = estimates(conn, call.weeks)
    if call.json:
        print_object(_spot_object(call.week, asked, told))
    else:
        print_lines(_spot_lines(call.week, asked, told))
    return 0


def _spot_lines(week: str, asked: list[Question], told: list[Estimate]) -> list[str]:
    lines = [
        f"{one.document.document_id}\t{_ANSWERS[one.missed]}\t{STRATA[one.check.stratum]}\t"
        f"{one.document.title}"
        for one in asked
    ]
    lines = lines or [f"{week_words(week)}没有可抽查的文件。"]
    return [*lines, *(f"{estimate_line(one)}。" for one in told)]


def _spot_object(week: str, asked: list[Question], told: list[Estimate]) -> dict[str, object]:
    return {
        "week": week,
        "drawn": [
            {
                "document_id": one.document.document_id,
                "title": one.document.title,
                "stratum": one.check.stratum,
                "place": one.check.place,
                "pool": one.check.pool,
                "missed": one.missed,
                "person": one.said.review.person if one.said.review else None,
            }
            for one in asked
        ],
        "estimates": [
            {
                "stratum": one.stratum,
                "weeks": one.weeks,
                "drawn": one.drawn,
                "open": one.open,
                **_missed_object(one),
            }
            for one in told
        ],
    }


def _missed_object(one: Estimate) -> dict[str, object]:
    told = one.missed
    if told is None:
        return {"answered": 0, "missed": 0, "share": None, "interval": None, "monthly": None}
    return {
        "answered": told.answered,
        "missed": told.missed,
        "pool": told.pool,
        "share": told.share,
        "interval": [told.low, told.high],
        "monthly": list(told.monthly),
    }
