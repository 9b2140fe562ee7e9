"""The issue of December 2023, held against what the six visits of that month detected."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from compilation.audit import is_spacing
from pipeline.issue.auditing import audit_of, recall_of
from pipeline.issue.importing import import_issue
from pipeline.issue.printed import note_documents
from pipeline.issue.shown import finding_object
from storage.database import Database
from storage.ids import posting_id
from storage.office import DEFAULT_OFFICE
from storage.queries.documents import Wanted, documents_by_id, find_documents
from storage.queries.issues import printings_in
from storage.queries.processing import postings_of
from storage.records import Finding
from storage.tables import printings
from tests.homes import copied_home, open_home

if TYPE_CHECKING:
    from tests.pipeline.december import Lived

MONTH = "2023-12"
NOW = datetime(2024, 1, 3, tzinfo=UTC)
Place = tuple[str | None, str]


@pytest.fixture(scope="module")
def home(december: "Lived", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A home of one's own that lived through that month."""
    folder = tmp_path_factory.mktemp("audited") / "home"
    copied_home(december.settings.home, folder)
    db = open_home(folder)
    yield db
    db.close()


@pytest.fixture(scope="module")
def lines(shared: Path) -> list[str]:
    text = (shared / "compilation" / "2023-12.txt").read_text(encoding="utf-8")
    return text.split("\n")


def audited(db: Database, lines: list[str], folder: Path) -> tuple[Finding, ...]:
    """The audit of the issue with these lines."""
    file = folder / "2023-12.txt"
    file.write_text("\n".join(lines), encoding="utf-8")
    import_issue(db, file, MONTH, "甲", NOW, office=DEFAULT_OFFICE)
    return audit_of(db, MONTH, office=DEFAULT_OFFICE)


def of(found: tuple[Finding, ...], kind: str) -> list[Finding]:
    return [one for one in found if one.kind == kind]


def places(found: tuple[Finding, ...]) -> set[Place]:
    return {(one.item, one.subkind) for one in of(found, "differing")}


def truly_differing(december: "Lived", world: Path, lines: list[str]) -> set[Place]:
    """The headings, numbers and dates that differ as printed, by the world's own account."""
    found: set[Place] = set()
    for item in december.truth["issue"]["items"]:
        name, (heading, _last) = item["item"], item["issue_lines"]
        if item["title"] != item["title_in_issue"]:  # in the contents
            found.add((name, "title"))
        rows = json.loads((world / item["differences"]).read_text(encoding="utf-8"))
        for line in {row["line"] for row in rows}:
            text = lines[line - 1].strip()
            if line == heading:
                found.add((name, "title"))
            elif item["document_number"] and text.endswith("号") and len(text) < 40:
                found.add((name, "document_number"))
            elif re.fullmatch(r"\d{4} ?年 ?\d{1,2} ?月 ?\d{1,2} ?日", text):
                found.add((name, "signed_on"))
    return found


def test_the_three_lists_are_those_of_the_world(
    home: Database, december: "Lived", shared: Path, lines: list[str], tmp_path: Path
) -> None:
    world = shared / "worlds" / MONTH
    found = audited(home, lines, tmp_path)
    assert of(found, "undetected") == []
    assert places(found) == truly_differing(december, world, lines)
    assert len(of(found, "differing")) == 17
    (brackets,) = [one for one in of(found, "differing") if not is_spacing(one)]
    assert (brackets.item, brackets.subkind, brackets.confidence) == ("3.3", "document_number", 0.5)
    assert {one.confidence for one in of(found, "differing") if is_spacing(one)} == {0.3}
    for one in of(found, "differing"):
        assert one.line is not None
        assert one.found in lines[one.line - 1] or "目录" in one.reason
    extras = december.truth["issue"]["allowed_extras"]
    allowed = {posting_id(url) for many in extras.values() for one in many for url in one["urls"]}
    missing = of(found, "missing")
    with home.connect() as conn:
        pages = postings_of(conn, [one.document_id or "" for one in missing])
    known = [
        one
        for one in missing
        if {page.posting_id for page in pages[one.document_id or ""]} & allowed
    ]
    assert len(known) == sum(map(len, extras.values()))
    rest = [one for one in missing if one not in known]
    assert ["是征求意见稿" in one.reason for one in rest] == [True] * len(rest)
    assert len(rest) <= 1
    with home.connect() as conn:
        works = documents_by_id(conn, [one.document_id or "" for one in missing])
    numbers = [works[one.document_id or ""].document_number or "" for one in missing]
    assert [one.expected for one in missing] == numbers
    ranks = [one.confidence for one in missing]
    assert ranks == sorted(ranks, reverse=True)


def test_two_items_removed_and_a_number_altered_are_three_findings_more(
    home: Database, december: "Lived", lines: list[str], tmp_path: Path
) -> None:
    """Anchors, part B: the audit tells exactly what was done to the issue."""
    before = audited(home, lines, tmp_path)
    items = {one["item"]: one["issue_lines"] for one in december.truth["issue"]["items"]}
    harmed = list(lines)
    number = items["3.8"][0] + 1
    assert "258号" in harmed[number]
    harmed[number] = harmed[number].replace("258号", "285号")
    for name in ("3.2", "1.2"):
        first, last = items[name]
        for place in range(first - 1, last):
            harmed[place] = ""
        for place, text in enumerate(harmed):
            if text.startswith(f"{name} "):
                harmed[place] = ""
    after = audited(home, harmed, tmp_path)

    def keys(found: tuple[Finding, ...]) -> set[tuple[object, ...]]:
        return {(one.kind, one.subkind, one.item, one.document_id) for one in found}

    gone = {key for key in keys(before) - keys(after) if key[2] not in ("3.2", "1.2")}
    assert gone == set()
    more = sorted(str(key[:3]) for key in keys(after) - keys(before))
    assert more == [
        "('differing', 'document_number', '3.8')",
        "('missing', 'doubtful', None)",
        "('missing', 'proposed', None)",
    ]
    (altered,) = [one for one in after if one.item == "3.8" and one.subkind == "document_number"]
    assert (altered.found, altered.expected) == (
        "工信部联规〔2023〕285号",
        "工信部联规〔2023〕258号",
    )
    assert altered.confidence > 0.9


def test_an_item_that_nobody_detected_names_its_source(
    home: Database, december: "Lived", lines: list[str], tmp_path: Path
) -> None:
    """A document of an agency that could not be read for a week."""
    items = {one["item"]: one["issue_lines"] for one in december.truth["issue"]["items"]}
    first, last = items["4.2"]
    invented = [
        "4.2 河北雄安新区管理委员会建设和交通管理局关于开展绿色工地评选的通知",
        "",
        "各有关单位：",
        "",
        "为推动绿色工地建设，现就评选事项通知如下，请各单位于月底前报送材料。",
        "",
        "河北雄安新区管理委员会建设和交通管理局",
        "",
        "2023年12月20日",
    ]
    contents = [
        invented[0] + "\t68" if text.startswith("4.2 河北") and "\t" in text else text
        for text in lines
    ]
    harmed = [*contents[: first - 1], *invented, *contents[last:]]
    found = of(audited(home, harmed, tmp_path), "undetected")
    assert [one.item for one in found] == ["4.2"]
    for words in ("雄安新区", "12月22日起拒绝访问，12月29日恢复", "没有相近的文件"):
        assert words in found[0].reason


def test_recall_of_the_month(home: Database, lines: list[str], tmp_path: Path) -> None:
    audited(home, lines, tmp_path)
    found = recall_of(home, office=DEFAULT_OFFICE)
    assert (found.months, found.whole.items, found.whole.seen, found.whole.late) == (
        (MONTH,),
        14,
        13,
        1,
    )
    by_key = {one.key: one for one in found.sources}
    assert by_key["samr_zjwj"].late == 1  # posted on the 29th, met after the issue closed
    assert (by_key["ndrc_tz"].seen, by_key["ndrc_tz"].share) == (4, 1.0)
    assert by_key["ndrc_tz"].first == 4
    assert [(one.key, one.items, one.seen) for one in found.parts] == [
        ("central", 2, 2),
        ("mee", 1, 1),
        ("ministry", 9, 8),
        ("province", 2, 2),
    ]
    assert all(one.lead_days is None or 0 < one.lead_days < 31 for one in found.sources)


def test_a_finding_has_every_key_of_the_contract(
    home: Database, lines: list[str], tmp_path: Path
) -> None:
    for one in audited(home, lines, tmp_path):
        made = finding_object(one)
        keys = "kind subkind item label found expected line page count places confidence reason"
        assert set(keys.split()) <= set(made)
        assert made["count"] == max(len(made["places"]), 1)


def test_documents_that_are_looked_at_one_by_one_are_printed_as_those_of_a_whole_issue(
    home: Database, lines: list[str], tmp_path: Path
) -> None:
    """As in a pass that comes after the import: found by the hashes of what is printed."""
    audited(home, lines, tmp_path)
    with home.begin() as conn:
        whole = printings_in(conn, MONTH)
        conn.execute(printings.delete())
        for one in find_documents(conn, Wanted(since=date(2023, 12, 1))):
            note_documents(conn, [one.document_id])
        assert printings_in(conn, MONTH) == whole
    assert len(whole) == 14
    assert [one for one in whole if one.differs] == []
