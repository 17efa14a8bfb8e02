"""Lists in and out: « Importations », the way of one import, what leaves."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.accounts.policy import Permission, scope_of
from crm.core.errors import Forbidden, Refusal
from crm.exchange import services
from crm.exchange.exporting import export_lines, mending_sheets, reasons, template_sheets
from crm.exchange.kinds import KINDS, Kind
from crm.exchange.models import Import, ImportState
from crm.exchange.reading import SheetRefused
from crm.exchange.reading.guards import SIZE_LIMIT
from crm.exchange.services.undoing import edited_since, may_undo
from crm.portal.exchange.forms import ColumnsForm, NewImportForm, SheetForm
from crm.portal.manager.lists import paged
from crm.portal.reader import reader
from crm.portal.sheets import Answer, book_answer, sheet_answer
from crm.territory.models import Direction

OUTCOMES = ("bad", "double", "new", "updated", "same")


def outcome_words() -> dict[str, str]:
    """How a line's fate is named."""
    return {
        "bad": _("À corriger"),
        "double": _("Doublons"),
        "new": _("Nouvelles"),
        "updated": _("Changées"),
        "same": _("Inchangées"),
    }


def kinds_of(request: HttpRequest) -> list[Kind]:
    """The lists that the reader imports; anyone else gets 403 with the reason."""
    scope = scope_of(request.user)
    kinds = [kind for kind in KINDS.values() if scope.may(kind.permission)]
    if not kinds:
        raise PermissionDenied(
            _("Les importations sont aux équipes qui suivent des entreprises ou des personnes.")
        )
    return kinds


def _directions(request: HttpRequest) -> QuerySet[Direction]:
    return Direction.objects.filter(pk__in=scope_of(request.user).direction_ids)


def _found(request: HttpRequest, pk: int) -> Import:
    found: Import = get_object_or_404(
        Import.objects.visible_to(request.user).select_related("direction", "by", "undone_by", "progress"),
        pk=pk,
    )
    if not scope_of(request.user).may(KINDS[found.kind].permission):
        raise PermissionDenied(str(KINDS[found.kind].refusal))
    return found


@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    """What was imported, by whom, when, and what came of it; what may be exported."""
    kinds = kinds_of(request)
    rows = Import.objects.visible_to(request.user).filter(kind__in=[kind.code for kind in kinds])
    context = {
        "kinds": kinds,
        "labels": {kind.code: kind.label for kind in kinds},
        "directions": _directions(request),
        "shared": scope_of(request.user).may(Permission.REVIEW_CASELOADS),
        **paged(request, rows.select_related("by", "direction")),
    }
    context["rows"] = [(row, KINDS[row.kind].label) for row in context["page"]]
    return render(request, "exchange/imports.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Give a file."""
    kinds = kinds_of(request)
    asked = KINDS.get(request.POST.get("kind", ""))
    if asked is not None and asked not in kinds:
        raise PermissionDenied(str(asked.refusal))
    wanted = request.GET.get("liste", "")
    form = NewImportForm(
        request.POST or None,
        request.FILES or None,
        kinds=kinds,
        directions=_directions(request),
        initial={"kind": wanted} if wanted in KINDS else {},
    )
    if request.method == "POST" and form.is_valid() and (made := _received(request, form)):
        return redirect("import", pk=made.pk)
    context = {"form": form, "kinds": kinds}
    return render(request, "exchange/import_new.html", context, status=422 if form.errors else 200)


def _received(request: HttpRequest, form: NewImportForm) -> Import | None:
    data = form.cleaned_data
    try:
        # One byte more than the limit is enough to know.
        return services.receive_file(
            kind=data["kind"],
            direction=data["direction"],
            filename=data["file"].name,
            content=data["file"].read(SIZE_LIMIT + 1),
            by=reader(request),
            now=timezone.now(),
        )
    except Forbidden as refusal:
        raise PermissionDenied(str(refusal.message)) from refusal
    except SheetRefused as refusal:
        form.add_error("file", str(refusal.message))
    except Refusal as refusal:
        form.refuse(refusal)
    return None


@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One import, at the step where it is."""
    found = _found(request, pk)
    if "HX-Request" in request.headers:
        return HttpResponse(status=204) if found.is_busy else HttpResponse(headers={"HX-Refresh": "true"})
    return _shown(request, found)


def _shown(
    request: HttpRequest, found: Import, form: ColumnsForm | None = None, status: int = 200
) -> HttpResponse:
    mapping = found.state == ImportState.RECEIVED or (
        found.state in {ImportState.CHECKED, ImportState.REFUSED} and "colonnes" in request.GET
    )
    context: dict[str, Any] = {
        "job": found,
        "label": KINDS[found.kind].label,
        "step": _step(found),
        "steps": [_("Fichier"), _("Colonnes"), _("Essai à blanc"), _("Importée")],
        "separator": {"\t": _("tabulation")}.get(found.separator, found.separator),
        "form": form or (ColumnsForm(job=found) if mapping else None),
        "may_undo": may_undo(found, timezone.now()),
        "sheet_form": SheetForm(job=found) if mapping and len(found.sheets) > 1 else None,
        "left": [name for name in found.sheets if name != found.sheet],
        **_lines(request, found),
    }
    if "annuler" in request.GET and context["may_undo"]:
        context["edited"] = _edited(found)
    return render(request, "exchange/import.html", context, status=status)


def _step(found: Import) -> int:
    steps = {"received": 2, "checking": 3, "checked": 3, "refused": 2}
    return steps.get(found.state, 4)


def _lines(request: HttpRequest, found: Import) -> dict[str, Any]:
    """The lines of one fate, a page at a time, and how many there are of each."""
    words = outcome_words()
    counts = [(code, words[code], found.counts.get(code, 0)) for code in OUTCOMES]
    first = next((code for code, _label, count in counts if count), "new")
    view = request.GET.get("vue", first)
    view = view if view in OUTCOMES else first
    listed = paged(request, found.lines.filter(outcome=view))
    rows = [(line, reasons(found, line) if view in {"bad", "double"} else []) for line in listed["page"]]
    listed["may_be_apart"] = view == "double" and found.state == ImportState.CHECKED
    return {"counts": counts, "view": view, "view_label": words[view], "rows": rows, **listed}


def _edited(found: Import) -> list[tuple[int, str, bool]]:
    """The rows edited since the import: each with its name, and whether it can go back all the same."""
    roots = edited_since(found)
    lines = found.lines.filter(root__in=roots, outcome__in=["new", "updated"])
    names = dict(lines.values_list("root", "label"))
    return sorted((root, names.get(root, str(root)), may) for root, may in roots.items())


@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Say the columns, import, undo, give up."""
    found = _found(request, pk)
    if what == "colonnes":
        return _check(request, found)
    gestures = {
        "importer": _import,
        "annuler": _undo,
        "abandonner": _drop,
        "feuille": _choose_sheet,
        "distinctes": _tell_apart,
    }
    if what not in gestures:
        raise Http404
    try:
        gestures[what](request, found)
    except Forbidden as refusal:
        raise PermissionDenied(str(refusal.message)) from refusal
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    return redirect("imports") if what == "abandonner" else redirect("import", pk=pk)


def _check(request: HttpRequest, found: Import) -> HttpResponse:
    form = ColumnsForm(request.POST, job=found)
    if form.is_valid():
        try:
            services.ask_for_check(
                job=found,
                mapping=form.mapping(),
                complete_doubles=form.cleaned_data.get("complete_doubles", False),
                by=reader(request),
                now=timezone.now(),
            )
        except Forbidden as refusal:
            raise PermissionDenied(str(refusal.message)) from refusal
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("import", pk=found.pk)
    return _shown(request, found, form, status=422)


def _import(request: HttpRequest, found: Import) -> None:
    services.ask_for_import(job=found, by=reader(request), now=timezone.now())


def _choose_sheet(request: HttpRequest, found: Import) -> None:
    services.choose_sheet(job=found, sheet=request.POST.get("sheet", ""), by=reader(request))


def _tell_apart(request: HttpRequest, found: Import) -> None:
    lines = _numbers(request, "ligne")
    services.tell_lines_apart(job=found, lines=lines, by=reader(request), now=timezone.now())


def _numbers(request: HttpRequest, name: str) -> list[int]:
    return [int(one) for one in request.POST.getlist(name) if one.isdecimal() and len(one) < 16]


def _undo(request: HttpRequest, found: Import) -> None:
    services.ask_for_undo(job=found, also=_numbers(request, "aussi"), by=reader(request), now=timezone.now())


def _drop(request: HttpRequest, found: Import) -> None:
    services.drop_import(job=found, by=reader(request))
    messages.success(request, _("Liste abandonnée : rien n’en est resté."))


@require_safe
def mending(request: HttpRequest, pk: int) -> FileResponse:
    """The lines that were not taken, as a workbook to mend and give again."""
    found = _found(request, pk)
    return book_answer(f"{found.reference}-a-corriger", mending_sheets(found))


@require_safe
def template(request: HttpRequest, kind: str) -> FileResponse:
    """An empty list to fill."""
    return book_answer(f"modele-{kind}", template_sheets(_kind(request, kind)))


@require_safe
def export(request: HttpRequest, kind: str) -> Answer:
    """Every row of a kind that the reader sees of a direction."""
    wanted = _kind(request, kind)
    chosen = request.GET.get("direction", "")
    mine = _directions(request)
    direction = (
        mine.filter(pk=int(chosen)).first() if chosen.isdecimal() and len(chosen) < 10 else mine.first()
    )
    if direction is None:
        raise Http404
    lines = export_lines(wanted, user=reader(request), direction=direction, today=timezone.localdate())
    return sheet_answer(request, f"{kind}-{direction.code}", lines)


def _kind(request: HttpRequest, code: str) -> Kind:
    kinds = kinds_of(request)
    if code not in KINDS:
        raise Http404
    if KINDS[code] not in kinds:
        raise PermissionDenied(str(KINDS[code].refusal))
    return KINDS[code]
