"""Spreadsheets of agencies and people."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from import_export import fields, widgets

from agencies.models import Agency, Kind, Level, Membership, Territory, User
from agencies.sheets.resource import StrictResource
from agencies.sheets.widgets import ByCode, ByLabel, VietnameseDate, Words
from kehoach.lib.text import nfc


class AgencyResource(StrictResource):
    """Agencies by code."""

    required_columns = ("Mã", "Tên chính thức", "Loại", "Cấp")
    code = fields.Field("code", "Mã", Words())
    name = fields.Field("name", "Tên chính thức", Words())
    short_name = fields.Field("short_name", "Tên ngắn", Words())
    kind = fields.Field("kind", "Loại", ByLabel(dict(Kind.choices), "Loại"))
    level = fields.Field("level", "Cấp", ByLabel(dict(Level.choices), "Cấp"))
    territory = fields.Field(
        "territory", "Địa bàn", ByLabel(dict(Territory.choices), "Địa bàn")
    )
    official_code = fields.Field("official_code", "Mã định danh", Words())
    email = fields.Field("email", "Thư điện tử", Words())
    valid_from = fields.Field("valid_from", "Từ ngày", VietnameseDate())
    valid_to = fields.Field("valid_to", "Đến ngày", VietnameseDate())
    parent = fields.Field("parent", "Mã cấp trên", ByCode(Agency, "Cơ quan"))

    class Meta:
        """Rows are matched by code and checked as a form would."""

        model = Agency
        import_id_fields = ("code",)
        fields = (
            "code",
            "name",
            "short_name",
            "kind",
            "level",
            "territory",
            "official_code",
            "email",
            "valid_from",
            "valid_to",
            "parent",
        )
        use_bulk = True
        batch_size = 1000
        skip_diff = True
        use_transactions = True


class MembershipResource(StrictResource):
    """Focal points as agencies send them: one line per person and role."""

    required_columns = ("Mã cơ quan", "Họ và tên", "Thư điện tử", "Vai trò")
    agency = fields.Field("agency", "Mã cơ quan", ByCode(Agency, "Cơ quan"))
    user = fields.Field("user", "Thư điện tử", ByCode(User, "Thư điện tử", "email"))
    full_name = fields.Field("user__full_name", "Họ và tên", Words(), readonly=True)
    position = fields.Field("user__position", "Chức vụ", Words(), readonly=True)
    phone = fields.Field("user__phone", "Điện thoại", Words(), readonly=True)
    role = fields.Field(
        "role", "Vai trò", ByLabel(dict(Membership.Role.choices), "Vai trò")
    )
    is_primary = fields.Field("is_primary", "Đầu mối chính", widgets.BooleanWidget())
    valid_from = fields.Field("valid_from", "Từ ngày", VietnameseDate())
    valid_to = fields.Field("valid_to", "Đến ngày", VietnameseDate())

    class Meta:
        """Matched by person, agency and role."""

        model = Membership
        import_id_fields = ("user", "agency", "role")
        fields = (
            "agency",
            "user",
            "full_name",
            "position",
            "phone",
            "role",
            "is_primary",
            "valid_from",
            "valid_to",
        )
        use_bulk = True
        batch_size = 1000
        skip_diff = True
        use_transactions = True

    def before_import(self, dataset: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- library's signature
        """Make the missing accounts at once; a dry run rolls them back."""
        super().before_import(dataset, **kwargs)
        people = {user.email.lower(): user for user in User.objects.exclude(email="")}
        new: dict[str, User] = {}
        changed: dict[str, User] = {}
        for row in dataset.dict:
            email = str(row.get("Thư điện tử") or "").strip().lower()
            name = nfc(str(row.get("Họ và tên") or "")).strip()
            if not email or not name or not is_email(email):
                continue
            if email in people:
                if fill_person(people[email], row):
                    changed[email] = people[email]
            elif email not in new:
                new[email] = User(username=email, email=email)
                new[email].set_unusable_password()
                fill_person(new[email], row)
        User.objects.bulk_create(new.values(), batch_size=1000)
        columns = ["full_name", "position", "phone", "search_text"]
        User.objects.bulk_update(changed.values(), columns, batch_size=1000)
        self.fields["user"].widget.known = people | new

    def before_import_row(self, row: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- library's signature
        """Refuse a line without name or address; read «x» as yes."""
        email = str(row.get("Thư điện tử") or "").strip().lower()
        if not email or not str(row.get("Họ và tên") or "").strip():
            message = "Dòng thiếu họ và tên hoặc thư điện tử."
            raise ValueError(message)
        if not is_email(email):
            message = f"Thư điện tử «{email}» không đúng."
            raise ValueError(message)
        row["Thư điện tử"] = email
        wanted = str(row.get("Đầu mối chính") or "").strip().lower()
        row["Đầu mối chính"] = "1" if wanted in {"1", "x", "có", "true"} else "0"


def is_email(text: str) -> bool:
    """Return whether the text is an e-mail address."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def fill_person(user: User, row: Any) -> bool:  # noqa: ANN401 -- a row of any reader
    """Bring name, position and phone up to date; return whether something changed."""
    before = (user.full_name, user.position, user.phone)
    user.full_name = nfc(str(row.get("Họ và tên") or "")).strip()[:150]
    user.position = nfc(str(row.get("Chức vụ") or "")).strip()[:150] or user.position
    user.phone = str(row.get("Điện thoại") or "").strip()[:30] or user.phone
    user.fill_keys()
    return before != (user.full_name, user.position, user.phone)
