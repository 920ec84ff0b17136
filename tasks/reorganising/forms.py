"""Forms of an event: its basics, one line, a spreadsheet of lines."""

from collections.abc import Iterator
from datetime import timedelta
from functools import cached_property
from typing import Any

from django import forms

from agencies.events.names import Directory
from agencies.models import (
    HOME_TERRITORY,
    TERRITORIES,
    Agency,
    AgencyKind,
    Level,
    PlannedAgency,
    Reorganisation,
    Succession,
)
from agencies.sheets import SheetField
from tasks.doors.agency_field import AgencyField
from tasks.doors.fields import Dated, NfcCharField, day_field

DISSOLVE = Succession.Kind.DISSOLVE
#: Fields of an agency that the event creates.
NEW_FIELDS = ("new_name", "new_short_name", "new_kind", "new_level")


class EventForm(Dated, forms.Form):
    """Name, legal basis and effective day."""

    name = NfcCharField(
        label="Tên sự kiện",
        max_length=250,
        help_text="Ví dụ: Sắp xếp đơn vị hành chính cấp xã năm 2026.",
        error_messages={"required": "Ghi tên sự kiện."},
    )
    legal_basis = NfcCharField(
        label="Căn cứ pháp lý",
        max_length=250,
        help_text="Số, ký hiệu văn bản. Ví dụ: Nghị quyết 1667/NQ-UBTVQH15.",
        error_messages={"required": "Ghi số, ký hiệu văn bản làm căn cứ."},
    )
    effective_on = day_field(
        "Ngày có hiệu lực",
        help_text="Cơ quan cũ kết thúc hôm trước, cơ quan mới làm việc từ ngày này.",
    )


class LineForm(forms.Form):
    """Who ends, how, and who follows: an agency that is there or a new one."""

    predecessor = AgencyField(
        label="Cơ quan cũ",
        help_text="Gõ vài chữ của tên, không cần dấu, rồi chọn.",
        error_messages={"required": "Ghi cơ quan cũ."},
    )
    kind = forms.ChoiceField(label="Hình thức", choices=Succession.Kind.choices)
    successor = AgencyField(
        label="Cơ quan mới đã có trong hệ thống",
        required=False,
        help_text="Để trống khi giải thể, hoặc khi lập cơ quan mới ở bên dưới.",
    )
    new_name = NfcCharField(label="Tên cơ quan sẽ lập", max_length=250, required=False)
    new_short_name = NfcCharField(label="Tên ngắn", max_length=120, required=False)
    new_kind = forms.ChoiceField(
        label="Loại", choices=[("", "Chọn loại"), *AgencyKind.choices], required=False
    )
    new_level = forms.ChoiceField(
        label="Cấp", choices=[("", "Chọn cấp"), *Level.choices], required=False
    )
    new_territory = forms.ChoiceField(
        label="Địa bàn", choices=TERRITORIES.choices, required=False
    )

    def __init__(
        self, *args: Any, event: Reorganisation, search_url: str = "", **kwargs: Any
    ) -> None:
        """Let both agencies be searched for: the old one on the eve of the day."""
        super().__init__(*args, **kwargs)
        self.event = event
        old, new = self.fields["predecessor"], self.fields["successor"]
        if isinstance(old, AgencyField) and isinstance(new, AgencyField):
            planned = list(event.planned.all())
            old.looks_in(lambda: self.on_eve, search_url=f"{search_url}?o=predecessor")
            new.looks_in(lambda: self.on_day, planned, f"{search_url}?o=successor")

    @cached_property
    def agencies(self) -> list[Agency]:
        """Return all agencies, read once."""
        return list(Agency.objects.all())

    @cached_property
    def on_eve(self) -> Directory:
        """Return the agencies as they stand before the event."""
        return Directory(self.agencies, self.event.effective_on - timedelta(days=1))

    @cached_property
    def on_day(self) -> Directory:
        """Return the agencies as they stand on the effective day."""
        return Directory(self.agencies, self.event.effective_on)

    def clean(self) -> dict[str, Any]:
        """Ask for what belongs together: one successor, none when dissolved."""
        said: dict[str, Any] = super().clean() or {}
        for name, message in self.contradictions(said):
            if name not in self.errors:
                self.add_error(name, message)
        return said

    def contradictions(self, said: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """Yield field and reason for what cannot stand together."""
        creating = any(said.get(name) for name in NEW_FIELDS[:2])
        followed, dissolving = said.get("successor"), said.get("kind") == DISSOLVE
        if dissolving and (creating or followed):
            yield "kind", "Giải thể thì để trống cơ quan mới."
        elif creating and followed:
            yield "successor", "Chọn cơ quan đã có, hoặc lập mới, không cả hai."
        elif creating:
            for name in ("new_name", "new_kind", "new_level"):
                if not said.get(name):
                    yield name, "Cần ghi để lập cơ quan mới."
        elif not dissolving and not followed:
            yield "successor", "Chọn cơ quan mới, hoặc lập mới bên dưới."

    def planned_fields(self) -> dict[str, str]:
        """Return the fields of an agency to be created; empty when none is."""
        if not self.cleaned_data["new_name"]:
            return {}
        names = (*NEW_FIELDS, "new_territory")
        said = {name.removeprefix("new_"): self.cleaned_data[name] for name in names}
        return {**said, "territory": said["territory"] or HOME_TERRITORY}

    def line_fields(self) -> dict[str, Any]:
        """Return predecessor, kind and, when it is there, who follows."""
        said = self.cleaned_data
        followed = said["successor"]
        planned = followed if isinstance(followed, PlannedAgency) else None
        return {
            "predecessor": said["predecessor"],
            "kind": said["kind"],
            "successor": None if planned else followed,
            "planned": planned,
        }


class SheetForm(forms.Form):
    """The spreadsheet of lines."""

    file = SheetField(
        ends=".xlsx,.csv",
        label="Tệp .xlsx hoặc .csv",
        error_messages={"required": "Chọn tệp."},
    )
