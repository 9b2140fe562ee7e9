"""A back-test in words, as the desk and the command line say it: pure."""

from collections.abc import Mapping
from dataclasses import replace

from notifiers.wanted import wanted
from pipeline.telling.backtest.figures import INCLUDE_DOUBTFUL, SECTIONS
from pipeline.telling.backtest.tried import Backtest, Told
from storage.clock import day_words
from storage.records import Filter, Office

UNWATCHED = "没有巡查，或只有首轮读取"
"""Of weeks of which nobody knows what was new."""


def summary(tried: Backtest) -> tuple[str, ...]:
    """What there would have been, and since when anything is known, a line each."""
    if tried.recorded_since is None:
        return ("还没有巡查过，没有可以试算的变化。",)
    if not tried.is_known:
        return (f"这段时间{UNWATCHED}（当时已有的文件不算新的）：没有可以试算的变化。",)
    lines = [_counts(tried)]
    if tried.busiest:
        lines.append(f"最多的一周 {tried.busiest.name}：{tried.busiest.count} 件。")
    if tried.counted and (others := tried.total - tried.in_counted):
        lines.append(f"本周（未完）和没有计入的周另有 {others} 件。")
    if tried.doubts:
        more = "，都算在内" if tried.include_doubtful else ""
        lines.append(f"{tried.total} 件中有 {tried.doubts} 件待定{more}。")
    return (*lines, *_known(tried))


def conditions(
    tried: Backtest, names: Mapping[str, str], office: Office
) -> tuple[tuple[str, int], ...]:
    """Each condition in words, with how many documents it alone keeps away."""
    return tuple(
        (_condition(tried.filter, one.condition, names, office), one.count) for one in tried.removed
    )


def told_line(one: Told) -> str:
    """新文件 2026-11-16 关于…的通知 环办气候〔2026〕88号 生态环境部（待定）."""
    facts = (
        SECTIONS[one.section],
        str(one.published_on or "日期不详"),
        one.title,
        one.document_number or "",
        "、".join(one.issuing_bodies),
    )
    return " ".join(filter(None, facts)) + ("（待定）" if one.doubtful else "")


def _counts(tried: Backtest) -> str:
    weeks = len(tried.counted)
    if not weeks:
        return f"至今共 {tried.total} 件；还没有一个完整的星期，说不出每周多少。"
    often = f"平均每周 {tried.per_week:.1f} 件，中位数 {tried.middle:g}"
    return f"{weeks} 个完整的星期里共 {tried.in_counted} 件（{often}），{tried.empty} 周没有。"


def _known(tried: Backtest) -> list[str]:
    lines = []
    if tried.recorded_since and tried.recorded_since > tried.asked_since:
        day = day_words(tried.recorded_since)
        lines.append(f"巡查从 {day}开始，更早的不知道；来源后来陆续增加的，也只算增加之后。")
    if tried.unwatched:
        lines.append(f"有 {tried.unwatched} 周{UNWATCHED}，不计入平均。")
    lines.append("按文件现在的判定和人的决定计算；同一文件几周都有的，每周各计一次，下面只列一次。")
    return lines


def _condition(chosen: Filter, key: str, names: Mapping[str, str], office: Office) -> str:
    if key == INCLUDE_DOUBTFUL:
        return wanted(Filter(), names, office, doubtful=False)[0]
    alone = replace(Filter(), **{key: getattr(chosen, key)})
    return wanted(alone, names, office)[0]
