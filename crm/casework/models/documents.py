"""Documents of an employer file: rows of PostgreSQL, in parts, read by whom their scope names."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policy import Permission, scope_of
from crm.casework.models.acts import FollowUp
from crm.core.models import Written
from crm.employers.models import EmployerFile, FileLead


class DocumentKind(models.TextChoices):
    AGREEMENT = "agreement", _("entente ou lettre")
    CERTIFICATE = "certificate", _("attestation délivrée")
    JOB_OFFER = "job_offer", _("offre d’emploi")
    PERMIT = "permit", _("demande ou décision d’immigration")
    PLAN = "plan", _("plan ou politique")
    OTHER = "other", _("autre")


class DocumentScope(models.TextChoices):
    TEAM = "team", _("équipe du dossier")
    DIRECTION = "direction", _("direction")
    EMPLOYER = "employer", _("direction et entreprise")


class DocumentQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User | AnonymousUser) -> DocumentQuerySet:
        """Those of the files that one sees; the team's only to the lead, the collaborators, who filed them, managers.

        An employer's representative reads what is shared with the employer.
        """
        scope = scope_of(user)
        if scope.user_id is None:
            return self.none()
        if not scope.is_staff:
            shared = self.filter(scope=DocumentScope.EMPLOYER, removed_at=None)
            members = {"file__employer__members__user_id": scope.user_id}
            return shared.filter(**members, file__employer__members__active=True).distinct()
        seen = self.filter(file__in=EmployerFile.objects.visible_to(user).values("pk"))
        if scope.may(Permission.REVIEW_CASELOADS):
            return seen
        led = FileLead.objects.on(timezone.localdate()).filter(user_id=scope.user_id)
        named = EmployerFile.objects.filter(collaborators__user_id=scope.user_id)
        return seen.filter(
            ~Q(scope=DocumentScope.TEAM)
            | Q(added_by_id=scope.user_id)
            | Q(file__in=led.values("file_id"))
            | Q(file__in=named.values("pk"))
        )

    def standing(self) -> DocumentQuerySet:
        """Not removed."""
        return self.filter(removed_at=None)


class Document(Written):
    """What a document is, and who may read it; its bytes are in its parts, so that a list never loads them."""

    file = models.ForeignKey(EmployerFile, models.CASCADE, related_name="documents")
    kind = models.CharField(_("genre"), max_length=20, choices=DocumentKind.choices)
    name = models.CharField(_("nom"), max_length=140)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(_("taille"), help_text="bytes")
    sha256 = models.CharField(max_length=64)
    scope = models.CharField(
        _("qui le lit"), max_length=10, choices=DocumentScope.choices, default=DocumentScope.DIRECTION
    )
    expires_on = models.DateField(_("expire le"), null=True, blank=True)
    follow_up = models.ForeignKey(FollowUp, models.SET_NULL, null=True, blank=True, related_name="+")
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("déposé le"))
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-added_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="document_removed_pair",
            ),
            models.CheckConstraint(
                condition=Q(size__gt=0, size__lte=10 * 1024 * 1024), name="document_of_at_most_ten_megabytes"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DocumentPart(models.Model):
    """One piece of a document, so that neither writing nor reading it holds the whole in memory."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="parts")
    number = models.PositiveSmallIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="document_part_once")]

    def __str__(self) -> str:
        return f"{self.document_id} {self.number}"
