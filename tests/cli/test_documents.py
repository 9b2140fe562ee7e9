"""``policywatch classify`` and ``policywatch topics replay``."""

import io
import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cli import main
from storage.database import Database
from storage.queries.changes import add_change
from storage.records import Change, Document
from tests.homes import open_home
from tests.pipeline.learned import SOURCE, hold

CARBON, DULL = "关于做好碳排放权交易配额清缴工作的通知", "关于做好春运工作的通知"


def detected(db: Database, document: Document, ago: timedelta) -> None:
    change = Change(
        change_id=f"added-{document.document_id}",
        document_id=document.document_id,
        posting_id=document.lead_posting_id,
        source_id=SOURCE,
        run_id="run",
        url="https://energy.example/1.html",
        kind="added",
        detected_at=datetime.now(UTC) - ago,
    )
    with db.begin() as conn:
        add_change(conn, change)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    db = open_home(tmp_path)
    detected(db, hold(db, CARBON), timedelta(days=3))
    detected(db, hold(db, DULL), timedelta(days=3))
    detected(db, hold(db, f"{CARBON}（旧）"), timedelta(days=100))
    db.close()
    return tmp_path


def test_a_topic_is_replayed_over_what_was_detected_lately(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replay = ["topics", "replay", "--home", str(home)]
    assert main([*replay, "carbon_market"]) == 0
    *hits, total = capsys.readouterr().out.splitlines()
    assert total == f"近 90 天 2 份文件，主题 carbon_market 命中 {len(hits)} 处。"
    assert {line.split("  ")[1] for line in hits} == {CARBON}
    assert any("carbon_market.allocation（" in line for line in hits)
    assert main([*replay, "carbon_market", "--days", "365"]) == 0
    assert f"{CARBON}（旧）" in capsys.readouterr().out
    assert main([*replay, "moon"]) == 2
    assert "没有主题 moon" in capsys.readouterr().err


def test_what_is_no_document_is_said_by_its_line_and_the_rest_is_judged(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    good = json.dumps({"title": CARBON}, ensure_ascii=False)
    lines = ['{"title": "关于"}'.encode("gb18030"), b"no json", b"[1]", b"{}", b"", good.encode()]
    given = io.TextIOWrapper(io.BytesIO(b"\n".join(lines)))
    monkeypatch.setattr(sys, "stdin", given)
    assert main(["classify", "--home", str(home)]) == 1
    told = capsys.readouterr()
    assert json.loads(told.out)["relevant"] is True
    assert [line.partition("：")[2].partition("；")[0] for line in told.err.splitlines()] == [
        "不是 UTF-8 文本",
        "不是 JSON 对象",
        "不是 JSON 对象",
        "缺少 title，请给出标题",
    ]
