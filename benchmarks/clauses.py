"""Milliseconds per comparison: clause-aware, pure diff-match-patch, difflib.

Run as ``python -m benchmarks.clauses`` (the name of this file is also that of a package).

Texts are synthetic and seeded: articles and items of invented official prose, in UTF-8 bytes of the
size asked for, with a share of the clauses edited (a figure, a word, a phrase; one in twenty an
insertion, one in twenty a deletion, after which the following articles renumber). Everything is
included: blocks, alignment, moves, marks, values, significance, summary. Processor time, the best
of several runs.
"""

import argparse
import difflib
import random
import re
import time
from collections.abc import Callable

from diff_match_patch import diff_match_patch

from diffing.blocks import blocks_of
from diffing.compare import compare_blocks

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
    new: list[str] = []
    for clause in old:
        if rng.random() >= share:
            new.append(clause)
        elif (kind := rng.random()) < 0.9:
            new.append(_edited(clause, rng))
        elif kind < 0.95:
            new += [clause, _clause(rng)]
    for _ in range(moved):
        new.insert(rng.randrange(len(new)), new.pop(rng.randrange(len(new))))
    return _numbered(old), _numbered(new)


def _numbered(clauses: list[str]) -> str:
    return "\n".join(f"第{at}条 {clause}" for at, clause in enumerate(clauses, 1))


def _ours(old: str, new: str) -> None:
    compare_blocks(blocks_of(old), blocks_of(new))


def _diff_match_patch(old: str, new: str) -> None:
    machine = diff_match_patch()
    machine.Diff_Timeout = 0
    machine.diff_cleanupSemantic(edits := machine.diff_main(old, new))
    assert edits


def _difflib(old: str, new: str) -> None:
    list(difflib.ndiff(old.splitlines(), new.splitlines()))


def _milliseconds(run: Callable[[str, str], None], old: str, new: str, times: int) -> float:
    taken = []
    for _ in range(times):
        start = time.process_time()
        run(old, new)
        taken.append(time.process_time() - start)
    return 1000 * min(taken)


def main() -> None:
    """Prints one line a size: the best of several runs, in milliseconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[50, 500], help="in KB")
    parser.add_argument("--share", type=float, default=0.1, help="share of clauses edited")
    parser.add_argument("--moved", type=int, default=0, help="clauses moved")
    parser.add_argument("--only-ours", action="store_true", help="leave the slow ones out")
    given = parser.parse_args()
    print(f"{'KB':>5} {'policywatch':>12} {'diff-match-patch':>17} {'difflib':>10}   (ms)")
    for size in given.sizes:
        old, new = pair(size * 1000, given.share, moved=given.moved)
        ours = _milliseconds(_ours, old, new, 5)
        line = f"{size:5} {ours:12.1f}"
        if not given.only_ours:
            line += f" {_milliseconds(_diff_match_patch, old, new, 1):17.1f}"
            line += f" {_milliseconds(_difflib, old, new, 1):10.1f}"
        print(line, flush=True)


if __name__ == "__main__":
    main()
