"""Sending what is planned: mails a second, processor time and memory; and a server that misbehaves.

The mail server is a process of its own. Its part of the two cores is in the rate.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.telling_home import NOW, SOURCES, filled
from pipeline.deliver import World, plan_owed, send_due
from storage.database import open_database
from storage.office import DEFAULT_OFFICE
from storage.settings import Settings
from tests.wild_world import Server, play, wild_server

_ITEMS = 60


def measured(readers: int, *, key: str = "") -> dict[str, Any]:
    """A week of documents, planned and sent to so many; what it took. ``key``: signs the mails."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        filled(home, "", _ITEMS, readers)
        with wild_server(home) as server:
            words = ["-m", "benchmarks.telling_send", str(home), str(server.port), key]
            done = subprocess.run(
                [sys.executable, *words], check=True, capture_output=True, text=True
            )
            found = json.loads(done.stdout)
            mails = server.mails()
            once = len(mails) == readers and set(mails.values()) == {1}
            sizes = [int(one.split()[2]) for one in server.log.read_text().splitlines()]
            return found | {
                "readers": readers,
                "once": once,
                "bytes": sum(sizes) // len(sizes),
                "server_cpu": _server_cpu(server),
            }


def chaos(readers: int, kills: int, seed: int) -> dict[str, Any]:
    """A server that misbehaves in every way, a sender that is killed so often: how it ended."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.load(Path(folder), {})
        db = open_database(settings)
        began = time.perf_counter()
        with wild_server(Path(folder)) as server:
            result = play(db, settings, server, readers, kills, Random(seed))
        db.close()
        return asdict(result) | {"seconds": round(time.perf_counter() - began)}


def line(one: dict[str, Any]) -> str:
    """One measurement in words."""
    return (
        f"{one['readers']:>7} readers: {one['rate']:.0f} mails/s planned, rendered and accepted "
        f"(sending alone {one['sending_rate']:.0f}/s), {one['cpu_ms']:.1f} ms of processor a mail "
        f"(server {one['server_cpu'] / one['readers'] * 1000:.1f} ms more), "
        f"{one['bytes']} bytes each, peak {one['peak_mb']:.0f} MB, each once: {one['once']}"
    )


def _server_cpu(server: Server) -> float:
    parts = Path(f"/proc/{server.process_id}/stat").read_text().rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / 100


def _sent(home: str, port: str, key: str) -> dict[str, Any]:
    settings = replace(
        Settings.load(home, {}),
        smtp_port=int(port),
        mail_from="双碳政策观察 <watch@desk.example.org>",
        dkim_key=key,
    )
    db = open_database(settings)
    began, used = time.perf_counter(), time.process_time()
    plan_owed(db, World(settings=settings, sources=SOURCES, office=DEFAULT_OFFICE), NOW)
    planned = time.perf_counter()
    account = send_due(db, settings, NOW)
    ended = time.perf_counter()
    return {
        "accepted": account.accepted,
        "rate": account.accepted / (ended - began),
        "sending_rate": account.accepted / (ended - planned),
        "cpu_ms": (time.process_time() - used) / account.accepted * 1000,
        "peak_mb": _peak_mb(),
    }


def _peak_mb() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(one for one in lines if one.startswith("VmHWM")).split()[1]) / 1024


def main(words: Sequence[str]) -> None:
    print(json.dumps(_sent(*words)))


if __name__ == "__main__":
    main(sys.argv[1:])
