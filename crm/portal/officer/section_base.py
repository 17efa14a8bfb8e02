"""What the form of every section shares: the person, the revision that was read, one verb that saves it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.candidates.models import Candidate
from crm.portal.forms import PasserelleFormMixin


class _BuiltForm(forms.Form):
    """A form whose fields depend on the person; they are there before the design dresses them."""

    def __init__(self, *args: Any, person: Candidate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.build(person)

    def build(self, person: Candidate) -> None:
        """Add the fields that depend on the person."""


class SectionForm(PasserelleFormMixin, _BuiltForm):
    """A section of the profile of `person`. Saved against the revision that the reader had before them."""

    revision = forms.IntegerField(label=_("Version de la fiche"), widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, person: Candidate, **kwargs: Any) -> None:
        self.person = person
        initial = {"revision": person.revision} | self.values_of(person)
        super().__init__(*args, person=person, initial=initial, **kwargs)

    @property
    def only_adds(self) -> bool:
        """The button pressed looks for something to add, and saves nothing."""
        return self.is_bound and any(name == "find" or name.startswith("add_") for name in self.data)

    def values_of(self, person: Candidate) -> dict[str, Any]:
        """What is known today, as initial values."""
        raise NotImplementedError

    def save(self, *, by: User, now: datetime) -> None:
        """Make the section's one call to the domain. Raises Refusal."""
        raise NotImplementedError

    def who(self, by: User, now: datetime) -> dict[str, Any]:
        """The arguments that every verb of the profile takes."""
        return {"candidate": self.person, "revision": self.cleaned_data["revision"], "by": by, "now": now}
