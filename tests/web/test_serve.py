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
from web.serve import serve

_PROGRAM = """
import sys
from storage.settings import Settings
from web.serve import serve
sys.exit(serve(Settings.load()))
"""


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home whose sources are not crawled: somebody else's pass holds the lock."""
    with FileLock(tmp_path / "pass.lock"):
        yield tmp_path


def start(home: Path, port: int) -> subprocess.Popen[str]:
    settings = {"POLICYWATCH_HOME": str(home), "POLICYWATCH_SERVE_PORT": str(port)}
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
    with start(home, port) as child:
        url = f"http://127.0.0.1:{port}"
        try:
            health = answer(f"{url}/healthz", child).json()
            assert health["status"] == "ok"
            assert health["sources"] > 0
            assert "还没有读取过任何来源" in httpx.get(url, trust_env=False, verify=False).text
        finally:
            child.send_signal(signal.SIGTERM)
        said = child.communicate(timeout=20)[1]
    assert child.returncode == 0
    assert said == f"编辑台：{url}/（按 Ctrl-C 结束）\n"


def test_a_taken_port_is_said_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        environment = {"POLICYWATCH_SERVE_PORT": str(port)}
        with pytest.raises(SettingError, match=f"127.0.0.1:{port}.*POLICYWATCH_SERVE_PORT"):
            serve(Settings.load(tmp_path / "home", environment))
    assert not (tmp_path / "home" / "policywatch.db").exists()
