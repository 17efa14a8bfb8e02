"""The employer answers a de-identified profile: one press, with a coded reason when it is no."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm.core.errors import Refusal
from crm.matching.models import Presentation
from crm.matching.services import answer_presentation
from crm.portal.advisor.access import denied
from crm.portal.reader import reader


@require_POST
def answer(request: HttpRequest, presentation_id: int) -> HttpResponse:
    """Interested, or not and why; once."""
    user = reader(request)
    mine = Presentation.objects.visible_to(user).filter(
        match__need__file__employer__members__user=user, match__need__file__employer__members__active=True
    )
    presentation: Presentation = get_object_or_404(mine.select_related("match"), pk=presentation_id)
    try:
        answer_presentation(
            presentation=presentation,
            answer=request.POST.get("answer", ""),
            reason=request.POST.get("reason", "").replace("\x00", ""),
            by=user,
            now=timezone.now(),
        )
    except Refusal as refusal:
        denied(refusal)
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Merci : votre conseillère ou conseiller a reçu votre réponse."))
    return redirect("employer-need", need_id=presentation.match.need_id)
