"""A frozen report is stored values: nothing that happens later changes a byte."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agencies.tests.factories import make_agency, make_user
from kehoach.lib.refusals import RuleBroken
from kehoach.testing.examples import examples
from reporting.facts import report as f
from reporting.facts.as_text import differences, dump, facts_digest, load
from reporting.files.pdf_text import text_of_pdf
from reporting.files.yearly_annexes import annex_places_of
from reporting.kept.pdf import to_pdf
from reporting.models import FrozenReport, SectionText, YearlyReport
from reporting.tests.scenes import period_of
from reporting.yearly.building import yearly_facts
from reporting.yearly.documents import DOCUMENT_KINDS, DOCX, rendered
from reporting.yearly.freezing import facts_for, freeze, hand_in, issue, reopen
from reporting.yearly.gaps import report_gaps
from reporting.yearly.pdf import store_pdf
from reporting.yearly.report_words import report_of, save_words
from reporting.yearly.tests.freezing import AFTER, frozen, head, scene
from reporting.yearly.tests.signing import SIGNED, complete, hand_in_newest
from reporting.yearly.workshop import save_section
from tasks.duties.errors import InvalidInput, NotAllowed
from tasks.models import Duty, DutySnapshot
from tasks.reorganising import apply_event
from tasks.reorganising.tests.reorganising import merge
from tasks.tests.addresses import plan_page
from tasks.tests.factories import NOW

pytestmark = [pytest.mark.django_db]
__all__ = ["head", "scene"]  # fixtures
LATER = date(2027, 1, 15)


def files(scene, today=AFTER) -> dict[str, bytes]:
    facts = facts_for(period=period_of(scene), today=today)
    return {kind: rendered(facts, kind) for kind in DOCUMENT_KINDS}


def reorganise(scene) -> None:
    """Merge two agencies, rename the one that reports, and rename its row besides."""
    units = list(Duty.objects.filter(period=scene.period).order_by("agency_id"))
    old = [duty.agency for duty in units][:2]
    new = make_agency("Sở Mới")
    event = merge(*old, new=new, on=AFTER + timedelta(days=2))
    apply_event(event=event, actor=None, digest=None, today=LATER, now=NOW)
    renamed = merge(
        scene.period.plan.steering_agency, new=make_agency("Sở Nội vụ mới"),
        kind="rename", on=AFTER + timedelta(days=3),
    )  # fmt: skip
    apply_event(event=renamed, actor=None, digest=None, today=LATER, now=NOW)
    scene.period.plan.steering_agency.name = "Tên khác"
    scene.period.plan.steering_agency.save()


def test_a_merger_and_a_rename_change_no_byte_of_a_frozen_report(scene, head) -> None:
    frozen(scene, head)
    before = files(scene)
    reorganise(scene)
    assert files(scene, LATER) == before


@pytest.fixture
def handed_in(scene, head, settings, tmp_path) -> FrozenReport:
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        }
    }
    complete(period_of(scene))
    version = frozen(scene, head)
    hand_in_newest(period_of(scene), head, AFTER)
    return version


def stored_pdf(version: FrozenReport) -> bytes:
    found = store_pdf(version_id=version.pk)
    with found.pdf.open("rb") as file:
        return file.read()


def test_a_merger_and_a_rename_make_no_new_pdf(scene, handed_in) -> None:
    with mock.patch("reporting.kept.pdf.to_pdf", return_value=b"%PDF-1.4 x") as convert:
        before = stored_pdf(handed_in)
        reorganise(scene)
        assert stored_pdf(handed_in) == before
        assert convert.call_count == 1


@pytest.mark.slow
@pytest.mark.needs_libreoffice
@pytest.mark.needs_poppler
def test_the_pdf_of_a_submitted_report_reads_the_same_after_a_merger(
    scene, handed_in
) -> None:
    before = stored_pdf(handed_in)
    reorganise(scene)
    assert stored_pdf(handed_in) == before
    said = text_of_pdf(before)
    assert text_of_pdf(to_pdf(files(scene, LATER)[DOCX])) == said
    assert "SỞ NỘI VỤ" in said
    assert "Sở Mới" not in said


def test_a_report_frozen_before_annexes_had_places_names_them_as_ever(
    scene, head, client, clock
) -> None:
    version = frozen(scene, head)
    stored = json.loads(version.facts)
    places = stored.pop("annex_places")
    version.facts = json.dumps(stored)
    version.sha256 = sha256(version.facts.encode()).hexdigest()
    version.save()
    clock.at(AFTER)
    client.force_login(head)
    page = client.get(plan_page("reporting:yearly", args=["2026"])).content.decode()
    for name in ("Phụ lục I. Kết quả nhiệm vụ", "Phụ lục IX. Đơn vị chưa báo cáo"):
        assert name in page
    old = annex_places_of(facts_for(period=period_of(scene), today=AFTER))
    assert [place.number for place in old] == [place["number"] for place in places]


def test_rows_changed_later_do_not_show(scene, head) -> None:
    frozen(scene, head)
    before = files(scene)
    scene.period.plan.tasks.update(short_title="Tên nhiệm vụ khác")
    Duty.objects.filter(period=scene.period).update(progress="not_started")
    assert files(scene) == before


def test_an_open_period_is_not_frozen(scene) -> None:
    person = make_user("head", scene.period.plan.steering_agency)
    with pytest.raises(InvalidInput, match="chốt kỳ trước"):
        freeze(period=period_of(scene), actor=person, today=AFTER, now=NOW)


def test_strangers_freeze_nothing(scene, head) -> None:
    with pytest.raises(NotAllowed):
        freeze(period=period_of(scene), actor=make_user(), today=AFTER, now=NOW)


def test_reopening_needs_a_reason_and_lists_what_differs(scene, head) -> None:
    first = frozen(scene, head)
    period = period_of(scene)
    with pytest.raises(InvalidInput, match="lý do"):
        reopen(period=period, reason=" ", actor=head, today=AFTER, now=NOW)
    reopen(period=period, reason="Sửa lời văn", actor=head, today=AFTER, now=NOW)
    SectionText.objects.create(
        report=report_of(period), key="uu-diem", number=1, text="Tốt.", saved_at=NOW
    )
    second = frozen(scene, head)
    assert (first.number, second.number) == (1, 2)
    assert any("Tốt." in line for line in second.differences), second.differences
    assert FrozenReport.objects.filter(reopened_at__isnull=True).get() == second


def test_the_steps_come_in_order(scene, head) -> None:
    period = period_of(scene)
    common = {"period": period, "actor": head, "today": AFTER}
    complete(period)
    with pytest.raises(RuleBroken, match="Chốt số liệu"):
        hand_in(number=1, **common)
    frozen(scene, head)
    with pytest.raises(RuleBroken, match="đang trình ký"):
        issue(**common)
    hand_in(number=1, **common)
    with pytest.raises(RuleBroken, match="đã chuyển trình ký"):
        hand_in(number=1, **common)
    with pytest.raises(InvalidInput, match="số, ký hiệu"):
        issue(**common)
    unsigned = SIGNED | {"issued_on": LATER, "signer_name": ""}
    save_words(values=unsigned, version=0, now=NOW, **common)
    with pytest.raises(RuleBroken, match="chưa có họ tên người ký"):
        issue(**common)
    save_words(values=SIGNED | {"issued_on": LATER}, version=1, now=NOW, **common)
    issue(**common)
    facts = facts_for(period=period, today=LATER)
    assert (facts.head.number, facts.head.day) == ("05/BC-SNV", LATER)
    with pytest.raises(RuleBroken, match="đã ban hành"):
        reopen(reason="Sửa", now=NOW, **common)


def test_frozen_words_are_not_rewritten(scene, head) -> None:
    frozen(scene, head)
    before = files(scene)
    period = period_of(scene)
    written = yearly_facts(period=period, report=report_of(period), today=AFTER)
    with pytest.raises(RuleBroken, match="mở lại có lý do"):
        save_section(
            period=period, facts=written, key="uu-diem", text="Khác.", base=0,
            actor=head, today=AFTER, now=NOW,
        )  # fmt: skip
    assert files(scene) == before


def test_the_page_goes_through_the_steps(scene, head, client, clock) -> None:
    clock.at(AFTER)
    client.force_login(head)
    page = plan_page("reporting:yearly", args=[2026])
    assert "Chốt số liệu" in client.get(page).content.decode()
    client.post(plan_page("reporting:freeze", args=[2026]))
    text = client.get(page).content.decode()
    assert "Bản 1, chốt ngày <strong>20/12/2026</strong>" in text
    client.post(plan_page("reporting:reopen", args=[2026]), {"reason": ""})
    assert YearlyReport.objects.get().state == "frozen"
    client.post(plan_page("reporting:reopen", args=[2026]), {"reason": "Sửa"})
    assert YearlyReport.objects.get().state == "drafting"


def test_handing_in_names_what_is_missing_and_where_it_is_entered(
    scene, head, client, clock
) -> None:
    frozen(scene, head)
    clock.at(AFTER)
    client.force_login(head)
    client.post(plan_page("reporting:hand_in", args=["2026"]))
    text = client.get(plan_page("reporting:yearly", args=["2026"])).content.decode()
    assert YearlyReport.objects.get().state == "frozen"
    for words in ("kế hoạch chưa có số, ký hiệu", "kế hoạch chưa có ngày ban hành"):
        assert f"{words} (quản trị viên nhập)" in text
    assert '<a href="#id_signer_name">chưa có họ tên người ký</a>' in text
    blank = YearlyReport(period=period_of(scene), signer_capacity=" ", recipients=" ")
    facts = facts_for(period=period_of(scene), today=AFTER)
    assert {"signer_name", "signer_capacity", "recipients"} <= {
        gap.where for gap in report_gaps(blank, AFTER, facts)
    }


def test_a_page_that_grew_old_hands_nothing_in(scene, head, client, clock) -> None:
    period = period_of(scene)
    complete(period)
    frozen(scene, head)
    page, step = plan_page("reporting:yearly", args=["2026"]), "reporting:hand_in"
    clock.at(AFTER)
    client.force_login(head)
    assert 'name="ban" value="1"' in client.get(page).content.decode()
    YearlyReport.objects.update(signer_name="")
    client.post(plan_page(step, args=["2026"]), {"ban": "1"})
    assert "chưa có họ tên người ký" in client.get(page).content.decode()
    YearlyReport.objects.update(signer_name="Nguyễn Văn A")
    reopen(period=period, reason="Sửa", actor=head, today=AFTER, now=NOW)
    frozen(scene, head)
    client.post(plan_page(step, args=["2026"]), {"ban": "1"})
    assert "chốt lại thành bản 2" in client.get(page).content.decode()
    client.post(plan_page(step, args=["2026"]))
    assert YearlyReport.objects.get().state == "frozen"
    client.post(plan_page(step, args=["2026"]), {"ban": "2"})
    assert YearlyReport.objects.get().state == "signing"


def test_dots_that_were_frozen_are_not_handed_in(scene, head, client, clock) -> None:
    frozen(scene, head)
    complete(period_of(scene))
    clock.at(AFTER)
    client.force_login(head)
    page = client.get(plan_page("reporting:yearly", args=["2026"])).content.decode()
    assert '<a href="#reason">lời đã chốt còn để dấu chấm' in page
    with pytest.raises(RuleBroken, match="mở lại rồi chốt lại"):
        hand_in_newest(period_of(scene), head, AFTER)


def test_reopening_lists_changed_figures_and_changed_texts(scene, head) -> None:
    frozen(scene, head)
    period = period_of(scene)
    reopen(period=period, reason="Sửa", actor=head, today=AFTER, now=NOW)
    SectionText.objects.create(
        report=report_of(period), key="uu-diem", number=1, text="Mới.", saved_at=NOW
    )
    DutySnapshot.objects.filter(state="submitted").update(
        state="accepted", label="Hoàn thành đúng hạn"
    )
    found = frozen(scene, head).differences
    assert any("Mới." in line for line in found), found
    assert any(".done: 1 → 2" in line for line in found), found


@pytest.mark.parametrize("name", ["freeze", "reopen", "issue"])
def test_steps_are_closed_to_strangers(scene, head, client, name) -> None:
    client.force_login(make_user("officer", make_agency()))
    assert client.post(plan_page(f"reporting:{name}", args=[2026])).status_code == 404
    assert client.get(plan_page(f"reporting:{name}", args=[2026])).status_code == 405


CELLS = st.one_of(
    st.none(), st.text(max_size=5), st.dates(), st.integers(-9, 9),
    st.decimals(-99, 99, places=2),
)  # fmt: skip
TABLES = st.builds(
    f.AnnexTable,
    number=st.just("I"),
    title=st.text(max_size=9),
    heads=st.just(("A", "B")),
    rows=st.lists(st.tuples(CELLS, CELLS), max_size=3).map(tuple),
    totals=st.tuples(CELLS, CELLS),
    widths=st.just((1, 2)),
)
SECTIONS = st.builds(
    f.ReportSection,
    heading=st.text(max_size=9),
    level=st.integers(1, 3),
    children=st.just((f.ReportSection("a) Một", 3, ("Đoạn",)),)),
)


@pytest.fixture(scope="module")
def sample() -> f.YearlyFacts:
    """A report whose tables and sections are drawn below."""
    head = f.DocumentHead("UBND TỈNH", "Sở", "", "BC", "Khánh Hòa", None)
    measure = f.MeasureFact(
        "II.1", "Số người", "rate", "người", Decimal("1.50"), None, 0, 2
    )
    return f.YearlyFacts(
        year=2026, data_from=AFTER, data_to=AFTER, data_day=AFTER, head=head,
        subject="Kết quả", addressees=("UBND tỉnh",), opening=(), sections=(),
        targets=(f.TargetFact("II.1", "Chữ", "Ngắn", (measure,)),), tasks=(),
        responsibilities=(), annexes=(),
        missing_units=(f.MissingUnit("Xã", "xa", "muộn", AFTER, None, 3),),
        recipients=("Như trên",), signature=f.Signature(("GIÁM ĐỐC",), "A"), units=9,
    )  # fmt: skip


QUIET = [HealthCheck.function_scoped_fixture]


@settings(max_examples=examples(100), suppress_health_check=QUIET)
@given(st.lists(TABLES, max_size=2), st.lists(SECTIONS, max_size=2))
def test_facts_come_back_as_they_were_written(sample, annexes, sections) -> None:
    facts = replace(sample, annexes=tuple(annexes), sections=tuple(sections))
    assert load(dump(facts)) == facts
    assert facts_digest(load(dump(facts))) == facts_digest(facts)
    assert differences(facts, facts) == []


def test_a_changed_number_is_named(sample) -> None:
    assert differences(sample, replace(sample, units=10)) == ["units: 9 → 10"]
