"""Agencies, groups, people and events for administrators."""

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from agencies.models import (
    Agency,
    AgencyGroup,
    GroupMember,
    GroupRule,
    Membership,
    User,
)
from agencies.resources import AgencyResource
from agencies.services.people import send_activations
from agencies.services.sleeping import reopen
from kehoach.lib.text import search_text
from kehoach.sheet_admin import SheetAdmin


class SearchesWithoutMarks(admin.ModelAdmin):
    """Search in `search_text` with marks and letter case ignored."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Fold the words before Django splits them."""
        return super().get_search_results(request, queryset, search_text(search_term))


@admin.register(Agency)
class AgencyAdmin(SearchesWithoutMarks, SheetAdmin):
    """Dated agencies with spreadsheet import and export."""

    resource_classes = [AgencyResource]
    list_display = (
        "short_name",
        "kind",
        "level",
        "territory",
        "valid_from",
        "valid_to",
    )
    list_filter = ("kind", "level", "territory", "one_step")
    search_fields = ("search_text", "code")
    autocomplete_fields = ("parent",)


class GroupRuleInline(admin.TabularInline):
    """Rules of a group."""

    model = GroupRule
    extra = 0


class GroupMemberInline(admin.TabularInline):
    """Named members and exclusions of a group."""

    model = GroupMember
    extra = 0
    autocomplete_fields = ("agency",)


@admin.register(AgencyGroup)
class AgencyGroupAdmin(admin.ModelAdmin):
    """Groups as dated rules."""

    list_display = ("name",)
    search_fields = ("name", "code")
    inlines = (GroupRuleInline, GroupMemberInline)


class MembershipInline(admin.TabularInline):
    """A person's roles."""

    model = Membership
    fk_name = "user"
    exclude = ("is_delegation", "delegated_by")
    extra = 0
    autocomplete_fields = ("agency",)


class NewUserForm(AdminUserCreationForm):
    """Asks for the name and e-mail too."""

    class Meta(AdminUserCreationForm.Meta):
        """The portal's own user."""

        model = User
        fields = ("username", "full_name", "email")


class EditUserForm(UserChangeForm):
    """The portal's own user."""

    class Meta(UserChangeForm.Meta):
        """The portal's own user."""

        model = User


@admin.register(User)
class PersonAdmin(SearchesWithoutMarks, UserAdmin):
    """People; activation letters are an action."""

    form, add_form = EditUserForm, NewUserForm
    list_display = (
        "username",
        "full_name",
        "position",
        "email",
        "is_active",
        "slept_at",
    )
    list_filter = ("is_active", "is_staff")
    filter_horizontal = ()
    search_fields = ("search_text", "email")
    ordering = ("username",)
    inlines = (MembershipInline,)
    actions = ("send_activation", "wake")
    readonly_fields = ("slept_at", "woken_at", "sleep_warned_at")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Cán bộ", {"fields": ("full_name", "position", "email", "phone")}),
        ("Quyền", {"fields": ("is_active", "is_staff", "is_superuser")}),
        (
            "Thời điểm",
            {
                "fields": (
                    "last_login",
                    "date_joined",
                    "sleep_warned_at",
                    "slept_at",
                    "woken_at",
                )
            },
        ),
    )
    add_fieldsets = (
        (
            None,
            {
                "fields": (
                    "username",
                    "full_name",
                    "email",
                    "usable_password",
                    "password1",
                    "password2",
                )
            },
        ),
    )

    @admin.action(description="Gửi thư kích hoạt tài khoản")
    def send_activation(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Send one-time links to the chosen people."""
        actor = cast(User, request.user)
        sent = send_activations(users=queryset, now=timezone.now(), actor=actor)
        messages.success(request, f"Đã gửi {sent} thư kích hoạt.")

    @admin.action(description="Mở lại tài khoản tạm ngừng")
    def wake(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Wake the chosen accounts that sleep."""
        actor, now = cast(User, request.user), timezone.now()
        woken = sum(reopen(user=each, actor=actor, now=now) for each in queryset)
        messages.success(request, f"Đã mở lại {woken} tài khoản.")


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):
    """Focal points; lists of them are read, and asked about, on a page of the portal."""

    list_display = ("user", "agency", "role", "is_primary", "valid_from", "valid_to")
    list_filter = ("role", "is_primary")
    list_select_related = ("user", "agency")
    search_fields = ("user__search_text", "agency__search_text", "user__email")
    autocomplete_fields = ("user", "agency")
    readonly_fields = ("is_delegation", "delegated_by")
    actions = ("send_activation",)

    @admin.action(description="Gửi thư kích hoạt cho các cán bộ đã chọn")
    def send_activation(
        self, request: HttpRequest, queryset: QuerySet[Membership]
    ) -> None:
        """Send one-time links to the people of the chosen lines."""
        people = User.objects.filter(pk__in=queryset.values("user_id"))
        actor = cast(User, request.user)
        sent = send_activations(users=people, now=timezone.now(), actor=actor)
        messages.success(request, f"Đã gửi {sent} thư.")
