"""What is wrong with this installation, and how to mend it."""

import asyncio
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime

from compilation.writers import obstacle_to_setting, office_in_use
from crawlers.browser.rendering import asking, executable, obstacle
from notifiers import DeliveryError
from notifiers.dkim import signer
from notifiers.email import EmailNotifier
from notifiers.mime import is_address, sender_of
from pipeline.issue.files import house_of
from pipeline.learning.in_use import rules_of
from pipeline.operating.alarms import alarms
from pipeline.operating.canary import STAGE_WORDS, canary_fault, wanted
from pipeline.operating.heartbeat import BEAT_MINUTES, heartbeat_address
from pipeline.operating.mailbox import THIS_MACHINE, mailbox_of, opened
from pipeline.operating.undelivered import SAID_FOR, undelivered_words
from pipeline.reprocessing.outdated import judged_line, readings_line
from pipeline.run import all_sources
from storage.clock import day_of
from storage.database import open_database
from storage.faults import WrongError
from storage.holidays import KNOWN
from storage.keys import home_key
from storage.office import office_of
from storage.queries.problems import find_problems
from storage.records import OWN_SOURCE
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
        ("发件人", _sender),
        ("邮件签名", _signature),
        ("公开页面", public_line),
        ("退信信箱", _bounces),
        ("全程自检", _canary),
        ("报平安", _heartbeat),
        ("通知", _notices),
        ("投递", _deliveries),
        ("联系方式", _contact),
        ("节假日", _holidays),
        ("来源状态", _problems),
    )
    found = []
    for name, check in checks:
        try:
            found.append(Check(name=name, ok=True, line=check(settings)))
        except WrongError as error:
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
    with closing(open_database(settings)) as db, db.connect() as conn:
        return readings_line(conn, all_sources(settings))


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
    """Whether the server lets us in, as it must for a mail: certificate, login and all."""
    where = f"{settings.smtp_host}:{settings.smtp_port}"
    try:
        asyncio.run(_let_in(settings))
    except DeliveryError as error:
        raise SettingError(
            f"{error.reason}（POLICYWATCH_SMTP_HOST、_PORT、_TLS、_STARTTLS、_USER、_PASSWORD）"
        ) from error
    bare = settings.smtp_password and not (settings.smtp_tls or settings.smtp_starttls)
    if bare and settings.smtp_host not in THIS_MACHINE:
        mend = "服务器若支持加密，请设 POLICYWATCH_SMTP_STARTTLS=true 或 POLICYWATCH_SMTP_TLS=true"
        return f"{where} 可以发信，但密码不加密就传了过去：{mend}"
    return f"{where} 可以发信"


async def _let_in(settings: Settings) -> None:
    notifier = EmailNotifier.from_settings(settings)
    notifier.timeout = _SMTP_SECONDS
    await notifier.probe()


def _sender(settings: Settings) -> str:
    """Whether mails come from an address that other servers take mail of."""
    sender = sender_of(settings.mail_from)
    if "." not in sender.domain:
        raise SettingError(
            f"发件人 {sender.addr_spec} 没有真实的域名，多数邮箱会拒收："
            "请设 POLICYWATCH_MAIL_FROM。"
        )
    return settings.mail_from


def _signature(settings: Settings) -> str:
    """Whether mails are signed, and the record that the name server has to publish for that."""
    found = signer(settings)
    if found is None:
        return "没有设 POLICYWATCH_DKIM_KEY，邮件不签名"
    name, record = found.record
    return f"邮件以 {found.domain} 签名；域名 {name} 的 TXT 记录应为 {record}"


def public_line(settings: Settings) -> str:
    """Where readers find the public pages. Raises ``SettingError`` if mails link what is not
    offered, or nobody is told of what is, ``KeyFaultError`` if no link can be signed."""
    url, port = settings.public_url, settings.public_port
    if url and not port:
        raise SettingError(
            f"邮件里的链接指向 {url}，而 serve 不提供公开页面："
            "请用 POLICYWATCH_PUBLIC_PORT 设一个端口。"
        )
    if port and not url:
        raise SettingError(
            f"公开页面设在端口 {port}，读者却没有网址：请用 POLICYWATCH_PUBLIC_URL 写明。"
        )
    if not url:
        return "没有设 POLICYWATCH_PUBLIC_URL，读者不能自己订阅、退订"
    home_key(settings.home, "links")
    return f"{url}，由 serve 在 {settings.public_host}:{port} 提供"


def _bounces(settings: Settings) -> str:
    """Whether the mailbox lets us in."""
    if not settings.bounces:
        return "没有设 POLICYWATCH_BOUNCES，退信和投诉要人自己看"
    box = mailbox_of(settings.bounces)
    with opened(box):
        return f"{box.where} 可以读"


def _canary(settings: Settings) -> str:
    """Whether the settings of the canary go together."""
    if not settings.canary_minutes:
        return "没有开启（POLICYWATCH_CANARY_MINUTES）"
    if fault := canary_fault(settings):
        raise SettingError(fault)
    stages = "、".join(STAGE_WORDS[stage] for stage in wanted(settings))
    return f"每 {settings.canary_minutes} 分钟一次，{settings.canary_within} 分钟内应走完：{stages}"


def _heartbeat(settings: Settings) -> str:
    """Whether somebody notices that ``serve`` does not run."""
    address = heartbeat_address(settings)
    if address is None:
        return "没有设 POLICYWATCH_HEARTBEAT_URL，serve 停了要人自己发现"
    return f"serve 运行正常时，每 {BEAT_MINUTES} 分钟向 {address.host} 报一次平安"


def _notices(settings: Settings) -> str:
    """Whether the operator is told, and all is well with what tells."""
    with closing(open_database(settings)) as db, db.connect() as conn:
        found = alarms(conn, settings)
    if found:
        raise SettingError("；".join(one.line for one in found))
    if settings.operator_mail and not is_address(settings.operator_mail):
        raise SettingError(f"POLICYWATCH_OPERATOR_MAIL 不是邮件地址：{settings.operator_mail}")
    if not settings.operator_mail:
        return "没有设 POLICYWATCH_OPERATOR_MAIL，来源出了问题只在编辑台上看得到"
    return f"来源出了问题、又恢复时，写信给 {settings.operator_mail}"


def _deliveries(settings: Settings) -> str:
    """Whether digests arrive."""
    with closing(open_database(settings)) as db, db.connect() as conn:
        words = undelivered_words(conn, datetime.now(UTC))
    if words:
        raise SettingError(f"{words}：见编辑台的投递页和订阅页，或 policywatch deliveries list。")
    return f"近 {SAID_FOR.days} 天没有送不到的摘要"


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
        problems = [one for one in find_problems(conn) if one.source_id != OWN_SOURCE]
    fresh = [one for one in problems if one.acknowledged_at is None]
    if fresh:
        lines = "；".join(f"{one.source_id}：{one.cause}" for one in fresh)
        raise SettingError(f"来源有 {len(fresh)} 个未解决的问题：{lines}")
    known = f"{len(problems)} 个问题都已有人知悉"
    return known if problems else "没有未解决的问题"
