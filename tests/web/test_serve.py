"""``serve`` as a process: it answers, refuses a taken port in one line, and ends cleanly."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from filelock import FileLock

from storage.settings import SettingError, Settings
from tests.telling_servers import free_port
from web.serve import serve

_PROGRAM = """
import sys
from storage.settings import Settings
from web.serve import serve
sys.exit(serve(Settings.load()))
"""


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home whose sources are not crawled: somebody else's pass holds the lock."""
    with FileLock(tmp_path / "pass.lock"):
        yield tmp_path


def start(home: Path, port: int, **more: str) -> subprocess.Popen[str]:
    settings = {"POLICYWATCH_HOME": str(home), "POLICYWATCH_SERVE_PORT": str(port)} | more
    return subprocess.Popen(
        (sys.executable, "-c", _PROGRAM),
        env=os.environ | settings,
        stderr=subprocess.PIPE,
        text=True,
    )


def answer(url: str, child: subprocess.Popen[str]) -> httpx.Response:
    """The first answer of a server that is starting; bounded."""
    until = time.monotonic() + 40
    while True:
        try:
            return httpx.get(url, trust_env=False, verify=False)
        except httpx.ConnectError:
            assert child.poll() is None
            assert time.monotonic() < until
            threading.Event().wait(0.05)


def test_serve_answers_and_ends_with_status_0(home: Path, port: int) -> None:
    public = free_port()
    given = {
        "POLICYWATCH_PUBLIC_PORT": str(public),
        "POLICYWATCH_PUBLIC_URL": "https://news.watch.example",
    }
    with start(home, port, **given) as child:
        url, pages = (f"http://127.0.0.1:{one}" for one in (port, public))
        try:
            health = answer(f"{url}/healthz", child).json()
            assert health["status"] == "ok"
            assert health["sources"] > 0
            assert "还没有读取过任何来源" in answer(url, child).text
            assert answer(f"{pages}/healthz", child).text == "ok\n"
            assert "申请订阅" in answer(pages, child).text
            assert answer(f"{pages}/sources", child).status_code == 404
        finally:
            child.send_signal(signal.SIGTERM)
        said = child.communicate(timeout=20)[1]
    assert child.returncode == 0
    assert said == f"编辑台：{url}/（按 Ctrl-C 结束）\n公开页面：{pages}/（按 Ctrl-C 结束）\n"


def test_a_taken_port_is_said_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        environment = {"POLICYWATCH_SERVE_PORT": str(port)}
        with pytest.raises(
            SettingError, match=f"127.0.0.1:{port}.*已被占用.*POLICYWATCH_SERVE_PORT"
        ):
            serve(Settings.load(tmp_path / "home", environment))
    assert not (tmp_path / "home" / "policywatch.db").exists()


def test_a_port_that_is_none_is_said_in_a_line(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"99999.*不大于 65535"):
        serve(Settings.load(tmp_path, {"POLICYWATCH_SERVE_PORT": "99999"}))


def test_a_taken_public_port_and_pages_without_an_address_are_said_first(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        public = str(taken.getsockname()[1])
        given = {"POLICYWATCH_PUBLIC_PORT": public, "POLICYWATCH_SERVE_PORT": str(free_port())}
        with pytest.raises(SettingError, match="POLICYWATCH_PUBLIC_URL"):
            serve(Settings.load(tmp_path, given))
        given["POLICYWATCH_PUBLIC_URL"] = "https://news.watch.example"
        with pytest.raises(SettingError, match=f"{public}.*POLICYWATCH_PUBLIC_PORT"):
            serve(Settings.load(tmp_path, given))
    assert not (tmp_path / "policywatch.db").exists()
