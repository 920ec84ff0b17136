"""A unit's papers: written from its duties, checked, nothing typed is lost."""

from datetime import date
from io import BytesIO

import docx
import pytest
from django.urls import reverse
from django.utils.html import escape

from agencies.events.ancestry import rebuild_ancestry
from agencies.models import Reorganisation
from agencies.tests.factories import make_agency, make_user
from reporting.checking import check
from reporting.files.unit_paper_docx import render_unit_paper
from reporting.models import PaperKind, UnitDraft
from reporting.unit_papers.forms import DraftForm, text_digest
from reporting.unit_papers.gaps import unit_gaps_of
from reporting.unit_papers.material import read_material
from reporting.unit_papers.papers import UNCONFIRMED, unit_paper
from reporting.unit_papers.saving import save_draft
from reporting.unit_papers.starts import start_of
from tasks.difficulties.handling import raise_difficulty
from tasks.duties.errors import NotAllowed, PeriodClosed, StaleVersion
from tasks.evidence.keeping import attach_evidence
from tasks.models import Evidence, ProgressEntry
from tasks.official_letters.views_unit_report import drafts_of
from tasks.reorganising.tests.reorganising import merge
from tasks.tests.addresses import plan_page
from tasks.tests.factories import (
    NOW,
    TODAY,
    make_duty,
    make_figure,
    make_period,
    make_plan,
    make_task,
)
from tasks.tests.pages import text_of
from tasks.work.logging import log_progress

pytestmark = pytest.mark.django_db
MOMENT = {"today": TODAY, "now": NOW}
REPORT, PLAN, INSPECTION = PaperKind.REPORT, PaperKind.PLAN, PaperKind.INSPECTION
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def commune():
    return make_agency("Ủy ban nhân dân phường Nha Trang", kind="cap-xa")


@pytest.fixture
def duty(commune):
    plan = make_plan(
        title="Triển khai thực hiện Nghị quyết số 15/2024/NQ-HĐND trên địa bàn tỉnh"
        " Khánh Hòa",
        short_title="Kế hoạch thực hiện Nghị quyết 15/2024/NQ-HĐND",
        number="99/KH-UBND",
        issued_on=date(2025, 2, 5),
    )
    task = make_task(plan, short_title="Tuyên truyền dân chủ ở cơ sở")
    return make_duty(task, commune)


@pytest.fixture
def officer(duty):
    return make_user("officer", duty.agency)


@pytest.fixture
def chairman(duty):
    return make_user("head", duty.agency, full_name="Hồ Văn Đức", position="Chủ tịch")


def log(duty, officer, text, day=TODAY, **more):
    more.setdefault("progress", "in_progress")
    log_progress(
        duties=[duty], author=officer, done_on=day, text=text, **more, **MOMENT
    )
    return ProgressEntry.objects.order_by("-pk")[0]


def about(duty, kind=REPORT, today=TODAY):
    return read_material(kind=kind, agency=duty.agency, period=duty.period, today=today)


def lines_of(material) -> list[str]:
    """Return every line of the text as the file prints it."""
    document = docx.Document(BytesIO(render_unit_paper(unit_paper(material))))
    return [p.text for p in document.paragraphs if p.text.strip()]


def cells_of(material) -> list[list[str]]:
    document = docx.Document(BytesIO(render_unit_paper(unit_paper(material))))
    return [[cell.text for cell in row.cells] for row in document.tables[-1].rows]


def store(duty, actor, base=0, **said):
    given = {"words": {}, "chosen": {}, "work": {}, "signer_id": None}
    given |= {"rank": "", "place": "", "recipients": ""} | said
    return save_draft(
        agency=duty.agency,
        period=duty.period,
        kind=said.pop("kind", REPORT),
        base=base,
        actor=actor,
        **{key: value for key, value in given.items() if key != "kind"},
        **MOMENT,
    )


def test_the_last_result_speaks_never_an_intention_or_noise(duty, officer):
    log(duty, officer, "Dự kiến hoàn thành trong quý I.", date(2026, 1, 10))
    log(duty, officer, "Đã họp dân ở 05 thôn", date(2026, 3, 1))
    log(duty, officer, "Cập nhật số liệu từ bảng tính.", date(2026, 5, 1))
    log(duty, officer, "IMG 4022", date(2026, 5, 2))
    lines = lines_of(about(duty))
    at = lines.index("1. Tuyên truyền dân chủ ở cơ sở")
    assert lines[at + 1] == "Đã họp dân ở 05 thôn."
    text = "\n".join(lines)
    for never in ("ự kiến", "bảng tính", "IMG", duty.task.code):
        assert never not in text


def test_only_an_intention_is_a_gap_and_no_result(duty, officer):
    log(duty, officer, "Dự kiến hoàn thành trong quý I.")
    assert (
        "Đơn vị đang triển khai thực hiện. [Bổ sung kết quả đến ngày 10/06/2026.]"
        in (lines_of(about(duty)))
    )
    words = [gap.words for gap in unit_gaps_of(about(duty))]
    assert f"{duty.task.short_title}: mới nêu dự kiến, chưa có kết quả" in words


def test_the_officer_ticks_what_goes_and_hears_of_what_came_later(duty, officer):
    first = log(duty, officer, "Đã họp dân ở 05 thôn.", date(2026, 2, 1))
    second = log(duty, officer, "Đã phát 200 tờ rơi.", date(2026, 3, 1))
    store(duty, officer, chosen={str(duty.pk): [first.pk]})
    lines = lines_of(about(duty))
    assert "Đã họp dân ở 05 thôn." in lines
    assert "Đã phát 200 tờ rơi." not in lines
    words = [gap.words for gap in unit_gaps_of(about(duty))]
    assert f"{duty.task.short_title}: có 01 nội dung mới hơn lựa chọn" in words
    both = {str(duty.pk): [first.pk, second.pk]}
    store(duty, officer, base=1, chosen=both)
    assert "Đã phát 200 tờ rơi." in lines_of(about(duty))


def test_questions_are_statements_and_figures_a_table_beside_last_year(duty, officer):
    make_figure(duty.task, label="Số cuộc tuyên truyền", unit="cuộc", code="cuoc")
    make_figure(duty.task, label="Đã ban hành quy chế chưa?", type="yes_no", code="qc")
    make_figure(duty.task, label="Số tờ rơi", unit="tờ", code="to-roi")
    codes = {row.code: row.pk for row in duty.task.figures.all()}
    before = make_duty(
        duty.task, duty.agency, make_period(duty.task.plan, 2025), schedule="annual"
    )
    when = {"today": date(2025, 6, 10), "now": NOW.replace(year=2025)}
    log_progress(
        duties=[before],
        author=officer,
        done_on=date(2025, 6, 1),
        text="Đã họp.",
        progress="done",
        answers={codes["cuoc"]: "1.200"},
        **when,
    )
    answers = {codes["cuoc"]: "1.250", codes["qc"]: "khong"}
    log(duty, officer, "Đã họp dân.", answers=answers)
    assert "Đơn vị chưa ban hành quy chế." in lines_of(about(duty))
    assert cells_of(about(duty)) == [
        ["TT", "Chỉ tiêu", "Đơn vị tính", "Đến 10/06/2026", "Năm 2025"],
        ["Tuyên truyền dân chủ ở cơ sở"] * 5,
        ["1", "Số cuộc tuyên truyền", "cuộc", "1.250", "1.200"],
        ["2", "Số tờ rơi", "tờ", "–", "–"],
    ]


def test_documents_go_by_number_and_day_and_a_photo_does_not_go(duty, officer):
    log(duty, officer, "Đã họp dân.")
    attach_evidence(
        duties=[duty],
        actor=officer,
        subject="Kế hoạch tuyên truyền",
        number="5/KH-UBND",
        issued_on=date(2026, 2, 1),
        **MOMENT,
    )
    photo = Evidence.objects.create(
        agency=duty.agency,
        subject="IMG 4022",
        file="x.jpg",
        confirmed_open=True,
        uploaded_by=officer,
        recorded_at=NOW,
    )
    photo.links.create(duty=duty, added_by=officer, recorded_at=NOW)
    lines = lines_of(about(duty))
    cited = "Kế hoạch số 05/KH-UBND ngày 01/02/2026 về tuyên truyền"
    assert f"Văn bản liên quan: {cited}." in lines
    assert "IMG" not in "\n".join(lines)
    assert any(line.endswith(f"để chỉ đạo, triển khai: {cited}.") for line in lines)
    words = [gap.words for gap in unit_gaps_of(about(duty))]
    title = duty.task.short_title
    assert f"{title}: 01 tệp không có số văn bản, không đưa vào" in words


def test_the_start_is_marked_until_somebody_writes_or_confirms(duty, officer):
    log(duty, officer, "Đã họp dân.", progress="done")
    raise_difficulty(
        agency=duty.agency,
        period=duty.period,
        duty=duty,
        text="Thiếu người",
        recommendation="Bổ sung biên chế",
        actor=officer,
        **MOMENT,
    )
    lines = lines_of(about(duty))
    assert lines[lines.index("1. Ưu điểm") + 1] == UNCONFIRMED
    assert "- Thiếu người." in lines
    assert "Bổ sung biên chế." in lines
    store(duty, officer, words={"uu-diem": "Nhân dân đồng thuận."})
    lines = lines_of(about(duty))
    assert lines[lines.index("1. Ưu điểm") + 1] == "Nhân dân đồng thuận."
    assert UNCONFIRMED in lines


def test_outline_opening_and_signer_come_from_data(duty, officer, chairman):
    log(duty, officer, "Đã họp dân.", progress="done")
    material = about(duty, today=date(2026, 12, 14))
    lines = lines_of(material)
    assert [line for line in lines if line.isupper() and ". " in line[:5]] == [
        "I. CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO, TỔ CHỨC TRIỂN KHAI",
        "II. KẾT QUẢ THỰC HIỆN",
        "III. ĐÁNH GIÁ CHUNG",
        "IV. PHƯƠNG HƯỚNG, NHIỆM VỤ NĂM 2027",
        "V. KIẾN NGHỊ, ĐỀ XUẤT",
    ]
    opening = next(line for line in lines if line.startswith("Thực hiện"))
    assert "Kế hoạch số 99/KH-UBND ngày 05 tháng 02 năm 2025" in opening
    assert "(số liệu từ ngày 15/12/2025 đến ngày 14/12/2026) như sau:" in opening
    paper = unit_paper(material)
    assert paper.signature.capacity == ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")
    assert paper.signature.name == "Hồ Văn Đức"
    assert paper.head.place == "Nha Trang"
    assert paper.head.symbol == "BC-UBND"
    assert paper.addressees == (duty.task.plan.steering_agency.name,)


def test_a_deputy_signs_for_the_chairman_and_a_delegate_does_not(duty, chairman):
    deputy = make_user(
        "head", duty.agency, full_name="Lê An", position="Phó Chủ tịch UBND phường"
    )
    lent = make_user("officer", duty.agency, full_name="Anh Ba")
    lent.memberships.create(
        agency=duty.agency, role="head", note="Ủy quyền: của Hồ Văn Đức"
    )
    assert about(duty).people == (chairman, deputy)
    store(duty, chairman, signer_id=deputy.pk)
    assert unit_paper(about(duty)).signature.capacity == (
        "TM. ỦY BAN NHÂN DÂN",
        "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
    )


def test_a_title_decides_how_one_signs_and_only_without_it_is_asked(duty, officer):
    person = make_user("head", duty.agency, full_name="Lê An")
    assert "rank" in DraftForm(about(duty)).fields
    assert any("tư cách" in gap.words for gap in unit_gaps_of(about(duty)))
    store(duty, officer, rank="pho")
    assert unit_paper(about(duty)).signature.capacity[1] == "KT. CHỦ TỊCH"
    person.position = "Chủ tịch"
    person.save()
    assert unit_paper(about(duty)).signature.capacity[1] == "CHỦ TỊCH"
    assert "rank" not in DraftForm(about(duty)).fields


def test_the_implementing_plan_is_a_table_of_the_duties(duty, officer, chairman):
    own = make_task(
        duty.task.plan, "IV.11.1", short_title="Xây dựng kế hoạch", proof="own_plan"
    )
    make_duty(own, duty.agency, duty.period)
    material = about(duty, PLAN)
    assert unit_paper(material).kind == "Kế hoạch"
    assert cells_of(material)[1:] == [
        [
            "1",
            "Tuyên truyền dân chủ ở cơ sở",
            "[Ghi người, bộ phận thực hiện]",
            "Chậm nhất ngày 16/12/2026",
            "[Ghi sản phẩm]",
        ]
    ]
    words = [gap.words for gap in unit_gaps_of(material)]
    assert f"{duty.task.short_title}: chưa ghi ai thực hiện, sản phẩm" in words
    work = {str(duty.pk): {"who": "Phòng Văn hóa - Xã hội", "product": "Báo cáo"}}
    store(duty, officer, kind=PLAN, work=work)
    row = cells_of(about(duty, PLAN))[1]
    assert row[2:] == ["Phòng Văn hóa - Xã hội", "Chậm nhất ngày 16/12/2026", "Báo cáo"]


@pytest.mark.parametrize("kind", PaperKind.values)
def test_every_paper_passes_the_check(duty, officer, chairman, kind):
    make_figure(duty.task, label="Số cuộc", unit="cuộc")
    log(duty, officer, "Đã họp «dân» ở\n05 thôn.")
    data = render_unit_paper(unit_paper(about(duty, PaperKind(kind))))
    assert [str(one) for one in check(data) if not one.met] == []


def test_who_is_only_asked_owes_nothing_in_the_letter():
    front = make_agency("Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", kind="mat-tran")
    duty = make_duty(agency=front, is_requested=True)
    text = "\n".join(lines_of(about(duty)))
    assert "được đề nghị thực hiện" in text
    assert "được giao" not in text


def test_a_newer_version_is_never_overwritten(duty, officer):
    store(duty, officer, words={"uu-diem": "Một."})
    with pytest.raises(StaleVersion):
        store(duty, officer, words={"uu-diem": "Hai."})
    store(duty, officer, words={"uu-diem": "Một."})
    assert UnitDraft.objects.count() == 1
    store(duty, officer, base=1, words={"uu-diem": "Hai."})
    assert [row.words["uu-diem"] for row in UnitDraft.objects.all()] == ["Hai.", "Một."]


def test_only_its_writers_save_and_only_while_the_period_is_open(duty, officer):
    with pytest.raises(NotAllowed):
        store(duty, make_user("clerk", duty.agency))
    duty.period.state = "closed"
    with pytest.raises(PeriodClosed):
        store(duty, officer)


def address(duty, kind=REPORT, name="unit_paper"):
    path = plan_page(f"reporting:{name}", args=[duty.agency.code, kind])
    return f"{path}?ky={duty.period.key}"


def test_the_page_lists_gaps_takes_words_and_hands_out_the_file(client, duty, officer):
    log(duty, officer, "Đã họp dân.", progress="done")
    client.force_login(officer, backend=BACKEND)
    page = text_of(client.get(address(duty)))
    assert "điểm trước khi trình ký" in page
    assert "Lời gợi ý, đơn vị chưa xác nhận" in page
    material = about(duty)
    start = start_of("uu-diem", material)
    sent = {
        "base": 0,
        "loi-chi-dao": "UBND phường đã phân công.",
        "goc-chi-dao": text_digest(start_of("chi-dao", material)),
        "loi-uu-diem": start.replace("\n", "\r\n"),
        "goc-uu-diem": text_digest(start),
        "loi-phuong-huong": start_of("phuong-huong", material),
        "goc-phuong-huong": text_digest(start_of("phuong-huong", material)),
        "dung-phuong-huong": "on",
        f"chon-{duty.pk}": [duty.entries.get().pk],
        "place": "Nha Trang",
        "recipients": "Như trên\r\nLưu: VT",
    }
    assert client.post(address(duty), sent).status_code == 302
    draft = UnitDraft.objects.get()
    assert set(draft.words) == {"chi-dao", "phuong-huong"}
    assert (draft.chosen, draft.place, draft.recipients) == ({}, "", "")
    again = client.post(address(duty), sent | {"loi-chi-dao": "Lời thứ hai."})
    assert "Người khác vừa lưu bản mới hơn" in text_of(again)
    assert "Lời thứ hai." in text_of(again)
    answer = client.get(address(duty, name="unit_paper_docx"))
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "UBND phường đã phân công." in "\n".join(
        p.text for p in docx.Document(BytesIO(answer.content)).paragraphs
    )


@pytest.mark.parametrize(
    ("today", "first"), [(date(2026, 1, 20), PLAN), (date(2026, 6, 10), REPORT)]
)
def test_in_january_the_letters_page_leads_to_the_plan(duty, officer, today, first):
    found = drafts_of(officer, duty.agency, duty.period, today)
    assert (found[0], sorted(found)) == (first, sorted(PaperKind.values))
    steering = make_user("officer", duty.task.plan.steering_agency)
    assert drafts_of(steering, duty.agency, duty.period, today) == []


def test_the_letters_page_leads_to_the_drafts(client, duty, officer):
    client.force_login(officer, backend=BACKEND)
    url = reverse("tasks:unit_report", args=[duty.agency.code])
    page = text_of(client.get(f"{url}?ky={duty.period.key}"))
    for kind in PaperKind.values:
        path = address(duty, kind).partition("?")[0]
        assert f'href="{path}?{escape(duty.period.query)}"' in page


def test_a_draft_is_its_agencys_own(client, duty, officer):
    steering = make_user("officer", duty.task.plan.steering_agency)
    for person in (steering, make_user("head", make_agency())):
        client.force_login(person, backend=BACKEND)
        assert client.get(address(duty)).status_code == 404
    client.force_login(officer, backend=BACKEND)
    assert client.get(address(duty, "khong-co")).status_code == 404


def test_heirs_read_what_the_old_agency_drafted_and_write_their_own(
    client, duty, officer
):
    store(duty, officer, words={"uu-diem": "Nhân dân đồng thuận."})
    new = make_agency("Ủy ban nhân dân phường mới", kind="cap-xa")
    event = merge(duty.agency, new=new, on=TODAY)
    Reorganisation.objects.filter(pk=event.pk).update(state="applied")
    rebuild_ancestry()
    heir = make_user("officer", new)
    client.force_login(heir, backend=BACKEND)
    page = text_of(client.get(address(duty)))
    assert "Nhân dân đồng thuận." in page
    assert "Lưu dự thảo" not in page
    assert client.get(address(duty)).context["form"].fields["place"].disabled
    assert client.post(address(duty), {"base": 1}).status_code == 403


def test_the_steering_agency_sets_the_outline_of_a_period(client, duty, officer):
    steering = make_user("officer", duty.task.plan.steering_agency)
    client.force_login(steering, backend=BACKEND)
    url = plan_page("reporting:unit_outline", args=[duty.period.key, REPORT])
    form = client.get(url).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {
        "base": 0,
        "ten-kien-nghi": "Đề xuất với tỉnh",
        "added": "Chuyển đổi số",
        "chuyen": "len:kien-nghi",
        "goi-chi-dao": "Nêu số, ngày văn bản.",
    }
    sent.pop("in-phuong-huong")
    assert client.post(url, sent).status_code == 302
    lines = lines_of(about(duty))
    assert [line for line in lines if line.isupper() and ". " in line[:5]] == [
        "I. CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO, TỔ CHỨC TRIỂN KHAI",
        "II. KẾT QUẢ THỰC HIỆN",
        "III. ĐÁNH GIÁ CHUNG",
        "IV. ĐỀ XUẤT VỚI TỈNH",
        "V. CHUYỂN ĐỔI SỐ",
    ]
    stale = client.post(url, sent | {"ten-kien-nghi": "Khác"})
    assert "Người khác vừa lưu bản mới hơn" in text_of(stale)
    wrong = client.post(url, sent | {"base": 1, "subject": "{{ khong_co }}"})
    assert "Không có biến «khong_co»." in text_of(wrong)
    client.force_login(officer, backend=BACKEND)
    assert client.get(url).status_code == 404


def test_a_paper_costs_the_same_for_one_and_for_three(
    duty, officer, chairman, django_assert_num_queries
):
    def work(one):
        make_figure(one.task, label="Số cuộc họp", unit="cuộc")
        log(one, officer, "Đã họp dân.")

    work(duty)
    for _ in range(2):
        period = type(duty.period).objects.select_related("plan__steering_agency").get()
        with django_assert_num_queries(12):
            material = read_material(
                kind=REPORT, agency=duty.agency, period=period, today=TODAY
            )
            unit_paper(material)
            unit_gaps_of(material)
        for _ in range(2):
            work(make_duty(make_task(duty.task.plan), duty.agency, duty.period))


def test_who_a_duty_was_given_to_stands_in_the_plan_unless_typed(
    duty, officer, chairman
):
    duty.holder = officer
    duty.save()
    assert cells_of(about(duty, PLAN))[1][2] == str(officer)
    work = {str(duty.pk): {"who": "Phòng Văn hóa - Xã hội"}}
    store(duty, officer, kind=PLAN, work=work)
    assert cells_of(about(duty, PLAN))[1][2] == "Phòng Văn hóa - Xã hội"
