"""How the rows of a table hang on a plan."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models

from tasks.models import Plan


@cache
def path_to_plan(model: type[models.Model]) -> str:
    """Return the shortest way from the model's rows to their plan; none if there is
    none in three steps.
    """
    ways: list[tuple[str, Any]] = [("", model)]
    for _ in range(3):
        further = []
        for way, here in ways:
            for each in here._meta.concrete_fields:
                if each.related_model is Plan:
                    return f"{way}{each.name}"
                if each.is_relation and each.related_model is not here:
                    further.append((f"{way}{each.name}__", each.related_model))
        ways = further
    return ""


def of_plans() -> Iterator[tuple[type[models.Model], str]]:
    """Yield the models whose rows belong to a plan, with the way to it."""
    for label in ("tasks", "reporting"):
        for model in apps.get_app_config(label).get_models():
            if path := path_to_plan(model):
                yield model, path
