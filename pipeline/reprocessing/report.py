"""The account of a reprocessing for people and for programs. Pure."""

from dataclasses import asdict

from pipeline.reprocessing.account import FIELDS, LIKENESS, PageChange, Tally

_MOST_UNREAD = 5


def report(tally: Tally) -> list[str]:
    """The table, in Chinese."""
    return [
        *_summary(tally),
        *_fields(tally),
        *_largest(tally),
        *_unread(tally),
        _ending(tally),
    ]


def _summary(tally: Tally) -> list[str]:
    again = f"重新解读 {tally.reread:,}，其余 {tally.pages - tally.reread:,} 已是现行规则所读"
    rows = [
        ("页面", f"{tally.pages:,}", again),
        ("　有变", f"{tally.pages_changed:,}", _share(tally.pages_changed, tally.pages)),
        ("　正文", f"{tally.chars_changed:,} 字", _share(tally.chars_changed, tally.chars)),
        ("旧版本", f"{tally.older:,}", f"有变 {tally.older_changed:,}"),
        ("附件", f"{tally.files:,}",
         f"重新解读 {tally.files_reread:,}，有变 {tally.files_changed:,}"
         f"（{_share(tally.files_changed, tally.files)}）"),
        ("文件", f"{tally.documents_renewed:,}", "著录或判断有变"),
    ]  # fmt: skip
    if tally.judged:
        turned = "，".join(f"{name} {count:,}" for name, count in tally.relevance.most_common())
        said = f"收录判断有变 {sum(tally.relevance.values()):,}" + (
            f"（{turned}）" if turned else ""
        )
        rows.append(("主题规则", f"{tally.judged:,}", f"{said}，主题有变 {tally.topics_changed:,}"))
    return [f"{_padded(name, 10)}{value:>14}  {said}" for name, value, said in rows]


def _fields(tally: Tally) -> list[str]:
    if not tally.pages_changed:
        return []
    named = "，".join(f"{FIELDS.get(n, n)} {count:,}" for n, count in tally.fields.most_common())
    alike = "，".join(f"{name} {tally.likeness[name]:,}" for name, _ in LIKENESS)
    return ["", f"变了的项（页）：{named}", f"正文相同程度（页）：{alike}"]


def _largest(tally: Tally) -> list[str]:
    if not tally.largest:
        return []
    lines = ["", f"改动最大的 {len(tally.largest)} 页：", "  相同    字数              变了的项"]
    for one in tally.largest:
        lines += [
            f"  {one.likeness:>6.1%}  {f'{one.chars_before:,}→{one.chars_after:,}':<16}  "
            f"{'、'.join(FIELDS.get(name, name) for name in one.fields)}",
            f"          {one.title}",
            f"          {one.url}",
        ]
    return lines


def _unread(tally: Tally) -> list[str]:
    if not tally.unread:
        return []
    lines = ["", f"{len(tally.unread):,} 个版本按现行规则读不出，保留原样："]
    lines += [f"  {line}" for line in tally.unread[:_MOST_UNREAD]]
    left = len(tally.unread) - _MOST_UNREAD
    return [*lines, f"  ……另有 {left:,} 个"] if left > 0 else lines


def _ending(tally: Tally) -> str:
    if tally.dry_run:
        done = "只是试算，什么也没有写。"
    elif tally.written:
        done = "已写入：不产生变化记录，不通知任何人，人的决定不动。"
    else:
        done = "什么也没有写。"
    return f"\n{done}用时 {tally.seconds:.1f} 秒。"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2%}" if whole else "—"


def _padded(text: str, width: int) -> str:
    """Chinese characters are two columns wide."""
    return text + " " * (width - 2 * len(text))


def to_object(tally: Tally) -> dict[str, object]:
    """The same as JSON."""
    return {
        "dry_run": tally.dry_run,
        "written": tally.written,
        "gate": tally.gate,
        "passed": tally.passed,
        "pages": {
            "total": tally.pages,
            "reread": tally.reread,
            "changed": tally.pages_changed,
            "share": _ratio(tally.pages_changed, tally.pages),
            "chars": tally.chars,
            "chars_changed": tally.chars_changed,
            "chars_share": _ratio(tally.chars_changed, tally.chars),
            "fields": dict(tally.fields.most_common()),
            "likeness": {name: tally.likeness[name] for name, _ in LIKENESS},
            "largest": [_page(one) for one in tally.largest],
        },
        "older_versions": {"reread": tally.older, "changed": tally.older_changed},
        "files": {
            "total": tally.files,
            "reread": tally.files_reread,
            "changed": tally.files_changed,
            "share": _ratio(tally.files_changed, tally.files),
        },
        "documents": {
            "changed": tally.documents_renewed,
            "judged": tally.judged,
            "relevance": dict(tally.relevance.most_common()),
            "topics_changed": tally.topics_changed,
        },
        "unread": tally.unread,
        "damaged": tally.damaged,
        "seconds": round(tally.seconds, 2),
    }


def _page(one: PageChange) -> dict[str, object]:
    return asdict(one)


def _ratio(part: int, whole: int) -> float:
    return round(part / whole, 6) if whole else 0.0
