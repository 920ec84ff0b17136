"""Tags and filters of every page; built in, no `{% load %}` needed (docs/ui.md)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.forms import (
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    ClearableFileInput,
    RadioSelect,
    Select,
)
from django.template.context import RequestContext
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kehoach.lib.dates import format_date
from kehoach.lib.numbers import format_number, format_percent

register = template.Library()
Number = int | float | Decimal


@register.filter
def ngay(day: date | None) -> str:
    """Return the day as dd/mm/yyyy, in local time for a moment."""
    if not day:
        return ""
    if isinstance(day, datetime):
        day = timezone.localtime(day).date() if timezone.is_aware(day) else day.date()
    return format_date(day)


@register.filter
def ngay_gio(moment: datetime | None) -> str:
    """Return the moment as 14:05 31/12/2026 in local time."""
    if not moment:
        return ""
    local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    return f"{local:%H:%M} {format_date(local.date())}"


@register.filter
def so(value: Any, places: int | None = None) -> str:
    """Return a number as 1.234,5; anything else as it is; nothing for none."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool) or not isinstance(value, Number):
        return str(value)
    exact = value if isinstance(value, int) else Decimal(str(value))
    return format_number(exact if places is None else round(Decimal(exact), places))


@register.filter
def phan_tram(rate: Any) -> str:
    """Return a rate between 0 and 1 as 91,5%; a dash when there is none."""
    if rate is None or rate == "":
        return "–"
    return format_percent(Decimal(str(rate)), 1)


@register.simple_tag
def icon(name: str, title: str = "") -> SafeString:
    """Return an icon of the sprite, hidden from screen readers unless titled."""
    if title:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"/></svg>',
            title,
            static("icons.svg"),
            name,
        )
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false">'
        '<use href="{}#{}"/></svg>',
        static("icons.svg"),
        name,
    )


@register.inclusion_tag("components/status_badge.html")
def badge(standing: Any) -> dict[str, Any]:
    """Return a badge for anything that has a label, a tone and an icon."""
    return {
        "label": standing.label,
        "tone": getattr(standing, "tone", "grey"),
        "icon": getattr(standing, "icon", ""),
    }


@register.simple_tag
def width_class(done: Number | None, total: Number | None) -> str:
    """Return the class `w-p0` … `w-p100` for a share; never full before it is."""
    if not done or not total:
        return "w-p0"
    share = min(max(float(done) / float(total), 0), 1)
    return f"w-p{int(share * 100)}"


@register.simple_tag(takes_context=True)
def query(context: RequestContext, **changes: Any) -> str:
    """Return the present query string with these parameters replaced."""
    parameters = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None or value == "":
            parameters.pop(name, None)
        else:
            parameters[name] = value
    return f"?{parameters.urlencode()}"


def _control_class(field: BoundField) -> str:
    widget = field.field.widget
    if isinstance(widget, CheckboxSelectMultiple | RadioSelect):
        return ""
    if isinstance(widget, CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(widget, Select) else "form-control"


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """Return the input of a field with the classes of the portal."""
    widget = field.field.widget
    own = [_control_class(field), widget.attrs.get("class", "")]
    attrs: dict[str, str | bool] = {
        "class": " ".join(dict.fromkeys(" ".join(own).split()))
    }
    if isinstance(widget, ClearableFileInput):
        attrs["data-max-mb"] = str(widget.attrs.get("data-max-mb", 25))
    if not attrs["class"]:
        del attrs["class"]
    return field.as_widget(attrs=attrs)
