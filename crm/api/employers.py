"""Directory cards of employers: what all staff of all directions may see."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from crm.api.access import IsStaff
from crm.employers.models import Employer, EmployerFile, FileLead, Site
from crm.employers.services.writing import living


class FollowedBySerializer(serializers.Serializer[EmployerFile]):
    """The direction that accompanies the employer, and its advisor in charge today."""

    direction = serializers.CharField(source="direction.name")
    advisor = serializers.SerializerMethodField()

    def get_advisor(self, file: EmployerFile) -> str:
        leads: list[FileLead] = list(file.leads.all())
        return leads[0].user.name if leads else ""


class CardSerializer(serializers.ModelSerializer[Employer]):
    municipalities = serializers.SerializerMethodField()
    followed_by = FollowedBySerializer(many=True, source="files", read_only=True)

    class Meta:
        model = Employer
        fields = ["id", "legal_name", "usual_name", "neq", "municipalities", "followed_by"]

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_municipalities(self, employer: Employer) -> list[str]:
        return list(dict.fromkeys(site.municipality.name for site in employer.sites.all()))


def cards(user: Any, *, day: date) -> QuerySet[Employer]:
    """The cards that a user sees, with all that a card names, in five queries whatever their number."""
    leads = FileLead.objects.on(day).select_related("user")
    files = EmployerFile.objects.select_related("direction").prefetch_related(Prefetch("leads", leads))
    sites = Site.objects.select_related("municipality")
    return Employer.objects.visible_to(user).prefetch_related(
        Prefetch("sites", sites), Prefetch("files", files)
    )


class EmployerList(ListAPIView[Employer]):
    """Every employer, newest first."""

    permission_classes = [IsStaff]
    serializer_class = CardSerializer

    def get_queryset(self) -> QuerySet[Employer]:
        return cards(self.request.user, day=timezone.localdate())


class EmployerDetail(RetrieveAPIView[Employer]):
    """One employer's card. That of an employer merged into another leads there (302): a merge may yet be undone."""

    permission_classes = [IsStaff]
    serializer_class = CardSerializer

    @extend_schema(
        responses={
            200: CardSerializer,
            302: OpenApiResponse(description="Merged into the employer at the address of `Location`."),
        }
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        merged = Employer.everything.visible_to(request.user).filter(pk=kwargs["pk"]).first()
        kept = living(merged)
        if kept is not None and kept != merged:
            return Response(status=302, headers={"Location": reverse("api:employer", args=[kept.pk])})
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Employer]:
        return cards(self.request.user, day=timezone.localdate())
