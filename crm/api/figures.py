"""The figures of a region, each with its rule, its period and its as-of moment."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from crm.api.access import SeesFigures
from crm.reporting.indicators import INDICATORS
from crm.reporting.periods import Period, PeriodRefused, asked_period, quebec_day
from crm.reporting.remembered import remember, revision
from crm.reporting.territories import region_territory
from crm.territory.models import Region

#: What an address may say of the figures.
ASKED = ("region", "start", "end")


class AskedSerializer(serializers.Serializer[dict[str, Any]]):
    """A region, and both days of a period (rule PE-2) or neither: then the last twelve months."""

    region = serializers.SlugRelatedField(slug_field="code", queryset=Region.objects.all())
    start = serializers.DateField(required=False)
    end = serializers.DateField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        try:
            attrs["period"] = asked_period(
                attrs.get("start"), attrs.get("end"), today=quebec_day(timezone.now())
            )
        except PeriodRefused as refusal:
            raise serializers.ValidationError({refusal.field or "start": str(refusal.message)}) from refusal
        return attrs


class FigureSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    value = serializers.IntegerField()
    beside = serializers.CharField(
        allow_null=True, help_text="The second number, such as a target or an amount."
    )
    rule = serializers.CharField(source="rule_code")
    region = serializers.CharField(source="territory.code")
    period_start = serializers.DateField()
    period_end = serializers.DateField()
    as_of = serializers.DateTimeField()


class RegionFigures(APIView):
    """Every figure of a region over a period, by the queries that the pages use: what it counts holds at `as_of`."""

    permission_classes = [SeesFigures]

    @extend_schema(
        operation_id="figures_list", parameters=[AskedSerializer], responses=FigureSerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        now = timezone.now()
        asked = {name: request.query_params.get(name, "") for name in ASKED}
        what = ("figures", *asked.values(), quebec_day(now))
        found = remember(what, lambda: _count(request.query_params), at=revision())
        return Response([{**figure, "as_of": now} for figure in found])


def _count(query: QueryDict) -> list[dict[str, Any]]:
    """Every figure that the query asks for; raises ValidationError for one that says no region or no period."""
    asked = AskedSerializer(data=query)
    asked.is_valid(raise_exception=True)
    territory, now = region_territory(asked.validated_data["region"].code), timezone.now()
    period: Period = asked.validated_data["period"]
    figures = [indicator.figure(territory, period, now=now) for indicator in INDICATORS.values()]
    return [dict(figure) for figure in FigureSerializer(figures, many=True).data]
