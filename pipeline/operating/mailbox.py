"""A mailbox read by IMAP: what came in since the last time, and whether a mail of ours is there.

Mails are left where they are. How far it was read is kept beside the database (the mailbox's own
numbers, which hold until it says otherwise), so that nothing is missed because a person opened it
first; to read one twice does no harm.
"""

import base64
import contextlib
import imaplib
import re
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec

from notifiers.line_faults import line_fault
from storage.faults import WrongError

_SECONDS = 30
_MOST_BYTES = 200_000
"""So much of a mail is read: reports are short, and what they quote may be long."""
_BACK = timedelta(days=30)
"""A mailbox that is met first is not read from its beginning."""
_NEWEST = 50
_UID = re.compile(rb"UID (\d+)")
_PORTS = {"imaps": 993, "imap": 143}
THIS_MACHINE = ("127.0.0.1", "::1", "localhost")
_OURSELVES = '("name" "policywatch" "version" "0.1")'
_PLAIN = re.compile(r"[ -~]+")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\"\\]")
_FOREIGN = re.compile(r"[^ -~]+")
_EXAMPLE = (
    "应如 imaps://用户:口令@imap.example.org/INBOX（用户名和口令中的 @ : / 写作 %40 %3A %2F）"
)


class MailboxError(WrongError):
    """The mailbox cannot be read: what, where, and the mend, in one Chinese line."""


@dataclass(frozen=True, kw_only=True)
class Mailbox:
    """Where to read, and as whom."""

    host: str
    port: int
    user: str
    password: str
    folder: str = "INBOX"
    tls: bool = True
    trust: ssl.SSLContext | None = None
    """Whose certificates are believed; ``None``: the system's authorities."""

    @property
    def where(self) -> str:
        return f"{self.host}:{self.port}/{self.folder}"


class Place(msgspec.Struct):
    """How far a mailbox was read."""

    where: str
    validity: int
    """While the mailbox says the same, its numbers hold."""
    uid: int


def mailbox_of(url: str) -> Mailbox:
    """The mailbox that imaps://user:password@host[:port][/FOLDER] stands for.

    Raises ``MailboxError``; a line without a password in it.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise MailboxError(f"信箱地址不对：{_EXAMPLE}") from error
    host, user = parts.hostname or "", unquote(parts.username or "")
    password = unquote(parts.password or "")
    if parts.scheme not in _PORTS or not host or not _PLAIN.fullmatch(user):
        raise MailboxError(f"信箱地址不对：{_EXAMPLE}")
    if password and not _PLAIN.fullmatch(password):
        raise MailboxError("信箱的口令只能用 ASCII 字符。")
    if parts.scheme == "imap" and host not in THIS_MACHINE:
        raise MailboxError(f"imap:// 不加密，只用于本机；{host} 请用 imaps://。")
    return Mailbox(
        host=host,
        port=port,
        user=user,
        password=password,
        folder=_CONTROLS.sub("", unquote(parts.path.strip("/"))) or "INBOX",
        tls=parts.scheme == "imaps",
    )


@dataclass(kw_only=True)
class Session:
    """A mailbox that is open."""

    box: Mailbox
    line: imaplib.IMAP4
    validity: int

    def since(self, uid: int, now: datetime) -> list[int]:
        """The numbers of the mails behind that one, of the last month, in order."""
        day = imaplib.Time2Internaldate(now - _BACK).strip('"').split()[0]
        # "5:*" holds the last mail even if that is the fourth.
        found = self._ask("search", None, f"UID {uid + 1}:* SINCE {day}")
        return sorted(int(one) for one in found.split() if int(one) > uid)

    def raw(self, uid: int) -> bytes:
        """The mail's beginning, which is mostly all of it; nothing if it is gone."""
        kind, data = self.line.uid("fetch", str(uid), f"(BODY.PEEK[]<0.{_MOST_BYTES}>)")
        if kind != "OK":
            raise imaplib.IMAP4.error(kind)
        return next((one[1] for one in data if isinstance(one, tuple)), b"")

    def mark(self, uid: int) -> None:
        """People see that it was dealt with."""
        self.line.uid("store", str(uid), "+FLAGS.SILENT", r"(\Seen)")

    def with_id(self, message_id: str, now: datetime) -> list[int]:
        """The numbers of the mails of that Message-ID."""
        found = self._ask("search", None, f'HEADER Message-ID "{message_id}"')
        return [int(one) for one in found.split()] or self._looked_up(message_id, now)

    def _looked_up(self, message_id: str, now: datetime) -> list[int]:
        """The same among the newest mails, by their heads: not all servers search for headers."""
        newest = self.since(0, now)[-_NEWEST:]
        if not newest:
            return []
        uids = ",".join(map(str, newest))
        _, data = self.line.uid("fetch", uids, "(UID BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")
        heads = [one for one in data if isinstance(one, tuple)]
        wanted = message_id.encode()
        return [
            int(found[1]) for said, head in heads if wanted in head and (found := _UID.search(said))
        ]

    def _ask(self, command: str, *words: str | None) -> bytes:
        kind, data = self.line.uid(command, *words)  # type: ignore[arg-type]
        if kind != "OK":
            raise imaplib.IMAP4.error(*data)
        return next((one for one in data if isinstance(one, bytes)), b"")


@contextlib.contextmanager
def opened(box: Mailbox) -> Iterator[Session]:
    """The mailbox, open for reading and marking. Raises ``MailboxError`` for what it refuses."""
    try:
        line = _line(box)
        try:
            yield _session(box, line)
        finally:
            with contextlib.suppress(imaplib.IMAP4.error, OSError):
                line.logout()
            with contextlib.suppress(OSError):
                line.shutdown()  # of a broken line it was not done
    except (imaplib.IMAP4.error, OSError) as error:
        raise MailboxError(f"信箱 {box.where} 读不到：{_fault(error)}。") from error


class _RefusedError(imaplib.IMAP4.error):
    """The server lets us in and refuses what we ask: what, and the mend, in Chinese."""


def _fault(error: Exception) -> str:
    if isinstance(error, _RefusedError):
        return str(error)
    if isinstance(error, OSError):
        return f"{line_fault(error)}。请核对地址和端口，以及网络是否通"
    return f"对方中断了，或答复不合 IMAP（{_answer(error.args)}）。请稍后再试"


def _answer(said: Sequence[object]) -> str:
    """The server's own words."""
    raw = next((one for one in reversed(said) if one), b"")
    words = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else str(raw)
    return words.rpartition("=> ")[2].strip()[:200] or "没有说明"


def _line(box: Mailbox) -> imaplib.IMAP4:
    if box.tls:
        trust = box.trust or ssl.create_default_context()
        return imaplib.IMAP4_SSL(box.host, box.port, ssl_context=trust, timeout=_SECONDS)
    return imaplib.IMAP4(box.host, box.port, timeout=_SECONDS)


def _session(box: Mailbox, line: imaplib.IMAP4) -> Session:
    try:
        line.login(box.user, box.password)
    except imaplib.IMAP4.abort:  # no answer at all
        raise
    except imaplib.IMAP4.error as error:
        said = _answer(error.args)
        raise _RefusedError(f"登录被拒（{said}）。请核对用户名和口令（或授权码）") from error
    if "ID" in line.capabilities:  # some providers let in nobody who does not say who calls
        line.xatom("ID", _OURSELVES)
    kind, data = line.select(f'"{_named(box.folder)}"')
    if kind != "OK":
        raise _RefusedError(f"打不开文件夹（{_answer(data)}）。请核对它的名称")
    numbers = line.response("UIDVALIDITY")[1]
    validity = next((int(one) for one in numbers if one), 0)
    return Session(box=box, line=line, validity=validity)


def _named(folder: str) -> str:
    """A folder's name as IMAP writes it: what is not ASCII in a base64 of its own (RFC 3501)."""

    def coded(found: re.Match[str]) -> str:
        words = base64.b64encode(found[0].encode("utf-16-be")).rstrip(b"=").replace(b"/", b",")
        return f"&{words.decode()}-"

    return _FOREIGN.sub(coded, folder.replace("&", "&-"))


def place_in(file: Path, session: Session) -> int:
    """The number up to which the mailbox was read; 0 if its numbers are new."""
    try:
        place = msgspec.json.decode(file.read_bytes(), type=Place)
    except (FileNotFoundError, msgspec.MsgspecError):
        return 0
    same = (place.where, place.validity) == (session.box.where, session.validity)
    return place.uid if same else 0


def keep_place(file: Path, session: Session, uid: int) -> None:
    """Keep how far it was read."""
    place = Place(where=session.box.where, validity=session.validity, uid=uid)
    half = file.with_suffix(".half")
    half.write_bytes(msgspec.json.encode(place))
    half.replace(file)
