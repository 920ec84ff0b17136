"""The names of all addresses."""

from django.urls import URLPattern, URLResolver


def named(resolver, space=""):
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            if each.namespace != "admin":
                yield from named(
                    each, f"{each.namespace}:" if each.namespace else space
                )
        elif isinstance(each, URLPattern) and each.name:
            yield f"{space}{each.name}"
