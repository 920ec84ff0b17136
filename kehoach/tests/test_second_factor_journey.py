"""A second factor in Chromium, with the browser's own virtual authenticator."""

from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Browser, Page, expect

from agencies.models import User
from agencies.tests.factories import PASSWORD, make_user

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def boss(db: None) -> User:
    user = make_user(username="boss", is_staff=True, is_superuser=True)
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return a page whose machine has a passkey of its own."""
    context = browser.new_context()
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "console",
        lambda line: errors.append(line.text) if "Content Security" in line.text else 0,
    )
    yield page
    context.close()
    assert errors == []


def sign_in(page: Page, url: str) -> None:
    page.goto(f"{url}/dang-nhap/")
    page.fill("[name=username]", "boss")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")


def test_required_a_passkey_is_set_up_used_and_a_code_stands_in(
    page: Page, live_server, settings, boss: User
) -> None:
    settings.SECOND_FACTOR = "required"
    url = live_server.url.replace("127.0.0.1", "localhost")
    settings.ALLOWED_HOSTS = ["*"]
    sign_in(page, url)
    expect(page.get_by_role("heading", name="Xác thực hai lớp")).to_be_visible()
    page.get_by_role("link", name="Thêm khóa truy cập").click()
    page.get_by_role("button", name="Tạo khóa").click()
    expect(page.get_by_role("heading", name="Mã dự phòng")).to_be_visible()
    codes = page.locator(".recovery-codes code").all_inner_texts()
    assert len(codes) == 10
    page.get_by_role("link", name="Đã cất, vào trang đầu").click()
    expect(page.get_by_role("heading", name="Quản trị", exact=True)).to_be_visible()
    assert Authenticator.objects.filter(user=boss, type="webauthn").count() == 1

    page.context.clear_cookies()
    sign_in(page, url)
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    expect(page.get_by_role("heading", name="Quản trị", exact=True)).to_be_visible()

    settings.PROOF_SECONDS = 0
    page.goto(f"{url}/xac-thuc-hai-lop/ung-dung/")
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    settings.PROOF_SECONDS = 3600
    page.goto(f"{url}/xac-thuc-hai-lop/ung-dung/")
    expect(page.locator(".factor-picture")).to_be_visible()

    page.context.clear_cookies()
    sign_in(page, url)
    page.fill("[name=proof_code]", codes[0])
    page.get_by_role("button", name="Xác nhận mã").click()
    expect(page.get_by_role("heading", name="Quản trị", exact=True)).to_be_visible()
