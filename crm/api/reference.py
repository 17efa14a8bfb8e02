"""Reference data: regions, occupations found from plain words, what an occupation usually needs."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from crm.matching.weight_queries import versions
from crm.taxonomy.suggest import suggest_occupations, usual_skills
from crm.territory.models import Region


class RegionSerializer(serializers.ModelSerializer[Region]):
    class Meta:
        model = Region
        fields = ["code", "name_fr", "name_en"]


class OccupationSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="NOC 2021, five digits.")
    title = serializers.CharField()
    teer = serializers.IntegerField()
    also = serializers.CharField(help_text="Titles that people use.")
    score = serializers.IntegerField(help_text="0 to 1000, how near the words are.")
    confidence = serializers.IntegerField(
        help_text="Of a thousand proposals like it, how many are right; 1000 for a code."
    )


class SkillSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    usual = serializers.BooleanField(help_text="Most who do the occupation need it.")


class WeightVersionSerializer(serializers.Serializer[Any]):
    version = serializers.CharField(source="weights.version")
    standing = serializers.ChoiceField(
        ["planned", "in_force", "past"], help_text="Exactly one version is in force."
    )
    active_from = serializers.DateTimeField(source="weights.active_from")
    weights = serializers.DictField(
        source="weights.weights",
        child=serializers.IntegerField(),
        help_text="By criterion, in hundredths of a point; 10,000 in all.",
    )
    neutral_shares = serializers.DictField(
        source="weights.neutral_shares",
        child=serializers.IntegerField(),
        help_text="By criterion, what is given where the facts are missing, in thousandths of its weight.",
    )
    reason = serializers.CharField(source="weights.note")
    published_at = serializers.DateTimeField(
        source="weights.published_at",
        allow_null=True,
        help_text="Null for a version that came with Passerelle.",
    )


class WordsSerializer(serializers.Serializer[Any]):
    """What the caller asks."""

    q = serializers.CharField(min_length=2, max_length=200)


def reader_language() -> str:
    """ "fr" or "en"."""
    return (get_language() or "fr")[:2]


class RegionList(ListAPIView[Region]):
    """The 17 administrative regions, by their official codes."""

    serializer_class = RegionSerializer
    pagination_class = None

    def get_queryset(self) -> QuerySet[Region]:
        return Region.objects.order_by("code")


class OccupationSuggest(APIView):
    """The occupations nearest to words in either language, best first; empty when nothing is near."""

    @extend_schema(
        operation_id="occupations_suggest",
        parameters=[OpenApiParameter("q", str, required=True, description="The job in plain words.")],
        responses=OccupationSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        asked = WordsSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        found = suggest_occupations(asked.validated_data["q"], reader_language())
        return Response(OccupationSerializer(found, many=True).data)


class OccupationSkills(APIView):
    """The skills that an occupation needs, the most important first; empty for an unknown code."""

    @extend_schema(operation_id="occupations_skills", responses=SkillSerializer(many=True))
    def get(self, request: Request, code: str) -> Response:
        return Response(SkillSerializer(usual_skills(code, reader_language()), many=True).data)


class WeightVersionList(APIView):
    """The published weights of the matching, the newest beginning first; a draft is never among them."""

    @extend_schema(operation_id="weights_list", responses=WeightVersionSerializer(many=True))
    def get(self, request: Request) -> Response:
        return Response(WeightVersionSerializer(versions(timezone.now()), many=True).data)
