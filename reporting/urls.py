"""Addresses of the reporting room."""

from django.urls import path, register_converter

from reporting import views
from reporting.addresses import PeriodKey
from reporting.dossiers import views as dossiers
from reporting.unit_papers import views as papers
from reporting.views import putting_right as right

app_name = "reporting"
register_converter(PeriodKey, "ky")

urlpatterns = [
    path("tong-quan/", views.dashboard, name="dashboard"),
    path("tong-quan/muc-tieu/<str:code>/", views.measure_rows, name="measure_rows"),
    path("cach-do/", views.measures, name="measures"),
    path("cach-do/duyet/", views.approve_measures, name="approve_measures"),
    path("tong-quan/chua-phan-hoi/", views.silent, name="silent"),
    path("don-vi/<slug:code>/du-thao/<slug:kind>/", papers.draft, name="unit_paper"),
    path(
        "don-vi/<slug:code>/du-thao/<slug:kind>/docx/",
        papers.draft_docx,
        name="unit_paper_docx",
    ),
    path(
        "de-cuong-don-vi/<ky:key>/<slug:kind>/",
        papers.unit_outline,
        name="unit_outline",
    ),
    path("don-doc/cong-van/<int:pk>/docx/", views.letter_docx, name="letter_docx"),
    path("tong-quan/dien-bien/", views.trends, name="trends"),
    path("tong-quan/can-ho-tro/", views.helping, name="helping"),
    path("bang-theo-doi/", views.matrix, name="matrix"),
    path("bang-theo-doi/xlsx/", views.matrix_as_xlsx, name="matrix_xlsx"),
    path("bang-theo-doi/csv/", views.matrix_as_csv, name="matrix_csv"),
    path("bao-cao-dot-xuat/<int:pk>/ket-qua/", views.adhoc, name="adhoc"),
    path("bao-cao-dot-xuat/<int:pk>/xlsx/", views.adhoc_as_xlsx, name="adhoc_xlsx"),
    path("bao-cao-dot-xuat/<int:pk>/csv/", views.adhoc_as_csv, name="adhoc_csv"),
    path("diem-theo-doi/", views.scores, name="scores"),
    path("diem-theo-doi/bat-tat/", views.switch_scores, name="switch_scores"),
    path("diem-theo-doi/cong-thuc/", views.score_formula, name="score_formula"),
    path("diem-theo-doi/<slug:code>/", views.score, name="score"),
    path("bao-cao-nam/", views.yearly_home, name="yearly_home"),
    path("bao-cao-nam/<ky:key>/", views.yearly, name="yearly"),
    path("so-sanh/<ky:key>/", views.comparing, name="comparing"),
    path("tong-quan/so-lieu/<slug:code>/", views.figure_rows, name="figure_rows"),
    path("ho-so-kiem-tra/", dossiers.dossiers, name="dossiers"),
    path("ho-so/<int:pk>/tep/", dossiers.dossier_file, name="dossier_file"),
    path("ho-so/<int:pk>/xoa-tep/", dossiers.drop_dossier, name="drop_dossier"),
    path("ho-so/<int:pk>/giao/", dossiers.archive_handed, name="archive_handed"),
    path("bao-cao-nam/<ky:key>/nop-luu/", dossiers.archive, name="archive"),
    path("bao-cao-nam/<ky:key>/trinh-ky/", views.hand_in_report, name="hand_in"),
    path("bao-cao-nam/<ky:key>/chot/", views.freeze_report, name="freeze"),
    path("bao-cao-nam/<ky:key>/mo-lai/", views.reopen_report, name="reopen"),
    path("bao-cao-nam/<ky:key>/ban-hanh/", views.issue_report, name="issue"),
    path("bao-cao-nam/<ky:key>/sua/", right.putting_right, name="putting_right"),
    path(
        "bao-cao-nam/<ky:key>/sua/dinh-chinh/",
        right.issue_letter,
        name="issue_erratum",
    ),
    path(
        "bao-cao-nam/<ky:key>/sua/dinh-chinh/bo/",
        right.drop_letter,
        name="drop_erratum",
    ),
    path(
        "bao-cao-nam/<ky:key>/sua/bao-cao-moi/",
        right.replace_report,
        name="replace_report",
    ),
    path(
        "bao-cao-nam/<ky:key>/sua/dinh-chinh/<int:pk>/docx/",
        right.erratum_docx,
        name="erratum_docx",
    ),
    path(
        "bao-cao-nam/<ky:key>/sua/dinh-chinh/<int:pk>/ban-ky/",
        right.erratum_signed,
        name="erratum_signed",
    ),
    path(
        "bao-cao-nam/<ky:key>/sua/da-thay/<int:pk>/docx/",
        right.replaced_docx,
        name="replaced_docx",
    ),
    path(
        "bao-cao-nam/<ky:key>/sua/da-thay/<int:pk>/ban-ky/",
        right.replaced_signed,
        name="replaced_signed",
    ),
    path("bao-cao-nam/<ky:key>/vi-du/", views.example, name="example"),
    path("bao-cao-nam/<ky:key>/soan/", views.workshop, name="workshop"),
    path("bao-cao-nam/<ky:key>/soan/<slug:path>/", views.section, name="section"),
    path("bao-cao-nam/<ky:key>/de-cuong/", views.outline, name="outline"),
    path(
        "bao-cao-nam/<ky:key>/de-cuong/khoi-phuc/",
        views.outline_restore,
        name="outline_restore",
    ),
    path(
        "bao-cao-nam/<ky:key>/de-cuong/muc/<slug:name>/",
        views.outline_section,
        name="outline_section",
    ),
    path(
        "bao-cao-nam/<ky:key>/de-cuong/muc/<slug:name>/xoa/",
        views.outline_section_delete,
        name="outline_section_delete",
    ),
    path(
        "bao-cao-nam/<ky:key>/de-cuong/phu-luc/<slug:name>/",
        views.outline_annex,
        name="outline_annex",
    ),
    path("bao-cao-nam/<ky:key>/mau-word/", views.word_template, name="word_template"),
    path(
        "bao-cao-nam/<ky:key>/mau-word/tai/",
        views.word_template_file,
        name="word_template_file",
    ),
    path(
        "bao-cao-nam/<ky:key>/mau-word/tai/<int:number>/",
        views.word_template_file,
        name="word_template_version",
    ),
    path(
        "bao-cao-nam/<ky:key>/mau-word/lay-lai/",
        views.word_template_restore,
        name="word_template_restore",
    ),
    path("bao-cao-nam/<ky:key>/docx/", views.yearly_docx, name="yearly_docx"),
    path("bao-cao-nam/<ky:key>/pdf/", views.yearly_pdf, name="yearly_pdf"),
    path("bao-cao-nam/<ky:key>/pdf/tao/", views.ask_pdf, name="ask_pdf"),
    path("bao-cao-nam/<ky:key>/ban-ky/", views.signed_pdf, name="signed_pdf"),
    path(
        "bao-cao-nam/<ky:key>/ban-ky/so-sanh/",
        views.compare_report_again,
        name="compare_report",
    ),
    path("bao-cao-nam/<ky:key>/xlsx/", views.yearly_xlsx, name="yearly_xlsx"),
    path("bao-cao-nam/<ky:key>/so-tong-hop/", views.province_xlsx, name="province"),
    path("bao-cao-nam/<ky:key>/json/", views.yearly_json, name="yearly_json"),
    path("bao-cao-nam/<ky:key>/csv/", views.yearly_csv, name="yearly_csv"),
    path(
        "bao-cao-nam/<ky:key>/doi-chieu/", views.yearly_sources, name="yearly_sources"
    ),
    path("bao-cao-nam/<ky:key>/gui-bo/", views.committee, name="committee"),
    path(
        "bao-cao-nam/<ky:key>/gui-bo/trinh/",
        views.submit_committee,
        name="submit_committee",
    ),
    path(
        "bao-cao-nam/<ky:key>/gui-bo/rut-ve/",
        views.take_back_committee,
        name="take_back_committee",
    ),
    path(
        "bao-cao-nam/<ky:key>/gui-bo/ban-hanh/",
        views.issue_committee,
        name="issue_committee",
    ),
    path(
        "bao-cao-nam/<ky:key>/gui-bo/pdf/tao/",
        views.ask_committee_pdf,
        name="ask_committee_pdf",
    ),
    path("bao-cao-nam/<ky:key>/gui-bo/pdf/", views.committee_pdf, name="committee_pdf"),
    path(
        "bao-cao-nam/<ky:key>/gui-bo/ban-ky/",
        views.committee_signed,
        name="committee_signed",
    ),
    path(
        "bao-cao-nam/<ky:key>/gui-bo/docx/<slug:kind>/",
        views.committee_docx,
        name="committee_docx",
    ),
    path(
        "bao-cao-nam/<ky:key>/gui-bo/ban-ky/so-sanh/",
        views.compare_committee_again,
        name="compare_committee",
    ),
    path(
        "don-vi/<slug:code>/phieu-ket-qua/", views.agency_results, name="agency_results"
    ),
    path(
        "don-vi/<slug:code>/phieu-ket-qua/docx/",
        views.agency_results_docx,
        name="agency_results_docx",
    ),
    path("ke-hoach/<str:code>/ket-qua/", views.task_results, name="task_results"),
    path(
        "ke-hoach/<str:code>/ket-qua/docx/",
        views.task_results_docx,
        name="task_results_docx",
    ),
    path(
        "ke-hoach/<str:code>/ket-qua/xlsx/",
        views.task_results_xlsx,
        name="task_results_xlsx",
    ),
]
