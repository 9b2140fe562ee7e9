"""Stored pages and documents that other rules read or judged than those of now: how many, and what
to do.

A change of topics, office, model or program leaves stored verdicts alone until a person asks for
new ones; that they are old is said wherever somebody looks.
"""

from collections.abc import Mapping

from sqlalchemy import Connection

from pipeline.classifying.rules import Rules
from pipeline.learning.in_use import rules_in_use
from pipeline.pages.extractor import page_extractor
from storage.queries.rebuilding import extractors_in_use
from storage.queries.rejudging import count_from, count_judged_otherwise
from storage.records import Office, Source


def outdated_in(conn: Connection, office: Office) -> int:
    """How many stored documents the rules of now would judge anew.

    Raises ``TopicError``, ``ModelError``.
    """
    return outdated(conn, rules_in_use(conn, office))


def outdated(conn: Connection, rules: Rules) -> int:
    """How many stored documents these rules would judge anew."""
    return count_judged_otherwise(conn, rules.fingerprint)


def outdated_words(count: int) -> str:
    """That so many are judged by former rules, in Chinese."""
    return f"{count:,} 件存下的文件是按先前的主题、各编、模型或程序判断的"


def outdated_lines(count: int) -> list[str]:
    """The same with the command; nothing where there is none."""
    if not count:
        return []
    return [
        f"{outdated_words(count)}；会变什么，可用 policywatch reclassify --dry-run 查看，"
        "去掉 --dry-run 就重新判断。"
    ]


def judged_line(conn: Connection, rules: Rules) -> str:
    """For the check of an installation: whether all are judged by the rules of now."""
    if lines := outdated_lines(outdated(conn, rules)):
        return lines[0]
    return f"{count_from(conn):,} 件文件都是按现行规则判断的"


def readings_line(conn: Connection, sources: Mapping[str, Source]) -> str:
    """Whether all pages were read by the rules of now; of those whose source is not declared here
    it cannot be said."""
    total = other = foreign = 0
    for name, used, count in extractors_in_use(conn):
        total += count
        if used != page_extractor(sources.get(name)):
            other += count if name in sources else 0
            foreign += 0 if name in sources else count
    if not other and not foreign:
        return f"{total} 个页面都是现行规则所读"
    said = []
    if other:
        said.append(
            f"{other} 个由先前的规则所读，不会因此误报变化；"
            "重新解读会变什么，可用 policywatch reprocess --dry-run 查看"
        )
    if foreign:
        said.append(
            f"{foreign} 个的来源不在现有的声明里（POLICYWATCH_SOURCES），不知是否由现行规则所读"
        )
    return f"{total} 个页面中 " + "；".join(said)
