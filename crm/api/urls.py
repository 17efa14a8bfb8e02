"""Addresses of the REST interface, version 1."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from crm.api import candidates, employers, figures, needs, plans, reference
from crm.api.access import IsStaff

app_name = "api"
urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(permission_classes=[IsStaff]), name="schema"),
    path("regions/", reference.RegionList.as_view(), name="regions"),
    path("occupations/", reference.OccupationSuggest.as_view(), name="occupations"),
    path("occupations/<str:code>/skills/", reference.OccupationSkills.as_view(), name="occupation-skills"),
    path("weights/", reference.WeightVersionList.as_view(), name="weights"),
    path("employers/", employers.EmployerList.as_view(), name="employers"),
    path("employers/<int:pk>/", employers.EmployerDetail.as_view(), name="employer"),
    path("needs/", needs.NeedList.as_view(), name="needs"),
    path("needs/<int:pk>/", needs.NeedDetail.as_view(), name="need"),
    path("needs/<int:pk>/ranking/", needs.NeedRanking.as_view(), name="need-ranking"),
    path("plans/", plans.PlanList.as_view(), name="plans"),
    path("plans/<int:pk>/pairs/", plans.PlanPairList.as_view(), name="plan-pairs"),
    path("candidates/", candidates.CandidateList.as_view(), name="candidates"),
    path("candidates/<int:pk>/", candidates.CandidateDetail.as_view(), name="candidate"),
    path("figures/", figures.RegionFigures.as_view(), name="figures"),
]
