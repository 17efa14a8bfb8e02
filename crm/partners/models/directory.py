"""Partner organisations, and the programmes that fund their work."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import scope_of
from crm.core.models import Written
from crm.core.text import bilingual
from crm.territory.models import Mrc, Municipality


class StaffReadsQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> StaffReadsQuerySet:
        """The partner directory and its agreements are read by all staff."""
        return self if scope_of(user).is_staff else self.none()


class Partner(Written):
    """An organisation that serves immigrants or employers, with what it does and where."""

    name = models.CharField(_("nom"), max_length=160, unique=True)
    services_fr = models.TextField(_("services"), max_length=2000)
    services_en = models.TextField(max_length=2000, blank=True)
    publics = models.CharField(_("publics"), max_length=200, blank=True)
    languages = models.CharField(_("langues"), max_length=120, blank=True)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, verbose_name=_("municipalité"), related_name="partners"
    )
    mrcs = models.ManyToManyField(Mrc, verbose_name=_("MRC couvertes"), related_name="partners", blank=True)
    phone = models.CharField(_("téléphone"), max_length=30, blank=True)
    website = models.URLField(_("site Web"), blank=True)
    is_reference_resource = models.BooleanField(_("ressource du bilan"), default=False)
    verified_on = models.DateField(_("vérifié le"))

    objects = StaffReadsQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def services(self) -> str:
        return bilingual(self.services_fr, self.services_en)


class Programme(models.Model):
    """A financial-assistance programme of the ministry."""

    code = models.SlugField(max_length=40, primary_key=True)
    name_fr = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return bilingual(self.name_fr, self.name_en)
