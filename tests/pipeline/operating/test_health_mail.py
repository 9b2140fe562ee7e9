"""The operator's mails: once for each problem, once when it is over, whatever happens between."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import given, strategies as st

from pipeline.operating.health_mail import lasted, mail_trouble, news_of, tell_problems
from pipeline.telling.world import World
from storage.database import Database
from storage.office import office_of
from storage.queries.notices import last_notice
from storage.queries.problems import acknowledge_problem, close_problems, open_problem
from storage.queries.sending import Outcome, settle
from storage.records import OWN_SOURCE, Delivery, Filter, Form, Problem
from storage.settings import Settings
from tests.homes import migrated_home, open_home
from tests.telling_home import deliveries, form, passed, subscribe
from tests.telling_samples import source, subscription

NOW = datetime(2026, 11, 26, 1, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
OPERATOR = "operator@example.org"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_home(tmp_path / "home")
    yield db
    db.close()


@pytest.fixture
def world(tmp_path: Path) -> World:
    settings = replace(migrated_home(tmp_path / "home"), operator_mail=OPERATOR)
    names = {"invented_notices": "虚构部 · 通知", "other": "虚构省 · 文件"}
    sources = tuple(source(key, name=name) for key, name in names.items())
    return World(settings=settings, sources=sources, office=office_of(settings))


def opened(
    db: Database, source_id: str, now: datetime, state: str = "blocked", cause: str = "HTTP 412"
) -> Problem:
    with db.begin() as conn:
        return open_problem(conn, source_id, state, cause, now)


def closed(db: Database, source_id: str, now: datetime) -> None:
    with db.begin() as conn:
        close_problems(conn, source_id, ("blocked",), now)


def told(db: Database) -> list[Form]:
    made = sorted(deliveries(db), key=lambda one: one.planned_at)
    return [form(db, one) for one in made]


def test_one_mail_when_it_opens_and_one_when_it_is_over(db: Database, world: World) -> None:
    subscribe(db, subscription(), subscription(subscription_id="b", address="b@example.org"))
    subscribe(db, subscription(subscription_id="c", filter=Filter(parts=("central",))))
    opened(db, "invented_notices", NOW)
    for minutes in range(3):
        tell_problems(db, world, NOW + minutes * MINUTE)
    (only,) = told(db)
    assert only.subject == "拒绝访问：虚构部 · 通知"
    assert "● 虚构部 · 通知（invented_notices）：拒绝访问，11月26日 09:12 起。" in only.text
    assert "HTTP 412" in only.text
    assert "2 个订阅的范围包括它，其摘要会写明未读。它们的条件：不限。" in only.text
    closed(db, "invented_notices", NOW + 5 * HOUR)
    for minutes in range(3):
        tell_problems(db, world, NOW + 5 * HOUR + minutes * MINUTE)
    _, over = told(db)
    assert over.subject == "已恢复：虚构部 · 通知"
    assert "11月26日 14:12 恢复，历时 5 小时。" in over.text
    assert {one.kind for one in deliveries(db)} == {"notice"}
    assert {one.address for one in deliveries(db)} == {OPERATOR}


def test_a_flood_is_one_mail(db: Database, world: World) -> None:
    for number in range(50):
        opened(db, f"source_{number}", NOW)
    assert tell_problems(db, world, NOW) == 1
    (only,) = told(db)
    assert only.subject.startswith("50 个新问题")
    assert "行未列出" in only.text
    assert tell_problems(db, world, NOW + MINUTE) == 0


def test_what_a_pass_finds_waits_for_its_end_and_is_not_told_if_over_by_then(
    db: Database, world: World
) -> None:
    opened(db, "invented_notices", NOW)
    opened(db, "other", NOW)
    with FileLock(world.settings.home / "pass.lock"):
        assert tell_problems(db, world, NOW + MINUTE) == 0
        assert tell_problems(db, world, NOW + HOUR) == 1  # a pass without end
    opened(db, "earlier", NOW + HOUR)
    passed(db, "later", started_at=NOW + HOUR + MINUTE, finished_at=None)
    with FileLock(world.settings.home / "pass.lock"):
        assert tell_problems(db, world, NOW + HOUR + 2 * MINUTE) == 1  # of the pass before
    opened(db, "brief", NOW)
    closed(db, "brief", NOW + MINUTE)
    assert tell_problems(db, world, NOW + 2 * HOUR) == 0


def test_what_is_wrong_with_the_program_itself_waits_for_no_pass(
    db: Database, world: World
) -> None:
    with db.begin() as conn:
        open_problem(conn, OWN_SOURCE, "job-feeds", "连续 3 次中途出错。", NOW)
    with FileLock(world.settings.home / "pass.lock"):
        assert tell_problems(db, world, NOW) == 1
    (only,) = told(db)
    assert only.subject == "定时任务“供稿”出错"
    assert "● 定时任务“供稿”出错，11月26日 09:12 起。\n连续" in only.text


def test_a_fault_that_comes_and_goes_is_told_four_times_at_most(db: Database, world: World) -> None:
    at = NOW
    for _ in range(10):
        opened(db, "invented_notices", at)
        tell_problems(db, world, at)
        closed(db, "invented_notices", at + HOUR)
        tell_problems(db, world, at + HOUR)
        at += 2 * HOUR
    assert [one.subject for one in told(db)] == [
        "拒绝访问：虚构部 · 通知", "已恢复：虚构部 · 通知", "拒绝访问：虚构部 · 通知",
    ]  # fmt: skip
    assert "恢复后再次出现" in told(db)[2].text
    for hours in (20, 24, 30):
        tell_problems(db, world, at + hours * HOUR)
    assert [one.subject for one in told(db)][3:] == ["已恢复：虚构部 · 通知"]


def test_what_somebody_knows_already_is_not_told(db: Database, world: World) -> None:
    one = opened(db, "invented_notices", NOW)
    with db.begin() as conn:
        acknowledge_problem(conn, one.problem_id, "张三", "", NOW)
    assert tell_problems(db, world, NOW) == 0


def test_without_an_operator_nothing_is_planned_and_all_is_told_later(
    db: Database, world: World
) -> None:
    opened(db, "invented_notices", NOW)
    nobody = replace(world, settings=replace(world.settings, operator_mail=""))
    assert tell_problems(db, nobody, NOW) == 0
    assert tell_problems(db, world, NOW + DAY) == 1


def test_our_own_page_is_told_by_the_canary_alone(db: Database, world: World) -> None:
    opened(db, OWN_SOURCE, NOW, "unreachable")
    assert tell_problems(db, world, NOW) == 0
    opened(db, OWN_SOURCE, NOW, "canary", "网页改了，没有被抓取。")
    assert tell_problems(db, world, NOW) == 1
    assert told(db)[0].subject == "全程自检没有走完"


def test_a_planning_that_is_broken_off_is_done_again(
    db: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(db, "invented_notices", NOW)

    def killed(*_args: object, **_kinds: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("pipeline.operating.health_mail.note_told", killed)
        with pytest.raises(KeyboardInterrupt):
            tell_problems(db, world, NOW)
    assert deliveries(db) == []
    assert tell_problems(db, world, NOW) == 1


def test_words_of_pages_stay_words(db: Database, world: World) -> None:
    opened(db, "invented_notices", NOW, cause="<script>alert(1)</script>\r\nBcc: x@example.org")
    tell_problems(db, world, NOW)
    (only,) = told(db)
    assert "<script>" not in only.html
    assert "\nBcc:" not in only.text + only.subject


def test_that_mails_do_not_arrive_is_known(db: Database, world: World) -> None:
    opened(db, "invented_notices", NOW)
    tell_problems(db, world, NOW)

    def trouble() -> str:
        with db.connect() as conn:
            return mail_trouble(conn, world.settings)

    assert trouble() == ""  # not tried yet
    end(db, Outcome(state="failed", error="535 登录被拒"), NOW)
    assert trouble().startswith("给管理者的通知没有送达（11月26日 09:12 的一封）：535 登录被拒。")
    assert "deliveries retry" in trouble()
    opened(db, "other", NOW + HOUR)
    tell_problems(db, world, NOW + HOUR)
    end(db, Outcome(state="accepted", accepted_at=NOW + HOUR), NOW + HOUR)
    assert trouble() == ""


def end(db: Database, outcome: Outcome, at: datetime) -> None:
    """What was planned was tried once, and this became of it."""
    with db.begin() as conn:
        for one in deliveries(db):
            if one.state == "planned":
                settle(conn, replace(one, attempts=1, last_attempt_at=at), outcome)


_MOMENTS = st.none() | st.integers(0, 100).map(lambda hours: NOW + hours * HOUR)


@given(_MOMENTS, _MOMENTS, _MOMENTS)
def test_nothing_is_told_twice(
    closed_at: datetime | None, told_at: datetime | None, over_told_at: datetime | None
) -> None:
    one = Problem(
        problem_id="p", source_id="s", state="blocked", cause="", opened_at=NOW, last_seen_at=NOW,
        closed_at=closed_at, told_at=told_at, over_told_at=over_told_at,
    )  # fmt: skip
    now = NOW + 200 * HOUR
    news = news_of(one, now)
    if news in ("opened", "again"):
        assert closed_at is None
        assert news_of(replace(one, told_at=now), now) == ""
    if news == "over":
        assert None not in (closed_at, told_at)
        assert news_of(replace(one, over_told_at=now), now) == ""


def test_the_last_notice_is_of_the_operator(db: Database) -> None:
    with db.connect() as conn:
        found: Delivery | None = last_notice(conn, OPERATOR)
    assert found is None


def test_settings_without_public_desk_give_no_link(db: Database, world: World) -> None:
    opened(db, "invented_notices", NOW)
    tell_problems(db, world, NOW)
    assert "127.0.0.1" not in told(db)[0].text
    open_desk: Settings = replace(world.settings, desk_url="https://desk.example.org/")
    opened(db, "other", NOW)
    tell_problems(db, replace(world, settings=open_desk), NOW + MINUTE)
    assert "https://desk.example.org/sources" in told(db)[-1].text


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (1, " 1 分钟"), (59, " 1 分钟"), (4 * 60 + 58, " 5 分钟"), (3 * 3600, " 3 小时"),
        (18_600, " 5 小时 10 分钟"), (86400 * 2, " 2 天"), (86400 * 3 - 60, " 2 天 23 小时"),
    ],
)  # fmt: skip
def test_how_long_it_was_fits_the_moments_beside_it(seconds: int, said: str) -> None:
    since = datetime(2026, 11, 26, 15, 36, 30, tzinfo=UTC)
    assert lasted(since, since + timedelta(seconds=seconds)) == said
