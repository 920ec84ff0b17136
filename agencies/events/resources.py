"""The spreadsheet of agencies; that of people is `agencies/people/sheets.py`."""

from import_export import fields

from agencies.models import TERRITORIES, Agency, AgencyKind, Level
from agencies.sheets.resource import StrictResource
from agencies.sheets.widgets import ByCode, ByLabel, VietnameseDate, Words


class AgencyResource(StrictResource):
    """Agencies by code."""

    required_columns = ("Mã", "Tên chính thức", "Loại", "Cấp")
    code = fields.Field("code", "Mã", Words())
    name = fields.Field("name", "Tên chính thức", Words())
    short_name = fields.Field("short_name", "Tên ngắn", Words())
    kind = fields.Field("kind", "Loại", ByLabel(dict(AgencyKind.choices), "Loại"))
    level = fields.Field("level", "Cấp", ByLabel(dict(Level.choices), "Cấp"))
    territory = fields.Field(
        "territory", "Địa bàn", ByLabel(dict(TERRITORIES.choices), "Địa bàn")
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
