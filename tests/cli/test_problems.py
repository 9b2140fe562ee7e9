"""``policywatch problems`` and what ``sources show`` says of a source's rhythm."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from cli import main
from storage.columns import to_row
from storage.queries.problems import close_problems, open_problem
from storage.records import Listing
from storage.tables import listings
from tests.homes import open_home

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    db = open_home(tmp_path)
    with db.begin() as conn:
        open_problem(conn, "ndrc_tz", "blocked", "列表页拒绝访问：412", AT)
        open_problem(conn, "ndrc_jd", "extract", "一个文件页读不出内容", AT)
        close_problems(conn, "ndrc_jd", ("extract",), AT + timedelta(days=1))
        for n in range(30):
            day = date(2026, 2, 23) - timedelta(days=7 * n)
            listing = Listing(
                source_id="ndrc_tz", posting_id=f"p{n}", first_run_id="r", first_listed_at=AT,
                last_run_id="r", last_listed_at=AT, dated_on=day,
            )  # fmt: skip
            conn.execute(listings.insert(), to_row(listing))
    db.close()
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], home: Path, *words: str) -> tuple[int, str, str]:
    status = main(["--home", str(home), *words])
    out, err = capsys.readouterr()
    return status, out, err


def test_list_and_acknowledge(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = said(capsys, home, "problems", "list", "--json")
    (problem,) = map(json.loads, out.splitlines())
    assert (status, problem["state"], problem["acknowledged_at"]) == (0, "blocked", None)
    words = ("acknowledge", problem["problem_id"], "--note", "已致电", "--person", "李四")
    assert said(capsys, home, "problems", *words)[0] == 0
    _, out, _ = said(capsys, home, "problems", "list")
    assert "拒绝访问  2026-03-02 起" in out
    assert "李四" in out
    assert "已知悉：已致电" in out
    _, out, _ = said(capsys, home, "problems", "list", "--all", "--json")
    assert len(out.splitlines()) == 2


def test_a_wrong_id_is_one_line(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = said(capsys, home, "problems", "acknowledge", "none")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "none" in err


def test_show_says_what_was_learned(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = said(capsys, home, "sources", "show", "ndrc_tz")
    rhythm = json.loads(out)["rhythm"]
    assert (status, rhythm["publication_days"], rhythm["newest"]) == (0, 30, "2026-02-23")
    assert rhythm["usual_working_days"] <= rhythm["limit_working_days"]
    assert f"通常间隔不超过 {rhythm['usual_working_days']} 个工作日" in err
    assert rhythm["silent_from"] in err
    _, out, err = said(capsys, home, "sources", "show", "ndrc_jd")
    assert json.loads(out)["rhythm"] is None
    assert "还没有学到" in err
