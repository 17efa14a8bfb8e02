"""Profile sheets of the persons whose file the reader sees: what the engine reads, never who they are."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from rest_framework import serializers
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from crm.accounts.policy import Permission, scope_of
from crm.candidates.models import Candidate, CandidateOccupation, CandidateSkill, ReadEntry
from crm.core.readonly import journal_may_write


class WorksWithPersons(BasePermission):
    """Someone whose posting is to accompany persons."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return scope_of(request.user).may(Permission.WORK_PERSONS)


class CandidateRowSerializer(serializers.ModelSerializer[Candidate]):
    class Meta:
        model = Candidate
        fields = ["id", "reference", "stage", "registered_on", "available_from"]


class ExperienceSerializer(serializers.ModelSerializer[CandidateOccupation]):
    class Meta:
        model = CandidateOccupation
        fields = ["occupation", "months"]


class HeldSkillSerializer(serializers.ModelSerializer[CandidateSkill]):
    class Meta:
        model = CandidateSkill
        fields = ["skill", "held", "level"]


class SheetSerializer(CandidateRowSerializer):
    """A profile: null is never asked."""

    region = serializers.CharField(source="residence.mrc.region_id", allow_null=True, default=None)
    occupations = ExperienceSerializer(many=True, read_only=True)
    skills = HeldSkillSerializer(many=True, read_only=True)
    accepted_regions: Any = serializers.SlugRelatedField(many=True, read_only=True, slug_field="region_id")
    accepted_mrcs: Any = serializers.SlugRelatedField(many=True, read_only=True, slug_field="mrc_id")

    class Meta(CandidateRowSerializer.Meta):
        fields = [
            *CandidateRowSerializer.Meta.fields,
            "revision",
            "region",
            "occupations",
            "skills",
            "skills_asked",
            "french_oral",
            "french_written",
            "driving_classes",
            "driving_asked",
            "mobility_asked",
            "accepts_all_regions",
            "accepted_regions",
            "accepted_mrcs",
            "help_needed",
            "wage_floor",
            "shifts",
        ]


def journal(candidate: Candidate, user: Any) -> None:
    """Write down who reads whose sheet, and when."""
    with journal_may_write():
        ReadEntry.objects.create(candidate=candidate, user=user, at=timezone.now(), what="api")


class CandidateList(ListAPIView[Candidate]):
    """The persons that the reader accompanies or whose direction they work in, by code."""

    permission_classes = [WorksWithPersons]
    serializer_class = CandidateRowSerializer

    def get_queryset(self) -> QuerySet[Candidate]:
        return Candidate.objects.visible_to(self.request.user)


class CandidateDetail(RetrieveAPIView[Candidate]):
    """One profile sheet. Each reading is written in the journal of accesses."""

    permission_classes = [WorksWithPersons]
    serializer_class = SheetSerializer

    def get_queryset(self) -> QuerySet[Candidate]:
        seen = Candidate.objects.visible_to(self.request.user).select_related("residence__mrc")
        return seen.prefetch_related("occupations", "skills", "accepted_regions", "accepted_mrcs")

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The sheet, once the reading is in the journal."""
        candidate = self.get_object()
        journal(candidate, request.user)
        return Response(self.get_serializer(candidate).data)
