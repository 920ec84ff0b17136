"""Focal points from a spreadsheet: any order of columns, all or nothing, questions."""

import unicodedata
from datetime import date, timedelta
from io import BytesIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from agencies.models import Membership, User
from agencies.people.line import KEEP, RENAME, SKIP
from agencies.people.lines import clean_email, clean_phone
from agencies.people.rows import read_people
from agencies.people.scope import Scope
from agencies.people.sheets import check_people, import_people, people_sheet_of
from agencies.sheets.cells import said
from agencies.tests.factories import make_agency, make_membership, make_user
from kehoach.lib.refusals import RuleBroken

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 10)
HEAD = ("Đơn vị", "Họ và tên", "Chức vụ", "Thư điện tử công vụ", "Vai trò")
ALL = Scope(agencies=None)
AN = ("Sở A", "Nguyễn Thị An", "Chuyên viên", "an@a.vn", "Cán bộ đầu mối")


@pytest.fixture
def agency():
    return make_agency("Sở A")


def xlsx(*lines):
    book = Workbook()
    for line in lines:
        book.active.append(line)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def rows(*lines, heading=HEAD):
    return read_people(name="ds.xlsx", content=xlsx(heading, *lines))


def check(found, scope=ALL, answers=None):
    return check_people(rows=found, scope=scope, answers=answers or {}, today=TODAY)


def load(found, scope=ALL, answers=None):
    return import_people(rows=found, scope=scope, answers=answers or {}, today=TODAY)


def only_problem(found, scope=ALL):
    (line,) = check(found, scope).lines
    ((cell, message),) = line.problems
    return cell, message


def test_new_people_get_an_account_and_a_dated_role(agency):
    done = load(rows(AN))
    user = User.objects.get(email="an@a.vn")
    assert done.new == (user,)
    assert not user.has_usable_password()
    held = Membership.objects.get()
    assert (held.user, held.agency, held.role, held.valid_from, held.valid_to) == (
        user,
        agency,
        "officer",
        TODAY,
        None,
    )


def test_the_same_list_twice_changes_nothing(agency):
    load(rows(AN))
    again = check(rows(AN))
    assert [line.status for line in again.lines] == ["co"]
    done = load(rows(AN))
    assert (done.new, done.given, done.changed) == ((), 0, 0)
    assert Membership.objects.count() == User.objects.count() == 1


def test_columns_stand_in_any_order_below_a_title(agency):
    heading = ("TT", "EMAIL", "vai trò *", "Họ tên", "Tên đơn vị", "Chức vụ")
    line = (1, "AN@A.VN", "đầu mối", "Nguyễn Thị An", "sở a", "Chuyên viên")
    content = xlsx(("DANH SÁCH CỬ ĐẦU MỐI",), (), heading, (), line)
    (row,) = read_people(name="ds.xlsx", content=content)
    assert row.number == 5
    assert row.address("full_name") == "Sheet!D5"
    assert check([row]).lines[0].status == "moi"


def test_decomposed_letters_and_old_tone_marks_match_but_marks_are_kept(agency):
    thanh = make_agency("UBND xã Thành Hải", kind="cap-xa")
    make_agency("UBND xã Thanh Hải", kind="cap-xa")
    typed = unicodedata.normalize("NFD", "UBND xã Thành Hải")
    line = (typed, *(unicodedata.normalize("NFD", each) for each in AN[1:]))
    found = check(rows(line)).lines[0]
    assert found.agency == thanh
    assert found.full_name == "Nguyễn Thị An"
    cell, message = only_problem(rows(("UBND xa Thanh Hai", *AN[1:])))
    assert cell == "Sheet!A2"
    assert "chỉ khác dấu" in message


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_csv_of_any_office_is_read(agency, sign):
    text = "\r\n".join(sign.join(line) for line in (HEAD, (), AN))
    (row,) = read_people(name="ds.csv", content=text.encode("utf-8-sig"))
    assert row.number == 3
    assert check([row]).lines[0].status == "moi"


@pytest.mark.parametrize(
    ("changes", "cell", "words_in"),
    [
        ({4: "Sếp"}, "E2", "Đang ghi «Sếp»"),
        ({0: "Sở không có"}, "A2", "Không có cơ quan tên"),
        ({1: ""}, "B2", "họ và tên"),
        ({1: "a" * 151}, "B2", "150"),
        ({3: "an(a)a.vn"}, "D2", "thư điện tử"),
        ({4: "Sếp"}, "E2", "Cán bộ đầu mối"),
    ],
)
def test_every_wrong_cell_is_named(agency, changes, cell, words_in):
    line = [changes.get(place, word) for place, word in enumerate(AN)]
    found = only_problem(rows(line))
    assert found[0] == f"Sheet!{cell}"
    assert words_in in found[1]


@pytest.mark.parametrize(
    ("begins", "ends", "cell"),
    [("31/02/2026", "", "F2"), ("10/06/2026", "09/06/2026", "G2"), ("", "nay", "G2")],
)
def test_days_that_cannot_be_are_named(agency, begins, ends, cell):
    heading = (*HEAD, "Từ ngày", "Đến ngày")
    assert (
        only_problem(rows((*AN, begins, ends), heading=heading))[0] == f"Sheet!{cell}"
    )


def test_one_wrong_line_keeps_the_whole_list_out(agency):
    found = rows(AN, ("Sở B", "Lê Văn Bình", "", "binh@b.vn", "Văn thư"))
    with pytest.raises(RuleBroken):
        load(found)
    assert not User.objects.exists()
    assert not Membership.objects.exists()


def test_one_person_at_two_agencies_is_one_account(agency):
    make_agency("Sở B")
    done = load(rows(AN, ("Sở B", *AN[1:3], "An@A.vn", "Văn thư")))
    assert len(done.new) == 1
    assert done.given == 2
    assert User.objects.get().memberships.count() == 2


def test_one_address_for_two_people_or_a_line_twice_is_refused(agency):
    other = ("Sở A", "Trần Văn Bê", "", "AN@a.vn", "Văn thư")
    assert only_problem_of(rows(AN, other), 1)[0] == "Sheet!D3"
    assert "Lặp lại" in only_problem_of(rows(AN, AN), 1)[1]


def only_problem_of(found, place):
    ((cell, message),) = check(found).lines[place].problems
    return cell, message


def test_a_known_address_with_another_name_is_a_question(agency):
    known = make_user("officer", agency, email="an@a.vn", full_name="Nguyễn Thị Ân")
    found = rows(AN)
    assert [line.status for line in check(found).lines] == ["hoi"]
    with pytest.raises(RuleBroken):
        load(found)
    load(found, answers={2: KEEP})
    known.refresh_from_db()
    assert known.full_name == "Nguyễn Thị Ân"
    assert known.position == "Chuyên viên"
    load(found, answers={2: RENAME})
    known.refresh_from_db()
    assert known.full_name == "Nguyễn Thị An"
    assert User.objects.count() == 1


def test_a_skipped_line_writes_nothing_but_the_others_do(agency):
    make_user(email="an@a.vn", full_name="Người Khác")
    binh = ("Sở A", "Lê Văn Bình", "", "binh@a.vn", "Văn thư")
    done = load(rows(AN, binh), answers={2: SKIP})
    assert [user.email for user in done.new] == ["binh@a.vn"]
    assert Membership.objects.get().user.email == "binh@a.vn"


def test_a_head_names_own_people_and_corrects_no_strangers_account(agency):
    other = make_agency("Sở B")
    stranger = make_user(
        "head", other, email="an@a.vn", full_name="Ông Khác", phone="1"
    )
    mine = Scope(agencies=frozenset({agency.pk}))
    assert "đơn vị mình" in only_problem(rows(("Sở B", *AN[1:])), mine)[1]
    (line,) = check(rows(AN), mine).lines
    assert "Ông Khác" not in line.question
    assert RENAME not in dict(line.choices)
    done = load(rows(AN), mine, {2: RENAME} | {2: KEEP})
    stranger.refresh_from_db()
    assert (stranger.full_name, stranger.position) == ("Ông Khác", "")
    assert not Membership.objects.filter(user=stranger, agency=agency).exists()
    assert [offer.user for offer in done.offered] == [stranger]
    assert [each.status for each in check(rows(AN), mine, {2: KEEP}).lines] == ["cho"]


def test_who_also_belongs_elsewhere_is_not_renamed_by_a_head(agency):
    other = make_agency("Sở B")
    shared = make_user("head", other, email="an@a.vn", full_name="Ông Khác", phone="1")
    make_membership(shared, agency)
    mine = Scope(agencies=frozenset({agency.pk}))
    load(rows(AN), mine, {2: KEEP})
    shared.refresh_from_db()
    assert (shared.full_name, shared.position) == ("Ông Khác", "")


def test_who_left_long_ago_is_no_longer_the_heads_own(agency):
    other = make_agency("Sở B")
    gone = make_user("head", other, email="an@a.vn", full_name=AN[1])
    make_membership(gone, agency, valid_to=TODAY - timedelta(days=1))
    mine = Scope(agencies=frozenset({agency.pk}))
    done = load(rows(AN), mine)
    assert (done.given, len(done.offered)) == (0, 1)


def test_an_administrators_account_is_never_changed_by_a_list(agency):
    boss = make_user("officer", agency, email="an@a.vn", is_staff=True)
    load(rows(AN), ALL, {2: KEEP})
    boss.refresh_from_db()
    assert boss.position == ""


def test_the_province_and_the_steering_agency_are_guarded(agency):
    guarded = Scope(agencies=None, guarded=frozenset({agency.pk}))
    assert "thủ trưởng" in only_problem(rows(AN), guarded)[1]
    led = Scope(None, frozenset({agency.pk}), frozenset({agency.pk}))
    assert check(rows(AN), led).is_right
    leader = (*AN[:4], "Lãnh đạo UBND tỉnh (xem toàn tỉnh)")
    assert "quản trị" in only_problem(rows(leader), led)[1]
    assert check(rows(leader), Scope(None, everything=True)).is_right


def test_who_leads_for_some_days_names_no_head_for_longer(agency):
    last = TODAY + timedelta(days=3)
    keys = frozenset({agency.pk})
    some_days = Scope(keys, leads=keys, until={agency.pk: last})
    new_head = (*AN[:4], "Thủ trưởng, cấp phó")
    assert "lâu hơn" in only_problem(rows(new_head), some_days)[1]
    assert check(rows(AN), some_days).is_right
    make_user("head", agency, email="an@a.vn", full_name=AN[1])
    assert check(rows(new_head), some_days).is_right


def test_an_ended_agency_and_an_unknown_code_are_refused(agency):
    agency.valid_to = TODAY - timedelta(days=1)
    agency.save()
    assert "đã kết thúc" in only_problem(rows(AN))[1]
    heading = ("Mã đơn vị", *HEAD[1:])
    assert (
        "không hoạt động"
        in only_problem(rows((agency.code, *AN[1:]), heading=heading))[1]
    )
    assert "mã «x»" in only_problem(rows(("x", *AN[1:]), heading=heading))[1]


def test_empty_cells_leave_what_is_there(agency):
    user = make_user(email="an@a.vn", full_name=AN[1], position="Phó", phone="0905")
    ends = TODAY + timedelta(days=30)
    make_membership(user, agency, "officer", valid_to=ends, is_primary=True)
    line = (*AN[:2], "", *AN[3:])
    assert [each.status for each in check(rows(line)).lines] == ["co"]
    heading = (*HEAD, "Đầu mối chính")
    load(rows((*line, ""), heading=heading))
    held = Membership.objects.get()
    assert not held.is_primary
    assert held.valid_to == ends


def test_a_name_to_sign_in_with_that_is_taken_gets_another(agency):
    make_user(username="an@a.vn", email="moi@a.vn")
    (user,) = load(rows(AN)).new
    assert user.username != "an@a.vn"


def test_the_template_goes_round_and_carries_no_formula(agency):
    make_user(
        "head", agency, email="an@a.vn", full_name="=cmd|' /C calc'!A0", phone="+84905"
    )
    held = Membership.objects.select_related("user", "agency")
    content = people_sheet_of(agencies=[agency], people=held)
    book = load_workbook(BytesIO(content))
    assert [sheet.title for sheet in book] == ["Đầu mối", "Danh mục"]
    assert str(book.worksheets[0]["C2"].value).startswith("'=")
    found = read_people(name="a.xlsx", content=content)
    assert [line.status for line in check(found).lines] == ["co"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", b"PK not a book", "XLSX"),
        ("a.docx", b"", ".xlsx"),
        ("a.csv", "Họ tên".encode("utf-16"), "CSV"),
        ("a.csv", b"a,b\n1,2", "thiếu cột"),
        ("a.csv", b"x" * (5 * 1024 * 1024 + 1), "5 MB"),
    ],
)
def test_files_that_cannot_be_read_say_why(name, content, said):
    with pytest.raises(RuleBroken, match=said):
        read_people(name=name, content=content)


@given(st.text(max_size=40))
@example("0\r;")
@example("mailto:MAILTO:a@b.vn")
def test_cells_never_crash(text):
    assert said(said(text)) == said(text) or said(text).startswith("'")
    assert clean_email(text) == clean_email(clean_email(text))


def test_phones_that_lost_their_zero_get_it_back():
    assert clean_phone("905123456") == "0905123456"
    assert clean_phone("912345678.0") == "0912345678"
    assert clean_phone("2583822222") == "02583822222"
    assert clean_phone("02583822222") == "02583822222"
    assert clean_phone("02583.822.222 (máy lẻ 12)") == "02583.822.222 (máy lẻ 12)"
    for typed in ("9,12346E+08", "12345", "91234567812345"):
        with pytest.raises(ValueError, match="số"):
            clean_phone(typed)


def test_roles_to_choose_from_keep_their_commas(agency):
    """B17: «Thủ trưởng, cấp phó» fell apart in Excel, where a comma parts a list."""
    book = load_workbook(BytesIO(people_sheet_of(agencies=[agency])))
    rules = book.active.data_validations.dataValidation
    (source,) = [each.formula1 for each in rules if str(each.sqref) == "G2:G2001"]
    tab, cells = source.strip("=").split("!")
    listed = [cell.value for (cell,) in book[tab.strip("'")][cells]]
    assert "Thủ trưởng, cấp phó" in listed


def test_an_address_pasted_with_marks_is_the_account_that_is_there(agency):
    """B16: a second account was made that nobody could use."""
    known = make_user("officer", agency, email="an@a.vn", full_name=AN[1])
    for mark in "\u200b\u200e\u00ad\u202c\u2060":
        done = load(rows((*AN[:3], f"{mark}an@{mark}a.vn{mark}", AN[4])))
        assert done.new == ()
    assert User.objects.get(email__contains="a.vn") == known


def test_a_cover_and_a_sheet_of_choices_stand_beside_the_list(agency):
    book = Workbook()
    book.active.title = "Bìa"
    book.active["A1"] = "SỞ A"
    for name, lines in (
        ("Danh mục", (["Sở A"], ["Sở, ban, ngành"])),
        ("Đầu mối", (["DANH SÁCH"], HEAD, (*AN[:4], "Sếp"))),
    ):
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    out = BytesIO()
    book.save(out)
    found = read_people(name="ds.xlsx", content=out.getvalue())
    assert only_problem(found)[0] == "Đầu mối!E3"


def test_an_answer_that_is_neither_yes_nor_no_is_an_error(agency):
    heading = (*HEAD, "Đầu mối chính")
    for typed in ("X", "Có", "đúng", True, 1):
        (line,) = check(rows((*AN, typed), heading=heading)).lines
        assert line.is_primary
    cell, message = only_problem(rows((*AN, "chắc vậy"), heading=heading))
    assert cell == "Sheet!F2"
    assert "«chắc vậy» không rõ là có hay không" in message
