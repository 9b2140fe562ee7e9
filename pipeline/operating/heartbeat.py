"""A sign of life for a monitor elsewhere: a program that does not run any more tells nobody so.

As long as ``serve`` runs and none of its jobs stands still, a monitor's address is asked for every
few minutes. What does not come in time is the monitor's to tell: of a machine that is off, too.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

import httpx

from notifiers.addresses import parsed
from notifiers.line_faults import line_fault
from notifiers.trust import believed
from storage.settings import SettingError, Settings

log = logging.getLogger(__name__)

BEAT_MINUTES = 5
_SECONDS = 20.0


@dataclass(frozen=True, kw_only=True)
class Heartbeat:
    """Where the sign of life goes, and when there is none to give."""

    address: httpx.URL
    user_agent: str
    stands: Callable[[], bool]
    """Whether a job of ours stands still."""

    @classmethod
    def of(cls, settings: Settings, stands: Callable[[], bool]) -> "Heartbeat | None":
        """That of the settings, if they want one. Raises ``SettingError``."""
        address = heartbeat_address(settings)
        if address is None:
            return None
        return cls(address=address, user_agent=settings.user_agent, stands=stands)

    def beat(self) -> None:
        """Ask for the address, unless a job stands still.

        One that does not answer is the monitor's to tell; here it is a line in the log, without the
        address: that is a key.
        """
        if self.stands():
            return
        try:
            answer = httpx.get(
                self.address,
                headers={"user-agent": self.user_agent},
                timeout=_SECONDS,
                verify=believed(),
                trust_env=False,
            )
        except (httpx.HTTPError, OSError) as error:
            log.warning("没能向 %s 报平安：%s", self.address.host, line_fault(error))
            return
        if not answer.is_success:
            log.warning("报平安没有被 %s 收下：HTTP %s", self.address.host, answer.status_code)


def heartbeat_address(settings: Settings) -> httpx.URL | None:
    """Where the settings have it go. Raises ``SettingError`` for what is no address."""
    if not settings.heartbeat_url:
        return None
    try:
        return parsed(settings.heartbeat_url)
    except ValueError as error:
        raise SettingError(f"POLICYWATCH_HEARTBEAT_URL：{error}") from error
