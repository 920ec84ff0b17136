"""Tags and filters of every page; built in, no `{% load %}` needed (docs/ui.md)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from email.utils import parseaddr
from functools import lru_cache
from typing import Any
from uuid import uuid4

from django import template
from django.conf import settings
from django.forms import (
    BaseForm,
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    ClearableFileInput,
    RadioSelect,
    Select,
)
from django.template.context import Context, RequestContext
from django.template.defaultfilters import capfirst
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from kehoach.lib.dates import format_date
from kehoach.lib.numbers import format_number, format_percent
from kehoach.site.contacts import (
    STEERING,
    Contact,
    about,
    matter_named,
    plan_code_in,
    plan_in,
    steering_name,
)
from kehoach.site.portal_name import portal_called, province_named
from tasks.duties.standing_words import words_of
from tasks.models import Plan
from tasks.models.status import Standing

#: People that a page about several plans names.
_MOST_ASKED = 5
register = template.Library()
#: Icons and badges that a process remembers as text.
#: Entries that fit into the bar beside the name, the search and the person.
IN_THE_BAR = 6
DRAWN = 512
SELECTED = mark_safe(" selected")
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


@lru_cache(maxsize=1)
def sprite() -> str:
    """Return the address of the icons; it does not change while a process runs."""
    return static("icons.svg")


@register.simple_tag
def icon(name: str, title: str = "") -> SafeString:
    """Return an icon of the sprite, hidden from screen readers unless titled."""
    return drawn_icon(name, title, sprite())


@lru_cache(maxsize=DRAWN)
def drawn_icon(name: str, title: str, sprite: str) -> SafeString:
    """Return the icon as it stands in the page."""
    if title:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"/></svg>',
            title,
            sprite,
            name,
        )
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false">'
        '<use href="{}#{}"/></svg>',
        sprite,
        name,
    )


@register.simple_tag
def badge(standing: Any, asked: bool = False) -> SafeString:
    """Return a badge for anything that has a label, a tone and an icon; `asked`: of a
    duty that is only asked for.
    """
    if asked and isinstance(standing, Standing):
        standing = words_of(standing, asked=True)
    tone = getattr(standing, "tone", "grey")
    mark = getattr(standing, "icon", "")
    return drawn_badge(str(standing.label), str(tone), str(mark), sprite())


@lru_cache(maxsize=DRAWN)
def drawn_badge(label: str, tone: str, icon: str, _sprite: str) -> SafeString:
    """Return the badge as it stands in the page; a list repeats a few of them."""
    context = {"label": label, "tone": tone, "icon": icon}
    return render_to_string("components/status_badge.html", context)


@register.simple_tag
def navband(items: Iterable[Mapping[str, Any]]) -> SafeString:
    """Return the navigation; people of one role on one page see the same text."""
    lines = tuple(tuple(item.items()) for item in items)
    return drawn_navband(lines) if lines else SafeString()


@register.filter
def chu_dau(person: object) -> str:
    """Return the first letters of a name's last two words: «Phạm Thị Dung» → «TD»."""
    return "".join(word[0] for word in str(person).split()[-2:]).upper()


@lru_cache(maxsize=DRAWN)
def drawn_navband(lines: tuple[tuple[tuple[str, Any], ...], ...]) -> SafeString:
    """Return the navigation of these lines as it stands in the page."""
    items = [dict(line) for line in lines]
    first = [item for item in items if not item["is_more"]][:IN_THE_BAR]
    more = [item for item in items if item not in first]
    waits = sum(item["badge"] or 0 for item in more)
    context = {"first": first, "more": more, "waits": waits}
    return render_to_string("components/navband.html", context)


@register.simple_tag(takes_context=True)
def ask_whom(context: RequestContext) -> list[Contact]:
    """Return whom to ask about the plan of the page; of a page about many plans those of
    the newest: each plan's own page names its people.
    """
    return about(context.get("contacts") or [], plan_in(context))[-_MOST_ASKED:]


@register.simple_tag(takes_context=True)
def steering(
    context: Context, plan: Plan | None = None, *, capital: bool = False,
    named: bool = False,
) -> str:  # fmt: skip
    """Return who steers the plan of the page, or all plans when it is about none; in
    general words when they are several, nothing then with `named`.
    """
    if plan is not None:
        found = plan.steering_agency.short_name
    else:
        found = steering_name(context, "" if named else STEERING)
    return capfirst(found) if capital else found


register.simple_tag(portal_called)
register.simple_tag(province_named)


@register.simple_tag(takes_context=True)
def plan_url(
    context: Context, page: str, *args: object, plan: Plan | None = None
) -> str:
    """Return the address of another page about the plan of this page, or about `plan`;
    without any, the address that offers the plans to choose from.
    """
    code = plan.code if plan else plan_code_in(context)
    return reverse(page, args=[code, *args] if code else args)


@register.simple_tag(takes_context=True)
def matter(context: Context) -> str:
    """Return what the plan of the page, or the only one, is about."""
    return matter_named(context)


@register.simple_tag
def sender() -> str:
    """Return who sends the portal's mail, as the settings name it."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[0]


@register.simple_tag
def width_class(done: Number | None, total: Number | None) -> str:
    """Return the class `w-p0` … `w-p100` for a share; never full before it is."""
    if not done or not total:
        return "w-p0"
    share = min(max(float(done) / float(total), 0), 1)
    return f"w-p{int(share * 100)}"


@register.simple_tag
def options(pairs: Iterable[tuple[Any, str]], chosen: Any = "") -> SafeString:
    """Return the options of a select; `chosen` is one value or a tuple of them."""
    return _options(tuple(pairs), chosen if isinstance(chosen, tuple) else (chosen,))


@lru_cache(maxsize=256)
def _options(pairs: tuple[tuple[Any, str], ...], picked: tuple[Any, ...]) -> SafeString:
    rows = (
        (value, SELECTED if value in picked else "", label) for value, label in pairs
    )
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)


@register.simple_tag(takes_context=True)
def form_key(context: RequestContext) -> SafeString:
    """Return the hidden field by which a form is stored once (`tasks.doors.once`)."""
    again = getattr(context.get("request"), "means_again", False)
    key = f"{'lai-' if again else ''}{uuid4().hex}"
    return format_html('<input type="hidden" name="form_key" value="{}">', key)


@register.filter
def mo_truoc(period: Any) -> bool:
    """Return whether it is a period that was opened before its first day."""
    is_early = getattr(period, "is_early", None)
    return bool(is_early and is_early(timezone.localdate()))


@register.inclusion_tag("components/early_note.html", takes_context=True)
def early_note(context: RequestContext) -> dict[str, Any]:
    """Say that the period of the page was opened early, wherever the page keeps it."""
    holders = (context.get("about"), context.get("page"))
    held = (getattr(each, "period", None) for each in holders)
    found = [context.get("period"), *held]
    request = context.get("request")
    named = bool(request and "ky" in request.GET)
    here = request.path + query(context, ky="", page="") if request and named else ""
    return {"period": next(filter(mo_truoc, found), None), "here": here}


@register.simple_tag(takes_context=True)
def query(context: RequestContext, **changes: Any) -> str:
    """Return the present query string with these parameters replaced; nothing, not
    even the question mark, when none is left (so write the path before it).
    """
    parameters = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None or value == "":
            parameters.pop(name, None)
        else:
            parameters[name] = value
    words = parameters.urlencode()
    return f"?{words}" if words else ""


@register.simple_tag
def wrong_fields(form: BaseForm) -> list[BoundField]:
    """Return the fields of the form that have an error, in their order."""
    return [form[name] for name in form.fields if name in form.errors]


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
