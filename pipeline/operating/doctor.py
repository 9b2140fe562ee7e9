"""What is wrong with this installation, and how to mend it."""

import shutil
import smtplib
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime

from compilation.faults import IssueError
from compilation.writers import obstacle_to_setting, office_in_use
from crawlers.browser.rendering import asking, executable, obstacle
from crawlers.declarations import DeclarationError
from pipeline.classifying.model import ModelError
from pipeline.issue.files import house_of
from pipeline.learning.in_use import rules_of
from pipeline.pages.extractor import page_extractor
from pipeline.reprocessing.outdated import judged_line
from pipeline.run import all_sources
from pipeline.topics import TopicError
from storage.clock import day_of
from storage.database import open_database
from storage.holidays import KNOWN
from storage.office import OfficeError, office_of
from storage.queries.problems import find_problems
from storage.queries.rebuilding import extractors_in_use
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
        ("办公室", _office),
        ("主题", _topics),
        ("解读", _readings),
        ("判断", _judgements),
        ("附件", _attachments),
        ("浏览器", _browser),
        ("汇编", _issue),
        ("邮件服务器", _mail),
        ("联系方式", _contact),
        ("节假日", _holidays),
        ("来源状态", _problems),
    )
    found = []
    for name, check in checks:
        try:
            found.append(Check(name=name, ok=True, line=check(settings)))
        except (
            SettingError,
            DeclarationError,
            OfficeError,
            TopicError,
            ModelError,
            IssueError,
        ) as error:
            found.append(Check(name=name, ok=False, line=str(error)))
    return tuple(found)


def _home(settings: Settings) -> str:
    free = shutil.disk_usage(settings.home).free
    if free < _LEAST_FREE_BYTES:
        raise SettingError(f"{settings.home} 只剩 {free >> 20} MB，请清出至少 1 GB。")
    return f"{settings.home}，剩余 {free >> 30} GB"


def _database(settings: Settings) -> str:
    with closing(open_database(settings)) as db:
        return f"{db.engine.dialect.name}，表结构已是最新"


def _sources(settings: Settings) -> str:
    sources = all_sources(settings).values()
    verified = sum(source.verified for source in sources)
    return f"{len(sources)} 个，其中 {verified} 个经真实页面核对"


def _office(settings: Settings) -> str:
    office = office_of(settings)
    return f"{office.region}，{'、'.join(office.titles.values())}（{office.file}）"


def _topics(settings: Settings) -> str:
    rules = rules_of(settings)
    return f"规则可用（版本 {rules.fingerprint[:8]}）"


def _readings(settings: Settings) -> str:
    """Whether all pages were read by the rules of now: no fault if not, and nothing hangs on it."""
    sources = all_sources(settings)
    with closing(open_database(settings)) as db, db.connect() as conn:
        used = extractors_in_use(conn)
    total = sum(count for _, _, count in used)
    other = sum(count for name, by, count in used if by != page_extractor(sources.get(name)))
    if not other:
        return f"{total} 个页面都是现行规则所读"
    return (
        f"{total} 个页面中 {other} 个由先前的规则所读，不会因此误报变化；"
        "重新解读会变什么，可用 policywatch reprocess --dry-run 查看"
    )


def _judgements(settings: Settings) -> str:
    """Whether all documents are judged by the rules of now: no fault if not."""
    rules = rules_of(settings)
    with closing(open_database(settings)) as db, db.connect() as conn:
        return judged_line(conn, rules)


def _attachments(_settings: Settings) -> str:
    from crawlers.attachments.archives import load_libarchive

    if load_libarchive() is None:
        raise SettingError(
            "没有 libarchive，RAR 和 7Z 附件打不开，其余照常。Debian、Ubuntu 请装 libarchive13 或 "
            "libarchive13t64；macOS 请 brew install libarchive；其他系统请设环境变量 LIBARCHIVE。"
        )
    return "PDF、Office、WPS、OFD、ZIP、RAR、7Z 都可以打开"


def _browser(settings: Settings) -> str:
    wanted = [source.source_id for source in asking(all_sources(settings).values())]
    if not wanted:
        return "没有来源要求用浏览器读取"
    if why := obstacle(settings):
        raise SettingError(f"{len(wanted)} 个来源要求用浏览器读取（{wanted[0]} 等），但{why}。")
    return f"{executable(settings)}，{len(wanted)} 个来源可用"


def _issue(settings: Settings) -> str:
    """Whether issues can be set: a Chinese font, the office's template, LibreOffice."""
    house = house_of(settings)
    if why := obstacle_to_setting():
        raise SettingError(why)
    if office := office_in_use():
        return f"《{house.title}》，页码由 LibreOffice（{office}）排定"
    return f"《{house.title}》，没有 LibreOffice，页码由本程序估算"


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


def _holidays(_: Settings) -> str:
    return holidays_line(day_of(datetime.now(UTC)))


def holidays_line(today: date) -> str:
    """Up to when holidays are known. Raises ``SettingError`` if not on that day."""
    last = KNOWN[-1]
    if today.year > last:
        raise SettingError(
            f"只知道 {last} 年及以前的放假安排，此后按周末和固定节日推算，"
            "久无更新的提醒可能早几天。请升级：pip install -U chinesecalendar。"
        )
    return f"放假与调休安排已知到 {last} 年"


def _problems(settings: Settings) -> str:
    with closing(open_database(settings)) as db, db.connect() as conn:
        problems = find_problems(conn)
    fresh = [one for one in problems if one.acknowledged_at is None]
    if fresh:
        lines = "；".join(f"{one.source_id}：{one.cause}" for one in fresh)
        raise SettingError(f"来源有 {len(fresh)} 个未解决的问题：{lines}")
    known = f"{len(problems)} 个问题都已有人知悉"
    return known if problems else "没有未解决的问题"
