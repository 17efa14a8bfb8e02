"""What official files bring beside the house's own tables: texts of the NOC, ratings of OaSIS, concepts of ESCO."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.taxonomy.models.words import Language, Occupation


class OccupationText(models.Model):
    """A passage of the NOC about an occupation: its definition, or one of its main duties, in the order of the file."""

    class Kind(models.TextChoices):
        DEFINITION = "definition", _("définition")
        DUTY = "duty", _("fonction principale")

    occupation = models.ForeignKey(Occupation, models.CASCADE, related_name="texts")
    language = models.CharField(max_length=2, choices=Language.choices)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    position = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ["occupation", "language", "kind", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["occupation", "language", "kind", "position"], name="occupation_text_once"
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]


class OccupationRatings(models.Model):
    """The OaSIS ratings of an occupation of one kind: the mean over its profiles, in hundredths, in the file's order.

    One row a unit group, not a profile: nearness compares unit groups, and 2,064 short arrays say all that it reads.
    """

    class Kind(models.TextChoices):
        SKILLS = "skills", _("compétences")
        ABILITIES = "abilities", _("aptitudes")
        KNOWLEDGES = "knowledges", _("connaissances")
        ACTIVITIES = "activities", _("activités de travail")

    occupation = models.ForeignKey(Occupation, models.CASCADE, related_name="ratings")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    profiles = models.PositiveSmallIntegerField()
    values = ArrayField(models.PositiveSmallIntegerField())

    class Meta:
        ordering = ["kind", "occupation"]
        constraints = [models.UniqueConstraint(fields=["occupation", "kind"], name="occupation_ratings_once")]

    def __str__(self) -> str:
        return f"{self.occupation_id} {self.kind}"


class EscoConcept(models.Model):
    """An occupation or a skill of ESCO, by its address; `group` is its ISCO-08 group, for an occupation."""

    class Kind(models.TextChoices):
        OCCUPATION = "occupation", _("profession")
        SKILL = "skill", _("compétence")

    uri = models.CharField(max_length=150, primary_key=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    group = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ["uri"]

    def __str__(self) -> str:
        return self.uri


class EscoLabel(models.Model):
    """A word for a concept of ESCO; both grammatical genders are rows. `folded` is what search compares."""

    concept = models.ForeignKey(EscoConcept, models.CASCADE, related_name="labels")
    language = models.CharField(max_length=2, choices=Language.choices)
    text = models.CharField(max_length=250)
    folded = models.CharField(max_length=250)
    preferred = models.BooleanField(default=False)

    class Meta:
        ordering = ["concept", "language", "-preferred", "text"]
        constraints = [
            models.UniqueConstraint(fields=["concept", "language", "text"], name="esco_label_once")
        ]

    def __str__(self) -> str:
        return self.text


class EscoLink(models.Model):
    """A skill that ESCO says an occupation needs: essential, or optional."""

    occupation = models.ForeignKey(EscoConcept, models.CASCADE, related_name="skill_links")
    skill = models.ForeignKey(EscoConcept, models.CASCADE, related_name="occupation_links")
    essential = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["occupation", "skill"], name="esco_link_once")]

    def __str__(self) -> str:
        return f"{self.occupation_id} {self.skill_id}"
