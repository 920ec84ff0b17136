"""The Committee's report to the ministry: same frozen figures, own head, own slip."""

from datetime import timedelta
from unittest import mock

import pytest

from agencies.tests.asking import asked_jobs
from agencies.tests.factories import make_agency, make_user
from kehoach.lib.refusals import RuleBroken
from reporting.checking import check
from reporting.committee.files import report_docx, slip_docx, store_committee_pdf
from reporting.committee.papers import paper_of, papers_of
from reporting.committee.steps import issue_paper, save_paper, submit_paper, take_back
from reporting.committee.tests.committee import Scene
from reporting.facts.tests.papers import find, opened, texts
from reporting.models import CommitteeEvent, CommitteeReport
from reporting.yearly.freezing import facts_for, freeze, reopen
from reporting.yearly.report_words import report_of
from tasks.duties.errors import InvalidInput, NotAllowed, StaleVersion
from tasks.evidence.tests.files import EXE, upload
from tasks.models import Duty
from tasks.reorganising import apply_event
from tasks.reorganising.tests.reorganising import merge
from tasks.tests.addresses import plan_page
from tasks.tests.factories import NOW
from tasks.tests.measuring import AFTER

pytestmark = pytest.mark.django_db
LATER = AFTER + timedelta(days=30)


@pytest.fixture
def scene():
    return Scene()


@pytest.fixture(autouse=True)
def _after_the_deadline(settings, tmp_path, clock):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        }
    }
    clock.at(AFTER)


def paper(scene) -> CommitteeReport:
    return paper_of(report_of(scene.period))


def files(scene) -> tuple[bytes, bytes]:
    return report_docx(paper(scene)), slip_docx(paper(scene))


def test_the_report_has_the_same_figures_under_the_committees_head(scene) -> None:
    scene.signers(number="5", issued_on=AFTER)
    own = facts_for(period=scene.period, today=AFTER)
    found = papers_of(paper(scene)).report
    for name in ("targets", "tasks", "responsibilities", "annexes", "missing_units"):
        assert getattr(found, name) == getattr(own, name)
    assert found.addressees == ("Bộ Nội vụ",)
    data = report_docx(paper(scene))
    assert find(data, "ỦY BAN NHÂN DÂN").text == "ỦY BAN NHÂN DÂN\nTỈNH KHÁNH HÒA"
    assert len(find(data, "ỦY BAN NHÂN DÂN")._p.xpath(".//w:br")) == 1
    assert find(data, "Số:").text.replace("\u2011", "-") == "Số: 05/BC-UBND"
    assert find(data, "TM. ỦY BAN NHÂN DÂN")
    assert not any("UBND TỈNH KHÁNH HÒA" in line for line in texts(data))


def test_both_papers_are_laid_out_as_the_decree_asks(scene) -> None:
    scene.signers()
    for data in files(scene):
        assert [str(one) for one in check(data) if not one.met] == []


def test_the_slip_says_what_is_submitted_in_figures(scene) -> None:
    slip = papers_of(paper(scene)).slip
    assert slip.head.symbol.startswith("PTr-")
    assert any("đạt 75% (03/04" in line for line in slip.summary), slip.summary
    assert any("01 đơn vị chưa báo cáo" in line for line in slip.summary)
    assert "Kế hoạch số 123/KH-UBND" in " ".join(slip.basis)
    assert any("Ý kiến của Văn phòng" in c.text for c in cells(slip_docx(paper(scene))))


def cells(data):
    return [c for t in opened(data).tables for row in t.rows for c in row.cells]


def test_without_frozen_facts_there_are_no_papers(scene, client) -> None:
    reopen(period=scene.period, reason="Sửa", **scene.common)
    assert papers_of(paper(scene)) is None
    client.force_login(scene.head)
    page = client.get(plan_page("reporting:committee", args=[2026]))
    assert "chốt số liệu báo cáo năm" in page.content.decode()
    path = plan_page("reporting:committee_docx", args=[2026, "bao-cao"])
    assert client.get(path).status_code == 404
    with pytest.raises(RuleBroken, match="chưa chốt số liệu"):
        scene.act(submit_paper)


def test_a_figure_in_the_words_comes_from_the_facts_or_is_refused(scene) -> None:
    with pytest.raises(InvalidInput) as refused:
        scene.save(slip_summary="Đạt [[muc-tieu/II.9/tu-so]].")
    assert "slip_summary" in refused.value.problems
    scene.save(slip_summary="Đạt [[muc-tieu/II.1/II.1/ty-le]].")
    assert papers_of(paper(scene)).slip.summary == ("Đạt 75%.",)


def test_two_people_do_not_overwrite_each_other(scene) -> None:
    scene.save(version=0, signer_name="A")
    with pytest.raises(StaleVersion):
        scene.save(version=0, signer_name="B")


def test_what_is_missing_is_named_with_its_field(scene, client) -> None:
    client.force_login(scene.head)
    scene.rows.plan.number = ""
    scene.rows.plan.save()
    page = client.get(plan_page("reporting:committee", args=[2026])).content.decode()
    assert '<a href="#id_signer_name">' in page
    assert '<a href="#id_slip_signer_name">' in page
    with pytest.raises(RuleBroken, match="kế hoạch chưa có số"):
        scene.act(submit_paper)


def test_submitted_papers_stay_whatever_happens_later(scene) -> None:
    scene.signers()
    scene.act(submit_paper)
    before = files(scene)
    units = list(Duty.objects.order_by("agency_id"))
    event = merge(
        *(duty.agency for duty in units), new=make_agency("Sở Mới"),
        on=AFTER + timedelta(days=2),
    )  # fmt: skip
    apply_event(event=event, actor=None, digest=None, today=LATER, now=NOW)
    agency = scene.rows.plan.steering_agency
    agency.name, agency.letter_symbol = "Tên khác", "XYZ"
    agency.save()
    scene.rows.plan.title, scene.rows.plan.number = "Khác", "9/KH-UBND"
    scene.rows.plan.save()
    reopen(period=scene.period, reason="Sửa", **scene.common)
    freeze(period=scene.period, **scene.common)
    assert files(scene) == before


def test_after_submitting_only_the_signature_follows_the_row(scene) -> None:
    scene.signers()
    scene.act(submit_paper)
    version = paper(scene).version
    scene.save(
        version=version, number="12", issued_on=AFTER, signer_name="Lê Văn C",
        signer_capacity="TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH",
        office_opinion="Đồng ý trình.", opening="Khác hẳn", slip_summary="Khác.",
    )  # fmt: skip
    found = papers_of(paper(scene))
    assert found.report.signature.name == "Lê Văn C"
    assert found.report.signature.capacity[-1] == "PHÓ CHỦ TỊCH"
    assert found.slip.office_opinion == "Đồng ý trình."
    assert "Khác" not in " ".join((*found.report.opening, *found.slip.summary))
    assert any("Đồng ý trình." in cell.text for cell in cells(slip_docx(paper(scene))))


def test_the_steps_come_in_order_and_are_recorded(scene) -> None:
    with pytest.raises(RuleBroken, match="đang soạn"):
        scene.act(take_back, reason="x")
    scene.signers()
    scene.act(submit_paper)
    with pytest.raises(RuleBroken, match="đã trình"):
        scene.act(submit_paper)
    with pytest.raises(InvalidInput, match="lý do"):
        scene.act(take_back, reason=" ")
    scene.act(take_back, reason="Bổ sung kiến nghị")
    scene.act(submit_paper)
    with pytest.raises(InvalidInput, match="số, ký hiệu"):
        scene.act(issue_paper, upload=upload())
    scene.signers(version=paper(scene).version, number="12", issued_on=AFTER)
    with pytest.raises(InvalidInput):
        scene.act(issue_paper, upload=upload(EXE, "gia.pdf"))
    scene.act(issue_paper, upload=upload())
    kinds = list(CommitteeEvent.objects.values_list("kind", flat=True))
    assert kinds == ["submitted", "taken_back", "submitted", "issued"]
    with pytest.raises(RuleBroken, match="đã ban hành"):
        scene.act(take_back, reason="x")
    with pytest.raises(RuleBroken, match="đã ban hành"):
        scene.save(version=paper(scene).version)


def test_the_page_saves_submits_and_keeps_what_was_typed(scene, client) -> None:
    client.force_login(scene.head)
    path = plan_page("reporting:committee", args=[2026])
    form = client.get(path).context["form"]
    typed = {field.name: field.value() or "" for field in form} | {"version": "0"}
    client.post(path, typed | {"signer_name": "Nguyễn Văn A", "number": "7"})
    row = CommitteeReport.objects.get()
    assert (row.signer_name, row.slip_summary, row.recipients) == (
        "Nguyễn Văn A", "", "",
    )  # fmt: skip
    wrong = typed | {"version": "1", "slip_summary": "[[khong-co]] chữ đã gõ"}
    answer = client.post(path, wrong).content.decode()
    assert "Không có số liệu" in answer
    assert "chữ đã gõ" in answer
    client.post(path, typed | {"version": "1", "slip_signer_name": "Trần B",
                               "signer_name": "Nguyễn Văn A"})  # fmt: skip
    client.post(plan_page("reporting:submit_committee", args=[2026]))
    assert CommitteeReport.objects.get().state == "submitted"
    text = client.get(path).content.decode()
    assert "Ghi nhận đã ban hành" in text
    client.post(plan_page("reporting:issue_committee", args=[2026]))
    assert CommitteeReport.objects.get().state == "submitted"


def test_readers_read_and_strangers_see_nothing(scene, client) -> None:
    scene.signers()
    names = ("committee", "submit_committee", "issue_committee", "committee_signed")
    client.force_login(make_user("officer", make_agency()))
    for name in names:
        path = plan_page(f"reporting:{name}", args=[2026])
        method = client.post if name.endswith("_committee") else client.get
        assert method(path).status_code == 404
    client.force_login(make_user("leader", make_agency("UBND tỉnh khác")))
    text = client.get(plan_page("reporting:committee", args=[2026])).content.decode()
    assert "PHIẾU TRÌNH" in text
    assert "<textarea" not in text
    with pytest.raises(NotAllowed):
        save_paper(
            period=scene.period, values={}, version=1, today=AFTER, now=NOW,
            actor=make_user("leader", make_agency("UBND tỉnh nữa")),
        )  # fmt: skip


def test_the_pdf_is_made_by_the_same_job(scene, client) -> None:
    scene.signers()
    client.force_login(scene.head)
    client.post(plan_page("reporting:ask_committee_pdf", args=[2026]))
    wanted = ("reporting.make_committee_pdf", {"paper_id": paper(scene).pk})
    assert asked_jobs() == [wanted]
    with mock.patch("reporting.kept.pdf.to_pdf", return_value=b"%PDF-1.4") as convert:
        store_committee_pdf(paper_id=paper(scene).pk)
        store_committee_pdf(paper_id=paper(scene).pk)
    convert.assert_called_once_with(report_docx(paper(scene)))
    answer = client.get(plan_page("reporting:committee_pdf", args=[2026]))
    assert b"".join(answer.streaming_content) == b"%PDF-1.4"


def test_who_saves_second_sees_what_the_first_saved_and_goes_on(scene, client) -> None:
    client.force_login(scene.head)
    path = plan_page("reporting:committee", args=[2026])
    form = client.get(path).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields} | {"version": 0}
    client.post(path, typed | {"signer_name": "Lê Văn C"})
    answer = client.post(path, typed | {"signer_name": "Trần Thị D"})
    html = answer.content.decode()
    assert "Người khác vừa lưu: Lê Văn C." in html
    assert 'value="Trần Thị D"' in html
    form = answer.context["form"]
    again = {name: form[name].value() or "" for name in form.fields}
    assert client.post(path, again).status_code == 302
    assert paper(scene).signer_name == "Trần Thị D"
