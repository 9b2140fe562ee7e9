"""A change of our own goes through the whole line on schedule, and is looked for at each stage.

    our page changes -> captured -> a change is recorded -> messages are planned
                     -> the mail is in the mailbox, the webhook has come in

Each is what the line itself stored, or a mailbox and a receiver saw: nothing says so of itself.
What has not arrived within some minutes is an alarm (a Problem, so a mail, and a line on the desk)
that names the stage; it is over when all of one run has arrived.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from crawlers.own_source import own_site
from notifiers.mime import is_address
from pipeline.operating.canary_messages import Legs, messages, plan_canary
from pipeline.operating.mailbox import MailboxError, mailbox_of, opened
from pipeline.telling.readers.bounces import domain_of
from pipeline.telling.world import World
from storage.database import Database
from storage.ids import digest_id
from storage.queries import canaries
from storage.queries.problems import close_problems, open_problem
from storage.records import OWN_SOURCE, Canary, CanaryStage, Delivery
from storage.settings import Settings

STAGE_WORDS: dict[CanaryStage, str] = {
    "changed": "自检页改动",
    "captured": "抓取",
    "detected": "记为变化",
    "planned": "拟成消息",
    "mailed": "邮件送达",
    "posted": "推送送达",
}
STATE = "canary"
"""Of the Problem that an alarm is."""


def begin(db: Database, now: datetime) -> Canary:
    """Change our page: it says the new run's id from now on."""
    record = Canary(
        canary_id=digest_id("canary", now.isoformat()),
        started_at=now,
        stage="changed",
        reached_at=now,
    )
    with db.begin() as conn:
        canaries.put_canary(conn, record)
    return record


def follow(db: Database, world: World, now: datetime) -> Canary | None:
    """Look how far the newest run is, plan its messages when their time has come, give the alarm
    or take it back; the run as it then stands, nothing if there is none."""
    with db.connect() as conn:
        canary = canaries.last_canary(conn)
        sent = messages(conn, canary) if canary else {}
    if canary is None or canary.closed_at:
        return canary
    found, trouble = _look(canary, sent, world.settings, now)
    with db.begin() as conn:
        canary = _advanced(conn, found, world, now)
        if is_late(canary, world.settings, now) and canary.failed_at is None:
            canary = _alarm(conn, canary, world.settings, _why(conn, canary, world, trouble), now)
        canaries.put_canary(conn, canary)
    with db.begin() as conn:  # apart: whatever is wrong with the messages, the alarm stands
        canary = _posted(conn, canary)
        if canary.stage == "detected":
            canary = _planned(conn, canary, world, now)
        if missing(canary, world.settings) is None:
            canary = replace(canary, closed_at=now)
            close_problems(conn, OWN_SOURCE, (STATE,), now)
        canaries.put_canary(conn, canary)
    return canary


def overdue(db: Database, settings: Settings, since: datetime, now: datetime) -> bool:
    """Give the alarm if no run has begun for far too long while the program ran (``since``)."""
    with db.connect() as conn:
        last = canaries.last_canary(conn)
    waited = now - max(since, last.started_at if last else since)
    if waited <= timedelta(minutes=2 * settings.canary_minutes + settings.canary_within):
        return False
    minutes = int(waited.total_seconds() // 60)
    with db.begin() as conn:
        cause = (
            f"“{STAGE_WORDS['changed']}”这一步 {minutes} 分钟没有开始：定时任务停了，"
            "或前一次巡查一直没有结束。请看日志，必要时重新启动 policywatch serve。"
        )
        open_problem(conn, OWN_SOURCE, STATE, cause, now)
    return True


def canary_fault(settings: Settings) -> str:
    """Why no canary can arrive by these settings, in one Chinese line; empty if one can."""
    legs = Legs.of(settings)
    if not legs.channels:
        return (
            "自检只到“记为变化”为止：请设 POLICYWATCH_CANARY_MAIL（和收它的信箱），"
            "或 POLICYWATCH_CANARY_HOOK。"
        )
    if legs.mail and not is_address(legs.mail):
        return f"POLICYWATCH_CANARY_MAIL 不是邮件地址：{legs.mail}"
    if legs.mail and not (settings.canary_mailbox or settings.bounces):
        return "自检邮件没有信箱可看：请设 POLICYWATCH_CANARY_MAILBOX（或 POLICYWATCH_BOUNCES）。"
    if legs.own_hook and own_site(settings) in legs.hook and not settings.webhook_private:
        return "自检推送发往本机，须设 POLICYWATCH_WEBHOOK_PRIVATE=true。"
    if settings.canary_within > settings.canary_minutes:
        return (
            f"POLICYWATCH_CANARY_WITHIN={settings.canary_within} 长于两次自检的间隔"
            f"（POLICYWATCH_CANARY_MINUTES={settings.canary_minutes}）。"
        )
    return ""


def wanted(settings: Settings) -> tuple[CanaryStage, ...]:
    """The stages that a run goes through by these settings, in order."""
    legs = Legs.of(settings)
    stages: list[CanaryStage] = ["changed", "captured", "detected"]
    stages += ["planned"] if legs.channels else []
    stages += ["mailed"] if legs.mail else []
    return (*stages, "posted") if legs.hook else tuple(stages)


def missing(canary: Canary, settings: Settings) -> CanaryStage | None:
    """The first stage that the run has not reached; nothing if all has arrived."""
    stages = wanted(settings)
    reached = _reached(canary)
    return next((one for one in stages if one not in reached), None)


def is_late(canary: Canary, settings: Settings, now: datetime) -> bool:
    """Whether something should have arrived by now and has not."""
    within = timedelta(minutes=settings.canary_within)
    return missing(canary, settings) is not None and now - canary.started_at >= within


def _reached(canary: Canary) -> set[CanaryStage]:
    order: tuple[CanaryStage, ...] = ("changed", "captured", "detected", "planned")
    line = order[: order.index(canary.stage) + 1] if canary.stage in order else order
    reached: set[CanaryStage] = set(line)
    if canary.mailed_at:
        reached.add("mailed")
    if canary.posted_at:
        reached.add("posted")
    return reached


def _advanced(conn: Connection, canary: Canary, world: World, now: datetime) -> Canary:
    """The run with what the line has stored of it since, and what the receivers saw."""
    canary = _posted(conn, canary)
    if canary.stage == "changed" and (at := canaries.captured_at(conn, canary.started_at)):
        canary = replace(canary, stage="captured", reached_at=at)
    if canary.stage == "captured":
        change = canaries.change_with(conn, canary.canary_id, canary.started_at)
        canary = replace(canary, stage="detected", reached_at=now) if change else canary
    if canary.stage in ("planned", "mailed", "posted"):
        return _arrived(canary, world.settings)
    return canary


def _posted(conn: Connection, canary: Canary) -> Canary:
    """With what was stored meanwhile: the webhook comes in when it likes."""
    stored = canaries.last_canary(conn)
    if stored is None or stored.canary_id != canary.canary_id:
        return canary
    return replace(canary, posted_at=canary.posted_at or stored.posted_at)


def _arrived(canary: Canary, settings: Settings) -> Canary:
    """With the last stage of the way that it has gone without a gap."""
    reached = _reached(canary)
    stage: CanaryStage = "planned"
    for one in wanted(settings)[wanted(settings).index("planned") + 1 :]:
        if one not in reached:
            break
        stage = one
    at = {"mailed": canary.mailed_at, "posted": canary.posted_at}.get(stage)
    return replace(canary, stage=stage, reached_at=at or canary.reached_at)


def _planned(conn: Connection, canary: Canary, world: World, now: datetime) -> Canary:
    if "planned" not in wanted(world.settings):
        return canary
    change = canaries.change_with(conn, canary.canary_id, canary.started_at)
    if change is None:
        return canary
    plan_canary(conn, world, canary, change, now)
    return replace(canary, stage="planned", reached_at=now)


@dataclass(frozen=True, kw_only=True)
class _Trouble:
    """What was seen of a run's messages that have not arrived."""

    mailbox: str = ""
    mail: Delivery | None = None
    hook: Delivery | None = None


def _look(
    canary: Canary, sent: dict[str, Delivery], settings: Settings, now: datetime
) -> tuple[Canary, _Trouble]:
    """The run with what its receivers hold, and what stood in the way of seeing it."""
    legs = Legs.of(settings)
    mail, hook = sent.get("email"), sent.get("webhook")
    trouble = _Trouble(mail=mail, hook=hook)
    if hook and hook.state == "accepted" and not legs.own_hook and not canary.posted_at:
        canary = replace(canary, posted_at=hook.accepted_at or now)
    if mail and mail.attempts and not canary.mailed_at:
        try:
            canary = replace(canary, mailed_at=now) if _is_there(mail, settings, now) else canary
        except MailboxError as error:
            trouble = replace(trouble, mailbox=str(error))
    return canary, trouble


def _is_there(mail: Delivery, settings: Settings, now: datetime) -> bool:
    box = mailbox_of(settings.canary_mailbox or settings.bounces)
    with opened(box) as session:
        found = session.with_id(f"{mail.delivery_id}@{domain_of(settings)}", now)
        for uid in found:
            session.mark(uid)
    return bool(found)


def _alarm(conn: Connection, canary: Canary, settings: Settings, why: str, now: datetime) -> Canary:
    stage = missing(canary, settings)
    assert stage is not None
    cause = f"“{STAGE_WORDS[stage]}”这一步 {settings.canary_within} 分钟内没有完成：{why}"
    open_problem(conn, OWN_SOURCE, STATE, cause, now)
    return replace(canary, failed_at=now)


def _why(conn: Connection, canary: Canary, world: World, trouble: _Trouble) -> str:
    stage = missing(canary, world.settings)
    if stage == "captured":
        run = canaries.own_run(conn, canary.started_at)
        if run is None:
            return "巡查没有开始。前一次巡查可能还没结束，请看 log/crawl.log。"
        said = run.problem or "巡查没有做完"
        return f"{said}。自检页由工作台提供，请看 policywatch serve 是否在运行。"
    if stage == "mailed":
        sent = trouble.mail is not None and trouble.mail.state == "accepted"
        there = trouble.mailbox if sent else ""
        return there or _undelivered(trouble.mail, "邮件服务器已收下，信箱里却没有。")
    if stage == "posted":
        return _undelivered(trouble.hook, "对方答复已收下，却没有到达公开页面的 /canary。")
    words = {"detected": "网页已抓取，但没有记为变化。", "planned": "变化已记下，但没有拟成消息。"}
    return f"{words.get(stage or '', '')}请看日志。"


def _undelivered(one: Delivery | None, arrived: str) -> str:
    if one is None:
        return "没有拟成消息。请看日志。"
    if one.state == "accepted":
        return f"{arrived}请核对收信的规则和地址 {one.address}。"
    if not one.attempts:
        return "还没有发出。请看 policywatch serve 是否在发送。"
    return f"{one.error or one.state}（{one.address}）。"
