"""The rules of NĐ 30/2020/NĐ-CP Phụ lục I that a file can be asked about."""

from reporting.checking.rules_annex import ANNEX_RULES
from reporting.checking.rules_body import BODY_RULES
from reporting.checking.rules_head import HEAD_RULES
from reporting.checking.rules_page import PAGE_RULES

RULES = (*PAGE_RULES, *HEAD_RULES, *BODY_RULES, *ANNEX_RULES)
