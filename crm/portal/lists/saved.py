"""Keeping a view of a list, sharing it, opening with it; and choosing one's columns."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from crm.accounts import services
from crm.accounts.models import SavedView, User
from crm.accounts.policy import scope_of
from crm.accounts.queries import kept_of_list, view_open_to
from crm.core.errors import Refusal
from crm.portal.advisor.access import denied
from crm.portal.advisor.undo import say_done
from crm.portal.forms import PasserelleForm
from crm.portal.lists.kinds import WorkList
from crm.portal.lists.pages import LISTS, require_list, view_query
from crm.portal.lists.wanted import asked_of, kept_query
from crm.portal.reader import reader
from crm.territory.models import Direction


class ViewForm(PasserelleForm):
    """A view: its name, who else may open it, whether the list opens with it."""

    name = forms.CharField(label=gettext_lazy("Nom de la vue"), max_length=60)
    direction = forms.ModelChoiceField(
        Direction.objects.none(),
        label=gettext_lazy("Partagée avec"),
        required=False,
        empty_label=gettext_lazy("Moi seulement"),
        help_text=gettext_lazy("Chaque personne n’y voit que les lignes de sa portée."),
    )
    opens = forms.BooleanField(label=gettext_lazy("Ouvrir la liste avec cette vue"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Direction.objects.filter(pk__in=scope_of(user).direction_ids)
        self.fields["direction"].queryset = own  # type: ignore[attr-defined]

    def direction_id(self) -> int | None:
        chosen = self.cleaned_data["direction"]
        return chosen.pk if chosen else None


def the_list(request: HttpRequest, noun: str) -> WorkList:
    """The list of that name, for those who work with it; 404 for a name that no list has."""
    work = LISTS.get(noun)
    if work is None:
        raise Http404
    require_list(request, work)
    return work


def _view(request: HttpRequest, view_id: int) -> SavedView:
    view = view_open_to(reader(request), view_id)
    if view is None:
        raise Http404
    # Its words may name what its list is closed for: whoever does not open the list does not meet the view.
    require_list(request, LISTS[view.noun])
    return view


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, noun: str) -> HttpResponse:
    """Keep what the address asks under a name."""
    work, user = the_list(request, noun), reader(request)
    form = ViewForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        asked = asked_of(work, request.GET, scope=scope_of(user), today=timezone.localdate())
        content = services.ViewContent(
            name=form.cleaned_data["name"],
            noun=work.noun,
            face=asked.face,
            query=kept_query(work, request.GET.dict()),
            columns=_columns_seen(request, work),
            direction_id=form.direction_id(),
        )
        try:
            view = services.keep_view(content=content, by=user)
        except Refusal as refusal:
            denied(refusal)
            form.refuse(refusal)
        else:
            if form.cleaned_data["opens"]:
                services.open_with(user=user, noun=work.noun, view=view)
            messages.success(request, _("Vue gardée : %(name)s.") % {"name": view.name})
            return redirect(f"{reverse(work.address)}?{view_query(view)}")
    context = {"form": form, "work": work, "back": f"{reverse(work.address)}?{request.GET.urlencode()}"}
    return render(request, "lists/view_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, view_id: int) -> HttpResponse:
    """Rename a view, share it, open the list with it."""
    user, view = reader(request), _view(request, view_id)
    work = the_list(request, view.noun)
    opens = kept_of_list(user, view.noun).opens_with == view.pk
    initial = {"name": view.name, "direction": view.direction_id, "opens": opens}
    form = ViewForm(request.POST or None, user=user, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            changed = services.change_view(
                view=view, name=form.cleaned_data["name"], direction_id=form.direction_id(), by=user
            )
        except Refusal as refusal:
            denied(refusal)
            form.refuse(refusal)
        else:
            _open_with(user, changed, wanted=form.cleaned_data["opens"], before=opens)
            messages.success(request, _("Vue changée : %(name)s.") % {"name": changed.name})
            return redirect(f"{reverse(work.address)}?{view_query(changed)}")
    back = f"{reverse(work.address)}?{view_query(view)}"
    context = {"form": form, "work": work, "view": view, "back": back, "opens": opens}
    return render(request, "lists/view_form.html", context, status=422 if form.errors else 200)


def _open_with(user: User, view: SavedView, *, wanted: bool, before: bool) -> None:
    if wanted != before:
        services.open_with(user=user, noun=view.noun, view=view if wanted else None)


@require_POST
def opening(request: HttpRequest, view_id: int) -> HttpResponse:
    """Open the list with this view from now on, or no longer: for any reader of a shared view."""
    user, view = reader(request), _view(request, view_id)
    before = kept_of_list(user, view.noun).opens_with == view.pk
    services.open_with(user=user, noun=view.noun, view=None if before else view)
    messages.success(
        request, _("La liste s’ouvre comme d’habitude.") if before else _("La liste s’ouvre avec cette vue.")
    )
    return redirect(f"{reverse(LISTS[view.noun].address)}?{view_query(view)}")


@require_POST
def delete(request: HttpRequest, view_id: int) -> HttpResponse:
    """Take a view away; one press gives it back."""
    view = _view(request, view_id)
    try:
        services.delete_view(view=view, by=reader(request), now=timezone.now())
    except Refusal as refusal:
        denied(refusal)
    say_done(
        request,
        _("Vue supprimée : %(name)s.") % {"name": view.name},
        undo=reverse("list-view-restore", args=[view.pk]),
    )
    return redirect(LISTS[view.noun].address)


@require_POST
def restore(request: HttpRequest, view_id: int) -> HttpResponse:
    """The view is back."""
    view = view_open_to(reader(request), view_id, deleted=True)
    if view is None:
        raise Http404
    require_list(request, LISTS[view.noun])
    try:
        services.restore_view(view=view, by=reader(request))
    except Refusal as refusal:
        denied(refusal)
        messages.error(request, str(refusal.message))
        return redirect(LISTS[view.noun].address)
    messages.success(request, _("Vue rétablie : %(name)s.") % {"name": view.name})
    return redirect(f"{reverse(LISTS[view.noun].address)}?{view_query(view)}")


def _columns_seen(request: HttpRequest, work: WorkList) -> list[str]:
    """The columns that the reader has before their eyes: those of the open view, else their own."""
    user = reader(request)
    kept = kept_of_list(user, work.noun)
    view = kept.view(request.GET.get("vue", ""))
    seen = work.columns_of(view.columns if view and view.columns else kept.columns, scope_of(user))
    return [column.key for column in seen]


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, noun: str) -> HttpResponse:
    """Choose the columns of one's list; they stay so. Of an open view that one may change, for whoever opens it."""
    work, user = the_list(request, noun), reader(request)
    view = kept_of_list(user, work.noun).view(request.GET.get("vue", ""))
    query = QueryDict(request.GET.urlencode(), mutable=True)
    if view is None or not services.may_change_view(view, user):
        view = None
        query.pop("vue", None)
    offered = work.columns_for(scope_of(user))
    back = f"{reverse(work.address)}?{query.urlencode()}"
    if request.method == "POST":
        ticked = request.POST.getlist("column")
        wanted = [] if "usual" in request.POST else [one.key for one in offered if one.key in ticked]
        if view is None:
            services.choose_columns(user=user, noun=work.noun, columns=wanted)
        else:
            services.choose_view_columns(view=view, columns=wanted, by=user)
        messages.success(request, _("Colonnes gardées."))
        return redirect(back)
    context = {
        "work": work,
        "offered": offered,
        "shown": set(_columns_seen(request, work)),
        "view": view,
        "back": back,
    }
    return render(request, "lists/columns.html", context)
