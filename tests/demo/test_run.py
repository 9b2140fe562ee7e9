"""The whole demo, for real: what it prints, what it sends, and that it says no more than it saw."""

import json
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest

from demo.account import monday_after
from demo.issue import PUBLISHED, monthly
from demo.pages import moment_at
from demo.run import run
from demo.site import MOMENTS
from pipeline.issue.drafting import World
from pipeline.issue.proving import proof_of
from storage.office import DEFAULT_OFFICE
from storage.settings import SettingError
from tests.homes import open_home

_SPACED = {"1.1": 35, "1.2": 65, "2.1": 105, "2.3": 169}
"""Lines of document numbers with a space, by item."""


@dataclass
class Played:
    home: Path
    status: int
    lines: list[str]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """The demo where LibreOffice is not: quick, and the same everywhere."""
    home = tmp_path_factory.mktemp("demo")
    lines: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", "")
        status = run(home, told=lines.append)
    return Played(home=home, status=status, lines=lines)


def _part(played: Played, number: int) -> str:
    """What the account says of one pass."""
    ends = (f"第 {number + 1} 次巡查", "没有打扰读者的")
    after = played.text.partition(f"第 {number} 次巡查")[2]
    return min((after.partition(end)[0] for end in ends), key=len)


def test_the_four_passes_find_what_the_world_holds(played: Played) -> None:
    assert played.status == 0
    assert "已有的 16 件记为基线" in _part(played, 1)
    news = _part(played, 2)
    assert "新增 3 件（相关 2 件）" in news
    assert "澄政办发〔2026〕47号（相关，2 处刊载合为一件）" in news
    assert "澄能源规〔2026〕3号（相关）" in news
    assert "办公家具采购项目公开招标公告（不相关）" in news


def test_the_amendment_leads_with_its_values_and_the_noise_is_silent(played: Played) -> None:
    edits = _part(played, 3)
    assert "变动 2 处" in edits
    assert "2026年12月31日 → 2027年3月31日" in edits
    assert "10万元 → 20万元" in edits
    assert "2240800 → 2204800" in edits
    assert "新型储能" not in edits


def test_the_broken_sources_are_faults_and_nothing_is_withdrawn(played: Played) -> None:
    faults = _part(played, 4)
    assert "2 个来源读不出来" in faults
    assert "澄江省发展和改革委员会 · 通知：" in faults
    assert "临湖市人民政府 · 市政府文件：" in faults
    assert "变动" not in faults
    assert "一件也没有当作撤下" in played.text


def test_one_mail_and_one_signed_post_arrive(played: Played) -> None:
    (mail_file,) = sorted((played.home / "mail").glob("*.eml"))
    mail = message_from_bytes(mail_file.read_bytes(), policy=policy.default)
    assert isinstance(mail, EmailMessage)
    body = mail.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert "澄政办发〔2026〕47号" in text
    assert "2027年3月31日" in text
    assert "办公家具" not in text
    assert "新型储能规模化" not in text
    (posted,) = sorted((played.home / "webhook").glob("*.body.json"))
    assert json.loads(posted.read_text("utf-8"))
    headers = json.loads(next((played.home / "webhook").glob("*.headers.json")).read_text("utf-8"))
    assert {"webhook-signature"} <= {name.lower() for name in headers}


def test_the_published_issue_is_held_against_what_was_found(played: Played) -> None:
    said = [line for line in played.lines if line.startswith(("  ~ 第", "  ? ", "  = ", "  + 应"))]
    assert said[:3] == [
        "  ~ 第 123 行，2.1 二（一）：“容量达到 2400 万”应为“容量达到4200万”",
        "  ~ 第 139 行，2.2 文号：“澄能源发〔2026〕26 号”应为“澄能源发〔2026〕29号”",
        "  ~ 第 151 行，2.2 二（一）：“模原则上低”应为“模原则上不低”",
    ]
    undetected, missing, printed = said[3:]
    assert "2.3 从未监测到：澄江省生态环境厅关于印发《澄江省公共机构碳排放核算" in undetected
    assert "应由“澄江省生态环境厅 · 通知公告”发现" in undetected
    assert "可再生能源绿色电力证书核发信息核对" in missing
    assert printed.endswith("已载于2026年10月号 2.2，所印文号为澄能源发〔2026〕26号")
    assert "改变意思的误排 3 处，另有括号、空格、换页之类 7 条" in played.text


def test_every_misprint_of_the_published_issue_is_found(played: Played) -> None:
    db = open_home(played.home)
    try:
        proof = proof_of(db, PUBLISHED)
    finally:
        db.close()
    found = {(one.subkind, one.item, one.line): one.count for one in proof}
    assert found == {
        ("wrong_digit", "2.1", 123): 1,
        ("wrong_document_number", "2.2", 139): 1,
        ("dropped_character", "2.2", 151): 1,
        ("wrong_brackets_in_doc_number", "1.1", 35): 1,
        ("page_break_split", "1.2", 91): 1,
        ("space_between_han_and_digit", None, 43): 49,
        **{("space_in_doc_number", item, line): 1 for item, line in _SPACED.items()},
    }


def test_the_next_issue_is_drafted_as_word_and_page(played: Played) -> None:
    assert "2026年11月一期的草稿：7 件，待定 1 件（3.5 澄江省能源局关于做好今冬" in played.text
    assert "没有安装 LibreOffice" in played.text
    page = (played.home / "issue" / "2026-11.html").read_text("utf-8")
    word = docx.Document(str(played.home / "issue" / "2026-11.docx"))
    headings = [one.text for one in word.paragraphs if one.text.startswith("3.5")]
    assert any("天然气供应保障" in one for one in headings)
    for text in ("2027年3月31日前", "【待定】", "虚拟电厂的调节能力应当不低于10兆瓦"):
        assert text in page
    assert "零碳园区" not in page


def test_a_file_that_cannot_be_written_is_said_and_the_other_one_is_there(
    played: Played, tmp_path: Path
) -> None:
    (tmp_path / "2026-11.docx").mkdir()
    db = open_home(played.home)
    try:
        found = monthly(
            db, World(sources={}, office=DEFAULT_OFFICE), tmp_path, monday_after(moment_at(MOMENTS))
        )
    finally:
        db.close()
    assert found.files == (tmp_path / "2026-11.html",)
    assert found.notes[0].startswith("没有写出 Word：")


def test_every_place_that_is_named_is_there(played: Played) -> None:
    named = [line.partition("：")[2] for line in played.lines if f"：{played.home}" in line]
    assert len(named) == 7
    assert all(Path(path.partition("（")[0]).exists() for path in named)
    page = (played.home / "diff.html").read_text("utf-8")
    assert "2027年3月31日" in page
    assert "<script" not in page


def test_a_home_with_other_data_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("kept", "utf-8")
    with pytest.raises(SettingError, match="已有别的数据"):
        run(tmp_path)
    assert (tmp_path / "mine.txt").read_text("utf-8") == "kept"
