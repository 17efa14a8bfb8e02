"""What the form of every section shares: the person, what its reader saw of it, one verb that saves it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from crm.accounts.models import User
from crm.candidates.models import Candidate
from crm.portal.together import SharedForm


class _BuiltForm(forms.Form):
    """A form whose fields depend on the person; they are there before the design dresses them."""

    def __init__(self, *args: Any, person: Candidate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.build(person)

    def build(self, person: Candidate) -> None:
        """Add the fields that depend on the person."""


class SectionForm(SharedForm, _BuiltForm):
    """A section of the profile of `person`, which several officers may write at once."""

    def __init__(self, *args: Any, person: Candidate, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, person=person, **kwargs)
        self.initial = {"revision": person.revision} | self.values_of(person)

    @property
    def only_adds(self) -> bool:
        """The button pressed looks for something to add, and saves nothing."""
        return self.is_bound and any(name == "find" or name.startswith("add_") for name in self.data)

    def was_seen(self, name: str) -> bool:
        """Whether the reader had a value of this field before them, other than nothing, when the form was shown."""
        return bool(any((self.seen_before() or {}).get(name, ())))

    def values_of(self, person: Candidate) -> dict[str, Any]:
        """What is known today, as initial values."""
        raise NotImplementedError

    def save(self, *, by: User, now: datetime) -> None:
        """Make the section's one call to the domain. Raises Refusal."""
        raise NotImplementedError

    def who(self, by: User, now: datetime) -> dict[str, Any]:
        """The arguments that every verb of the profile takes."""
        revision = self.cleaned_data["revision"] or 0
        return {
            "candidate": self.person,
            "revision": revision,
            "by": by,
            "now": now,
            "told": self.changed_names(),
        }
