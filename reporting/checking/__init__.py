"""Is a DOCX laid out as NĐ 30/2020/NĐ-CP asks? Reads any file, knows none of ours.

`check(bytes)` gives one `RuleVerdict` per rule; `rules` says what is looked at, `paper`
how a file is read. Pure: no Django, no database.
"""

from reporting.checking.paper import CheckedPaper, read
from reporting.checking.rules import RULES
from reporting.checking.verdicts import PaperRule, RuleVerdict

__all__ = ["RULES", "CheckedPaper", "PaperRule", "RuleVerdict", "check", "read"]


def check(content: bytes) -> list[RuleVerdict]:
    """Return what each rule says of the file, in the order of the page.

    Raises ValueError when the file is not a DOCX that can be opened.
    """
    paper = read(content)
    return [rule.verdict(paper) for rule in RULES]
