"""How long a 400-page issue takes to write, and in how much memory: 28 items with tables.

    python -m benchmarks.issue_draft [--kind docx pdf md html] [--without-office]

Each format in a process of its own, LibreOffice counted in. Exit status 1 if one takes a minute or
a gigabyte, or has fewer pages than it should.
"""

import argparse
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from benchmarks.line import tree_mb
from compilation.house import DEFAULT_HOUSE
from compilation.writers import FORMATS, write
from compilation.writers.book import book_of
from compilation.writers.typesetting import set_pdf
from compilation.writers.word.pages import heading_pages
from diffing.blocks import blocks_of
from storage.office import DEFAULT_OFFICE
from storage.records import Draft, DraftItem, DraftPart, SheetSection

_SECONDS, _MEGABYTES, _PAGES = 60.0, 1000.0, 400
_TICK = 0.1
_CLAUSE = (
    "（{n}）完善第{n}项工作机制。各地区要结合实际细化措施，到2025年底前完成节能降碳改造{n}00项，"
    "单位产品能耗比2020年下降{n}.5%以上，新增可再生能源装机{n}万千瓦，建立健全计量、统计、监测体系；"
    "鼓励园区和企业开展循环化改造，推广先进适用技术，强化要素保障和监督考核。"
)


def text(number: int) -> str:
    """A notice of some fourteen pages with two tables, one of them long and wide."""
    lines = [
        f"河谷发〔2024〕{number}号", "各市、县人民政府：", "现将《办法》印发给你们，请遵照执行。",
        "河谷省发展改革委", "2024年3月5日", "工作办法",
    ]  # fmt: skip
    for chapter in "一二三四五六":
        lines.append(f"{chapter}、总体要求和重点任务")
        lines += [_CLAUSE.format(n=n) for n in range(1, 16)]
    lines.append("序号\t企业名称\t行业\t能耗\t备注")
    lines += [f"{n}\t青岚市第{n}水泥有限公司\t水泥制造\t{n}.5\t已核" for n in range(1, 41)]
    lines.append("企业汇总表如下。")
    lines.append("\t".join(f"指标{n}" for n in range(1, 12)))
    lines += ["\t".join(f"{n}{m}.5" for m in range(11)) for n in range(25)]
    return "\n".join(lines)


def draft() -> Draft:
    """28 items in four parts."""
    parts = tuple(
        DraftPart(
            number=at,
            title=DEFAULT_OFFICE.titles[part],
            part=part,
            items=tuple(_item(at, n) for n in range(1, 8)),
        )
        for at, part in enumerate(DEFAULT_OFFICE.ids, 1)
    )
    rows = tuple((f"第{n}件", "与主题无关") for n in range(60))
    left = SheetSection(title="未收入的文件", head=("标题", "理由"), rows=rows, empty="")
    return Draft(
        month="2024-03",
        window_start=date(2024, 3, 1),
        window_end=date(2024, 3, 31),
        made_at=datetime(2024, 4, 1, 1, tzinfo=UTC),
        parts=parts,
        sheet=(left,),
        set_sha256="0" * 64,
    )


def _item(part: int, number: int) -> DraftItem:
    return DraftItem(
        number=f"{part}.{number}",
        document_id=f"{part}{number}",
        version_id=f"{part}{number}",
        title=f"河谷省发展改革委等部门关于印发《重点行业节能降碳改造工作办法（第{number}批）》的通知",
        document_number=f"河谷发〔2024〕{number}号",
        issuing_bodies=("河谷省发展改革委",),
        signed_on=date(2024, 3, 5),
        published_on=date(2024, 3, 8),
        blocks=blocks_of(text(number)),
        attachments=(),
        url=f"https://www.hegu.example/2024/{part}{number}.html",
        captured_on=date(2024, 3, 9),
    )


def timed(kind: str, *, office: bool) -> tuple[float, float, str]:
    """Seconds, the peak of all processes in MB, and what the command said."""
    command = [sys.executable, "-m", "benchmarks.issue_draft", "--one", kind]
    if not office:
        command.append("--without-office")
    begun, peak = time.perf_counter(), 0.0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        said: list[str] = []
        reader = threading.Thread(target=lambda: said.append(child.communicate()[0]))
        reader.start()
        while reader.is_alive():
            peak = max(peak, tree_mb(child.pid))
            reader.join(_TICK)
    if child.returncode:
        raise SystemExit(f"{kind}: exit status {child.returncode}")
    return time.perf_counter() - begun, peak, said[0].strip()


def one(kind: str, *, office: bool) -> None:
    """Write the issue, and print how many pages it has."""
    made = draft()
    with tempfile.TemporaryDirectory() as folder:
        if not office:
            book = book_of(replace(made), DEFAULT_HOUSE)
            pdf = set_pdf(book, made.made_at)
            print(heading_pages(pdf, book.headings)[1])
            return
        written = write(made, DEFAULT_HOUSE, Path(folder) / f"issue.{kind}", _progress)
    print(written.pages or "")


def _progress(step: str, done: int, total: int) -> None:
    print(f"  {done}/{total} {step}", file=sys.stderr)


def main() -> int:
    """Print a table; 1 if something is over its limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    kinds = [suffix.removeprefix(".") for suffix in FORMATS]
    parser.add_argument("--kind", nargs="+", choices=kinds, default=kinds)
    parser.add_argument("--without-office", action="store_true", help="the typesetter's PDF alone")
    parser.add_argument("--one", choices=kinds, help=argparse.SUPPRESS)
    call = parser.parse_args()
    if call.one:
        one(call.one, office=not call.without_office)
        return 0
    bad = False
    print(f"{'':6}{'seconds':>9}{'MB':>7}{'pages':>7}")
    for kind in ["pdf"] if call.without_office else call.kind:
        seconds, peak, pages = timed(kind, office=not call.without_office)
        print(f"{kind:6}{seconds:9.1f}{peak:7.0f}{pages:>7}")
        bad |= seconds > _SECONDS or peak > _MEGABYTES or (pages != "" and int(pages) < _PAGES)
    return int(bad)


if __name__ == "__main__":
    sys.exit(main())
