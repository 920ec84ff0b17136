"""Forms of the admin that must not overwrite what duties stand on.

An edit of it becomes a draft of a change to the plan, with a page that lists the duties
and asks for the document and the day; the rest of the form is saved at once.
"""

from typing import Any, cast

from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from agencies.models import User
from kehoach.site.moments import read_clock
from kehoach.technical_admin.kept_admin import DeletedOneByOne
from kehoach.technical_admin.sheet_admin import SheetAdmin
from tasks.changing import draft_change
from tasks.changing.adding import draft_added
from tasks.changing.held import (
    has_duties,
    held_changes,
    labels_of,
    waits_when_added,
)
from tasks.doors.same_plan_form import SamePlanForm
from tasks.models import PlanChange


class HeldEdits:
    """A row that duties may stand on: nothing of it is overwritten or deleted then."""

    def save_model(
        self,
        request: HttpRequest,
        obj: Any,
        form: Any,
        change: bool,
    ) -> None:
        """Save what no duty depends on; put the rest into a draft."""
        today, now = read_clock()
        if not change and waits_when_added(obj):
            actor = cast(User, request.user)
            obj.held_draft = draft_added(
                rows=[obj], linked=_linked(form), actor=actor, today=today, now=now
            )
            return
        held = held_changes(obj) if change else {}
        if not held:
            super().save_model(request, obj, form, change)  # type: ignore[misc] # a mixin
            return
        at_once = [
            field.name
            for field in obj._meta.concrete_fields
            if not field.primary_key and field.attname not in held
        ]
        obj.save(update_fields=[name for name in at_once if name in form.changed_data])
        form.instance.held_draft = draft_change(
            edits=[(obj, held)],
            actor=cast(User, request.user),
            today=today,
            now=now,
        )
        form.instance.held_names = labels_of(obj, held)

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        """Leave out what hangs on a row that is only drafted."""
        if change or form.instance.pk:
            super().save_related(request, form, formsets, change)  # type: ignore[misc] # a mixin

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Say nothing of a row that is only drafted: the draft says it."""
        return super().log_addition(request, obj, message) if obj.pk else None  # type: ignore[misc] # a mixin

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Lead to the draft's page when the row waits for a document."""
        draft: PlanChange | None = getattr(obj, "held_draft", None)
        if draft is None:
            return cast(
                HttpResponse,
                super().response_add(request, obj, post_url_continue),  # type: ignore[misc] # a mixin
            )
        messages.warning(
            request,
            "Chưa thêm gì: các đơn vị đang thực hiện kế hoạch này. Xem việc sẽ mở, ghi văn"
            " bản và ngày có hiệu lực rồi áp dụng.",
        )
        return HttpResponseRedirect(reverse("tasks:plan_change", args=[draft.pk]))

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> LogEntry:
        """Say what was drafted instead of changed."""
        if names := getattr(obj, "held_names", None):
            message = f"Soạn điều chỉnh, chưa đổi: {', '.join(names)}."
        return cast(LogEntry, super().log_change(request, obj, message))  # type: ignore[misc] # a mixin

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Lead to the draft's page when something is held."""
        draft: PlanChange | None = getattr(obj, "held_draft", None)
        if draft is None:
            return cast(HttpResponse, super().response_change(request, obj))  # type: ignore[misc] # a mixin
        messages.warning(
            request,
            "Chưa đổi gì: đã có nhiệm vụ của đơn vị đứng trên dòng này. Xem từng nhiệm"
            " vụ, ghi văn bản và ngày có hiệu lực rồi áp dụng.",
        )
        return HttpResponseRedirect(reverse("tasks:plan_change", args=[draft.pk]))

    def has_delete_permission(
        self,
        request: HttpRequest,
        obj: Any = None,
    ) -> bool:
        """Refuse while duties of any time stand on the row: it is ended instead."""
        allowed = super().has_delete_permission(request, obj)  # type: ignore[misc] # a mixin
        return bool(allowed) and (obj is None or not has_duties(obj))


class HeldAdmin(HeldEdits, DeletedOneByOne, SheetAdmin):
    """The same, of rows that also come from spreadsheets."""

    form: Any = SamePlanForm

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Say in the preview how many rows will wait for a document."""
        response = super().import_action(request, **kwargs)
        result = (getattr(response, "context_data", None) or {}).get("result")
        if held := getattr(result, "held", 0):
            messages.warning(
                request,
                f"{held} dòng sửa hoặc thêm vào kế hoạch mà các đơn vị đang thực hiện: khi"
                " xác nhận, các dòng đó thành dự thảo điều chỉnh, các dòng khác được ghi.",
            )
        return response

    def process_result(self, result: Any, request: HttpRequest) -> HttpResponse:
        """Lead to the draft of the rows that were held."""
        response = super().process_result(result, request)
        drafts: list[PlanChange] = getattr(result, "held_drafts", [])
        if not drafts:
            return response
        named = "; ".join(f"{draft.plan}, {draft}" for draft in drafts)
        several = f" Có {len(drafts)} dự thảo: {named}." if len(drafts) > 1 else ""
        messages.warning(
            request,
            f"{result.held} dòng sửa hoặc thêm vào kế hoạch mà các đơn vị đang thực hiện"
            " nên chưa ghi: xem từng nhiệm vụ, ghi văn bản và ngày có hiệu lực rồi áp"
            f" dụng.{several}",
        )
        return HttpResponseRedirect(reverse("tasks:plan_change", args=[drafts[0].pk]))


def _linked(form: Any) -> dict[str, list[int]]:
    """Return the keys of the rows that the form names beside its columns."""
    fields = form.instance._meta.many_to_many
    said = {each.name: form.cleaned_data.get(each.name) or () for each in fields}
    return {name: [row.pk for row in rows] for name, rows in said.items() if rows}
