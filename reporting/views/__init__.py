"""Pages of the reporting room."""

from reporting.views.adhoc import adhoc, adhoc_as_csv, adhoc_as_xlsx
from reporting.views.committee import (
    ask_committee_pdf,
    committee,
    committee_docx,
    committee_pdf,
    committee_signed,
    compare_committee_again,
    issue_committee,
    submit_committee,
    take_back_committee,
)
from reporting.views.comparing import comparing, figure_rows
from reporting.views.dashboard import dashboard, measure_rows, silent
from reporting.views.data import yearly_csv, yearly_json, yearly_sources
from reporting.views.freezing import (
    ask_pdf,
    compare_report_again,
    freeze_report,
    hand_in_report,
    issue_report,
    reopen_report,
    signed_pdf,
    yearly_pdf,
)
from reporting.views.letters import letter_docx
from reporting.views.matrix import matrix, matrix_as_csv, matrix_as_xlsx
from reporting.views.measures import approve as approve_measures
from reporting.views.measures import measures
from reporting.views.outline import outline, outline_restore
from reporting.views.outline_parts import (
    outline_annex,
    outline_section,
    outline_section_delete,
)
from reporting.views.province import province_xlsx
from reporting.views.results import (
    agency_results,
    agency_results_docx,
    task_results,
    task_results_docx,
    task_results_xlsx,
)
from reporting.views.scores import score, score_formula, scores, switch_scores
from reporting.views.trends import helping, trends
from reporting.views.word_template import (
    word_template,
    word_template_file,
    word_template_restore,
)
from reporting.views.workshop import example, section, workshop
from reporting.views.yearly import (
    yearly,
    yearly_docx,
    yearly_home,
    yearly_xlsx,
)

__all__ = [
    "adhoc",
    "adhoc_as_csv",
    "adhoc_as_xlsx",
    "agency_results",
    "agency_results_docx",
    "approve_measures",
    "ask_committee_pdf",
    "ask_pdf",
    "committee",
    "committee_docx",
    "committee_pdf",
    "committee_signed",
    "compare_committee_again",
    "compare_report_again",
    "comparing",
    "dashboard",
    "example",
    "figure_rows",
    "freeze_report",
    "hand_in_report",
    "helping",
    "issue_committee",
    "issue_report",
    "letter_docx",
    "matrix",
    "matrix_as_csv",
    "matrix_as_xlsx",
    "measure_rows",
    "measures",
    "outline",
    "outline_annex",
    "outline_restore",
    "outline_section",
    "outline_section_delete",
    "province_xlsx",
    "reopen_report",
    "score",
    "score_formula",
    "scores",
    "section",
    "signed_pdf",
    "silent",
    "submit_committee",
    "switch_scores",
    "take_back_committee",
    "task_results",
    "task_results_docx",
    "task_results_xlsx",
    "trends",
    "word_template",
    "word_template_file",
    "word_template_restore",
    "workshop",
    "yearly",
    "yearly_csv",
    "yearly_docx",
    "yearly_home",
    "yearly_json",
    "yearly_pdf",
    "yearly_sources",
    "yearly_xlsx",
]
