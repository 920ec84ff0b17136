"""An issued report put right: a letter for its form, a new report for its content."""

from datetime import date

import pytest

from agencies.tests.factories import make_user
from kehoach.lib.refusals import RuleBroken
from reporting.checking import check
from reporting.facts.tests.papers import texts
from reporting.files.letters_docx import render_letter
from reporting.models import Erratum, ReplacedReport, YearlyReport
from reporting.tests.scenes import period_of
from reporting.yearly.documents import rendered
from reporting.yearly.errata import erratum_facts
from reporting.yearly.freezing import facts_for, freeze, issue
from reporting.yearly.judged import judged_of
from reporting.yearly.putting_right import (
    drop_erratum,
    issue_erratum,
    save_erratum,
    start_replacement,
)
from reporting.yearly.report_words import save_words
from reporting.yearly.tests.signing import SIGNED, complete, hand_in_newest
from tasks.duties.errors import InvalidInput
from tasks.evidence.tests.files import PDF, upload
from tasks.periods.closing import close_period
from tasks.tests.addresses import plan_page
from tasks.tests.factories import NOW, make_period
from tasks.tests.measuring import AFTER, answer, make_scene, make_unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_after_the_deadline")]
LINES = "dòng Nơi nhận, trang 9 | Luu: VT | Lưu: VT"
LETTER = {
    "lines": LINES, "number": "12/SNV-XDCQ", "issued_on": AFTER,
    "signer_capacity": "", "signer_name": "Nguyễn Văn A",
}  # fmt: skip


@pytest.fixture
def scene(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        }
    }
    found = make_scene()
    answer(found, make_unit(found), trained=3, charged=4)
    return found


@pytest.fixture
def head(scene):
    return make_user("head", scene.plan.steering_agency)


@pytest.fixture
def common(scene, head):
    return {"period": period_of(scene), "actor": head, "today": AFTER}


@pytest.fixture
def issued(scene, head, common):
    close_period(period=scene.period, actor=head, today=AFTER, now=NOW)
    complete(period_of(scene))
    common["period"] = period_of(scene)
    freeze(now=NOW, **common)
    hand_in_newest(common["period"], head, AFTER)
    save_words(values=SIGNED, version=0, now=NOW, **common)
    return issue(**common)


def test_the_letter_for_a_wrong_form_keeps_the_decree(issued, common, client, head):
    with pytest.raises(InvalidInput, match="vị trí"):
        save_erratum(values=LETTER | {"lines": "x"}, version=0, now=NOW, **common)
    letter = save_erratum(values=LETTER, version=0, now=NOW, **common)
    content = render_letter(erratum_facts(letter))
    assert [str(one) for one in check(content) if not one.met] == []
    said = "\n".join(texts(content))
    assert "Báo cáo số 05/BC-SNV ngày 20/12/2026" in said
    assert "đã in “Luu: VT”, nay đính chính thành “Lưu: VT”" in said
    issue_erratum(upload=upload(PDF, "cv.pdf"), **common)
    assert Erratum.objects.get().is_issued
    client.force_login(head, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(plan_page("reporting:yearly", args=[2026])).content.decode()
    assert "đính chính tại Công văn số 12/SNV-XDCQ" in page


def test_a_report_that_was_not_issued_needs_no_letter(scene, common):
    with pytest.raises(RuleBroken, match="chưa ban hành"):
        save_erratum(values=LETTER, version=0, now=NOW, **common)
    with pytest.raises(RuleBroken, match="chưa ban hành"):
        start_replacement(kind="thay-the", reason="Sai", now=NOW, **common)


def test_a_new_report_replaces_the_old_one_which_stays_as_it_was(
    issued, common, client, head
):
    before = facts_for(period=common["period"], today=AFTER)
    with pytest.raises(InvalidInput, match="sai sót"):
        start_replacement(kind="thay-the", reason=" ", now=NOW, **common)
    old = start_replacement(kind="thay-the", reason="Sai số", now=NOW, **common)
    report = YearlyReport.objects.get()
    assert (report.state, report.number, report.issued_on) == ("drafting", "", None)
    facts = facts_for(period=common["period"], today=AFTER)
    assert facts.subject.endswith(
        "(thay thế Báo cáo số 05/BC-SNV ngày 20/12/2026 của Sở Nội vụ)"
    )
    content = rendered(facts, "docx")
    assert [str(one) for one in check(content) if not one.met] == []
    client.force_login(head, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(plan_page("reporting:yearly", args=[2026])).content.decode()
    assert "thay thế bằng báo cáo đang soạn" in page
    answer_of = plan_page("reporting:replaced_docx", args=[2026, old.pk])
    assert client.get(answer_of).content == rendered(before, "docx")
    freeze(now=NOW, **common)
    hand_in_newest(common["period"], head, AFTER)
    signed = SIGNED | {"number": "07/BC-SNV", "issued_on": date(2026, 12, 25)}
    save_words(values=signed, version=report.version, now=NOW, **common)
    issue(**common)
    page = client.get(plan_page("reporting:yearly", args=[2026])).content.decode()
    assert "thay thế bằng Báo cáo số 07/BC-SNV ngày 25/12/2026" in page
    assert ReplacedReport.objects.get().number == "05/BC-SNV"


def test_the_page_offers_both_ways_and_keeps_what_was_typed(issued, client, head):
    client.force_login(head, backend="django.contrib.auth.backends.ModelBackend")
    path = plan_page("reporting:putting_right", args=[2026])
    html = client.get(path).content.decode()
    assert "Công văn đính chính Báo cáo số 05/BC-SNV" in html
    typed = {"lines": "chưa đủ phần", "signer_name": "Lê B", "version": 0}
    html = client.post(path, typed).content.decode()
    assert "chưa đủ phần" in html
    assert "đủ ba phần" in html
    client.post(path, typed | {"lines": LINES})
    letter = Erratum.objects.get()
    answer_of = client.get(plan_page("reporting:erratum_docx", args=[2026, letter.pk]))
    assert answer_of.status_code == 200


def reissue(common, head):
    """Freeze, hand in and issue the new report as number 07."""
    freeze(now=NOW, **common)
    hand_in_newest(common["period"], head, AFTER)
    version = YearlyReport.objects.get().version
    signed = SIGNED | {"number": "07/BC-SNV", "issued_on": date(2026, 12, 25)}
    save_words(values=signed, version=version, now=NOW, **common)
    issue(**common)


def test_a_new_report_waits_for_the_letter_that_is_being_written(
    issued, common, client, head
):
    save_erratum(values=LETTER, version=0, now=NOW, **common)
    with pytest.raises(RuleBroken, match="bỏ hoặc phát hành công văn đính chính trước"):
        start_replacement(kind="thay-the", reason="Sai số", now=NOW, **common)
    client.force_login(head, backend="django.contrib.auth.backends.ModelBackend")
    page = plan_page("reporting:putting_right", args=[2026])
    drop = plan_page("reporting:drop_erratum", args=[2026])
    replace = plan_page("reporting:replace_report", args=[2026])
    html = client.get(page).content.decode()
    assert f'action="{drop}"' in html
    assert f'action="{replace}"' not in html
    client.post(drop)
    assert not Erratum.objects.exists()
    assert f'action="{replace}"' in client.get(page).content.decode()
    start_replacement(kind="thay-the", reason="Sai số", now=NOW, **common)


def test_an_issued_letter_is_not_dropped(issued, common):
    save_erratum(values=LETTER, version=0, now=NOW, **common)
    issue_erratum(upload=upload(PDF, "cv.pdf"), **common)
    drop_erratum(**common)
    assert Erratum.objects.get().is_issued


def test_a_letter_puts_the_report_right_that_is_in_force(issued, common, head):
    letter = save_erratum(values=LETTER, version=0, now=NOW, **common)
    Erratum.objects.filter(pk=letter.pk).update(is_issued=True)
    start_replacement(kind="thay-the", reason="Sai số", now=NOW, **common)
    reissue(common, head)
    # a draft that was begun for the old report, as the database may hold it
    Erratum.objects.filter(pk=letter.pk).update(is_issued=False)
    with pytest.raises(RuleBroken, match="đang có hiệu lực là số 07/BC-SNV"):
        issue_erratum(upload=upload(PDF, "cv.pdf"), **common)
    again = save_erratum(values=LETTER, version=letter.version, now=NOW, **common)
    assert (again.report_number, again.report_on.day) == ("07/BC-SNV", 25)
    issue_erratum(upload=upload(PDF, "cv.pdf"), **common)


def test_leaders_read_the_report_in_force_until_the_new_one_is_issued(
    issued, common, client, head, scene
):
    client.force_login(scene.reader)
    page = plan_page("reporting:dashboard")

    def told():
        rows = client.get(page, {"ky": 2026}).context["issued"]
        return [(each.held_number, f"{each.held_on:%d/%m}") for each in rows]

    assert told() == [("05/BC-SNV", "20/12")]
    start_replacement(kind="thay-the", reason="Sai số", now=NOW, **common)
    assert told() == [("05/BC-SNV", "20/12")]
    html = client.get(page, {"ky": 2026}).content.decode()
    assert "số 05/BC-SNV ngày 20/12/2026; đang soạn báo cáo mới" in html
    reissue(common, head)
    assert told() == [("07/BC-SNV", "25/12")]
    html = client.get(page, {"ky": 2026}).content.decode()
    assert "đang soạn báo cáo mới" not in html


def test_the_next_year_is_held_to_the_report_in_force(issued, common, head, scene):
    following = make_period(scene.plan, 2027)

    def told():
        found = judged_of(following, following.data_to).promised
        return found and (found.cited, found.lines)

    before = told()
    assert before == ("Báo cáo số 05/BC-SNV năm 2026", ("Đã viết.",))
    start_replacement(kind="thay-the", reason="Sai số", now=NOW, **common)
    assert told() == before
    freeze(now=NOW, **common)
    assert told() == before, "frozen, not issued: nobody is bound by it yet"
    hand_in_newest(common["period"], head, AFTER)
    version = YearlyReport.objects.get().version
    signed = SIGNED | {"number": "07/BC-SNV", "issued_on": date(2026, 12, 25)}
    save_words(values=signed, version=version, now=NOW, **common)
    issue(**common)
    assert told() == ("Báo cáo số 07/BC-SNV năm 2026", ("Đã viết.",))
