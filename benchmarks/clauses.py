"""Milliseconds per comparison: clause-aware beside fast-diff-match-patch and others, one run.

    python -m benchmarks.clauses [--sizes 5 50 500] [--shares 1 10 50] [--limit 60] [--only-ours]

Texts are synthetic and seeded: articles of invented official prose, in UTF-8 bytes of the size
asked for, with a share of the clauses edited (a figure, a word, a phrase; one in twenty an
insertion, one in twenty a deletion, after which the following articles renumber), once more with
clauses moved. Everything is included: blocks, alignment, moves, marks, values, significance,
summary. Each figure is of a process of its own: processor time, the median of as many runs as
fit into two seconds, seven at least; peak memory as Python's allocator counts it. The others run
on the bare text, with semantic clean-up where they have one; what does not end within the limit is
said to be over it. Ours uses fast-diff-match-patch for the characters inside a clause where it is
installed (extra ``fast``), with equal results: that saves a tenth.
"""

import argparse
import difflib
import json
import random
import re
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median

from diff_match_patch import diff_match_patch

from diffing.blocks import blocks_of
from diffing.compare import compare_blocks
from storage.records import Difference

_RUNS = 7
_WORDS = re.findall(
    "..",
    "重点排放单位配额清缴核查报告监测数据质量管理企业能源消费总量强度双控绿色低碳转型"
    "发展工业园区建筑交通运输标准体系技术改造设备更新项目资金支持政策试点地区部门责任"
    "监督检查考核评价结果公开信息平台登记交易市场价格机制完善建立推动加强组织实施方案",
)
_VALUES = (
    lambda r: f"{r.randint(2021, 2030)}年{r.randint(1, 12)}月{r.randint(1, 28)}日前",
    lambda r: f"{r.randint(1, 90)}万元以上",
    lambda r: f"不低于{r.randint(1, 99)}%",
    lambda r: f"{r.randint(2, 60)}个工作日内",
)


def _sentence(rng: random.Random) -> str:
    words = [rng.choice(_WORDS) for _ in range(rng.randint(6, 14))]
    words.insert(rng.randrange(len(words)), rng.choice(("应当", "可以", "不得", "鼓励")))
    if rng.random() < 0.4:
        words.insert(rng.randrange(len(words)), rng.choice(_VALUES)(rng))
    return "".join(words)


def _clause(rng: random.Random) -> str:
    return "，".join(_sentence(rng) for _ in range(rng.randint(1, 4))) + "。"


def _edited(clause: str, rng: random.Random) -> str:
    at = rng.randrange(len(clause))
    kind = rng.randrange(4)
    if kind == 0:
        return clause[:at] + rng.choice(_VALUES)(rng) + clause[at:]
    if kind == 1:
        return clause[:at] + clause[at + rng.randint(2, 6) :]
    if kind == 2:
        return clause[:at] + rng.choice(_WORDS) + clause[at + 2 :]
    return _clause(rng) if rng.random() < 0.2 else clause[:at] + _sentence(rng) + clause[at:]


def pair(size: int, share: float, seed: int = 1, moved: int = 0) -> tuple[str, str]:
    """An old and a new text of about ``size`` bytes; ``share`` of the clauses edited."""
    rng = random.Random(seed)
    old: list[str] = []
    length = 0
    while length < size:
        old.append(_clause(rng))
        length += len(old[-1].encode()) + 12
    edited = set(rng.sample(range(len(old)), max(1, round(share * len(old)))))
    new: list[str] = []
    for at, clause in enumerate(old):
        if at not in edited:
            new.append(clause)
        elif (kind := rng.random()) < 0.9:
            for _ in range(rng.randint(1, 3)):
                clause = _edited(clause, rng)
            new.append(clause)
        elif kind < 0.95:
            new += [clause, _clause(rng)]
    for _ in range(moved):
        new.insert(rng.randrange(len(new)), new.pop(rng.randrange(len(new))))
    return _numbered(old), _numbered(new)


def _numbered(clauses: list[str]) -> str:
    return "\n".join(f"第{at}条 {clause}" for at, clause in enumerate(clauses, 1))


def hostile(name: str) -> tuple[str, str]:
    """A pair that has something too much."""
    if name == "no block in common":
        old, new = (
            "\n".join(
                "".join(chr(base + (i * 7 + j * 31) % 900) for j in range(60)) + "。"
                for i in range(1500)
            )
            for base in (0x4E00, 0x5E00)
        )
        return old, new
    if name == "one block of 1 MB":
        return "甲" * 350_000, "乙甲" * 175_000
    old, new = ("\n".join(chr(0x4E00 + i * i % m) for i in range(100_000)) for m in (997, 991))
    return old, new


HOSTILE = ("no block in common", "one block of 1 MB", "100,000 blocks of one character")


def ours(old: str, new: str) -> Difference:
    """The comparison as the program makes it, from plain texts."""
    return compare_blocks(blocks_of(old), blocks_of(new))


def _fast(old: str, new: str) -> None:
    import fast_diff_match_patch

    fast_diff_match_patch.diff(old, new, timelimit=0, cleanup="Semantic", counts_only=False)


def _pure(old: str, new: str) -> None:
    machine = diff_match_patch()
    machine.Diff_Timeout = 0
    machine.diff_cleanupSemantic(machine.diff_main(old, new))


def _difflib(old: str, new: str) -> None:
    difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


def _git(old: str, new: str) -> None:
    """Each character a word, as Chinese has no spaces."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in ("old.txt", "new.txt")]
        for path, text in zip(paths, (old, new), strict=True):
            path.write_text(text, "utf-8")
        options = ["--no-index", "--word-diff=porcelain", "--word-diff-regex=[^[:space:]]"]
        run = ["git", "diff", *options, *map(str, paths)]
        subprocess.run(run, check=False, stdout=subprocess.DEVNULL)


DIFFERS: dict[str, Callable[[str, str], object]] = {
    "policywatch": ours,
    "fast-dmp": _fast,
    "pure dmp": _pure,
    "difflib": _difflib,
    "git words": _git,
}


def _texts(given: dict[str, object]) -> tuple[str, str]:
    if name := given.get("hostile"):
        return hostile(str(name))
    size, share = int(str(given["size"])), float(str(given["share"]))
    return pair(size * 1000, share / 100, moved=int(str(given["moved"])))


def _used() -> float:
    """Processor seconds so far, of this process and those it started and waited for."""
    children = getrusage(RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def measured(given: dict[str, object]) -> dict[str, object]:
    """One differ on one pair, in this process."""
    old, new = _texts(given)
    run = DIFFERS[str(given["differ"])]
    taken: list[float] = []
    while len(taken) < 20 and (sum(taken) < 2 or (len(taken) < _RUNS and taken[0] < 1)):
        start = _used()
        found = run(old, new)
        taken.append(_used() - start)
    answer: dict[str, object] = {"ms": 1000 * median(taken)}
    if isinstance(found, Difference):
        del found
        tracemalloc.start()
        answer["gave_up"] = ours(old, new).gave_up
        answer["times"] = tracemalloc.get_traced_memory()[1] / (
            len(old.encode()) + len(new.encode())
        )
    return answer


def _apart(limit: float, **given: object) -> dict[str, object]:
    """The same in a process of its own; empty if it did not end within the limit."""
    run = [sys.executable, "-m", "benchmarks.clauses", "--one", json.dumps(given)]
    try:
        said = subprocess.run(run, check=True, capture_output=True, timeout=limit, text=True)
    except subprocess.TimeoutExpired:
        return {}
    found: dict[str, object] = json.loads(said.stdout)
    return found


def _shown(found: dict[str, object], limit: float) -> str:
    return f"{found['ms']:12.1f}" if found else f"{f'> {limit * 1000:.0f}':>12}"


def _print_case(
    differs: list[str], size: int, share: float, moved: int, limit: float
) -> dict[str, float]:
    case = {"size": size, "share": share, "moved": moved}
    answers = {name: _apart(limit, differ=name, **case) for name in differs}
    line = f"{size:5} {share:5.0f}% {moved:6}"
    line += "".join(_shown(answers[name], limit) for name in differs)
    times = answers["policywatch"].get("times")
    print(f"{line}{f'{times:.1f} x' if times else '':>10}", flush=True)
    figures = {name: float(str(found["ms"])) for name, found in answers.items() if found}
    return figures | ({"memory": float(str(times))} if times else {})


def _bar(what: str, found: float, bar: float, *, least: bool = False) -> None:
    met = found >= bar if least else found <= bar
    print(f"{what}: {found:.2f} (bar: {bar:g}){'' if met else '  MISSED'}")


def _print_verdict(cases: dict[tuple[int, float], dict[str, float]]) -> None:
    """The bars: beside the others, and how time grows with size."""
    if memory := [found["memory"] for found in cases.values() if "memory" in found]:
        print()
        _bar("peak memory, as a multiple of the texts, at most", max(memory), 30)
    if (small := cases.get((50, 10.0))) and (large := cases.get((500, 10.0))):
        mine, theirs = small["policywatch"], small.get("fast-dmp")
        _bar("500 KB at 10 %, as a multiple of 50 KB", large["policywatch"] / mine, 12)
        if theirs:
            _bar("50 KB at 10 %, as a multiple of fast-diff-match-patch", mine / theirs, 10)
            times = large["policywatch"] / large["fast-dmp"]
            _bar("500 KB at 10 %, as a multiple of fast-diff-match-patch", times, 1)
        if "pure dmp" in large:
            times = large["pure dmp"] / large["policywatch"]
            _bar("500 KB at 10 %, times as fast as pure diff-match-patch", times, 100, least=True)


def main() -> None:
    """Prints one line a case: the median of several runs, in milliseconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[5, 50, 500], help="in KB")
    parser.add_argument(
        "--shares", type=float, nargs="+", default=[1, 10, 50], help="per cent edited"
    )
    parser.add_argument("--limit", type=float, default=60, help="seconds for one figure")
    parser.add_argument("--only-ours", action="store_true", help="leave the others out")
    parser.add_argument("--one", type=json.loads, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(measured(given.one)))
        return
    differs = ["policywatch"] if given.only_ours else list(DIFFERS)
    print(
        f"{'KB':>5} {'edited':>6} {'moved':>6}"
        + "".join(f"{name:>12}" for name in differs)
        + "    memory"
    )
    cases = {}
    for size in given.sizes:
        for share in given.shares:
            cases[size, float(share)] = _print_case(differs, size, share, 0, given.limit)
        _print_case(differs, size, 10, max(2, size // 10), given.limit)
    _print_verdict(cases)
    for name in HOSTILE:
        found = _apart(given.limit, differ="policywatch", hostile=name)
        print(f"{name}: {_shown(found, given.limit).strip()} ms; {found.get('gave_up')}")


if __name__ == "__main__":
    main()
