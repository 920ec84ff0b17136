"""The groups of rights that are shipped, for administrators who are no superusers.

They follow the groups of the technical admin, so that a model that joins one is never
forgotten; every `migrate` puts them right, also after an edit by hand.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import AppConfig, apps
from django.contrib.admin import site
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.db.models import Model, Q

from kehoach.technical_admin.admin_site import GROUPS

#: The name of each and the anchors of what it may edit (`admin_site.GROUPS`).
SHIPPED = {
    "Quản trị kế hoạch": ("ke-hoach", "ky-bao-cao", "nhac-viec", "lich-nghi"),
    "Quản trị cơ quan, cán bộ": ("co-quan",),
    "Quản trị hệ thống": ("he-thong",),
}
#: What may be looked at beside.
_LOOKED_AT = {
    "Quản trị kế hoạch": ("tasks.Duty", "agencies.Agency", "agencies.AgencyGroup"),
    "Quản trị hệ thống": ("agencies.AuditRecord", "agencies.User"),
}


def last_with_models() -> AppConfig:
    """Return the app whose migration signal comes last: every right exists by then."""
    return [each for each in apps.get_app_configs() if each.models_module][-1]


def after_migrate(app_config: AppConfig, **kwargs: Any) -> None:
    """Put the shipped groups right."""
    if "auth_group" not in connection.introspection.table_names():
        return
    create_permissions(app_config, verbosity=0)
    for name, anchors in SHIPPED.items():
        group, _ = Group.objects.get_or_create(name=name)
        rights = Permission.objects.filter(rights_of(name, anchors))
        if set(rights) != set(group.permissions.all()):
            group.permissions.set(rights)


def rights_of(name: str, anchors: tuple[str, ...]) -> Q:
    """Return the condition of the rights that the group has."""
    found = Q(pk__in=[])
    for model in edited(anchors):
        options = model._meta
        found |= Q(
            content_type__app_label=options.app_label,
            content_type__model=options.model_name,
        )
    for label in _LOOKED_AT.get(name, ()):
        app, name = label.lower().split(".")
        found |= Q(content_type__app_label=app, codename=f"view_{name}")
    return found


def edited(anchors: tuple[str, ...]) -> Iterator[type[Model]]:
    """Yield the models of the groups of the admin, and what is edited inside their
    forms.
    """
    for label in (
        label for _, anchor, labels in GROUPS for label in labels if anchor in anchors
    ):
        model = apps.get_model(label)
        yield model
        for inline in site.get_model_admin(model).inlines:
            yield inline.model
