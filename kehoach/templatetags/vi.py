"""Filters for Vietnamese pages."""

from django import template

register = template.Library()
