"""The need's form, as an employer fills it in and as an advisor completes it."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.db.models import QuerySet
from django.forms.utils import ErrorDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from crm.core.errors import Refusal
from crm.employers.models import Site
from crm.needs.rules.content import (
    NEW,
    TEXT_LIMITS,
    WAGE_LIMIT,
    DaysBefore,
    NeedContent,
    SkillAsked,
    problems,
)
from crm.needs.rules.wording import WordingWarning, wording_warnings
from crm.portal.forms import DecimalCommaField, PasserelleForm
from crm.portal.need_words import FRENCH_BANDS, HELP_LABELS, french_in_words, language, shifts
from crm.taxonomy.models import Occupation, Skill, SpokenLanguage
from crm.taxonomy.suggest import (
    OccupationSuggestion,
    SkillSuggestion,
    named_skills,
    suggest_occupations,
    usual_skills,
)

NO_OCCUPATION = "none"
#: The texts of a need in which words that touch a prohibited ground are looked for.
WORDED_FIELDS = ("words", "tasks", "french_reason", "other_language_reason", "other_language_means")
#: Those of a message: what the house writes to employers and to people is read the same way.
MAIL_FIELDS = ("subject", "body")


class SiteField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A place of work, by its municipality and its name."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.municipality.name}, {obj.name}" if obj.name else obj.municipality.name


class NeedForm(PasserelleForm):
    """What an employer says of a need: the occupation from plain words, the skills, the place, the conditions."""

    submission_key = forms.UUIDField(
        label=_("Clé d’envoi"),
        widget=forms.HiddenInput,
        required=False,
        error_messages={"invalid": _("Elle était abîmée et vient d’être refaite. Continuez.")},
    )
    words = forms.CharField(
        label=_("Qui cherchez-vous ?"),
        max_length=200,
        error_messages={"required": _("Dites qui vous cherchez, en quelques mots.")},
    )
    occupation = forms.CharField(label=_("Métier"), required=False)
    skills_for = forms.CharField(
        label=_("Métier des compétences cochées"), max_length=10, required=False, widget=forms.HiddenInput
    )
    skills = forms.ModelMultipleChoiceField(Skill.objects.all(), label=_("Compétences"), required=False)
    positions = forms.IntegerField(
        label=_("Combien de postes ?"),
        min_value=1,
        max_value=500,
        initial=1,
        error_messages={"invalid": _("Écrivez un nombre, par exemple 3.")}
        | dict.fromkeys(("min_value", "max_value"), _("Le nombre de postes va de 1 à 500.")),
    )
    site = SiteField(Site.objects.none(), label=_("À quel endroit ?"))
    wage_min = DecimalCommaField(
        label=_("Salaire horaire"),
        required=False,
        max_value=WAGE_LIMIT,
        decimal_places=2,
        error_messages={"invalid": _("Écrivez un montant, par exemple 28,40.")},
    )
    starts_on = forms.DateField(label=_("Début souhaité"), required=False)
    shift = forms.ChoiceField(label=_("Horaire"), choices=shifts, required=False)
    french = forms.ChoiceField(
        label=_("Français à l’oral, pour commencer"),
        required=False,
        initial="",
        choices=[(value, label) for value, label, _can in FRENCH_BANDS],
    )
    french_reason = forms.CharField(
        label=_("Quelle tâche demande ce niveau de français ?"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    other_language = forms.ModelChoiceField(
        SpokenLanguage.objects.exclude(code="fr"),
        label=_("Une autre langue est exigée"),
        required=False,
        empty_label=_("Aucune"),
    )
    other_language_reason = forms.CharField(
        label=_("Quelle tâche l’exige ?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    other_language_means = forms.CharField(
        label=_("Qu’avez-vous essayé pour éviter de l’exiger ?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    help_offered = forms.MultipleChoiceField(
        label=_("Ce que vous pouvez offrir"),
        choices=list(HELP_LABELS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    tasks = forms.CharField(
        label=_("Autre chose ?"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, sites: QuerySet[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["submission_key"].initial = uuid4
        place: Any = self.fields["site"]
        place.queryset = sites.select_related("municipality")
        if sites.count() == 1:
            place.initial, place.empty_label = sites.first(), None

    def full_clean(self) -> None:
        """Clean; a send key that cannot be read is made anew, else the same refusal would come back for ever."""
        super().full_clean()
        if "submission_key" in self.errors:
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data["submission_key"] = str(uuid4())  # type: ignore[index]

    def leave_unchecked(self) -> None:
        """Show what was typed without a word of what is wrong with it: nobody sends it yet."""
        self.__dict__["_errors"] = ErrorDict()

    def _typed(self, name: str) -> str:
        value = (
            self.data.get(name, "") if self.is_bound else self.get_initial_for_field(self.fields[name], name)
        )
        return str(value or "")

    @cached_property
    def chosen_occupation(self) -> str:
        """The occupation chosen on the page: a code, NO_OCCUPATION, or "" when nothing was chosen yet."""
        return self._typed("occupation")

    @cached_property
    def occupation_choices(self) -> list[OccupationSuggestion]:
        """What is offered for the words typed, the chosen one always among them."""
        found = suggest_occupations(self._typed("words").replace("\x00", ""), language(), limit=3)
        if self.chosen_occupation in {"", NO_OCCUPATION, *(choice.code for choice in found)}:
            return found
        return suggest_occupations(self.chosen_occupation, language(), limit=1) + found[:2]

    @cached_property
    def skill_choices(self) -> list[tuple[SkillSuggestion, bool]]:
        """The skills offered for the chosen occupation, and whether each is ticked."""
        usual = usual_skills(self.chosen_occupation, language()) if self.chosen_occupation.isdigit() else []
        if self._typed("skills_for") != self.chosen_occupation:
            return [(skill, skill.usual) for skill in usual]
        kept = {str(code) for code in self._kept_skills()}
        others = named_skills(kept - {skill.code for skill in usual}, language())
        return [(skill, skill.code in kept) for skill in usual] + [(skill, True) for skill in others]

    def _kept_skills(self) -> list[Any]:
        return self.data.getlist("skills") if self.is_bound else self.initial.get("skills", [])  # type: ignore[attr-defined]

    @property
    def unfinished(self) -> bool:
        """Without JavaScript: the occupation, or the skills that come with it, have not been offered yet."""
        if not self.chosen_occupation:
            return bool(self.occupation_choices)
        return self.chosen_occupation != NO_OCCUPATION and self._typed("skills_for") != self.chosen_occupation

    @property
    def phase(self) -> str:
        """What the next press of the page does without JavaScript: `find`, `confirm` an occupation, or `check`."""
        if not self.is_bound or not self._typed("words").strip():
            return "find"
        return "confirm" if not self.chosen_occupation and self.occupation_choices else "check"

    def clean_occupation(self) -> str | None:
        code: str = self.cleaned_data["occupation"]
        if not code or code == NO_OCCUPATION:
            return None
        if not Occupation.objects.filter(pk=code).exists():
            raise forms.ValidationError(
                _("Ce métier n’est pas dans la classification. Choisissez-en un autre.")
            )
        return code

    def french_levels(self) -> tuple[int | None, int | None]:
        """The oral and written levels that the form asks."""
        band = self.cleaned_data.get("french")
        return (int(band) if band else None, None)

    def key(self) -> UUID:
        """What makes ten sends of this form one need."""
        return self.cleaned_data.get("submission_key") or uuid4()

    def read(self) -> dict[str, Any]:
        """The values as they were read, of every field."""
        empty = {
            **dict.fromkeys(self.fields),
            **dict.fromkeys(TEXT_LIMITS, ""),
            "skills": (),
            "help_offered": (),
        }
        return empty | self.cleaned_data

    def content(self) -> NeedContent:
        """The need as the services read it; what could not be read is as if it were empty."""
        data = self.read()
        oral, written = self.french_levels()
        site, other = data["site"], data["other_language"]
        return NeedContent(
            site_id=site.pk if site else 0,
            words=data["words"].strip(),
            occupation_id=data["occupation"],
            positions=data["positions"],
            tasks=data["tasks"],
            french_oral=oral,
            french_written=written,
            french_reason=data["french_reason"],
            other_language_id=other.pk if other else None,
            other_language_reason=data["other_language_reason"],
            other_language_means=data["other_language_means"],
            starts_on=data["starts_on"],
            shift=data["shift"],
            wage_min=data["wage_min"],
            help_offered=tuple(data["help_offered"]),
            skills=self.asked_skills(),
            **self.more(),
        )

    def asked_skills(self) -> tuple[SkillAsked, ...]:
        """The ticked skills, all essential."""
        return tuple(SkillAsked(code=skill.pk) for skill in self.read()["skills"])

    def breaks_rules(self, *, before: DaysBefore = NEW) -> bool:
        """Show all that is wrong, each beside its field: what cannot be read, every rule broken; True when any is.

        A field says one thing: of what could not be read, no rule is said.
        """
        said = set(self.errors)
        if "occupation" in said or (self.unfinished and not self.chosen_occupation):
            # From which level a reason is asked depends on the occupation, which is still to be chosen.
            said.add("french_reason")
        for field, message in list(problems(self.content(), today=timezone.localdate(), before=before)):
            if field not in said:
                self.refuse(Refusal(message, field=field))
        return bool(self.errors)

    def more(self) -> dict[str, Any]:
        """What the advisor's form adds."""
        return {}

    @property
    def french_words(self) -> str:
        """The chosen French level in plain words."""
        band = self._typed("french")
        return french_in_words(int(band) if band.isdigit() else None)

    @property
    def occupation_title(self) -> str:
        """The chosen occupation's title, "" when the advisor will choose."""
        return next((c.title for c in self.occupation_choices if c.code == self.chosen_occupation), "")

    @cached_property
    def warnings(self) -> dict[str, tuple[WordingWarning, ...]]:
        """By field, the words that touch a prohibited ground."""
        texts = {name: self._typed(name) for name in WORDED_FIELDS}
        return {name: found for name, text in texts.items() if (found := wording_warnings(text[:4000]))}
