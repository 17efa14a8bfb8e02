"""Activities held with partners: the list, a new one, a correction, a mistake taken back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.accounts.models import User
from crm.accounts.policy import scope_of
from crm.casework.models import Activity
from crm.casework.services import ActivityContent, correct_activity, record_activity, undo_activity
from crm.core.errors import Forbidden, Refusal
from crm.partners.models import Agreement, Partner
from crm.portal.forms import PasserelleForm
from crm.portal.manager.lists import paged, words_of
from crm.portal.municipalities import GroupedMunicipalities
from crm.portal.reader import reader
from crm.portal.sheets import Columns, asked_format, table_answer
from crm.territory.models import Direction, DirectionCoverage, Region

COLUMNS: Columns = (
    (gettext_lazy("Titre"), lambda row: row.title_fr),
    (gettext_lazy("Titre en anglais"), lambda row: row.title_en),
    (gettext_lazy("Genre"), lambda row: row.get_kind_display()),
    (gettext_lazy("Tenue le"), lambda row: row.held_on),
    (gettext_lazy("Participation"), lambda row: row.participants),
    (gettext_lazy("Région"), lambda row: row.region),
    (gettext_lazy("Municipalité"), lambda row: row.municipality),
    (gettext_lazy("Direction"), lambda row: row.direction),
    (gettext_lazy("Partenaires"), lambda row: ", ".join(str(one) for one in row.partners.all())),
    (gettext_lazy("Entente"), lambda row: row.agreement.number if row.agreement else ""),
)


class ActivityForm(PasserelleForm):
    """What was held, where, with whom, and how many took part."""

    title_fr = forms.CharField(label=gettext_lazy("Titre"), max_length=200)
    title_en = forms.CharField(label=gettext_lazy("Titre en anglais"), max_length=200, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Genre"), choices=Activity.Kind.choices)
    held_on = forms.DateField(label=gettext_lazy("Tenue le"), initial=timezone.localdate)
    participants = forms.IntegerField(
        label=gettext_lazy("Participation, en personnes"), min_value=0, max_value=100_000
    )
    region = forms.ModelChoiceField(
        Region.objects.none(), label=gettext_lazy("Région"), empty_label=gettext_lazy("Choisir")
    )
    municipality = GroupedMunicipalities(label=gettext_lazy("Municipalité"), required=False)
    partners = forms.ModelMultipleChoiceField(
        Partner.objects.none(), label=gettext_lazy("Partenaires"), required=False
    )
    agreement = forms.ModelChoiceField(
        Agreement.objects.none(),
        label=gettext_lazy("Entente"),
        required=False,
        empty_label=gettext_lazy("Aucune"),
    )

    def __init__(self, *args: Any, by: User, directions: QuerySet[Direction], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        covered = DirectionCoverage.objects.filter(direction__in=directions)
        fields: Any = self.fields
        fields["region"].queryset = Region.objects.filter(pk__in=covered.values("region_id"))
        fields["municipality"].offer(list(covered.values_list("region_id", flat=True)))
        fields["partners"].queryset = Partner.objects.visible_to(by)
        fields["agreement"].queryset = Agreement.objects.visible_to(by).filter(direction__in=directions)

    def content(self) -> ActivityContent:
        """What a valid form says."""
        return ActivityContent(**self.cleaned_data)


def _directions(request: HttpRequest) -> QuerySet[Direction]:
    """Where the reader works and so may write; PermissionDenied says why not."""
    mine = Direction.objects.filter(pk__in=scope_of(request.user).direction_ids)
    if not mine:
        raise PermissionDenied(_("Les activités sont consignées par les membres d’une direction."))
    return mine


def _seen(request: HttpRequest) -> QuerySet[Activity]:
    if not scope_of(request.user).is_staff:
        raise Http404
    found = Activity.objects.visible_to(request.user).standing()
    return found.select_related("region", "municipality", "direction", "agreement")


@require_safe
def activities(request: HttpRequest) -> HttpResponseBase:
    """Activities held, the latest first; all staff read them."""
    words, kind = words_of(request), request.GET.get("genre", "")
    found = _seen(request)
    for word in words.split():
        found = found.filter(title_fr__unaccent__icontains=word)
    if kind:
        found = found.filter(kind=kind)
    if asked_format(request):
        rows = found.prefetch_related("partners").iterator(chunk_size=500)
        return table_answer(request, _("activités"), rows, COLUMNS)
    context = {
        "words": words,
        "kind": kind,
        "kinds": Activity.Kind.choices,
        "may_write": bool(scope_of(request.user).direction_ids),
        **paged(request, found),
    }
    return render(request, "manager/activities.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_activity(request: HttpRequest) -> HttpResponse:
    """Record an activity held; `?entente=N` ties it to an agreement."""
    directions = _directions(request)
    start = {"agreement": request.GET.get("entente", ""), "region": _only_region(directions)}
    form = ActivityForm(request.POST or None, by=reader(request), directions=directions, initial=start)

    def save() -> Activity:
        content = form.content()
        served = DirectionCoverage.objects.on(content.held_on).filter(region=content.region)
        direction = directions.filter(pk__in=served.values("direction_id")).first() or directions[0]
        return record_activity(direction=direction, content=content, by=reader(request), now=timezone.now())

    return _answer(request, form, save, None)


@require_http_methods(["GET", "HEAD", "POST"])
def activity(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct an activity of one's own direction."""
    found = get_object_or_404(_seen(request), pk=pk)
    directions = _directions(request).filter(pk=found.direction_id)
    if not directions:
        raise PermissionDenied(_("Cette activité relève d’une autre direction."))
    names = [name for name in ActivityForm.base_fields if name != "partners"]
    start = {**{name: getattr(found, name) for name in names}, "partners": found.partners.all()}
    form = ActivityForm(request.POST or None, by=reader(request), directions=directions, initial=start)

    def save() -> Activity:
        return correct_activity(
            activity=found, content=form.content(), by=reader(request), now=timezone.now()
        )

    return _answer(request, form, save, found)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an activity back: it counts no more."""
    found = get_object_or_404(_seen(request), pk=pk)
    try:
        undo_activity(activity=found, by=reader(request), now=timezone.now())
    except Forbidden as refusal:
        raise PermissionDenied(str(refusal.message)) from refusal
    messages.success(request, _("Activité retirée : elle ne compte plus."))
    return redirect("activities")


def _only_region(directions: QuerySet[Direction]) -> str:
    today = timezone.localdate()
    codes = list(
        DirectionCoverage.objects.on(today)
        .filter(direction__in=directions)
        .values_list("region_id", flat=True)[:2]
    )
    return codes[0] if len(codes) == 1 else ""


def _answer(request: HttpRequest, form: ActivityForm, save: Any, found: Activity | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except Forbidden as refusal:
            raise PermissionDenied(str(refusal.message)) from refusal
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Activité enregistrée."))
            return redirect("activities")
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "activity": found}
    return render(request, "manager/activity.html", context, status=status)
