"""The field's common words: occupations (NOC 2021), skills, French levels, permit kinds, coded reasons."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.core.text import bilingual


class NamedInTwoLanguages(models.Model):
    name_fr = models.CharField(_("nom"), max_length=200)
    name_en = models.CharField(max_length=200)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return bilingual(self.name_fr, self.name_en)


class OccupationGroup(models.Model):
    """An upper group of NOC 2021. The key is the code as text: "0", "00", "000" and "0001" are four groups."""

    key = models.CharField(max_length=4, primary_key=True)
    level = models.PositiveSmallIntegerField()
    title_fr = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")

    class Meta:
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(condition=Q(level__range=(1, 4)), name="occupation_group_level")
        ]

    def __str__(self) -> str:
        return f"{self.key} {bilingual(self.title_fr, self.title_en)}"


class Occupation(models.Model):
    """A unit group of NOC 2021: five digits as text; TEER is the second digit."""

    code = models.CharField(_("code CNP"), max_length=5, primary_key=True)
    title_fr = models.CharField(_("titre"), max_length=300)
    title_en = models.CharField(max_length=300)
    teer = models.PositiveSmallIntegerField(_("FEER"))
    group = models.ForeignKey(OccupationGroup, models.PROTECT, related_name="occupations")

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^\d{5}$"), name="occupation_code_five_digits"),
            models.CheckConstraint(condition=Q(teer__range=(0, 5)), name="occupation_teer_0_to_5"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return bilingual(self.title_fr, self.title_en)


class Language(models.TextChoices):
    FRENCH = "fr", _("français")
    ENGLISH = "en", _("anglais")


class TitleSource(models.TextChoices):
    HOUSE = "", _("tables de la maison")
    NOC = "noc", _("CNP")


class OccupationTitle(models.Model):
    """A title that people really use for an occupation; `folded` is what search compares.

    Those of the house come with the product; those of another `source` come from official files and leave with them.
    """

    occupation = models.ForeignKey(Occupation, models.CASCADE, related_name="titles")
    language = models.CharField(max_length=2, choices=Language.choices)
    title = models.CharField(max_length=200)
    folded = models.CharField(max_length=200)
    source = models.CharField(_("source"), max_length=10, choices=TitleSource.choices, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "occupation", "language", "title"], name="occupation_title_once_a_source"
            )
        ]
        indexes = [GinIndex(name="occupation_title_trigram", fields=["folded"], opclasses=["gin_trgm_ops"])]

    def __str__(self) -> str:
        return self.title


class Skill(NamedInTwoLanguages):
    """A skill in both languages. `weight` is its idf, quantised once by the loader (thousandths): rare counts more."""

    code = models.SlugField(max_length=60, primary_key=True)
    kind = models.CharField(max_length=30, default="technical")
    weight = models.PositiveIntegerField(default=1000)

    class Meta:
        ordering = ["code"]


class SkillAlias(models.Model):
    """Another word for a skill; `folded` is what search compares."""

    skill = models.ForeignKey(Skill, models.CASCADE, related_name="aliases")
    language = models.CharField(max_length=2, choices=Language.choices)
    text = models.CharField(max_length=160)
    folded = models.CharField(max_length=160)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["skill", "language", "text"], name="skill_alias_once")]
        indexes = [GinIndex(name="skill_alias_trigram", fields=["folded"], opclasses=["gin_trgm_ops"])]

    def __str__(self) -> str:
        return self.text


class OccupationSkill(models.Model):
    """A skill that an occupation usually needs: 1 useful, 2 usual, 3 core."""

    occupation = models.ForeignKey(Occupation, models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, models.CASCADE, related_name="occupations")
    importance = models.PositiveSmallIntegerField(default=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["occupation", "skill"], name="occupation_skill_once"),
            models.CheckConstraint(
                condition=Q(importance__range=(1, 3)), name="occupation_skill_importance_1_to_3"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occupation_id} {self.skill_id}"


class FrenchLevel(NamedInTwoLanguages):
    """One of the twelve levels of the Québec scale, with what a person can do, in plain words."""

    level = models.PositiveSmallIntegerField(primary_key=True)
    stage = models.CharField(max_length=20)
    oral_fr = models.CharField(max_length=300)
    oral_en = models.CharField(max_length=300)
    written_fr = models.CharField(max_length=300)
    written_en = models.CharField(max_length=300)

    class Meta:
        ordering = ["level"]
        constraints = [models.CheckConstraint(condition=Q(level__range=(1, 12)), name="french_level_1_to_12")]

    @property
    def oral(self) -> str:
        return bilingual(self.oral_fr, self.oral_en)

    @property
    def written(self) -> str:
        return bilingual(self.written_fr, self.written_en)


class PermitKind(NamedInTwoLanguages):
    """A kind of authorisation to work, for the officer. The engine reads four facts of it, never the kind."""

    code = models.SlugField(max_length=40, primary_key=True)
    closed = models.BooleanField(default=False)
    note_fr = models.CharField(max_length=300, blank=True)
    note_en = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["code"]


class SpokenLanguage(NamedInTwoLanguages):
    """A language by its ISO 639 code."""

    code = models.CharField(max_length=3, primary_key=True)

    class Meta:
        ordering = ["code"]


class Sector(NamedInTwoLanguages):
    """A sector of NAICS Canada 2022 (SCIAN): two digits, or a range such as 31-33."""

    code = models.CharField(max_length=5, primary_key=True)

    class Meta:
        ordering = ["code"]


class Licence(NamedInTwoLanguages):
    """A licence or registration with a professional order that some occupations require."""

    code = models.SlugField(max_length=40, primary_key=True)
    body = models.CharField(max_length=200, blank=True)
    occupations = models.ManyToManyField(Occupation, related_name="licences", blank=True)

    class Meta:
        ordering = ["code"]


class Reason(models.Model):
    """A coded reason of a refusal or a closing. Employers may read a `shareable` one; `blocks` says what it blocks."""

    class Context(models.TextChoices):
        MATCH = "match", _("jumelage écarté")
        NEED = "need", _("besoin fermé")
        FILE = "file", _("dossier fermé")
        PERSON = "person", _("dossier de personne fermé")
        PLACEMENT = "placement", _("rupture de placement")
        APPOINTMENT = "appointment", _("rendez-vous")
        AGREEMENT = "agreement", _("entente")
        ANSWER = "answer", _("réponse de l’entreprise")
        UNDO = "undo", _("geste annulé")

    code = models.SlugField(max_length=60, primary_key=True)
    context = models.CharField(max_length=20, choices=Context.choices)
    label_fr = models.CharField(max_length=160)
    label_en = models.CharField(max_length=160)
    shareable = models.BooleanField(default=False)
    blocks = models.CharField(max_length=30, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["context", "position", "code"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return bilingual(self.label_fr, self.label_en)
