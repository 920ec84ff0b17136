"""What is done in the portal before a picture of several steps is taken."""

from datetime import date, timedelta

from playwright.sync_api import Page

#: An agency that is asked and does not answer, and one beside it.
SPLIT, HEIR = "ubnd-x22624", "ubnd-x22720"
PEOPLE = (
    "Mã đơn vị,Họ và tên,Chức vụ,Thư điện tử công vụ,Điện thoại,Vai trò,Đầu mối chính\n"
    "ubnd-x22366,Nguyễn Thị Hoa,Công chức Văn hóa – Xã hội,hoa.nt@mau.invalid,,"
    "Cán bộ đầu mối,x\n"
    "ubnd-x22366,Lê Văn Năm,Công chức Văn phòng,nam.nt@mau.invalid,,Văn thư,\n"
)


def follow(page: Page, name: str) -> None:
    """Press the first link with this name."""
    page.get_by_role("link", name=name).first.click()
    page.wait_for_load_state()


def press(page: Page, name: str) -> None:
    """Press the first button with this name."""
    page.get_by_role("button", name=name).first.click()
    page.wait_for_load_state()


def send_everything(page: Page) -> None:
    """Look at what is ready and send it."""
    follow(page, "Xem và gửi")
    if page.locator("[data-choose-all]").is_visible():
        page.locator("[data-choose-all]").click()
    page.locator("#gui button[type=submit]").click()
    page.wait_for_load_state()


def closing(page: Page) -> None:
    """Open the year and what closing it would store."""
    page.locator("main a[href*='/ky-bao-cao/']", has_text="Năm").first.click()
    page.wait_for_load_state()
    follow(page, "Chốt kỳ")


def list_of_people(page: Page) -> None:
    """Let a list of two people be checked."""
    content = {"name": "dau-moi.csv", "mimeType": "text/csv", "buffer": PEOPLE.encode()}
    page.set_input_files("input[type=file]", content)  # type: ignore[arg-type] # a file in memory
    press(page, "Kiểm tra danh sách")


def draft_of_event(page: Page) -> None:
    """Write a draft that divides one commune between another and a new one."""
    page.on("dialog", lambda dialog: dialog.accept())
    page.fill(
        "[name=name]", f"Sắp xếp đơn vị hành chính cấp xã năm {date.today().year}"
    )
    page.fill("[name=legal_basis]", "Nghị quyết 99/NQ-UBTVQH16")
    page.fill("[name=effective_on]", f"{date.today() - timedelta(days=1):%d/%m/%Y}")
    press(page, "Lập dự thảo")
    for heir in (HEIR, ""):
        page.fill("[name=predecessor]", SPLIT)
        page.select_option("[name=kind]", "split")
        if heir:
            page.fill("[name=successor]", heir)
        else:
            page.get_by_text("Lập cơ quan mới cùng sự kiện này").click()
            page.fill("[name=new_name]", "Ủy ban nhân dân phường Biển Đông")
            page.select_option("[name=new_kind]", "cap-xa")
            page.select_option("[name=new_level]", "xa")
        press(page, "Thêm dòng")
    page.evaluate("scrollTo(0, 0)")


def preview_of_event(page: Page) -> None:
    """Open the draft's preview."""
    page.locator("main a", has_text="Sắp xếp đơn vị hành chính").first.click()
    page.wait_for_load_state()
    follow(page, "Xem trước")


def people_of_event(page: Page) -> None:
    """Choose who takes the work, apply the event, open the page of its people."""
    page.on("dialog", lambda dialog: dialog.accept())
    preview_of_event(page)
    page.locator("main select").first.select_option(index=1)
    press(page, "Lưu lựa chọn")
    press(page, "Áp dụng")
    follow(page, "Chuyển cán bộ")
