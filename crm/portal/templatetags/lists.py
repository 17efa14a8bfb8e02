"""Tags of the working lists: rows and cards, written by `crm.portal.lists.drawn`."""

from __future__ import annotations

from django import template

from crm.portal.lists import drawn

register = template.Library()
register.simple_tag(drawn.cards, name="cards")
register.simple_tag(drawn.rows, name="rows")
