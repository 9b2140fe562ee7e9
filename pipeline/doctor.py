"""What is wrong with this installation, and how to mend it."""

import shutil
import smtplib
from collections.abc import Callable
from dataclasses import dataclass

from crawlers.declarations import DeclarationError
from pipeline.classify import load_rules
from pipeline.run import all_sources
from pipeline.topics import TopicError
from storage.database import open_database
from storage.queries.runs import open_problems
from storage.settings import SettingError, Settings

_LEAST_FREE_BYTES = 1 << 30
_SMTP_SECONDS = 5


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing that was looked at."""

    name: str
    ok: bool
    line: str
    """What was found, and if it is wrong, the mend."""


def examine(settings: Settings) -> tuple[Check, ...]:
    """Every check, in the order in which to mend them."""
    checks: tuple[tuple[str, Callable[[Settings], str]], ...] = (
        ("数据目录", _home),
        ("数据库", _database),
        ("来源", _sources),
        ("主题", _topics),
        ("邮件服务器", _mail),
        ("联系方式", _contact),
        ("来源状态", _problems),
    )
    found = []
    for name, check in checks:
        try:
            found.append(Check(name=name, ok=True, line=check(settings)))
        except (SettingError, DeclarationError, TopicError) as error:
            found.append(Check(name=name, ok=False, line=str(error)))
    return tuple(found)


def _home(settings: Settings) -> str:
    free = shutil.disk_usage(settings.home).free
    if free < _LEAST_FREE_BYTES:
        raise SettingError(f"{settings.home} 只剩 {free >> 20} MB，请清出至少 1 GB。")
    return f"{settings.home}，剩余 {free >> 30} GB"


def _database(settings: Settings) -> str:
    db = open_database(settings)
    try:
        return f"{db.engine.dialect.name}，表结构已是最新"
    finally:
        db.close()


def _sources(settings: Settings) -> str:
    sources = all_sources(settings).values()
    verified = sum(source.verified for source in sources)
    return f"{len(sources)} 个，其中 {verified} 个经真实页面核对"


def _topics(settings: Settings) -> str:
    return f"规则可用（版本 {load_rules().fingerprint[:8]}）"


def _mail(settings: Settings) -> str:
    where = f"{settings.smtp_host}:{settings.smtp_port}"
    kind = smtplib.SMTP_SSL if settings.smtp_tls else smtplib.SMTP
    try:
        with kind(settings.smtp_host, settings.smtp_port, timeout=_SMTP_SECONDS) as server:
            server.noop()
    except OSError as error:
        raise SettingError(
            f"{where} 连不上（{error}）。请设 POLICYWATCH_SMTP_HOST、POLICYWATCH_SMTP_PORT。"
        ) from error
    return f"{where} 可以连接"


def _contact(settings: Settings) -> str:
    if settings.contact.endswith("@localhost"):
        raise SettingError("请设 POLICYWATCH_CONTACT 为邮箱或网址，好让网站管理者找得到您。")
    return settings.contact


def _problems(settings: Settings) -> str:
    db = open_database(settings)
    try:
        with db.connect() as conn:
            problems = open_problems(conn)
    finally:
        db.close()
    if problems:
        lines = "；".join(f"{one.source_id}：{one.cause}" for one in problems)
        raise SettingError(f"{len(problems)} 个来源有问题：{lines}")
    return "没有未解决的问题"
