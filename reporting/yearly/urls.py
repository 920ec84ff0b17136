"""Addresses of yearly."""

from django.urls import URLPattern, path

from reporting.yearly import (
    views,
    views_data,
    views_freezing,
    views_putting_right,
    views_word_template,
    views_workshop,
)

#: Below `ke-hoach/<mã>/`.
of_plan: list[URLPattern] = [
    path("bao-cao/", views.yearly_home, name="yearly_home"),
    path("bao-cao/<ky:key>/", views.yearly, name="yearly"),
    path("bao-cao/<ky:key>/trinh-ky/", views_freezing.hand_in_report, name="hand_in"),
    path("bao-cao/<ky:key>/chot/", views_freezing.freeze_report, name="freeze"),
    path("bao-cao/<ky:key>/mo-lai/", views_freezing.reopen_report, name="reopen"),
    path("bao-cao/<ky:key>/ban-hanh/", views_freezing.issue_report, name="issue"),
    path(
        "bao-cao/<ky:key>/sua/",
        views_putting_right.putting_right,
        name="putting_right",
    ),
    path(
        "bao-cao/<ky:key>/sua/dinh-chinh/",
        views_putting_right.issue_letter,
        name="issue_erratum",
    ),
    path(
        "bao-cao/<ky:key>/sua/dinh-chinh/bo/",
        views_putting_right.drop_letter,
        name="drop_erratum",
    ),
    path(
        "bao-cao/<ky:key>/sua/bao-cao-moi/",
        views_putting_right.replace_report,
        name="replace_report",
    ),
    path(
        "bao-cao/<ky:key>/sua/dinh-chinh/<int:pk>/docx/",
        views_putting_right.erratum_docx,
        name="erratum_docx",
    ),
    path(
        "bao-cao/<ky:key>/sua/dinh-chinh/<int:pk>/ban-ky/",
        views_putting_right.erratum_signed,
        name="erratum_signed",
    ),
    path(
        "bao-cao/<ky:key>/sua/da-thay/<int:pk>/docx/",
        views_putting_right.replaced_docx,
        name="replaced_docx",
    ),
    path(
        "bao-cao/<ky:key>/sua/da-thay/<int:pk>/ban-ky/",
        views_putting_right.replaced_signed,
        name="replaced_signed",
    ),
    path("bao-cao/<ky:key>/vi-du/", views_workshop.example, name="example"),
    path("bao-cao/<ky:key>/soan/", views_workshop.workshop, name="workshop"),
    path("bao-cao/<ky:key>/soan/<slug:path>/", views_workshop.section, name="section"),
    path(
        "bao-cao/<ky:key>/mau-word/",
        views_word_template.word_template,
        name="word_template",
    ),
    path(
        "bao-cao/<ky:key>/mau-word/tai/",
        views_word_template.word_template_file,
        name="word_template_file",
    ),
    path(
        "bao-cao/<ky:key>/mau-word/tai/<int:number>/",
        views_word_template.word_template_file,
        name="word_template_version",
    ),
    path(
        "bao-cao/<ky:key>/mau-word/lay-lai/",
        views_word_template.word_template_restore,
        name="word_template_restore",
    ),
    path("bao-cao/<ky:key>/docx/", views.yearly_docx, name="yearly_docx"),
    path("bao-cao/<ky:key>/pdf/", views_freezing.yearly_pdf, name="yearly_pdf"),
    path("bao-cao/<ky:key>/pdf/tao/", views_freezing.ask_pdf, name="ask_pdf"),
    path("bao-cao/<ky:key>/ban-ky/", views_freezing.signed_pdf, name="signed_pdf"),
    path(
        "bao-cao/<ky:key>/ban-ky/so-sanh/",
        views_freezing.compare_report_again,
        name="compare_report",
    ),
    path("bao-cao/<ky:key>/xlsx/", views.yearly_xlsx, name="yearly_xlsx"),
    path("bao-cao/<ky:key>/json/", views_data.yearly_json, name="yearly_json"),
    path("bao-cao/<ky:key>/csv/", views_data.yearly_csv, name="yearly_csv"),
    path(
        "bao-cao/<ky:key>/doi-chieu/",
        views_data.yearly_sources,
        name="yearly_sources",
    ),
]
