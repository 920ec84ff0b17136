"""The lines of the navigation: who sees each, in which order, under which name."""

from typing import NamedTuple


class Entry(NamedTuple):
    """One line of the navigation: who sees it, which addresses light it, and what the
    number on it counts.
    """

    view: str
    label: str
    icon: str
    audience: frozenset[str]
    also_under: tuple[str, ...] = ()
    is_more: bool = False
    counts: str = ""


def _for(*audience: str) -> frozenset[str]:
    return frozenset(audience)


#: In the order of the page; "everyone" is every signed-in person.
ENTRIES = (
    Entry(
        "reporting:dashboard", "Tổng quan", "layout-dashboard", _for("steers", "leads")
    ),
    Entry(
        "tasks:desk_home",
        "Nhiệm vụ của đơn vị",
        "clipboard-list",
        _for("agency"),
        ("/don-vi/",),
        counts="việc bị trả lại hoặc chờ thủ trưởng gửi, mọi kế hoạch",
    ),
    Entry(
        "tasks:plan",
        "Kế hoạch",
        "list-details",
        _for("everyone"),
    ),
    Entry("reporting:own_fields", "Lĩnh vực phụ trách", "eye", _for("fields")),
    Entry("reporting:matrix", "Bảng theo dõi", "table", _for("steers", "leads")),
    Entry(
        "tasks:review",
        "Tiếp nhận",
        "inbox",
        _for("steers"),
        counts="việc chờ tiếp nhận, mọi kế hoạch đơn vị theo dõi",
    ),
    Entry(
        "tasks:difficulties",
        "Vướng mắc",
        "message-circle",
        _for("steers", "leads", "agency"),
    ),
    Entry("tasks:reminders", "Đôn đốc", "bell", _for("steers")),
    Entry("reporting:yearly_home", "Báo cáo năm", "report", _for("steers", "leads")),
    Entry(
        "tasks:adhoc_list",
        "Báo cáo đột xuất",
        "bell-ringing",
        _for("steers", "leads", "agency"),
        is_more=True,
    ),
    Entry(
        "tasks:directions",
        "Ý kiến chỉ đạo",
        "flag",
        _for("steers", "leads", "agency"),
        is_more=True,
    ),
    Entry(
        "tasks:talks",
        "Trao đổi",
        "message-circle",
        _for("steers", "agency"),
        ("/de-nghi-gia-han/",),
        is_more=True,
        counts="câu hỏi, đề nghị gia hạn chờ trả lời, mọi kế hoạch",
    ),
    Entry(
        "tasks:registers",
        "Sổ theo dõi",
        "notes",
        _for("steers", "leads", "agency"),
        is_more=True,
    ),
    Entry("tasks:contributions", "Phối hợp", "users", _for("agency"), is_more=True),
    Entry("tasks:calendar", "Lịch", "calendar-due", _for("everyone"), is_more=True),
    Entry("tasks:agencies", "Cơ quan", "building", _for("everyone"), is_more=True),
    Entry("tasks:periods", "Kỳ báo cáo", "calendar", _for("manages"), is_more=True),
    Entry(
        "tasks:reorganisations",
        "Sắp xếp tổ chức",
        "building-community",
        _for("reorganises"),
        is_more=True,
    ),
    Entry(
        "tasks:plan_changes",
        "Điều chỉnh kế hoạch",
        "writing",
        _for("steers", "reorganises"),
        is_more=True,
    ),
    Entry("tasks:reading", "Hồ sơ được đọc", "list-details", _for("reader")),
    Entry("administration", "Quản trị", "settings", _for("staff")),
)

#: The same lines for who is only asked by the plan (Party, Front, unions).
ASKED_LABELS = {"tasks:desk_home": "Nội dung được đề nghị"}
