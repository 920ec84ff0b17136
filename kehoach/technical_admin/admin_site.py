"""The technical admin: what may be edited, in groups by what somebody comes for."""

from typing import Any, cast

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.i18n import JavaScriptCatalog

#: Name and anchor of a group, and its models in the order of the work.
GROUPS = (
    (
        "Kế hoạch và phân công",
        "ke-hoach",
        (
            "tasks.Plan",
            "tasks.Section",
            "tasks.Task",
            "tasks.Assignment",
            "tasks.Figure",
            "tasks.Target",
            "tasks.FieldGrant",
        ),
    ),
    (
        "Cơ quan và cán bộ",
        "co-quan",
        (
            "agencies.Agency",
            "agencies.AgencyGroup",
            "agencies.Membership",
            "agencies.User",
        ),
    ),
    (
        "Kỳ báo cáo",
        "ky-bao-cao",
        (
            "tasks.Period",
            "tasks.ReturnReason",
            "reporting.OutlineSection",
            "reporting.ReportAnnex",
        ),
    ),
    (
        "Nhắc việc",
        "nhac-viec",
        ("tasks.Rung", "tasks.FigureDeadline", "tasks.Wording", "tasks.QuietHours"),
    ),
    ("Lịch nghỉ", "lich-nghi", ("tasks.Holiday",)),
    (
        "Hệ thống",
        "he-thong",
        ("agencies.SignIn", "tasks.FileTrouble", "tasks.FileScan"),
    ),
)
#: Kept by address without being listed: duties are looked at on the portal's own pages.
UNLISTED = ("tasks.Duty",)
_KNOWN = {label for *_, labels in GROUPS for label in labels} | set(UNLISTED)


class PortalAdminSite(admin.AdminSite):
    """Django's admin without the entries of packages that nobody edits by hand."""

    site_header = "Trang quản trị kỹ thuật"
    site_title = "Quản trị"
    index_title = "Trang quản trị kỹ thuật"

    def register(
        self,
        model_or_iterable: Any,
        admin_class: Any = None,
        **options: Any,
    ) -> None:
        """Take the models of the groups, each with the audit trail; packages bring
        others that stay out.
        """
        from kehoach.technical_admin.audited_admin import (
            audited,  # the site is made before the models
        )

        single = isinstance(model_or_iterable, type)
        models = [model_or_iterable] if single else model_or_iterable
        wanted = [each for each in models if each._meta.label in _KNOWN]
        super().register(wanted, audited(admin_class or admin.ModelAdmin), **options)

    def login(
        self,
        request: HttpRequest,
        extra_context: Any = None,
    ) -> HttpResponse:
        """Lead to the portal's own door: there is one, with its bounds."""
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or reverse("admin_index"))

    def i18n_javascript(
        self,
        request: HttpRequest,
        extra_context: Any = None,
    ) -> HttpResponse:
        """Give the admin's scripts Django's words and those that it lacks."""
        packages = ["django.contrib.admin", "kehoach"]
        view = JavaScriptCatalog.as_view(packages=packages)
        return cast(HttpResponse, view(request))

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[Any]:
        """Return the groups with what the visitor may open in each."""
        found = self._build_app_dict(request, app_label).values()
        entries = {each["model"]: each for app in found for each in app["models"]}
        groups = []
        for name, anchor, labels in GROUPS:
            held: list[type[Model]] = [apps.get_model(label) for label in labels]
            listed = [entries[model] for model in held if model in entries]
            if listed:
                groups.append(
                    {
                        "name": name,
                        "app_label": anchor,
                        "app_url": f"#{anchor}",
                        "has_module_perms": True,
                        "models": listed,
                    }
                )
        return groups
