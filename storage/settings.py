"""Settings: from the environment, read once, checked, and named in every complaint."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from storage.clock import window_of
from storage.faults import WrongError
from storage.file_errors import why

_PUBLIC_URL = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?(?:/[A-Za-z0-9._~/-]*)?")


class SettingError(WrongError):
    """A setting is wrong: what, where, and the mend, in one Chinese line."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """All settings; each is an environment variable ``POLICYWATCH_`` + the name in capitals."""

    home: Path
    database_url: str
    contact: str = "policywatch@localhost"
    """Mail address or page by which an agency can reach the operator."""
    desk_url: str = "http://127.0.0.1:8000"
    smtp_host: str = "127.0.0.1"
    smtp_port: int = 25
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_starttls: bool = False
    smtp_tls: bool = False
    mail_from: str = "policywatch@localhost"
    public_url: str = ""
    """Where readers reach the public pages (https://…); empty: there are none, and no links."""
    public_host: str = "127.0.0.1"
    public_port: int = 0
    """Where ``serve`` offers the public pages, apart from the desk; 0: nowhere."""
    dkim_key: str = ""
    """A file with the private key that signs mails; empty: none are signed."""
    dkim_selector: str = "policywatch"
    mail_pace: int = 0
    """Mails a minute to one mail provider, at most; 0: as fast as it takes them."""
    bounces: str = ""
    """The mailbox to which mails come back: imaps://user:password@host; empty: none is read."""
    canary_minutes: int = 0
    """How often a change of our own goes through the whole line; 0: never."""
    canary_within: int = 30
    """Minutes within which it must have arrived, or the alarm is given."""
    canary_mail: str = ""
    """Where its mail goes; empty: none is sent."""
    canary_mailbox: str = ""
    """Where that mail is looked for: imaps://user:password@host; empty: where ``bounces`` is."""
    canary_hook: str = ""
    """Where its webhook goes; empty: to our own public address, if there is one."""
    operator_mail: str = ""
    """Where news of broken sources go; empty: nowhere but the desk."""
    heartbeat_url: str = ""
    """An address of a monitor elsewhere, asked for while ``serve`` is well; empty: none is."""
    webhook_private: bool = False
    """Allow webhooks to private and loopback addresses."""
    sources: str = ""
    """A folder with further source files of the operator."""
    chromium: str = ""
    """The browser for sources that ask for one; empty: what is found on the path."""
    serve_host: str = "127.0.0.1"
    serve_port: int = 8000
    crawl_window: str = ""
    """When scheduled passes may start, in China's time: 22:00-06:00; empty: at any time."""
    spot_checks: int = 10
    """How many rejected documents of a week are drawn for a person to look at; 0: none."""
    advice_url: str = ""
    """An endpoint that speaks as OpenAI's does (…/v1), of a model that is asked; empty: none is."""
    advice_key: str = ""
    advice_model: str = ""
    """Its name there."""
    advice_tokens: int = 500_000
    """What may be spent on it in a month."""
    issue_template: str = ""
    """The office's own .docx in which issues are drafted; empty: one that the program makes."""

    @property
    def user_agent(self) -> str:
        return f"policywatch/0.1 (+{self.contact})"

    @property
    def office_address(self) -> str:
        """Where readers reach the office: a mail address or a page; else the public pages."""
        return self.public_url if self.contact.endswith("@localhost") else self.contact

    def environment(self) -> dict[str, str]:
        """The settings as environment variables, for a child process."""
        values = {"POLICYWATCH_HOME": str(self.home), "POLICYWATCH_DATABASE_URL": self.database_url}
        for name in _DEFAULTS:
            values[f"POLICYWATCH_{name.upper()}"] = str(getattr(self, name))
        return values

    @classmethod
    def load(
        cls, home: str | Path | None = None, environment: Mapping[str, str] | None = None
    ) -> "Settings":
        """Settings from the environment; the home is made if it is not there.

        Raises ``SettingError``.
        """
        env = os.environ if environment is None else environment
        folder = Path(home or env.get("POLICYWATCH_HOME") or "var").absolute()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            probe = folder / ".writable"
            probe.touch()
            probe.unlink(missing_ok=True)  # another program may try the same at this moment
        except OSError as error:
            raise SettingError(
                f"数据目录不可写：{folder}（{why(error)}）。"
                "请用 --home 或 POLICYWATCH_HOME 指定可写的目录。"
            ) from error
        url = env.get("POLICYWATCH_DATABASE_URL") or f"sqlite:///{folder / 'policywatch.db'}"
        values: dict[str, object] = {}
        for name, default in _DEFAULTS.items():
            raw = env.get(f"POLICYWATCH_{name.upper()}")
            if raw is not None:
                values[name] = _read(name, raw, default)
        settings = cls(home=folder, database_url=url, **values)  # type: ignore[arg-type]
        _check(settings)
        return settings


def _check(settings: Settings) -> None:
    """Raise ``SettingError`` for a value that cannot be meant."""
    for name in _PORTS:
        if (port := getattr(settings, name)) > _LAST_PORT:
            raise SettingError(
                f"POLICYWATCH_{name.upper()}={port}：应为端口号，不大于 {_LAST_PORT}。"
            )
    try:
        window_of(settings.crawl_window)
    except ValueError as error:
        raise SettingError(
            f"POLICYWATCH_CRAWL_WINDOW={settings.crawl_window}：应为时段，例如 22:00-06:00。"
        ) from error
    url = settings.public_url
    if url and not _PUBLIC_URL.fullmatch(url):
        raise SettingError(
            f"POLICYWATCH_PUBLIC_URL={url}：应为读者打开公开页面的网址，"
            "例如 https://news.example.org，不带 ? 和 #。"
        )


def _read(name: str, raw: str, default: object) -> object:
    if isinstance(default, bool):
        if raw.lower() in ("1", "true", "yes", "on"):
            return True
        if raw.lower() in ("0", "false", "no", "off", ""):
            return False
        raise SettingError(f"POLICYWATCH_{name.upper()}={raw}：应为 true 或 false。")
    if isinstance(default, int):
        if raw.isdecimal():
            return int(raw)
        raise SettingError(f"POLICYWATCH_{name.upper()}={raw}：应为不小于 0 的整数。")
    return raw


_DEFAULTS = {
    name: value
    for name, value in vars(Settings).items()
    if name in Settings.__dataclass_fields__ and isinstance(value, (str, int, bool))
}
_PORTS = tuple(name for name in _DEFAULTS if name.endswith("port"))
_LAST_PORT = 65535
