"""What every form of the portal shares: the design's classes, messages beside their fields, refusals too."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language

from crm.core.errors import Refusal

CLASSES = {
    "select": "select",
    "textarea": "textarea",
    "checkboxinput": "",
    "radioselect": "",
    "checkboxselectmultiple": "",
}


class PasserelleFormMixin(forms.BaseForm):
    """Gives each widget its class, ties hint and error to it, and turns a service's Refusal into a field's error."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            style = CLASSES.get(type(field.widget).__name__.lower(), "input")
            field.widget.attrs.setdefault("class", style)
            if isinstance(field, forms.DateField):
                field.widget = forms.DateInput(
                    attrs={**field.widget.attrs, "type": "date"}, format="%Y-%m-%d"
                )
            if isinstance(field, forms.DecimalField):
                field.localize = False
                field.widget = forms.TextInput(attrs={**field.widget.attrs, "inputmode": "decimal"})
            field.widget.attrs.setdefault("autocomplete", "off")

    def full_clean(self) -> None:
        """Clean, then mark the fields in error; not sooner, so that a form may still set its choices as it is made."""
        super().full_clean()
        for name in self.errors:
            self._mark(name)

    def _mark(self, name: str) -> None:
        if name in self.fields:
            self.fields[name].widget.attrs["aria-invalid"] = "true"

    def refuse(self, refusal: Refusal) -> None:
        """Show a service's refusal beside its field, or above the form when it has none."""
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal.message))
        self._mark(refusal.field or "")


class PasserelleForm(PasserelleFormMixin, forms.Form):
    """A plain form in the product's look."""


class DecimalCommaField(forms.DecimalField):
    """A decimal number typed the Québec way (« 28,40 ») or the English way ("28.40")."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = (
                value.replace("\u00a0", "")
                .replace("\u202f", "")
                .replace(" ", "")
                .replace("$", "")
                .replace(",", ".")
            )
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """What is stored is shown the way the reader writes it."""
        if isinstance(value, Decimal):
            return str(value) if (get_language() or "fr").startswith("en") else str(value).replace(".", ",")
        return value
