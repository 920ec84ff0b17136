"""Accounts and their rights for administrators: nobody changes who stands above,
nobody gives beyond what they hold, nobody is deleted who did something.
"""

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from agencies.accounts.falling_asleep import reopen
from agencies.accounts.rights import did_something, groups_to_give
from agencies.models import User
from agencies.models.admin_searching import SearchesWithoutMarks
from agencies.people.admin_roles import MembershipInline, above, ask_links
from kehoach.technical_admin.kept_admin import DeletedOneByOne

_KEPT = (
    "{} đã làm việc trên cổng hoặc đã có vai trò nên không xóa được. Muốn thôi cho dùng:"
    " bỏ chọn «Hoạt động» rồi lưu; vai trò đang có thì bàn giao hoặc ghi ngày kết thúc."
)


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
class PersonAdmin(DeletedOneByOne, SearchesWithoutMarks, UserAdmin):
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
    filter_horizontal = ("groups",)
    search_fields = ("search_text", "email")
    ordering = ("username",)
    inlines = (MembershipInline,)
    actions = ("send_activation", "wake")
    readonly_fields = ("slept_at", "woken_at", "sleep_warned_at")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Cán bộ", {"fields": ("full_name", "position", "email", "phone")}),
        ("Quyền", {"fields": ("is_active", "is_staff", "groups", "is_superuser")}),
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

    def get_readonly_fields(
        self,
        request: HttpRequest,
        obj: Any = None,
    ) -> tuple[str, ...]:
        """Leave the highest right to who holds it."""
        top = () if request.user.is_superuser else ("is_superuser",)
        return (*self.readonly_fields, *top)

    def formfield_for_manytomany(
        self,
        db_field: Any,
        request: HttpRequest,
        **kwargs: Any,
    ) -> Any:
        """Offer the groups of rights that the actor holds."""
        if db_field.name == "groups":
            kwargs["queryset"] = groups_to_give(cast(User, request.user))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(
        self,
        request: HttpRequest,
        obj: Any = None,
    ) -> bool:
        """Refuse who stands above."""
        allowed = super().has_change_permission(request, obj)
        return bool(allowed and not above(request, obj))

    def has_delete_permission(
        self,
        request: HttpRequest,
        obj: Any = None,
    ) -> bool:
        """Refuse who stands above."""
        allowed = super().has_delete_permission(request, obj)
        return bool(allowed and not above(request, obj))

    def delete_view(
        self,
        request: HttpRequest,
        object_id: str,
        extra_context: Any = None,
    ) -> HttpResponse:
        """Say what to do instead for an account that did something."""
        user = self.get_object(request, object_id)
        if self.has_delete_permission(request, user) and user and did_something(user):
            messages.error(request, _KEPT.format(user))
            return redirect("admin:agencies_user_change", user.pk)
        return super().delete_view(request, object_id, extra_context)

    @admin.action(description="Gửi thư kích hoạt tài khoản", permissions=["change"])
    def send_activation(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Send one-time links to the chosen people."""
        ask_links(request, queryset)

    @admin.action(description="Mở lại tài khoản tạm ngừng", permissions=["change"])
    def wake(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Wake the chosen accounts that sleep."""
        actor, now = cast(User, request.user), timezone.now()
        woken = sum(reopen(user=each, actor=actor, now=now) for each in queryset)
        messages.success(request, f"Đã mở lại {woken} tài khoản.")
