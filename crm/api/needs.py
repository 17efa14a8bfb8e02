"""Labour needs within the reader's scope, and the ranking of people for one."""

from __future__ import annotations

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.permissions import IsAuthenticated

from crm.api.access import IsStaff, RankedPages
from crm.matching.models import Match
from crm.needs.models import LabourNeed, NeedSkill


class NeedRowSerializer(serializers.ModelSerializer[LabourNeed]):
    """One line of a list."""

    employer = serializers.CharField(source="file.employer.legal_name")
    municipality = serializers.CharField(source="site.municipality.name")
    region = serializers.CharField(
        source="site.municipality.mrc.region_id", help_text="Official code, two digits."
    )

    class Meta:
        model = LabourNeed
        fields = [
            "id",
            "reference",
            "stage",
            "words",
            "occupation",
            "positions",
            "filled",
            "employer",
            "municipality",
            "region",
            "starts_on",
            "valid_until",
            "suspended_until",
        ]


class NeedSkillSerializer(serializers.ModelSerializer[NeedSkill]):
    code = serializers.CharField(source="skill_id")

    class Meta:
        model = NeedSkill
        fields = ["code", "essential", "level"]


class NeedSerializer(NeedRowSerializer):
    """A need with what it asks and offers."""

    skills = NeedSkillSerializer(many=True, read_only=True)

    class Meta(NeedRowSerializer.Meta):
        fields = [
            *NeedRowSerializer.Meta.fields,
            "revision",
            "tasks",
            "skills",
            "experience_months",
            "french_oral",
            "french_written",
            "french_reason",
            "licence",
            "driving_class",
            "duration",
            "hours_per_week",
            "shift",
            "wage_min",
            "wage_max",
            "help_offered",
        ]


class RankedSerializer(serializers.ModelSerializer[Match]):
    """A scored pair: reasons are codes and numbers, worded by whoever shows them."""

    person = serializers.CharField(source="candidate.reference", help_text="A code; never a name.")
    score = serializers.IntegerField(help_text="Hundredths, 0 to 10,000.")
    coverage = serializers.IntegerField(help_text="Share of the weight that is documented, in thousandths.")

    class Meta:
        model = Match
        fields = [
            "id",
            "rank",
            "person",
            "stage",
            "verdict",
            "score",
            "coverage",
            "criteria",
            "constraints",
            "changes",
        ]


class NeedList(ListAPIView[LabourNeed]):
    """The needs that the reader sees, newest first."""

    permission_classes = [IsAuthenticated]
    serializer_class = NeedRowSerializer

    def get_queryset(self) -> QuerySet[LabourNeed]:
        return LabourNeed.objects.visible_to(self.request.user).select_related(
            "file__employer", "site__municipality__mrc"
        )


class NeedDetail(RetrieveAPIView[LabourNeed]):
    """One need."""

    permission_classes = [IsAuthenticated]
    serializer_class = NeedSerializer

    def get_queryset(self) -> QuerySet[LabourNeed]:
        seen = LabourNeed.objects.visible_to(self.request.user)
        return seen.select_related("file__employer", "site__municipality__mrc").prefetch_related("skills")


class NeedRanking(ListAPIView[Match]):
    """The people ranked for a need: admissible first, then to verify. It advises; a person decides."""

    permission_classes = [IsStaff]
    serializer_class = RankedSerializer
    pagination_class = RankedPages
    queryset = Match.objects.none()

    def get_queryset(self) -> QuerySet[Match]:
        if "pk" not in self.kwargs:
            return Match.objects.none()
        need = get_object_or_404(LabourNeed.objects.visible_to(self.request.user), pk=self.kwargs["pk"])
        ranked = Match.objects.visible_to(self.request.user).filter(need=need).in_order()
        return ranked.select_related("candidate")
