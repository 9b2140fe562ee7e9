"""The operator is told of problems by mail: of each once when it opens, and once when it is over.

What one pass found goes into one mail. A fault that is back within a day is the same problem, and
is told once more, if the operator had been told that it was over; then its end is told only when
it has lasted for a day. Nobody is reminded, and of what a person knows already nothing is said.
Planned with the note that it is told in one transaction: however the program dies, once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection

from notifiers.notices import notice
from notifiers.showing import is_reachable
from notifiers.wanted import wanted
from pipeline.deliver import recorded_now
from pipeline.telling.composing.coverage import coverage_of
from pipeline.telling.composing.periods import Recorded
from pipeline.telling.world import World
from storage.clock import SHANGHAI
from storage.database import Database
from storage.ids import digest_id
from storage.office import part_of_source
from storage.queries.coverage import carried
from storage.queries.notices import filters_in_use, last_notice, note_told, untold_problems
from storage.queries.problems import REOPENED
from storage.queries.telling import add_delivery, put_form
from storage.records import (
    DELIVERY_WORDS,
    JOB_WORDS,
    OWN_SOURCE,
    PROBLEM_WORDS,
    UNREAD,
    Carried,
    Delivery,
    Filter,
    Form,
    Problem,
    Source,
    SourceRead,
    job_state,
)
from storage.settings import Settings

News = Literal["", "opened", "again", "over"]
_LONGEST_PASS = timedelta(hours=1)
"""So long does a problem wait for the end of the pass that found it."""
_NAMED = 3
"""So many filters are named."""


def tell_problems(db: Database, world: World, now: datetime) -> int:
    """Plan the mails to the operator that problems call for; how many (two at most)."""
    if not world.settings.operator_mail:
        return 0
    recorded = recorded_now(db, world.settings)
    with db.connect() as conn:  # mostly there is nothing to write
        if not _news(conn, recorded, now):
            return 0
    with db.begin() as conn:
        told = _news(conn, recorded, now)
        opened = [one for news, one in told if news in ("opened", "again")]
        over = [one for news, one in told if news == "over"]
        telling = _Telling(conn=conn, world=world, now=now)
        return telling.plan("opened", opened) + telling.plan("over", over)


def _news(conn: Connection, recorded: Recorded, now: datetime) -> list[tuple[News, Problem]]:
    """What the operator has yet to hear, without what a pass that is under way has found."""

    def waits(one: Problem) -> bool:
        if one.source_id == OWN_SOURCE:
            return False  # no pass finds it, and while it stands it is seen again and again
        begun = recorded.begun if recorded.running else None
        of_it = recorded.running and (begun is None or one.last_seen_at >= begun)
        return of_it and now - one.last_seen_at < _LONGEST_PASS

    found = [(news_of(one, now), one) for one in untold_problems(conn)]
    return [(news, one) for news, one in found if news and not waits(one)]


def news_of(problem: Problem, now: datetime) -> News:
    """What the operator has yet to hear of the problem."""
    if problem.source_id == OWN_SOURCE and problem.state not in OWN_NAMES:
        return ""  # our own page not read: the canary says it
    told, over = problem.told_at, problem.over_told_at
    told_over = over is not None and told is not None and over >= told
    if problem.closed_at is None:
        if told is None:
            return "" if problem.acknowledged_at else "opened"
        return "again" if told_over else ""
    if told is None or told_over:
        return ""
    lasts = now - problem.closed_at >= REOPENED
    return "over" if over is None or lasts else ""


def mail_trouble(conn: Connection, settings: Settings) -> str:
    """Why the operator hears nothing by mail, in Chinese; empty if mails arrive."""
    last = last_notice(conn, settings.operator_mail) if settings.operator_mail else None
    if last is None or last.state in ("accepted", "handed_over"):
        return ""
    said = (last.error or DELIVERY_WORDS[last.state]).rstrip("。")
    mend = (
        "会自动再试"
        if last.state == "planned"
        else f"修好后请用 policywatch deliveries retry {last.delivery_id} 重发"
    )
    return f"给管理者的通知没有送达（{when(last.planned_at)} 的一封）：{said}。{mend}。"


@dataclass(frozen=True, kw_only=True)
class _Telling:
    """One transaction in which problems are told."""

    conn: Connection
    world: World
    now: datetime

    def plan(self, what: Literal["opened", "over"], problems: Sequence[Problem]) -> int:
        """Plan the mail on them, if there are any; how many mails that is."""
        if not problems:
            return 0
        rounds = (f"{one.problem_id} {one.told_at}" for one in problems)
        form = self._form(what, problems)
        planned = plan_notice(
            self.conn,
            self.world.settings.operator_mail,
            f"problems {what} {digest_id(*rounds)}",
            form,
            self.now,
        )
        for one in problems:
            note_told(self.conn, one, self.now, over=what == "over")
        return int(planned)

    def _form(self, what: Literal["opened", "over"], problems: Sequence[Problem]) -> Form:
        link = _desk(self.world.settings)
        if what == "over":
            lines = [self._over(one) for one in problems]
            return notice(self._heading(problems, "已恢复", "个问题已解决"), lines, "", link)
        affected = _Affected(self.world, self.conn)
        lines = [line for one in problems for line in self._opened(one, affected)]
        action = "请打开来源页（或用 policywatch problems list）核对；一时不修的，记为已知悉。"
        if all(one.state in OWN_NAMES for one in problems):
            action = ""  # their cause says all
        one = problems[0]
        word = PROBLEM_WORDS.get(one.state, one.state)
        return notice(self._heading(problems, word, "个新问题"), lines, action, link)

    def _heading(self, problems: Sequence[Problem], word: str, many: str) -> str:
        if len(problems) > 1:
            return f"{len(problems)} {many}：{self._name(problems[0])} 等"
        name = self._name(problems[0])
        return word if word.startswith(name) else f"{word}：{name}"

    def _opened(self, one: Problem, affected: "_Affected") -> list[str]:
        again = "，恢复后再次出现" if one.over_told_at else ""
        lines = [f"● {self._subject(one)}，{when(one.opened_at, self.now)} 起{again}。", one.cause]
        if one.state in UNREAD and (said := affected.line(one.source_id)):
            lines.append(said)
        return lines

    def _over(self, one: Problem) -> str:
        assert one.closed_at is not None
        return (
            f"● {self._subject(one)}，{when(one.opened_at, self.now)} 起，"
            f"{when(one.closed_at, self.now)} 恢复，历时{lasted(one.opened_at, one.closed_at)}。"
        )

    def _subject(self, one: Problem) -> str:
        word = PROBLEM_WORDS.get(one.state, one.state)
        own = one.state in OWN_NAMES
        return word if own else f"{self._name(one)}（{one.source_id}）：{word}"

    def _name(self, one: Problem) -> str:
        names = {source.source_id: source.name for source in self.world.sources}
        return OWN_NAMES.get(one.state) or names.get(one.source_id, one.source_id)


OWN_NAMES = {
    "canary": "全程自检",
    "mailbox": "退信信箱",
    "drafts": "待批准的摘要",
    **{job_state(job): f"定时任务“{word}”" for job, word in JOB_WORDS.items()},
}
"""What is of no agency, by state."""


class _Affected:
    """Whose digests a source is missing from."""

    def __init__(self, world: World, conn: Connection) -> None:
        self._world = world
        self._sources = {one.source_id: one for one in world.sources}
        self._filters: Sequence[tuple[Filter, int]] = filters_in_use(conn)
        self._carried: Iterable[Carried] = carried(conn)

    def line(self, source_id: str) -> str:
        """How many subscriptions have the source behind their filter, in Chinese."""
        source = self._sources.get(source_id)
        if source is None or not source.enabled:
            return ""
        behind = [pair for pair in self._filters if self._is_behind(pair[0], source)]
        if not behind:
            return "没有订阅的范围包括它。"
        count, names = sum(many for _, many in behind), self._world.topic_names
        behind.sort(key=lambda pair: -pair[1])
        words = ["，".join(wanted(one, names, self._world.office)) for one, _ in behind[:_NAMED]]
        more = " 等" if len(behind) > _NAMED else ""
        return (
            f"在此期间它的新文件看不见：{count} 个订阅的范围包括它，其摘要会写明未读。"
            f"它们的条件：{'；'.join(words)}{more}。"
        )

    def _is_behind(self, chosen: Filter, source: Source) -> bool:
        office = self._world.office
        read = SourceRead(source=source, part=part_of_source(office, source), read=False)
        return bool(coverage_of(chosen, [read], self._carried, office))


def plan_notice(conn: Connection, address: str, period: str, form: Form, now: datetime) -> bool:
    """Plan a mail to the operator about what ``period`` names, once; whether it was not yet."""
    made_id = digest_id("", period)
    record = Delivery(
        delivery_id=made_id,
        digest_id=made_id,
        subscription_id="",
        kind="notice",
        period=period,
        channel="email",
        address=address,
        rendering_id=put_form(conn, form, now),
        state="planned",
        planned_at=now,
    )
    return add_delivery(conn, record)


def _desk(settings: Settings) -> str:
    """The page of sources, where the desk is reached from elsewhere."""
    url = settings.desk_url
    return f"{url.rstrip('/')}/sources" if is_reachable(url) else ""


def when(at: datetime, now: datetime | None = None) -> str:
    """11月26日 09:12 in China; with the year, if it is another than that of ``now``."""
    local = at.astimezone(SHANGHAI)
    other = now is not None and local.year != now.astimezone(SHANGHAI).year
    year = f"{local.year}年" if other else ""
    return f"{year}{local.month}月{local.day}日 {local:%H:%M}"


def lasted(since: datetime, until: datetime) -> str:
    """3 天 2 小时, 5 小时 10 分钟, 20 分钟: from minute to minute, as both moments are shown."""
    span = until.replace(second=0, microsecond=0) - since.replace(second=0, microsecond=0)
    hours, minutes = divmod(max(1, int(span.total_seconds()) // 60), 60)
    days, hours = divmod(hours, 24)
    parts = ((days, "天"), (hours, "小时"), (0 if days else minutes, "分钟"))
    return "".join(f" {many} {word}" for many, word in parts if many)
