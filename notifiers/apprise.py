"""Whatever else Apprise speaks to (Telegram, Discord, ntfy, Server酱 …): plain text in parts.

Its attempt is one call that says yes or no. Why it was no, its log tells; where that does not say
that nothing went out, the attempt is unknown.
"""

import asyncio
import logging
import re
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from notifiers.addresses import PrivateAddressError, resolve
from notifiers.base import DeliveryError, HandingOver, Pace, unmarked
from notifiers.cards import Card, Item, plain
from notifiers.chats.dialects import flat
from notifiers.cutting import cards_of
from notifiers.line_faults import line_fault
from notifiers.showing import Showing
from storage.records import Form, Message
from storage.settings import Settings

if TYPE_CHECKING:  # a hundred modules, half a second: loaded by who sends, or checks an address
    from apprise import AppriseAsset
    from apprise.plugins.base import NotifyBase

_LEAST, _MOST = 500, 20_000
"""Characters of a message: of less no document would fit, and more nobody scrolls."""
_SHARE = 0.8
"""Of what the service takes: Apprise may lengthen it (``&`` to ``&amp;``) before it sends."""
_MAIL = {"mailto", "mailtos"}
_LOCAL = {"dbus", "qt", "kde", "glib", "gnome", "macosx", "windows", "syslog", "growl"}
"""Services that show on the screen of this machine."""
_STATUS = re.compile(r"error=(\d{3})\b")
_NOT_CONNECTED = re.compile(
    r"NewConnectionError|ConnectTimeout|NameResolution|Failed to (?:resolve|establish)|SSLError|"
    r"ProxyError|Connection refused"
)
_TOO_MANY, _AMBIGUOUS = 429, {502, 504}
_hearing: "ContextVar[_Heard | None]" = ContextVar("hearing", default=None)
_FORMAT = "应为 Apprise 的地址，一个去处，如 tgram://令牌/群号（github.com/caronc/apprise）"


@dataclass(kw_only=True)
class AppriseNotifier:
    """Hands a message to Apprise; the address is its URL."""

    NAME: ClassVar[str] = "Apprise"

    allow_private: bool = False
    timeout: float = 60.0

    PACE: ClassVar[Pace] = Pace(per_minute=20, per_second=1)
    OFF_PEAK: ClassVar[bool] = True
    BY_ADDRESS: ClassVar[bool] = True
    """How long a message may be depends on where it goes: each address has forms of its own."""

    @classmethod
    def from_settings(cls, settings: Settings) -> "AppriseNotifier":
        """Private addresses only where the settings allow them."""
        return cls(allow_private=settings.webhook_private)

    @staticmethod
    def check(address: str, secret: str) -> None:
        """Raise ``ValueError`` for what Apprise does not know, or is none of ours to use."""
        scheme = address.partition(":")[0].lower()
        if scheme in _MAIL:
            raise ValueError("邮件请用渠道 email")
        if scheme in _LOCAL:
            raise ValueError(f"{scheme}:// 只在本机屏幕上显示，谁也收不到")
        if secret:
            raise ValueError("凭证都在地址里，secret 应留空")
        plugin = _plugin(address)
        if len(plugin) > 1:
            raise ValueError("一个订阅只能有一个去处，请分成几个订阅")
        if plugin.body_maxlen < _LEAST:
            raise ValueError(f"每条至多 {plugin.body_maxlen} 字，装不下一份文件的题目与链接")

    @staticmethod
    def forms(showing: Showing) -> tuple[Form, ...]:
        """Parts as long as the address's service takes."""
        room = _room(_plugin(showing.digest.subscription.address))
        cards = cards_of(showing, lambda card: _length(_form(card)) <= room)
        return tuple(_form(card) for card in cards)

    async def send(self, message: Message, handing_over: HandingOver = unmarked) -> None:
        """Return once Apprise said yes; else raise ``DeliveryError``."""
        try:
            plugin = _plugin(message.address)
            await self._refuse_private(plugin)
        except ValueError as error:
            raise DeliveryError(str(error), transient=False) from error
        except OSError as error:
            raise DeliveryError(f"连不上：{line_fault(error)}", transient=True) from error
        form = message.form
        if form.html or _length(form) > plugin.body_maxlen:  # a notice, as it is made for mails
            form = _form(plain(form.subject, form.text))
        await handing_over()
        try:
            async with asyncio.timeout(self.timeout):
                accepted, lines = await asyncio.to_thread(_notified, plugin, form)
        except TimeoutError as error:
            raise DeliveryError("没有等到答复", transient=False, unknown=True) from error
        if not accepted:
            raise refusal(lines)

    async def close(self) -> None:
        """Nothing is kept."""

    async def _refuse_private(self, plugin: "NotifyBase") -> None:
        """Of services that people run themselves, the host is looked up here; that Apprise looks
        it up again when it connects cannot be helped."""
        own = "{host}" in str(plugin.templates)
        if not (own and plugin.host):
            return
        try:
            await resolve(plugin.host, plugin.port or 443, allow_private=self.allow_private)
        except PrivateAddressError as error:
            reason = f"拒绝发往内网地址：{error}（POLICYWATCH_WEBHOOK_PRIVATE=true 可放行）"
            raise DeliveryError(reason, transient=False) from error


def refusal(lines: Sequence[str]) -> DeliveryError:
    """What Apprise's log says of a message that it did not bring."""
    said = next((one for one in lines if _STATUS.search(one)), "")
    if said and not any(one.startswith("Sent ") for one in lines):
        return _refused(int(_STATUS.findall(said)[-1]), " ".join(said.split())[:200])
    if any(_NOT_CONNECTED.search(one) for one in lines):
        return DeliveryError("连不上", transient=True)
    return DeliveryError(
        "Apprise 没有送成，也说不清是否已经发出；核实后再重发", transient=False, unknown=True
    )


def _refused(status: int, said: str) -> DeliveryError:
    if status in _AMBIGUOUS:
        return DeliveryError(said, transient=False, unknown=True)
    slowed = status == _TOO_MANY
    return DeliveryError(said, transient=slowed or status >= 500, slowed="lane" if slowed else "")


def _plugin(address: str) -> "NotifyBase":
    """What Apprise makes of the address. Raises ``ValueError``."""
    _silence()
    from apprise import Apprise, OverflowMode
    from apprise.exception import AppriseException

    try:
        plugin = Apprise.instantiate(address, asset=_ours(), suppress_exceptions=False)
    except (AppriseException, TypeError) as error:
        raise ValueError(f"{_FORMAT}：{error}") from error
    if plugin is None:
        raise ValueError(_FORMAT)
    # What an address may ask for, and is ours to decide: where else to go, to try again, that a
    # failure counts as a yes, to cut a message into several.
    plugin.redirects, plugin.retry, plugin.optional = False, 0, False
    plugin.overflow_mode = OverflowMode.UPSTREAM
    return plugin


def _ours() -> "AppriseAsset":
    """Who speaks, where a service shows it: not Apprise, nor its pictures, which are remote."""
    from apprise import AppriseAsset

    return AppriseAsset(
        app_id="policywatch", app_desc="双碳政策", app_url="", image_url_mask="", image_url_logo=""
    )


def _notified(plugin: "NotifyBase", form: Form) -> tuple[bool, list[str]]:
    """Whether it was accepted, and what Apprise logged of it."""
    from apprise import Apprise, NotifyFormat

    heard = _Heard()
    log = _silence()
    log.addHandler(heard)
    _hearing.set(heard)
    try:
        sender = Apprise([plugin])
        accepted = sender.notify(form.text, form.subject, body_format=NotifyFormat.TEXT)
    finally:
        log.removeHandler(heard)
    return bool(accepted), heard.lines


class _Heard(logging.Handler):
    """What one attempt logs, in whatever thread; others go on at the same time."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if _hearing.get() is self:
            self.lines.append(record.getMessage())


def _silence() -> logging.Logger:
    """Its log, which names tokens, and goes nowhere else."""
    log = logging.getLogger("apprise")
    log.propagate = False
    log.setLevel(logging.DEBUG)
    return log


def _room(plugin: "NotifyBase") -> int:
    return min(int(_SHARE * plugin.body_maxlen), _MOST)


def _length(form: Form) -> int:
    """In the widest unit that services count; a title may become part of the text."""
    return len(f"{form.subject}\r\n{form.text}".encode("utf-16-le", "replace")) // 2


def _form(card: Card) -> Form:
    shown = replace(
        card,
        head=tuple(map(flat, card.head)),
        foot=tuple(map(flat, card.foot)),
        items=tuple(map(_flat, card.items)),
    )
    return Form(subject=flat(card.title), text=shown.body)


def _flat(item: Item) -> Item:
    lines = tuple(replace(one, text=flat(one.text)) for one in item.lines)
    return replace(item, title=flat(item.title), heading=flat(item.heading), lines=lines)
