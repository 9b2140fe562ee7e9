"""An issue of another office: its parts, titles and order, and what none of them takes."""

import json
from dataclasses import replace
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from cli import main
from compilation.drafting.choosing import Frame, choose
from compilation.drafting.ordering import arranged
from compilation.reader import read_issue
from pipeline.classify import load_rules
from pipeline.issue.drafting import World, draft_of
from storage.office import DEFAULT_OFFICE, load_office
from storage.queries.documents import Wanted, find_documents
from storage.records import Office
from tests.compilation.draft_samples import frame, known
from tests.homes import open_home
from tests.office_samples import SHANDONG, WITHIN_MINISTRIES, office
from tests.pipeline.scene import Scene, page


def _frame(of: Office) -> Frame:
    return frame(office=of)


def test_parts_stand_in_the_offices_order_and_issuers_first(tmp_path: Path) -> None:
    of = office(tmp_path, SHANDONG)
    documents = [
        known("a", part="central", issuing_bodies=("国务院办公厅",)),
        known("b", part="central", issuing_bodies=("国务院",)),
        known("c", part="central", issuing_bodies=("中共中央", "国务院")),
        known("d", part="cities"),
        known("e", part="province", likely_part="shandong"),
    ]
    taken, _ = choose(documents, _frame(of))
    parts = {
        part: [one.document_id for one in mine]
        for part, mine in arranged(taken, frame().decisions, of)
    }
    assert list(parts) == list(of.ids)
    assert parts["central"] == ["c", "b", "a"]
    assert (parts["cities"], parts["shandong"]) == (["d"], ["e"])


def test_what_no_part_takes_is_left_out_with_the_reason(tmp_path: Path) -> None:
    of = office(tmp_path, WITHIN_MINISTRIES)
    _, left = choose([known("a", part=None, likely_part=None, region="山东")], _frame(of))
    assert [(one.kind, one.reason) for one in left] == [("open", "没有收它的编（山东）")]


def test_a_published_issue_is_read_by_the_offices_parts(tmp_path: Path) -> None:
    of = office(tmp_path, SHANDONG)
    part = "第一编 山东各市文件"
    contents = f"目录\n{part}\t1\n1.1 关于甲的通知\t1\n"
    text = f"汇编\n2026年3月\n{contents}\n{part}\n1.1 关于甲的通知\n正文如下。\n"
    issue = read_issue(text.encode(), "x.txt", of, "2026-03")
    assert [one.part for one in issue.parts] == ["cities"]


def _visit(scene: Scene) -> None:
    said = ["各地认真落实碳达峰任务，推进节能降碳。"]
    scene.visit(
        "energy",
        qingdao=page(
            "关于印发碳达峰实施方案的通知", said, number="青发改〔2026〕3号", day="2026-03-09"
        ),
        jinan=page(
            "济南市人民政府关于碳达峰的通知", said, number="济政发〔2026〕3号", day="2026-03-09"
        ),
        hebei=page("河北省碳达峰实施方案", said, number="冀政发〔2026〕3号", day="2026-03-09"),
    )


def test_from_the_page_to_the_drafted_issue(tmp_path: Path) -> None:
    of = office(tmp_path, SHANDONG)
    db = open_home(tmp_path)
    try:
        scene = Scene(db)
        scene.rules = load_rules(office=of)
        scene.sources["energy"] = replace(
            scene.sources["energy"], level="province", region="山东", agency="山东省能源局"
        )
        scene.visit("energy")
        scene.later(1)
        _visit(scene)
        with db.connect() as conn:
            found = find_documents(conn, Wanted())
        assert {one.document_number: (one.part, one.region) for one in found} == {
            "青发改〔2026〕3号": ("qingdao", "青岛"),
            "济政发〔2026〕3号": ("cities", "济南"),
            "冀政发〔2026〕3号": ("elsewhere", "河北"),
        }
        world = World(sources=scene.sources, office=of)
        made = draft_of(db, "2026-03", scene.now, world)
        assert [one.title for one in made.parts] == list(of.titles.values())
        assert {one.title: len(one.items) for one in made.parts if one.items} == {
            "第六编 青岛市文件": 1, "第七编 山东各市文件": 1, "第八编 外省文件": 1,
        }  # fmt: skip
    finally:
        db.close()


def test_the_shell_goes_by_the_office_of_the_home(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = ["--home", str(tmp_path)]
    assert main([*home, "office", "--toml"]) == 0
    assert load_office(_kept(tmp_path / "own.toml", capsys)).parts == DEFAULT_OFFICE.parts
    (tmp_path / "office.toml").write_text(SHANDONG, "utf-8")
    assert main([*home, "office"]) == 0
    assert "第六编 青岛市文件\tqingdao\t青岛\t青岛的文件" in capsys.readouterr().out
    line = json.dumps({"title": "关于某事的通知", "document_number": "鲁政发〔2023〕3号"})
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(line.encode())))
    assert main([*home, "classify", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["part"] == "shandong"
    assert main([*home, "documents", "--part", "province"]) == 2
    assert "没有编 province。可用：central、mee、energy" in capsys.readouterr().err
    (tmp_path / "office.toml").write_text("region = 1", "utf-8")
    assert main([*home, "documents"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def _kept(path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    path.write_text(capsys.readouterr().out, "utf-8")
    return path
