"""Spreadsheets of agencies and people: natural keys, Vietnamese errors."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from import_export import fields, resources, widgets

from agencies.models import Agency, Kind, Level, Membership, Territory, User
from agencies.services.people import person_for
from kehoach.lib.dates import format_date, parse_date
from kehoach.lib.text import name_key, nfc


class VietnameseDate(widgets.Widget):
    """Reads 05/06/2026 as 5 June and real date cells; writes 05/06/2026."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> date | None:  # noqa: ANN401 -- library's signature
        """Return a day or None; ValueError says in Vietnamese what is wrong."""
        return None if value in (None, "") else parse_date(value)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:  # noqa: ANN401 -- library's signature
        """Return the day as offices write it."""
        return format_date(value) if value else ""


class Words(widgets.CharWidget):
    """Text brought to NFC without surrounding spaces."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:  # noqa: ANN401 -- library's signature
        """Return NFC text."""
        return nfc(str(value if value is not None else "")).strip()


class ByLabel(widgets.Widget):
    """A choice written as its Vietnamese label or as its code."""

    def __init__(self, choices: Mapping[str, str], what: str) -> None:
        """Keep code → label."""
        super().__init__()
        self.labels, self.what = dict(choices), what
        self.codes = {name_key(str(v)): k for k, v in self.labels.items()}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:  # noqa: ANN401 -- library's signature
        """Return the code; ValueError lists what may be written."""
        text = nfc(str(value or "")).strip()
        code = text if text in self.labels else self.codes.get(name_key(text))
        if code is None:
            known = "; ".join(str(label) for label in self.labels.values())
            message = f"{self.what} «{text}» không có. Ghi một trong: {known}."
            raise ValueError(message)
        return code

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:  # noqa: ANN401 -- library's signature
        """Return the label."""
        return str(self.labels.get(value, value or ""))


class ByCode(widgets.ForeignKeyWidget):
    """A row of another table by its code, from a map read once per import."""

    def __init__(self, model: Any, what: str, field: str = "code") -> None:  # noqa: ANN401 -- any model
        """Keep what to call it in errors."""
        super().__init__(model, field=field)
        self.what = what
        self.known: dict[str, Any] | None = None

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:  # noqa: ANN401 -- library's signature
        """Return the row; ValueError names the code that is unknown."""
        if value in (None, ""):
            return None
        if self.known is None:
            rows = self.model.objects.all()
            self.known = {str(getattr(item, self.field)): item for item in rows}
        found = self.known.get(str(value).strip())
        if found is None:
            message = f"{self.what} «{value}» không có trong danh mục."
            raise ValueError(message)
        return found


class StrictResource(resources.ModelResource):
    """All rows or none; a missing column is said by name."""

    def before_import(self, dataset: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- library's signature
        """Refuse a file without the columns that name a row; forget old maps."""
        for field in self.fields.values():
            if isinstance(field.widget, ByCode):
                field.widget.known = None
        headers = [str(h or "").strip() for h in dataset.headers or []]
        missing = [name for name in self.required_columns if name not in headers]
        if missing:
            message = (
                f"Tệp thiếu cột: {', '.join(missing)}. Hãy xuất tệp mẫu rồi điền lại,"
                " không gộp ô ở dòng tiêu đề."
            )
            raise ValidationError(message)

    required_columns: tuple[str, ...] = ()


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
        clean_model_instances = True
        skip_unchanged = True
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
    is_primary = fields.Field(
        "is_primary", "Đầu mối chính", widgets.BooleanWidget()
    )
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
        clean_model_instances = True
        skip_unchanged = True
        use_transactions = True

    def before_import_row(self, row: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- library's signature
        """Find or make the account of the line (rolled back with a dry run)."""
        email, name = str(row.get("Thư điện tử") or ""), str(row.get("Họ và tên") or "")
        if not email.strip() or not name.strip():
            message = "Dòng thiếu họ và tên hoặc thư điện tử."
            raise ValueError(message)
        row["Thư điện tử"] = email.strip().lower()
        user = person_for(
            email=email,
            full_name=name,
            position=str(row.get("Chức vụ") or ""),
            phone=str(row.get("Điện thoại") or ""),
        )
        widget = self.fields["user"].widget
        if widget.known is not None:
            widget.known[user.email] = user
        wanted = str(row.get("Đầu mối chính") or "").strip().lower()
        row["Đầu mối chính"] = "1" if wanted in {"1", "x", "có", "true"} else "0"
