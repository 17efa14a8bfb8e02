"""Tags and filters that every template may use: icons, fields, figures, dates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.forms import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from crm.notices import composing
from crm.portal import formatting
from crm.portal.help_topics import TOPICS, Topic
from crm.portal.icons import ICONS

register = template.Library()

register.filter("number", formatting.number)
register.filter("money", formatting.money)
register.filter("signed", formatting.signed)
register.filter("points", formatting.points)
register.filter("tenths", formatting.tenths)
register.filter("share", formatting.share)
register.filter("percent", formatting.percent)
register.filter("day", formatting.day)
register.filter("hour", formatting.hour)
register.filter("moment", formatting.moment)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon by name; with a label it speaks, without one it is hidden from screen readers."""
    path = mark_safe(f'<path d="{ICONS[name]}"/>')  # noqa: S308 - drawn here, no input
    if label:
        return format_html(
            '<svg class="icon" viewBox="0 0 16 16" role="img" aria-label="{}">{}</svg>', label, path
        )
    return format_html('<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">{}</svg>', path)


@register.simple_tag
def colon() -> str:
    """The colon between two values; French sets it apart by a no-break space."""
    return ":" if formatting.locale() == "en_CA" else f"{formatting.NBSP}:"


@register.filter
def item(mapping: dict[Any, Any], key: Any) -> Any:
    """`{{ mapping|item:key }}`."""
    return mapping.get(key)


@register.filter
def mail_marks(text: str) -> str:
    """A message as staff read it: each mark of a secret that its recipient alone receives, said in words."""
    said = {
        composing.LINK: _("(lien propre à ce courriel)"),
        composing.OPT_OUT: _("(lien propre à ce courriel)"),
        composing.CODE: _("(code propre à ce courriel)"),
    }
    for mark, words in said.items():
        text = text.replace(mark, words)
    return text


@register.filter
def at(values: Sequence[Any], place: int) -> Any:
    """`{{ values|at:n }}`: the value at a place counted from 0."""
    return values[place]


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, hint: str = "", affix: str = "", optional: bool = False) -> dict[str, Any]:
    """One form field: label, hint, error, control, each tied to the others for screen readers."""
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "") or type(widget).__name__.lower()
    return {
        "bound": bound,
        "hint": hint or bound.help_text,
        "affix": affix,
        "optional": optional or not bound.field.required,
        "kind": kind,
        "group": kind in {"radio", "checkbox"} and hasattr(widget, "choices"),
        "single": kind == "checkbox" and not hasattr(widget, "choices"),
    }


@register.inclusion_tag("components/help.html", name="help")
def help_in_place(code: str) -> dict[str, Topic]:
    """« ? » beside what it explains: opened where it stands, without a script."""
    return {"topic": TOPICS[code]}


@register.inclusion_tag("components/proof.html")
def proof(figure: Any) -> dict[str, Any]:
    """Under a figure: its period, its as-of moment and a link to its rule."""
    return {"figure": figure}
