"""The floors: a signed-in list of 50 rows and a bare admin form, nothing around them."""

from django.contrib.admin import AdminSite, ModelAdmin, register
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from tasks.models import Duty, ProgressEntry

ROWS = 50
PAGE = """<!doctype html><title>Danh sách</title><table>
{% for duty in rows %}<tr><td>{{ duty.task__code }}</td><td>{{ duty.task__short_title }}</td>
<td>{{ duty.agency__short_name }}</td><td>{{ duty.state }}</td><td>{{ duty.progress }}</td>
<td>{{ duty.due_on|date:"d/m/Y" }}</td><td>{{ duty.first_sent_on|date:"d/m/Y" }}</td></tr>
{% endfor %}</table>"""
NAMES = (
    *("task__code", "task__short_title", "agency__short_name", "state", "progress"),
    *("due_on", "first_sent_on"),
)
template = engines["django"].from_string(PAGE)


def bare(request: HttpRequest) -> HttpResponse:
    """Return the first 50 duties as a table."""
    assert request.user.is_authenticated
    rows = Duty.objects.order_by("pk").values(*NAMES)[:ROWS]
    return HttpResponse(template.render({"rows": rows}, request))


@register(ProgressEntry, site=(site := AdminSite("ghi")))
class EntryAdmin(ModelAdmin):
    """The form that Django makes of an entry; keys are typed, not chosen from a list."""

    raw_id_fields = ("agency", "period", "author", "corrects")


urlpatterns = [
    path("tran/", bare),
    path("ghi/", site.urls),
    path("", include("kehoach.urls")),
]
