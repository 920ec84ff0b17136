"""The printed logins of the sample data: one per role, refused outside DEBUG."""

from typing import NamedTuple

from agencies.models import Membership

PASSWORD = "KeHoach-mau-2026!"  # noqa: S105 -- demo only, refused outside DEBUG
Role = Membership.Role


class Login(NamedTuple):
    """A printed login: one per role."""

    username: str
    full_name: str
    agency: str
    role: str
    what: str
    phone: str = ""

    @property
    def position(self) -> str:
        """Return the title that a head signs with."""
        is_head = self.role == Role.HEAD
        return self.what.rpartition(": ")[2].capitalize() if is_head else ""


LOGINS = (
    Login("quantri", "Quản trị mẫu", "", "", "Quản trị (Django admin)"),
    Login(
        "snv.canbo",
        "Nguyễn Thị An",
        "so-noi-vu",
        Role.OFFICER,
        "Sở Nội vụ: cán bộ",
        "0258 000 0001",
    ),
    Login(
        "snv.giamdoc", "Trần Văn Bình", "so-noi-vu", Role.HEAD, "Sở Nội vụ: giám đốc"
    ),
    Login(
        "lanhdao",
        "Lê Quang Chính",
        "van-phong-ubnd-tinh",
        Role.LEADER,
        "Lãnh đạo UBND tỉnh (chỉ xem)",
    ),
    Login(
        "nt.canbo",
        "Phạm Thị Dung",
        "ubnd-x22366",
        Role.OFFICER,
        "UBND phường Nha Trang: cán bộ đầu mối",
    ),
    Login(
        "nt.chutich",
        "Hồ Văn Đức",
        "ubnd-x22366",
        Role.HEAD,
        "UBND phường Nha Trang: chủ tịch",
    ),
    Login(
        "nt.vanthu",
        "Võ Thị Giang",
        "ubnd-x22366",
        Role.CLERK,
        "UBND phường Nha Trang: văn thư",
    ),
    Login(
        "stp.canbo", "Đặng Văn Hải", "so-tu-phap", Role.OFFICER, "Sở Tư pháp: cán bộ"
    ),
    Login(
        "mttq.canbo",
        "Bùi Thị Hoa",
        "ubmttq-tinh",
        Role.OFFICER,
        "UBMTTQVN tỉnh: cán bộ (được đề nghị)",
    ),
)
