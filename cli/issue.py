"""policywatch issue: take a published issue in, show it, audit and proof it."""

import argparse
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from cli import issue_drafts, issue_months
from cli.commands import COMMANDS
from cli.common import Commands, complain, database, now, print_lines, print_object, settings_of
from compilation.audit import is_spacing
from compilation.matching.differing import ITEM_WORDS
from compilation.matching.printings import issue_words
from compilation.recall import Recall, Recalls
from pipeline.desk import default_person
from pipeline.issue.auditing import audit_of, recall_of
from pipeline.issue.importing import Imported, import_issue, is_twofold, stored_issue
from pipeline.issue.proving import proof_of
from pipeline.issue.shown import finding_object, issue_object, recall_object
from pipeline.run import all_sources
from storage.clock import SHANGHAI
from storage.database import Database
from storage.office import office_of
from storage.queries.issue_list import IssueLine, issue_lines
from storage.records import Finding, Issue, IssueItem, Office, ReadingNote, Source, StoredIssue

HELP = COMMANDS["issue"]
ORIGINS = {"imported": "已出版", "frozen": "本处定稿"}
KINDS = {
    "undetected": "已刊而从未监测到",
    "differing": "已刊而与原文不同",
    "missing": "监测到、应收而未刊",
    "misprint": "与原文不符，或一望可知有误",
    "layout": "排版",
}
_SHOWN_PLACES = 8
_WIDE = 80
"""Characters of a text that a line shows whole; JSON has all of it."""


def add(commands: Commands, home: argparse.ArgumentParser) -> None:
    group = commands.add_parser("issue", help=HELP["issue"])
    actions = group.add_subparsers(title="可用的动作", metavar="动作", required=True)
    taken = actions.add_parser("import", parents=[home], help="导入已出版的一期")
    taken.add_argument("file", type=Path, metavar="文件", help="TXT、DOCX、PDF 或 Markdown")
    taken.add_argument("--month", metavar="月份", help="例如 2023-12（默认从文件中读出）")
    taken.add_argument("--person", default="", metavar="姓名", help="谁导入（默认为当前用户）")
    _add_json(taken)
    taken.set_defaults(run=_import)
    listing = actions.add_parser("list", parents=[home], help="列出已有的各期")
    _add_json(listing)
    listing.set_defaults(run=_list)
    for name, text, run in (
        ("show", "一期的编与件", _show),
        ("audit", "核对一期：漏收、漏检、著录不同", _audit),
        ("proof", "校对一期的文字", _proof),
    ):
        command = actions.add_parser(name, parents=[home], help=text)
        command.add_argument("month", metavar="月份", help="例如 2023-12")
        _add_json(command)
        command.set_defaults(run=run)
        if name == "audit":
            command.add_argument(
                "--sources", action="store_true", help="各来源对往期各件的查全率与提前天数"
            )
    issue_drafts.add_to(actions, home)
    issue_months.add_to(actions, home)


def _add_json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="输出 JSON")


# -- import, list, show ---------------------------------------------------------------------------


def _import(call: argparse.Namespace) -> int:
    person, office = call.person or default_person(), office_of(settings_of(call))
    with database(call) as db:
        read = import_issue(db, call.file, call.month, person, now(), office=office)
    complain(_notes(read.notes))
    complain(_remarks(read))
    if call.json:
        print_object(issue_object(read.issue))
        return 0
    many = len(read.issue.items)
    print_lines(
        [
            f"已导入{issue_words(read.issue.month)}：{len(read.issue.parts)} 编 {many} 件，"
            f"其中 {read.matches} 件是监测到的文件。"
        ]
    )
    return 0


def _notes(notes: Iterable[ReadingNote]) -> Iterator[str]:
    for one in notes:
        yield f"{_where(one.line, one.page)}{one.text}"


def _where(line: int | None, page: int | None) -> str:
    said = [f"第 {line} 行"] if line is not None else []
    said += [f"第 {page} 页"] if page is not None else []
    return "".join((*"、".join(said), "：")) if said else ""


def _remarks(read: Imported) -> Iterator[str]:
    if read.replaced:
        yield "本月先前导入的一期已被替换。"
    if read.frozen:
        yield "本月已在此定稿：定稿的一套保持原样；显示、核对、校对以导入的一期为准。"


def _list(call: argparse.Namespace) -> int:
    with database(call) as db, db.connect() as conn:
        found = issue_lines(conn)
    if call.json:
        for one in found:
            print_object(one)
    else:
        print_lines(map(_issue_line, found) if found else ["还没有导入或定稿过任何一期。"])
    return 0


def _issue_line(one: IssueLine) -> str:
    when = one.stated_at.astimezone(SHANGHAI)
    file = f"\t{one.file_name}" if one.file_name else ""
    known = f"{one.matched} 件是监测到的文件" if one.stands else "以已出版的为准"
    said = f"{ORIGINS[one.origin]}\t{one.items} 件，{known}"
    return f"{one.month}\t{said}\t{one.person} {when:%F %R}\t{one.title}{file}"


def _show(call: argparse.Namespace) -> int:
    with database(call) as db:
        stored = _stored(call, db)
    if call.json:
        print_object(issue_object(stored.content) | {"origin": stored.origin})
    else:
        print_lines(_issue_lines(stored.content))
    return 0


def _stored(call: argparse.Namespace, db: Database) -> StoredIssue:
    """The month's issue; where there are two, it is said which one it is."""
    stored = stored_issue(db, call.month)
    if not call.json and is_twofold(db, call.month):
        complain([f"{issue_words(call.month)}有已出版与本处定稿两份：以下是已出版的一份。"])
    return stored


def _issue_lines(issue: Issue) -> Iterator[str]:
    yield f"{issue_words(issue.month)}  {issue.title}  {issue.publisher}"
    for part in issue.parts:
        yield part.title
        yield from (f"  {_item_line(one)}" for one in part.items)


def _item_line(item: IssueItem) -> str:
    number = f"  {item.document_number}" if item.document_number else ""
    day = f"  {item.signed_on}" if item.signed_on else ""
    page = f"  第 {item.page} 页" if item.page is not None else ""
    return f"{item.number} {item.title}{number}{day}{page}"


# -- audit, proof ---------------------------------------------------------------------------------


def _audit(call: argparse.Namespace) -> int:
    settings = settings_of(call)
    sources, office = all_sources(settings), office_of(settings)
    with database(call) as db:
        if call.sources:
            stored_issue(db, call.month)
            found_of = recall_of(db, office, sources)
            return _print_recalls(call, found_of, sources, office)
        _stored(call, db)
        found = audit_of(db, call.month, office, sources)
    return _print_findings(call, found, ("undetected", "differing", "missing"))


def _proof(call: argparse.Namespace) -> int:
    with database(call) as db:
        _stored(call, db)
        found = proof_of(db, call.month)
    return _print_findings(call, found, ("misprint", "layout"))


def _print_findings(
    call: argparse.Namespace, found: Sequence[Finding], kinds: Iterable[str]
) -> int:
    if call.json:
        for one in found:
            print_object(finding_object(one))
        return 0
    for kind in kinds:
        many = [one for one in found if one.kind == kind]
        print_lines([f"{KINDS[kind]}：{len(many)} 条"])
        print_lines(f"  {_finding_line(one)}" for one in many if not is_spacing(one))
        print_lines(_spacing_lines([one for one in many if is_spacing(one)]))
    return 0


def _spacing_lines(found: Sequence[Finding]) -> Iterator[str]:
    """Spaces alone, however many, in a line."""
    if found:
        places: dict[str, list[str]] = {}
        for one in found:
            places.setdefault(one.item or "", []).append(ITEM_WORDS[one.subkind])
        said = "；".join(f"{item} {'、'.join(fields)}" for item, fields in places.items())
        yield f"  仅空格不同 {len(found)} 处：{said}"


def _finding_line(one: Finding) -> str:
    where = _where(one.line, one.page)
    number = f"{one.item} " if one.item else ""
    field = f"{ITEM_WORDS[one.subkind]}：" if one.subkind in ITEM_WORDS else ""
    return f"{where}{number}{field}{_words(one)}（{one.confidence:.2f}）{one.reason}{_many(one)}"


def _words(one: Finding) -> str:
    if one.kind == "missing":
        number = f"{one.expected} " if one.expected else ""
        return f"{number}{one.label}"
    if one.kind == "undetected":
        return one.found
    if not one.found:
        return f"缺“{_short(one.expected)}”"
    if not one.expected:
        return f"“{_short(one.found)}”"
    return f"“{_short(one.found)}” → “{_short(one.expected)}”"


def _short(text: str) -> str:
    """A text on one line, its middle left out where it is a paragraph."""
    text = text.replace("\n", "⏎").replace("\t", "｜")
    return text if len(text) <= _WIDE else f"{text[: _WIDE // 2]}……{text[-_WIDE // 4 :]}"


def _many(one: Finding) -> str:
    if one.count == 1:
        return ""
    lines = list(dict.fromkeys(one.places))
    shown = "、".join(str(line) for line in lines[:_SHOWN_PLACES])
    more = "…" if len(lines) > _SHOWN_PLACES else ""
    return f"第 {shown}{more} 行。" if shown else ""


# -- recall ---------------------------------------------------------------------------------------


def _print_recalls(
    call: argparse.Namespace, found: Recalls, sources: Mapping[str, Source], office: Office
) -> int:
    rows = [("", found.whole), *((one.key, one) for one in found.parts)]
    if call.json:
        for kind, many in (
            ("all", [found.whole]),
            ("part", found.parts),
            ("source", found.sources),
        ):
            for one in many:
                print_object({"scope": kind, "months": found.months, **recall_object(one, sources)})
        return 0
    print_lines([f"往期 {len(found.months)} 期（{'、'.join(found.months)}）{found.whole.items} 件"])
    print_lines(["范围\t应见\t截止前见到\t查全率\t截止后才见\t提前天数（中位）\t最早（含并列）"])
    names = office.titles | {"": "全部"}
    print_lines(_recall_line(names[key], one) for key, one in rows)
    named = {key: one.name for key, one in sources.items()}
    print_lines(_recall_line(named.get(one.key, one.key), one) for one in found.sources)
    return 0


def _recall_line(name: str, one: Recall) -> str:
    share = "—" if one.share is None else f"{one.share:.0%}"
    lead = "—" if one.lead_days is None else f"{one.lead_days:g}"
    return f"{name}\t{one.items}\t{one.seen}\t{share}\t{one.late}\t{lead}\t{one.first}"
