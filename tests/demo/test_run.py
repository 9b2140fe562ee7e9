"""The whole demo, for real: what it prints, what it sends, and that it says no more than it saw."""

import json
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from demo.run import run
from storage.settings import SettingError


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
    home = tmp_path_factory.mktemp("demo")
    lines: list[str] = []
    status = run(home, told=lines.append)
    return Played(home=home, status=status, lines=lines)


def _part(played: Played, number: int) -> str:
    """What the account says of one pass."""
    ends = (f"第 {number + 1} 次巡查", "没有打扰读者的")
    after = played.text.partition(f"第 {number} 次巡查")[2]
    return min((after.partition(end)[0] for end in ends), key=len)


def test_the_four_passes_find_what_the_world_holds(played: Played) -> None:
    assert played.status == 0
    assert "已有的 15 件记为基线" in _part(played, 1)
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


def test_every_place_that_is_named_is_there(played: Played) -> None:
    named = [line.partition("：")[2] for line in played.lines if f"：{played.home}" in line]
    assert len(named) == 5
    assert all(Path(path.partition("（")[0]).exists() for path in named)
    page = (played.home / "diff.html").read_text("utf-8")
    assert "2027年3月31日" in page
    assert "<script" not in page


def test_a_home_with_other_data_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("kept", "utf-8")
    with pytest.raises(SettingError, match="已有别的数据"):
        run(tmp_path)
    assert (tmp_path / "mine.txt").read_text("utf-8") == "kept"
