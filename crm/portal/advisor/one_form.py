"""One form of an employer's file and the service that it calls."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from crm.core.errors import Refusal, StaleRevision
from crm.employers.duplicates import Likely
from crm.employers.models import EmployerFile
from crm.employers.queries import last_edits
from crm.portal.advisor.access import denied
from crm.portal.advisor.doubles import seek as seek_doubles
from crm.portal.together import SharedForm


def one_form(
    request: HttpRequest,
    file: EmployerFile,
    form: Any,
    *,
    title: str,
    save: Callable[[], Any],
    done: str,
    then: str,
    template: str = "advisor/small_form.html",
    target: int | None = None,
    seek: str = "",
    **more: Any,
) -> HttpResponse:
    """One form, one service: saved and gone back to the file, or shown again with what was typed.

    What others wrote since is joined when the form is one that several may have open; `target`: of which row.
    `seek`: the fields that may tell that this employer is another of the directory; then the reader is asked first.
    """
    ready = _ready(request, form, file, target)
    doubts = _doubts(request, form, file, seek) if ready else []
    if ready and not doubts:
        try:
            save()
        except StaleRevision:
            raise
        except Refusal as refusal:
            denied(refusal)
            form.refuse(refusal)
        else:
            messages.success(request, done + getattr(form, "joined_words", ""))
            return redirect(then, file_id=file.pk)
    context = {"form": form, "file": file, "title": title, "then": reverse(then, args=[file.pk]), **more}
    context |= {"seek": seek, "cards": doubts}
    return render(request, template, context, status=422 if _wrong(form) else 200)


def _doubts(request: HttpRequest, form: Any, file: EmployerFile, names: str) -> list[Likely]:
    """Look-alikes that what was just written makes, none once the reader has said that it is another employer."""
    told = set(names.split(",")) & set(form.changed_data)
    if request.POST.get("different") or not told:
        return []
    return seek_doubles({name: request.POST.get(name, "") for name in told}, file=file)


def _ready(request: HttpRequest, form: Any, file: EmployerFile, target: int | None) -> bool:
    if isinstance(form, SharedForm):
        return form.ready(request, partial(last_edits, file, target=target))
    return bool(request.method == "POST" and form.is_valid())


def _wrong(form: BaseForm) -> bool:
    return bool(form.is_bound and form.errors)
