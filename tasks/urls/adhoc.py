"""Ad-hoc requests, from the draft to the end; their answers are in `reporting`."""

from django.urls import URLPattern, path

from tasks.views import adhoc, adhoc_addressees, adhoc_answering, adhoc_ending

ROOT = "bao-cao-dot-xuat/"
ONE = f"{ROOT}<int:pk>/"

urlpatterns: list[URLPattern] = [
    path(ROOT, adhoc.requests, name="adhoc_list"),
    path(f"{ROOT}moi/", adhoc.new, name="adhoc_new"),
    path(ONE, adhoc.page, name="adhoc"),
    path(f"{ONE}sua/", adhoc.edit, name="adhoc_edit"),
    path(f"{ONE}chep/", adhoc.copy, name="adhoc_copy"),
    path(f"{ONE}xoa/", adhoc.drop, name="adhoc_drop"),
    path(f"{ONE}noi-nhan/", adhoc_addressees.addressees, name="adhoc_addressees"),
    path(f"{ONE}van-ban/<slug:code>/", adhoc_answering.letter, name="adhoc_letter"),
    path(
        "don-vi/<slug:code>/gui-dot-xuat/",
        adhoc_answering.send_all,
        name="send_answers",
    ),
    path(f"{ONE}gui/", adhoc.send, name="adhoc_send"),
    path(f"{ONE}gia-han/", adhoc_ending.extend, name="adhoc_extend"),
    path(f"{ONE}chot/", adhoc_ending.close, name="adhoc_close"),
    path(f"{ONE}rut/", adhoc_ending.cancel, name="adhoc_cancel"),
]
