"""Roles at agencies for administrators: given to others, ended, never taken out."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from agencies.accounts.rights import may_change, refuses_role
from agencies.asked.waking import wake
from agencies.models import Membership, User
from agencies.people.accounts import ask_activations
from kehoach.technical_admin.kept_admin import DeletedOneByOne


def above(request: HttpRequest, user: User | None) -> bool:
    """Return whether the account stands above who is signed in."""
    return user is not None and not may_change(cast(User, request.user), user)


def ask_links(request: HttpRequest, people: QuerySet[User]) -> None:
    """Ask for one-time links to the people, and say how many are sent."""
    actor = cast(User, request.user)
    number = ask_activations(users=people, now=timezone.now(), actor=actor)
    messages.success(request, f"Đang gửi {number} thư kích hoạt.")
    wake(request)


class RoleForm(forms.ModelForm):
    """A role at an agency; `actor` gives no role to themselves or to who is above."""

    actor: User

    def clean(self) -> dict[str, Any]:
        """Refuse beside the role."""
        cleaned: dict[str, Any] = super().clean() or {}
        user = cleaned.get("user") or self.instance.user if self._has_user() else None
        refusal = refuses_role(self.actor, user=user, role=cleaned.get("role", ""))
        if refusal and self.has_changed():
            self.add_error("role", refusal)
        return cleaned

    def _has_user(self) -> bool:
        return bool(self.cleaned_data.get("user") or self.instance.user_id)


def asking(form: type[RoleForm], request: HttpRequest) -> type[RoleForm]:
    """Return the form for who is signed in: nothing stays on the shared admin object."""
    return type(form.__name__, (form,), {"actor": request.user})


class MembershipInline(admin.TabularInline):
    """A person's roles."""

    model = Membership
    form = RoleForm
    fk_name = "user"
    exclude = ("is_delegation", "delegated_by")
    extra = 0
    autocomplete_fields = ("agency",)
    #: A role that was held is ended by its last day.
    can_delete = False

    def get_formset(
        self,
        request: HttpRequest,
        obj: Any = None,
        **kwargs: Any,
    ) -> Any:
        """Let the forms know who gives."""
        form = asking(RoleForm, request)
        return super().get_formset(request, obj, form=form, **kwargs)


@admin.register(Membership)
class MembershipAdmin(DeletedOneByOne, admin.ModelAdmin):
    """Focal points; lists of them are read, and asked about, on a page of the portal."""

    list_display = ("user", "agency", "role", "is_primary", "valid_from", "valid_to")
    list_filter = ("role", "is_primary")
    list_select_related = ("user", "agency")
    search_fields = ("user__search_text", "agency__search_text", "user__email")
    autocomplete_fields = ("user", "agency")
    form = RoleForm
    readonly_fields = ("is_delegation", "delegated_by")
    actions = ("send_activation",)

    def get_form(
        self,
        request: HttpRequest,
        obj: Any = None,
        change: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Let the form know who gives."""
        kwargs["form"] = asking(RoleForm, request)
        return super().get_form(request, obj, change, **kwargs)

    def has_change_permission(
        self,
        request: HttpRequest,
        obj: Any = None,
    ) -> bool:
        """Refuse the roles of who stands above."""
        allowed = super().has_change_permission(request, obj)
        return bool(allowed and not above(request, obj and obj.user))

    def has_delete_permission(
        self,
        request: HttpRequest,
        obj: Any = None,
    ) -> bool:
        """Refuse once a role has begun: it is ended by its last day."""
        allowed = super().has_delete_permission(request, obj)
        begins = obj.valid_from if obj else None
        return bool(allowed and begins and begins > timezone.localdate())

    @admin.action(
        description="Gửi thư kích hoạt cho các cán bộ đã chọn", permissions=["change"]
    )
    def send_activation(
        self, request: HttpRequest, queryset: QuerySet[Membership]
    ) -> None:
        """Send one-time links to the people of the chosen lines."""
        ask_links(request, User.objects.filter(pk__in=queryset.values("user_id")))
