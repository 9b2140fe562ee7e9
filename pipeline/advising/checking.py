"""Whether an answer says only what the text says, in as far as that can be seen from its words.

Strict on purpose: a good summary that is refused costs nothing, a wrong number in one costs trust.
Pure.
"""

from pipeline.advising.names import name_fault
from pipeline.advising.statements import figure_fault

SHORTEST, LONGEST = 10, 200
"""Characters of a summary."""


def fault_of(summary: str, source: str) -> str:
    """Why the summary may not be shown, in Chinese; empty if nothing speaks against it.

    Looked at are figures (with unit and bound, beside the same words, by the same time) and names.
    Whether a task is told rightly that has no figure is not.
    """
    if not SHORTEST <= len(summary) <= LONGEST:
        return f"摘要应为 {SHORTEST} 至 {LONGEST} 个字，给出了 {len(summary)} 个"
    return figure_fault(summary, source) or name_fault(summary, source)
