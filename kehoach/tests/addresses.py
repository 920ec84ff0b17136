"""Every address of the portal, filled in from a scene."""

import re
from collections.abc import Iterator

from django.apps import apps
from django.urls import URLPattern

#: Ends the session of who asks; says by 503 that no worker lives.
LEFT_OUT = {"dang-xuat/", "quan-tri/logout/", "suc-khoe"}
#: What the number in an address names, by how the address begins; else a duty.
ROWS = {
    "bao-cao-dot-xuat/": "tasks.AdhocRequest",
    "chi-dao/": "tasks.Direction",
    "doan-kiem-tra/": "tasks.ReaderGrant",
    "de-nghi-gia-han/": "tasks.ExtensionRequest",
    "dieu-chinh/": "tasks.PlanChange",
    "don-doc/cong-van/": "tasks.UrgingLetter",
    "don-vi/<slug:code>/bao-cao/": "tasks.UnitReport",
    "ho-so/": "reporting.Dossier",
    "ky-bao-cao/": "tasks.Period",
    "minh-chung/": "tasks.Evidence",
    "phoi-hop/": "tasks.ContributionRequest",
    "so-theo-doi/dong/": "tasks.RegisterRow",
    "so-theo-doi/": "tasks.Register",
    "sap-xep/": "agencies.Reorganisation",
    "thong-bao/": "tasks.Notice",
    "vai-tro-de-nghi/": "agencies.RoleOffer",
    "vuong-mac/": "tasks.Difficulty",
}


def routes(patterns, prefix="") -> Iterator[tuple[str, object]]:
    """Yield the address and the view of every pattern."""
    for each in patterns:
        route = prefix + str(each.pattern)
        if isinstance(each, URLPattern):
            if route not in LEFT_OUT and "(" not in route:
                yield route, each.callback
        else:
            yield from routes(each.url_patterns, route)


def fill(route: str, scene, text: str = "") -> str:
    """Return the address with its parts filled in, texts by `text` where given."""

    def part(found: re.Match[str]) -> str:
        kind, _, name = found[1].rpartition(":")
        if kind == "int":
            return str(key_in(route, scene))
        if kind in {"str", "path", ""} and text:
            return text
        return scene.agency.code if name == "code" else scene.period.key

    return "/" + re.sub(r"<([^>]+)>", part, route)


def key_in(route: str, scene) -> int:
    """Return the key of a row that is there."""
    begins = [each for each in ROWS if route.startswith(each)]
    model = apps.get_model(ROWS[begins[0]]) if begins else None
    row = model.objects.order_by("pk").last() if model else None
    return row.pk if row else scene.duty.pk
