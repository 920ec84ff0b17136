"""Whom a second factor is required of, how it is shown, lost, and asked for once more."""

from datetime import timedelta
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from agencies.accounts import factors
from agencies.accounts.letters import tell_owners
from agencies.accounts.password_rules import LengthValidator
from agencies.models import AuditRecord, Membership, User
from agencies.tests.factories import PASSWORD, make_agency, make_user
from kehoach.site.second_factor import ACTS, is_outside, is_plain, reads_province
from tasks.tests.addresses import plan_page
from tasks.tests.factories import TODAY, make_plan
from tasks.tests.pages import text_of

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def is_required(user, address, today):
    return is_plain(user, address) or reads_province(user, today)


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR = "required"


@pytest.fixture
def boss() -> User:
    user = make_user(username="boss", is_staff=True, is_superuser=True)
    user.set_password(PASSWORD)
    user.save()
    return user


def code_of(secret: str = SECRET, ahead: int = 0) -> str:
    counter = int(timezone.now().timestamp()) // 30 + ahead
    return format_hotp_value(hotp_value(secret, counter))


def with_app(user: User) -> list[str]:
    now = timezone.now()
    assert factors.add_app(user=user, secret=SECRET, code=code_of(ahead=-1), now=now)
    return factors.new_recovery_codes(user=user, now=now)


def enter(client: Client, name: str = "boss") -> str:
    data = {"username": name, "password": PASSWORD}
    answer = client.post(
        f"{reverse('login')}?next=/quan-tri/", data | {"next": "/quan-tri/"}
    )
    assert answer.status_code == 302
    return answer.url


def step(client: Client, code: str):
    return client.post(reverse("second_step"), {"proof_code": code})


def test_offered_asks_nobody_who_has_none(client, boss):
    assert enter(client) == "/quan-tri/"
    assert client.get("/quan-tri/").status_code == 200


def test_required_leads_an_administrator_to_set_it_up_first(client, boss, required):
    enter(client)
    for place in ("/quan-tri/", reverse("tasks:people"), reverse("sessions")):
        assert client.get(place).url == reverse("factors")
    assert client.get(reverse("factors")).status_code == 200
    page = client.get(reverse("add_app"))
    secret = page.context["secret"].replace(" ", "")
    assert (
        "Mã chưa đúng"
        in client.post(reverse("add_app"), {"code": "000000"}).content.decode()
    )
    done = client.post(reverse("add_app"), {"code": code_of(secret)})
    assert len(done.context["codes"]) == 10
    assert client.get("/quan-tri/").status_code == 200
    tell_owners(now=timezone.now())
    assert "Đã thêm ứng dụng tạo mã" in "".join(each.body for each in mail.outbox)


def test_the_password_alone_opens_nothing(client, boss):
    with_app(boss)
    assert enter(client) == reverse("second_step")
    assert client.get("/quan-tri/").status_code == 302
    assert "_auth_user_id" not in client.session
    assert "Chưa đúng" in step(client, "000000").content.decode()
    answer = step(client, code_of())
    assert answer.url == "/quan-tri/"
    assert client.get("/quan-tri/").status_code == 200


def test_a_code_of_the_app_counts_once(boss):
    with_app(boss)
    first, second = Client(), Client()
    enter(first)
    enter(second)
    code = code_of()
    assert step(first, code).status_code == 302
    assert step(second, code).status_code == 200


def test_a_recovery_code_counts_once_and_is_told(client, boss):
    codes = with_app(boss)
    enter(client)
    assert step(client, codes[3]).status_code == 302
    other = Client()
    enter(other)
    assert step(other, codes[3]).status_code == 200
    assert step(other, f"{codes[4][:4]} {codes[4][4:]}").status_code == 302
    tell_owners(now=timezone.now())
    assert "Đã dùng một mã dự phòng" in "".join(each.body for each in mail.outbox)


def test_codes_cannot_be_guessed(client, boss):
    with_app(boss)
    enter(client)
    codes = [step(client, f"{number:06}").status_code for number in range(8)]
    assert codes[5:] == [429] * 3
    assert step(client, code_of()).status_code == 429


def test_half_a_sign_in_is_forgotten_after_ten_minutes_and_by_a_new_password(
    boss, clock
):
    now = timezone.now()
    clock.at(now)
    with_app(boss)
    late, changed = Client(), Client()
    enter(late)
    clock.shift(timedelta(minutes=11))
    assert step(late, code_of()).url == reverse("login")
    enter(changed)
    boss.set_password(PASSWORD + "!")
    boss.save()
    assert step(changed, code_of()).url == reverse("login")


def test_a_secret_is_sealed_in_the_database(boss):
    with_app(boss)
    rows = Authenticator.objects.filter(user=boss)
    assert SECRET not in "".join(str(row.data) for row in rows)


def test_a_session_from_before_is_asked_too(client, boss, required):
    with_app(boss)
    client.force_login(boss)
    assert client.get("/quan-tri/").url == reverse("second_step")
    assert step(client, code_of()).status_code == 302
    assert client.get("/quan-tri/").status_code == 200


def test_a_second_factor_is_required_of_who_reads_the_province(settings):
    steering = make_agency()
    make_plan(steering)
    reviewer, officer = (
        make_user("officer", steering),
        make_user("officer", make_agency()),
    )
    leader = make_user(Membership.Role.LEADER, make_agency())
    drafting = make_agency()
    make_plan(drafting, state="draft")
    drafter = make_user("officer", drafting)
    needs = {
        user: is_required(user, "10.0.0.1", TODAY)
        for user in (reviewer, leader, officer, drafter)
    }
    assert list(needs.values()) == [True, True, False, False]
    settings.SECOND_FACTOR_EVERYBODY = True
    assert is_required(officer, "10.0.0.1", TODAY)


def test_outside_the_provinces_network_it_is_required_of_everybody(settings):
    from ipaddress import ip_network

    assert not is_outside("203.0.113.9")
    settings.PROVINCE_NETWORKS = [ip_network("10.0.0.0/8"), ip_network("2001:db8::/32")]
    assert [is_outside(each) for each in ("10.1.2.3", "2001:db8::1", "203.0.113.9", "")] == [
        False, False, True, True,
    ]  # fmt: skip
    officer = make_user("officer", make_agency())
    assert is_required(officer, "203.0.113.9", TODAY)
    assert not is_required(officer, "10.1.2.3", TODAY)


def test_a_session_that_goes_outside_is_asked_there(client, required, settings):
    from ipaddress import ip_network

    settings.PROVINCE_NETWORKS = [ip_network("10.0.0.0/8")]
    client.force_login(make_user("officer", make_agency()))
    place = reverse("sessions")
    assert client.get(place, REMOTE_ADDR="10.1.2.3").status_code == 200
    assert client.get(place, REMOTE_ADDR="203.0.113.9").url == reverse("factors")


def test_an_officer_is_not_asked_and_costs_no_query_a_second_time(
    client, required, django_assert_num_queries
):
    client.force_login(make_user("officer", make_agency()))
    client.get(reverse("session_clock"))
    client.get(reverse("sessions"))
    with django_assert_num_queries(2):
        client.get(reverse("session_clock"))


def test_another_administrator_resets_and_the_owner_hears(client, boss):
    lost = make_user(is_staff=True, email="mat@snv.vn")
    with_app(lost)
    there = Client()
    there.force_login(lost)
    client.force_login(boss)
    assert "ứng dụng tạo mã" in client.get(reverse("second_factors")).content.decode()
    with_app(boss)
    client.post(reverse("second_factors"), {"person": boss.pk})
    assert factors.has_factor(boss)
    client.post(reverse("second_factors"), {"person": lost.pk})
    assert not factors.has_factor(lost)
    assert there.get(reverse("sessions")).status_code == 302
    tell_owners(now=timezone.now())
    assert any(
        each.to == ["mat@snv.vn"] and "đặt lại" in each.body for each in mail.outbox
    )
    row = AuditRecord.objects.filter(kind="factor", person=lost).first()
    assert row.actor == boss


def test_the_command_resets_and_is_in_the_trail(boss):
    with pytest.raises(CommandError, match="chưa thiết lập"):
        call_command("reset_second_factor", "boss")
    with pytest.raises(CommandError, match="Không có"):
        call_command("reset_second_factor", "ai")
    with_app(boss)
    call_command("reset_second_factor", "boss", stdout=StringIO())
    assert not factors.has_factor(boss)
    row = AuditRecord.objects.filter(kind="factor", person=boss).first()
    assert row.job == "reset_second_factor"


def test_the_last_factor_stays_and_a_shorter_password_is_enough_with_it(client, boss):
    short = "Trau-7-Co!"
    rule = LengthValidator()
    with pytest.raises(ValidationError):
        rule.validate(short, boss)
    with_app(boss)
    rule.validate(short, boss)
    with pytest.raises(ValidationError):
        rule.validate(short[:9], boss)
    client.force_login(boss)
    row = Authenticator.objects.get(user=boss, type="totp")
    client.post(reverse("remove_factor"), {"factor": row.pk})
    assert factors.has_factor(boss)


def test_pages_of_the_package_are_not_routed():
    for name in ("account_signup", "account_login", "account_email", "mfa_index",
                 "account_reset_password", "mfa_authenticate"):  # fmt: skip
        with pytest.raises(NoReverseMatch):
            plan_page(name)


# --- proving once more -------------------------------------------------------


@pytest.fixture
def late(settings):
    """Nobody proved anything lately."""
    settings.PROOF_SECONDS = 0


def test_every_act_is_a_page():
    from django.urls import get_resolver

    from kehoach.site.tests.addresses import named

    views = set(named(get_resolver()))
    acts = {name for name in ACTS if not name.startswith("admin:")}
    assert acts - views == set()
    assert ACTS - acts
    for name in ACTS - acts:
        model, act = name.removeprefix("admin:").rsplit("_", 1)
        args = [1] if act == "change" and "password" not in model else []
        if name == "admin:auth_user_password_change":
            args = [1]
        assert plan_page(name, args=args)


def test_what_cannot_be_taken_back_asks_and_keeps_the_form(client, late):
    agency = make_agency()
    make_plan(agency)
    head = make_user("head", agency)
    head.set_password(PASSWORD)
    head.save()
    client.force_login(head)
    person = {"full_name": "Võ Thị Mới", "email": "moi@kh.vn", "role": "officer"}
    place = reverse("tasks:add_person", args=[agency.code])
    asked = client.post(place, person)
    assert asked.status_code == 403
    page = asked.content.decode()
    assert 'name="full_name" value="Võ Thị Mới"' in page
    assert not User.objects.filter(email="moi@kh.vn").exists()
    wrong = client.post(place, person | {"proof_password": "sai"})
    assert "Chưa đúng" in wrong.content.decode()
    done = client.post(place, person | {"proof_password": PASSWORD})
    assert done.status_code == 302, text_of(done)
    assert User.objects.filter(email="moi@kh.vn").exists()


def test_deleting_in_the_technical_admin_asks_too(client, boss, late):
    client.force_login(boss)
    agency = make_agency()
    one = reverse("admin:agencies_agency_delete", args=[agency.pk])
    assert client.post(one, {"post": "yes"}).status_code == 403
    many = {"action": "delete_selected", "_selected_action": [agency.pk]}
    assert (
        client.post(reverse("admin:agencies_agency_changelist"), many).status_code
        == 403
    )
    inside = reverse("admin:agencies_agencygroup_add")
    assert client.post(inside, {"members-0-DELETE": "on"}).status_code == 403
    assert (
        client.post(one, {"post": "yes", "proof_password": PASSWORD}).status_code == 302
    )


def test_applying_a_change_of_the_plan_asks_too(client, boss, late):
    client.force_login(boss)
    place = reverse("tasks:plan_change", args=[1])
    assert client.post(place, {"ap-dung": "1"}).status_code == 403
    assert client.post(place, {"basis_number": "5/QĐ"}).status_code == 404
    for name in ("adhoc_drop", "plan_change_delete", "plan_change_undo"):
        assert client.post(plan_page(f"tasks:{name}", args=[1])).status_code == 403


def test_a_password_in_the_form_is_not_handed_to_the_page_that_asks(client, boss, late):
    client.force_login(boss)
    place = reverse("admin:agencies_user_add")
    said = {"username": "moi", "password1": "Rat-Kin-2026!", "password2": "Rat-Kin!"}
    page = client.post(place, said).content.decode()
    assert 'name="username" value="moi"' in page
    assert "Rat-Kin" not in page
    assert "password1" not in page
    assert "nhập lại mật khẩu" in page


def test_who_has_a_factor_proves_it_by_that_one(client, boss, late):
    with_app(boss)
    client.force_login(boss)
    agency = make_agency()
    one = reverse("admin:agencies_agency_delete", args=[agency.pk])
    assert (
        client.post(one, {"post": "yes", "proof_password": PASSWORD}).status_code == 403
    )
    assert client.post(one, {"post": "yes", "proof_code": code_of()}).status_code == 302


def test_pages_of_the_factor_ask_before_they_open(client, boss, late):
    client.force_login(boss)
    assert client.get(reverse("add_app")).url.startswith(reverse("prove"))
    assert client.get(reverse("prove")).status_code == 403


def test_the_proof_leads_only_into_the_portal(client, boss, settings):
    client.force_login(boss)
    assert client.get(reverse("prove") + "?next=https://la.vn/").url == "/"
    assert client.get(reverse("prove") + "?next=/quan-tri/").url == "/quan-tri/"


def test_going_on_to_no_address_goes_home(client, boss):
    client.force_login(boss)
    session = client.session
    session["proved"] = int(timezone.now().timestamp())
    session.save()
    for word in ("999", "//evil.example", "javascript:alert(1)"):
        answer = client.get(f"{reverse('prove')}?next={word}")
        assert answer.status_code == 302
        assert answer.url in {"/", "999"}
