"""The printed logins of the sample data: one per role, refused outside DEBUG."""

from typing import NamedTuple

from agencies.models import Membership

PASSWORD = "KeHoach-mau-2026!"  # noqa: S105 -- demo only, refused outside DEBUG


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
        is_head = self.role == Membership.Role.HEAD
        return self.what.rpartition(": ")[2].capitalize() if is_head else ""


LOGINS = (
    Login("quantri", "Quản trị mẫu", "", "", "Quản trị (Django admin)"),
    Login(
        "snv.canbo",
        "Nguyễn Thị An",
        "so-noi-vu",
        Membership.Role.OFFICER,
        "Sở Nội vụ: cán bộ",
        "0258 000 0001",
    ),
    Login(
        "snv.giamdoc",
        "Trần Văn Bình",
        "so-noi-vu",
        Membership.Role.HEAD,
        "Sở Nội vụ: giám đốc",
    ),
    Login(
        "lanhdao",
        "Lê Quang Chính",
        "van-phong-ubnd-tinh",
        Membership.Role.LEADER,
        "Lãnh đạo UBND tỉnh (chỉ xem)",
    ),
    Login(
        "nt.canbo",
        "Phạm Thị Dung",
        "ubnd-x22366",
        Membership.Role.OFFICER,
        "UBND phường Nha Trang: cán bộ đầu mối",
    ),
    Login(
        "nt.chutich",
        "Hồ Văn Đức",
        "ubnd-x22366",
        Membership.Role.HEAD,
        "UBND phường Nha Trang: chủ tịch",
    ),
    Login(
        "nt.vanthu",
        "Võ Thị Giang",
        "ubnd-x22366",
        Membership.Role.CLERK,
        "UBND phường Nha Trang: văn thư",
    ),
    Login(
        "stp.canbo",
        "Đặng Văn Hải",
        "so-tu-phap",
        Membership.Role.OFFICER,
        "Sở Tư pháp: cán bộ",
    ),
    Login(
        "mttq.canbo",
        "Bùi Thị Hoa",
        "ubmttq-tinh",
        Membership.Role.OFFICER,
        "UBMTTQVN tỉnh: cán bộ (được đề nghị)",
    ),
)
