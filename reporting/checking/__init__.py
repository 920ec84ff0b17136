"""Is a DOCX laid out as NĐ 30/2020/NĐ-CP asks? Reads any file, knows none of ours.

`check(bytes)` gives one `Verdict` per rule; `rules` says what is looked at, `paper` how
a file is read. Pure: no Django, no database.
"""

from reporting.checking.paper import Paper, read
from reporting.checking.rules import RULES
from reporting.checking.verdicts import Rule, Verdict

__all__ = ["RULES", "Paper", "Rule", "Verdict", "check", "read"]


def check(content: bytes) -> list[Verdict]:
    """Return what each rule says of the file, in the order of the page.

    Raises ValueError when the file is not a DOCX that can be opened.
    """
    paper = read(content)
    return [rule.verdict(paper) for rule in RULES]
