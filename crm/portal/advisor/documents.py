"""The documents of an employer file: filed, read, taken out and put back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.casework import services
from crm.casework.document_rules import MEDIA_TYPES
from crm.casework.models import Document, DocumentKind, DocumentScope
from crm.core.errors import Refusal
from crm.portal.advisor.access import denied, require_files
from crm.portal.advisor.file_frame import file_with_head, frame
from crm.portal.advisor.undo import say_done
from crm.portal.forms import PasserelleForm
from crm.portal.reader import reader

SHOWN = 200
#: Nothing in a document runs, whatever it holds and however it is opened.
INERT = "default-src 'none'; sandbox; frame-ancestors 'none'"


class DocumentForm(PasserelleForm):
    """One document to file."""

    upload = forms.FileField(
        label=gettext_lazy("Document"),
        max_length=400,
        help_text=gettext_lazy(
            "PDF, PNG, JPEG, .docx, .xlsx, .odt, .ods ou .txt, au plus 10 Mo, sans macros."
        ),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{ending}" for ending in MEDIA_TYPES)}),
        error_messages={"required": gettext_lazy("Choisissez un fichier.")},
    )
    kind = forms.ChoiceField(label=gettext_lazy("Genre"), choices=DocumentKind.choices)
    scope = forms.ChoiceField(
        label=gettext_lazy("Qui le lit"), choices=DocumentScope.choices, initial=DocumentScope.DIRECTION
    )
    expires_on = forms.DateField(
        label=gettext_lazy("Expire le"),
        required=False,
        help_text=gettext_lazy("Un suivi vous le rappellera un mois avant."),
    )

    def content(self) -> services.DocumentContent:
        """What was chosen, as the service wants it."""
        data = self.cleaned_data
        upload = data["upload"]
        return services.DocumentContent(
            kind=data["kind"],
            name=upload.name,
            content=upload.file,
            size=upload.size,
            scope=data["scope"],
            expires_on=data["expires_on"],
        )


@require_http_methods(["GET", "HEAD", "POST"])
def documents(request: HttpRequest, file_id: int) -> HttpResponse:
    """Every document that the reader may see, and the form that files one more."""
    file = file_with_head(request, file_id)
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        require_files(request)
        if _saved(request, file, form):
            return redirect("file-documents", file_id=file.pk)
    rows = Document.objects.visible_to(request.user).standing().filter(file=file).select_related("added_by")
    context: dict[str, Any] = {
        **frame(request, file, "documents"),
        "documents": rows[:SHOWN],
        "form": form,
    }
    return render(request, "advisor/file_documents.html", context, status=422 if form.errors else 200)


def _saved(request: HttpRequest, file: Any, form: DocumentForm) -> bool:
    if request.META.get("passerelle.upload_dropped"):
        form.is_valid()
        form.errors.pop("upload", None)
        form.add_error("upload", _("Un document pèse au plus 10 Mo. Réduisez-le ou partagez-le en deux."))
        return False
    if not form.is_valid():
        return False
    try:
        made = services.add_document(
            file=file, document=form.content(), by=reader(request), now=timezone.now()
        )
    except Refusal as refusal:
        denied(refusal)
        form.refuse(refusal)
        return False
    messages.success(request, _("Document déposé : %(name)s.") % {"name": made.name})
    return True


@require_safe
def read(request: HttpRequest, document_id: int) -> StreamingHttpResponse:
    """The bytes of a document, to be kept and never to be run by the browser."""
    rows = Document.objects.visible_to(request.user).standing()
    row: Document = get_object_or_404(rows, pk=document_id)
    answer = StreamingHttpResponse(services.pieces_of(row), content_type=row.media_type)
    answer["Content-Length"] = str(row.size)
    answer["Content-Disposition"] = str(content_disposition_header(True, row.name))
    answer["Content-Security-Policy"] = INERT
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


def _the_document(request: HttpRequest, document_id: int) -> Document:
    rows = Document.objects.visible_to(request.user).select_related("file")
    found: Document = get_object_or_404(rows, pk=document_id)
    return found


@require_POST
def remove(request: HttpRequest, document_id: int) -> HttpResponse:
    """Take a document out; one press puts it back."""
    require_files(request)
    row = _the_document(request, document_id)
    try:
        services.remove_document(document=row, by=reader(request), now=timezone.now())
    except Refusal as refusal:
        denied(refusal)
    say_done(
        request,
        _("Document retiré : %(name)s. Il sera détruit dans 30 jours.") % {"name": row.name},
        undo=reverse("document-restore", args=[row.pk]),
    )
    return redirect("file-documents", file_id=row.file_id)


@require_POST
def restore(request: HttpRequest, document_id: int) -> HttpResponse:
    """Put a removed document back."""
    require_files(request)
    row = _the_document(request, document_id)
    try:
        services.restore_document(document=row, by=reader(request), now=timezone.now())
    except Refusal as refusal:
        denied(refusal)
    messages.success(request, _("Document remis : %(name)s.") % {"name": row.name})
    return redirect("file-documents", file_id=row.file_id)
