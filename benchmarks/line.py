"""The whole line beside a bare spider, in one run on the simulated sites (``make bench``).

Each round: the bare spider; then ``policywatch crawl`` twice on an empty home, the sites moving to
their second phase in between. Prints a table, and with --json the figures. Exit status 1 if an
edit or a new document was missed, or something was reported that must not be.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
_TICK = 0.05
_LIMITS = {"first_to_bare": 1.25, "second_to_first": 1 / 3, "peak_mb": 200.0}


@dataclass(frozen=True, kw_only=True)
class Timed:
    """One command: its output, seconds from start to end, and the peak of all its processes."""

    output: str
    seconds: float
    cpu: float
    """Processor seconds of the command and its children: unlike the wall, other work on the
    machine hardly moves it."""
    peak_mb: float


@dataclass(kw_only=True)
class Round:
    bare: Timed
    first: Timed
    second: Timed
    wrong: dict[str, list[str]] = field(default_factory=dict)
    """Addresses by what is wrong with them; empty lists left out."""


def tree_mb(pid: int) -> float:
    """Memory of a process and its descendants in MB, shared pages counted once; 0 if unknown."""
    total, waiting = 0.0, [pid]
    while waiting:
        one = waiting.pop()
        proc = Path(f"/proc/{one}")
        try:
            rollup = (proc / "smaps_rollup").read_text()
            for task in (proc / "task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        except (OSError, ValueError):
            continue
        line = next((line for line in rollup.splitlines() if line.startswith("Pss:")), "Pss: 0")
        total += int(line.split()[1]) / 1024
    return total


def timed(command: Sequence[str], env: Mapping[str, str]) -> Timed:
    """Run a command to its end. Raises RuntimeError with its last words if it was wrong to call.

    Status 1 (a source failed) is said and goes on: the comparison shows what is missing.
    """
    began, used = time.perf_counter(), _children_cpu()
    with subprocess.Popen(
        command, env=env, cwd=HERE.parent, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as child:
        peaks = [0.0]
        done = threading.Event()

        def watch() -> None:
            while not done.wait(_TICK):
                peaks.append(tree_mb(child.pid))

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        output, errors = child.communicate()
        done.set()
        watcher.join()
    if child.returncode == 1:
        print(f"status 1: {' '.join(command[1:4])}: {errors[-400:]}", file=sys.stderr)
    elif child.returncode:
        raise RuntimeError(f"{' '.join(command)}: {child.returncode}\n{errors[-2000:]}")
    seconds, cpu = time.perf_counter() - began, _children_cpu() - used
    return Timed(output=output, seconds=seconds, cpu=cpu, peak_mb=max(peaks))


def _children_cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


@contextmanager
def served(folder: Path, arguments: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The simulated sites in a process of their own; yields what their port file says."""
    port_file = folder / "ports.json"
    command = [sys.executable, str(HERE / "site.py"), "--port-file", str(port_file), *arguments]
    with subprocess.Popen(command) as site:
        try:
            while not port_file.exists():
                if site.poll() is not None:
                    raise RuntimeError("the simulated sites did not start")
                time.sleep(_TICK)
            yield json.loads(port_file.read_text("utf-8"))
        finally:
            site.terminate()


def ask(url: str) -> str:
    with urllib.request.urlopen(url, timeout=60) as response:
        body: bytes = response.read()
        return body.decode()


def prepared(folder: Path) -> dict[str, str]:
    """The environment of the commands: the sources, and bytecode that is compiled once before."""
    env = dict(os.environ)
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    env |= {
        "POLICYWATCH_SOURCES": str(folder / "sources"),
        "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
    }
    timed([sys.executable, "-c", "import cli, crawlers.run"], env)
    return env


def play(
    control: str, home: Path, port_file: Path, pace: Sequence[str], env: Mapping[str, str]
) -> Round:
    """One round on an empty home."""
    ask(f"{control}/phase/1")
    spider = [sys.executable, str(HERE / "bare_spider.py"), "--port-file", str(port_file), *pace]
    bare = timed(spider, env)
    first = timed(crawl_command(home), env)
    ask(f"{control}/phase/2")
    second = timed(crawl_command(home), env)
    changes = timed([*policywatch(home, "changes"), "--json"], env).output
    truth = json.loads(ask(f"{control}/truth"))
    return Round(bare=bare, first=first, second=second, wrong=compare(truth, changes))


def policywatch(home: Path, command: str) -> list[str]:
    return [sys.executable, "-m", "cli", command, "--home", str(home)]


def crawl_command(home: Path) -> list[str]:
    return [*policywatch(home, "crawl"), "--fast", "--json", *(f"bench_{n}" for n in range(10))]


def compare(truth: Mapping[str, Any], changes: str) -> dict[str, list[str]]:
    """What the reported changes miss, and what they should not have."""
    reported: dict[str, set[str]] = {}
    for line in changes.splitlines():
        change = json.loads(line)
        reported.setdefault(change["kind"], set()).add(change["url"])
    base = len(reported.pop("baseline", set()))
    found = {kind: reported.pop(kind, set()) for kind in ("amended", "added")}
    edited, new = set(truth["edited"]), set(truth["new"])
    wrong = {
        "edits missed": edited - found["amended"],
        "new missed": new - found["added"],
        "noise reported": found["amended"] & set(truth["noise"]),
        "amended without reason": found["amended"] - edited - set(truth["noise"]),
        "new without reason": found["added"] - new,
        "other kinds": set().union(*reported.values()) if reported else set(),
    }
    if base != truth["documents"]:
        wrong["baseline is not complete"] = {f"{base} of {truth['documents']}"}
    return {what: sorted(urls) for what, urls in wrong.items() if urls}


def figures(rounds: Sequence[Round]) -> dict[str, float]:
    """Medians over the rounds; the ratios are those of each round."""

    def median(values: Sequence[float]) -> float:
        return round(statistics.median(values), 3)

    return {
        "bare_s": median([one.bare.seconds for one in rounds]),
        "first_s": median([one.first.seconds for one in rounds]),
        "second_s": median([one.second.seconds for one in rounds]),
        "bare_cpu_s": median([one.bare.cpu for one in rounds]),
        "first_cpu_s": median([one.first.cpu for one in rounds]),
        "second_cpu_s": median([one.second.cpu for one in rounds]),
        "first_to_bare": median([one.first.seconds / one.bare.seconds for one in rounds]),
        "second_to_first": median([one.second.seconds / one.first.seconds for one in rounds]),
        "bare_mb": round(max(one.bare.peak_mb for one in rounds), 1),
        "peak_mb": round(max(max(o.first.peak_mb, o.second.peak_mb) for o in rounds), 1),
    }


def show(found: Mapping[str, float], rounds: Sequence[Round]) -> None:
    """The table, each figure beside its limit."""
    for name, value in found.items():
        limit = _LIMITS.get(name)
        verdict = (
            "" if limit is None else f"  ({'within' if value <= limit else 'OVER'} {limit:.2f})"
        )
        print(f"{name:16} {value:9.3f}{verdict}")
    for number, one in enumerate(rounds, 1):
        for what, urls in one.wrong.items():
            print(f"round {number}: {what}: {len(urls)}, e.g. {urls[0]}")
    if not any(one.wrong for one in rounds):
        print("every edit and every new document found, none of the noise")


def main() -> int:
    """Play the rounds; the exit status says whether everything was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--per-host", default="8")
    parser.add_argument("--total", default="16")
    parser.add_argument("--json", action="store_true")
    options, site_arguments = parser.parse_known_args()
    pace = ["--per-host", options.per_host, "--total", options.total]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with served(folder, site_arguments) as told:
            (folder / "sources").mkdir()
            entries = ask(f"{told['control']}/sources")
            (folder / "sources" / "bench.toml").write_text(entries, "utf-8")
            env = prepared(folder)
            rounds = [
                play(told["control"], folder / f"home{n}", folder / "ports.json", pace, env)
                for n in range(options.rounds)
            ]
    found = figures(rounds)
    show(found, rounds)
    if options.json:
        wrong = [{what: len(urls) for what, urls in one.wrong.items()} for one in rounds]
        print(json.dumps({**found, "wrong": wrong}))
    return int(any(one.wrong for one in rounds))


if __name__ == "__main__":
    sys.exit(main())
