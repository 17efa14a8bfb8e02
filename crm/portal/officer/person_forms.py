"""Forms about a person's file: identity, stage, officer in charge, consents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.candidates.models import Candidate, Channel, ConsentKind
from crm.candidates.rules import CONSENT_LASTS
from crm.candidates.services import IdentityContent
from crm.core.text import fold
from crm.employers.models import Employer
from crm.portal.forms import PasserelleForm
from crm.portal.municipalities import Municipalities
from crm.taxonomy.models import Reason
from crm.territory.models import Direction

TEXTAREA = forms.Textarea(attrs={"rows": 2})


class IdentityForm(PasserelleForm):
    """Who the person is and where they live: nothing that the engine reads."""

    given_name = forms.CharField(label=_("Prénom"), max_length=80)
    family_name = forms.CharField(label=_("Nom"), max_length=80)
    email = forms.EmailField(label=_("Courriel"), required=False, max_length=254)
    phone = forms.CharField(label=_("Téléphone"), required=False, max_length=30)
    language = forms.ChoiceField(label=_("Langue préférée"), choices=settings.LANGUAGES)
    residence = Municipalities(
        label=_("Municipalité de résidence"),
        required=False,
        empty_label=_("Pas encore au Québec, ou inconnue"),
    )

    def content(self) -> IdentityContent:
        """The identity as typed."""
        names = ("given_name", "family_name", "email", "phone", "language")
        return IdentityContent(**{name: self.cleaned_data[name] for name in names})


class NewPersonForm(IdentityForm):
    """The short form that opens a file, with the consent to matching if it was given."""

    direction = forms.ModelChoiceField(Direction.objects.none(), label=_("Direction"))
    consent = forms.BooleanField(label=_("La personne consent au jumelage"), required=False)
    channel = forms.ChoiceField(label=_("Comment le consentement a été donné"), choices=Channel.choices)
    known_apart = forms.BooleanField(label=_("C’est une autre personne : ouvrir le dossier"), required=False)

    def __init__(self, *args: Any, directions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["direction"].queryset = directions  # type: ignore[attr-defined]
        if len(directions) == 1:
            self.fields["direction"].initial = directions[0]
            self.fields["direction"].widget = forms.HiddenInput()


def identity_of(person: Candidate) -> dict[str, Any]:
    """A person's identity as the form's initial values."""
    row = getattr(person, "identity", None)
    names = ("given_name", "family_name", "email", "phone", "language")
    return {name: getattr(row, name, "") for name in names} | {"residence": person.residence_id}


class PersonMoveForm(PasserelleForm):
    """Another stage, with its reason when the file is closed."""

    to = forms.CharField(max_length=20)
    reason = forms.ModelChoiceField(
        Reason.objects.filter(context=Reason.Context.PERSON),
        label=_("Motif"),
        required=False,
        empty_label=_("Choisir un motif"),
    )
    note = forms.CharField(label=_("Note pour l’équipe"), required=False, max_length=2000, widget=TEXTAREA)


class OfficerForm(PasserelleForm):
    """Who is in charge, from which day."""

    officer = forms.ModelChoiceField(
        User.objects.none(), label=_("Agente ou agent"), empty_label=_("Choisir une personne")
    )
    valid_from = forms.DateField(label=_("À partir du"))

    def __init__(self, *args: Any, officers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = officers  # type: ignore[attr-defined]
        self.fields["valid_from"].initial = timezone.localdate()


class ConsentForm(PasserelleForm):
    """A consent: to what, towards whom, how, until when."""

    kind = forms.ChoiceField(label=_("La personne consent à"), choices=ConsentKind.choices)
    employer_words = forms.CharField(
        label=_("Envers l’entreprise"),
        required=False,
        max_length=200,
        help_text=_("Nom ou NEQ. Nécessaire pour la présentation et l’identité."),
    )
    purpose = forms.CharField(
        label=_("À propos de"),
        required=False,
        max_length=200,
        help_text=_("Le besoin, l’organisme, la démarche."),
    )
    channel = forms.ChoiceField(label=_("Comment"), choices=Channel.choices)
    given_on = forms.DateField(label=_("Donné le"))
    expires_on = forms.DateField(label=_("Expire le"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.fields["given_on"].initial = today
        self.fields["expires_on"].initial = today + CONSENT_LASTS

    def clean_employer_words(self) -> Employer | None:
        words = self.cleaned_data["employer_words"].strip()
        return find_employer(words) if words else None


def find_employer(words: str) -> Employer:
    """The one employer of that NEQ or name. Raises ValidationError when there is none, or when there are several."""
    digits = "".join(c for c in words if c.isdigit())
    if len(digits) == 10:
        found = list(Employer.objects.filter(neq=digits))
    else:
        exact = list(Employer.objects.filter(legal_name__iexact=words)[:2])
        found = exact or list(
            Employer.objects.filter(folded_name__contains=fold(words)).order_by("folded_name")[:6]
        )
    if len(found) == 1:
        return found[0]
    if not found:
        raise forms.ValidationError(_("Aucune entreprise du répertoire ne porte ce nom ou ce NEQ."))
    names = " ; ".join(f"{row} ({row.neq})" if row.neq else str(row) for row in found)
    raise forms.ValidationError(_("Plusieurs entreprises : écrivez le NEQ. %(names)s") % {"names": names})
