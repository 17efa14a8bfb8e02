"""Matching plans within the reader's scope: a manager's, and for advisors those that were signed."""

from __future__ import annotations

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.generics import ListAPIView

from crm.api.access import IsStaff, RankedPages
from crm.matching.models import MatchingPlan, PlanPair
from crm.matching.plan_queries import plans_seen


class PlanSerializer(serializers.ModelSerializer[MatchingPlan]):
    """A plan with its total and what is proved of it."""

    direction = serializers.CharField(source="direction.code")
    total = serializers.IntegerField(read_only=True, help_text="Hundredths: the scores and the fair share.")
    bound = serializers.IntegerField(help_text="Hundredths: no plan under the same choices has more.")
    figures = serializers.JSONField(help_text="The plan beside other ways to fill the same positions.")

    class Meta:
        model = MatchingPlan
        fields = [
            "id",
            "reference",
            "direction",
            "state",
            "asked_at",
            "computed_at",
            "signed_at",
            "cap",
            "fair_share",
            "to_verify",
            "engine_version",
            "weights_version",
            "fair_share_version",
            "persons",
            "total",
            "bound",
            "figures",
        ]


class PlanPairSerializer(serializers.ModelSerializer[PlanPair]):
    """A place of a plan."""

    person = serializers.CharField(source="candidate.reference", help_text="A code; never a name.")
    score = serializers.IntegerField(help_text="Hundredths, 0 to 10,000.")

    class Meta:
        model = PlanPair
        fields = ["id", "need", "person", "kind", "score", "to_verify"]


class PlanList(ListAPIView[MatchingPlan]):
    """The plans that the reader sees, newest first."""

    permission_classes = [IsStaff]
    serializer_class = PlanSerializer

    def get_queryset(self) -> QuerySet[MatchingPlan]:
        return plans_seen(self.request.user)


class PlanPairList(ListAPIView[PlanPair]):
    """The places of one plan, of persons whose consent to matching stands."""

    permission_classes = [IsStaff]
    serializer_class = PlanPairSerializer
    pagination_class = RankedPages
    queryset = PlanPair.objects.none()

    def get_queryset(self) -> QuerySet[PlanPair]:
        if "pk" not in self.kwargs:
            return PlanPair.objects.none()
        plan = get_object_or_404(plans_seen(self.request.user), pk=self.kwargs["pk"])
        return (
            PlanPair.objects.visible_to(self.request.user)
            .filter(plan=plan)
            .placed()
            .select_related("candidate")
        )
