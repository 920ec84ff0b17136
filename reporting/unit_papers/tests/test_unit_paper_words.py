"""What is a result, how an answered question reads, how a document is cited."""

from datetime import date

import pytest

from agencies.models import Agency, User
from reporting.counting.citing import citation
from reporting.facts.typed_words import (
    is_noise,
    is_result,
    one_quotes,
    sentence,
    statement,
)
from reporting.outline.bodies import symbol_of
from reporting.unit_papers.outline_form import moved
from reporting.unit_papers.shipped import REPORT, UnitPart
from reporting.unit_papers.signing import capacity_of, place_of
from tasks.models import Evidence, Plan

COMMUNE = Agency(
    name="Ủy ban nhân dân phường Nha Trang",
    short_name="UBND phường Nha Trang",
    kind="cap-xa",
)
DEPARTMENT = Agency(
    name="Sở Văn hóa, Thể thao và Du lịch",
    short_name="Sở Văn hóa, Thể thao và Du lịch",
    kind="so",
)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Họp dân ở thôn Phú Hòa.", True),
        ("Đã mở 02 lớp, sẽ mở thêm 01 lớp.", True),
        ("Đang thực hiện theo kế hoạch, dự kiến hoàn thành trước ngày 14/12.", False),
        ("Đã có kế hoạch, dự kiến hoàn thành trong tháng 6.", False),
        ("Sẽ tổ chức vào quý II.", False),
        ("Cập nhật số liệu từ bảng tính.", False),
        ("IMG 4022", False),
        ("IMG_20260611_081500", False),
        ("27112026", False),
    ],
)
def test_a_result_tells_what_was_done(text, told):
    assert is_result(text) is told


def test_noise_is_no_words_of_a_person():
    assert is_noise("Zalo 17112026") is is_noise("...") is True
    assert is_noise("Đang thực hiện.") is False


@pytest.mark.parametrize(
    ("asked", "yes", "no"),
    [
        (
            "Trong kỳ đơn vị có bị kết luận vi phạm quy định không?",
            "Trong kỳ, đơn vị bị kết luận vi phạm quy định.",
            "Trong kỳ, đơn vị không bị kết luận vi phạm quy định.",
        ),
        (
            "Đã ban hành quy chế thực hiện dân chủ ở cơ sở chưa?",
            "Đơn vị đã ban hành quy chế thực hiện dân chủ ở cơ sở.",
            "Đơn vị chưa ban hành quy chế thực hiện dân chủ ở cơ sở.",
        ),
        (
            "Ban Thanh tra nhân dân có hoạt động và được tạo điều kiện không?",
            "Ban Thanh tra nhân dân đã hoạt động và được tạo điều kiện.",
            "Ban Thanh tra nhân dân chưa hoạt động hoặc chưa được tạo điều kiện.",
        ),
        (
            "Đơn vị có ít nhất một ứng dụng công nghệ thông tin không?",
            "Đơn vị có ít nhất một ứng dụng công nghệ thông tin.",
            "Đơn vị không có ứng dụng công nghệ thông tin.",
        ),
        (
            "Có Ban Giám sát đầu tư của cộng đồng không?",
            "Đơn vị có Ban Giám sát đầu tư của cộng đồng.",
            "Đơn vị không có Ban Giám sát đầu tư của cộng đồng.",
        ),
        (
            "Hội đồng nhân dân cùng cấp đã ban hành nghị quyết chưa?",
            "Hội đồng nhân dân cùng cấp đã ban hành nghị quyết.",
            "Hội đồng nhân dân cùng cấp chưa ban hành nghị quyết.",
        ),
        (
            "Đã cử người theo dõi bảng niêm yết",
            "Đơn vị đã cử người theo dõi bảng niêm yết.",
            "Đơn vị chưa cử người theo dõi bảng niêm yết.",
        ),
        ("Bảng niêm yết", "Bảng niêm yết: có.", "Bảng niêm yết: không."),
    ],
)
def test_an_answered_question_reads_as_a_statement(asked, yes, no):
    assert statement(asked, yes=True) == yes
    assert statement(asked, yes=False) == no


def test_texts_are_sentences_with_one_kind_of_quotes():
    assert sentence("họp dân ;\n\n  phát   tờ rơi") == "Họp dân.\nPhát tờ rơi."
    assert one_quotes('«Một» và "hai"') == "“Một” và “hai”"


@pytest.mark.parametrize(
    ("number", "subject", "issuer", "words"),
    [
        (
            "5/KH-UBND",
            "Kế hoạch Tuyên truyền dân chủ ở cơ sở",
            "",
            "Kế hoạch số 05/KH-UBND ngày 01/02/2026 về tuyên truyền dân chủ ở cơ sở",
        ),
        (
            "12/QĐ-UBND",
            "Về việc ban hành quy chế.",
            "UBND tỉnh",
            "Quyết định số 12/QĐ-UBND ngày 01/02/2026 của UBND tỉnh về việc ban hành"
            " quy chế",
        ),
        (
            "45/SNV-XDCQ",
            "IMG 4022",
            "Sở Nội vụ",
            "Công văn số 45/SNV-XDCQ ngày 01/02/2026 của Sở Nội vụ",
        ),
        (
            "7/BC-X",
            "UBND xã họp dân",
            COMMUNE.name,
            "Báo cáo số 07/BC-X ngày 01/02/2026 về UBND xã họp dân",
        ),
    ],
)
def test_a_document_is_cited_by_kind_number_day_and_subject(
    number, subject, issuer, words
):
    document = Evidence(
        number=number, subject=subject, issuer=issuer, issued_on=date(2026, 2, 1)
    )
    assert citation(document, COMMUNE.name) == words


@pytest.mark.parametrize(
    ("agency", "position", "rank", "lines"),
    [
        (COMMUNE, "", "truong", ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
        (
            COMMUNE,
            "Phó Chủ tịch UBND phường",
            "pho",
            ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        ),
        (DEPARTMENT, "Giám đốc Sở", "truong", ("GIÁM ĐỐC",)),
        (DEPARTMENT, "", "pho", ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")),
        (DEPARTMENT, "Quyền Giám đốc", "truong", ("Q. GIÁM ĐỐC",)),
        (
            Agency(name="Thanh tra tỉnh", kind="so"),
            "",
            "truong",
            ("CHÁNH THANH TRA",),
        ),
    ],
)
def test_who_signs_in_which_capacity(agency, position, rank, lines):
    assert capacity_of(agency, User(position=position), rank) == lines


def test_symbol_and_place_come_from_names():
    plan = Plan(title="Thực hiện … trên địa bàn tỉnh Khánh Hòa", issuer="UBND tỉnh")
    assert symbol_of(DEPARTMENT) == "SVHTTDL"
    assert symbol_of(COMMUNE) == "UBND"
    assert place_of(COMMUNE, plan) == "Nha Trang"
    assert place_of(DEPARTMENT, plan) == "Khánh Hòa"
    numbered = Agency(name="Ủy ban nhân dân phường 5", kind="cap-xa")
    assert place_of(numbered, plan) == "Phường 5"


def test_a_heading_moves_with_its_parts_and_they_stay_under_it():
    def keys(parts: list[UnitPart]) -> list[str]:
        return [part.key for part in parts]

    up = keys(moved(REPORT.parts, "danh-gia", -1))
    assert up[1:5] == ["danh-gia", "uu-diem", "han-che", "nguyen-nhan"]
    assert up[5] == "ket-qua"
    down = keys(moved(REPORT.parts, "uu-diem", 1))
    assert down[2:5] == ["danh-gia", "han-che", "uu-diem"]
    assert keys(moved(REPORT.parts, "uu-diem", -1)) == keys(list(REPORT.parts))
