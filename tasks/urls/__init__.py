"""Addresses of the tasks room; one module per kind of work."""

from tasks.urls import (
    adhoc,
    agencies,
    agency_work,
    changing,
    directing,
    personal,
    reading,
    reminding,
    reorganising,
    steering,
    talking,
)

app_name = "tasks"

urlpatterns = [
    *agency_work.urlpatterns,
    *steering.urlpatterns,
    *reminding.urlpatterns,
    *reorganising.urlpatterns,
    *changing.urlpatterns,
    *personal.urlpatterns,
    *agencies.urlpatterns,
    *adhoc.urlpatterns,
    *talking.urlpatterns,
    *directing.urlpatterns,
    *reading.urlpatterns,
]
