"""Plain words to occupations, and the skills that an occupation usually needs: pieces of the need form."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from crm.accounts.links import LinkExpired, find_link
from crm.accounts.models import User
from crm.employers.models import NeedFormLink
from crm.needs.rules.wording import wording_warnings
from crm.portal.need_forms import MAIL_FIELDS, NO_OCCUPATION, WORDED_FIELDS
from crm.portal.need_words import language
from crm.taxonomy.suggest import named_skills, suggest_occupations, suggest_skills, usual_skills


def _admit(request: HttpRequest, token: str) -> None:
    """Only someone signed in, or the bearer of a link that opens, may ask."""
    if token:
        try:
            link = find_link(NeedFormLink, token, now=timezone.now())
        except LinkExpired as expired:
            raise Http404 from expired
        if link is not None:
            return
    elif isinstance(request.user, User):
        return
    raise Http404


def _piece(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    response = render(request, template, context)
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    return response


@login_not_required
@require_safe
def suggest(request: HttpRequest, token: str = "") -> HttpResponse:
    """The occupations nearest to `words`, as choices of one radio group."""
    _admit(request, token)
    words = (request.GET.get("search") or request.GET.get("words", "")).replace("\x00", "")[:200]
    context = {
        "choices": suggest_occupations(words, language(), limit=3),
        "chosen": request.GET.get("occupation", ""),
        "words": words.strip(),
        "token": token,
        "warnings": wording_warnings(words),
        "alone": True,
    }
    return _piece(request, "public/need_occupations.html", context)


@login_not_required
@require_safe
def usual(request: HttpRequest, token: str = "") -> HttpResponse:
    """The skills that the chosen occupation needs, the usual ones ticked."""
    _admit(request, token)
    code = request.GET.get("occupation", "")[:5]
    skills = (
        []
        if code == NO_OCCUPATION
        else [(s, s.usual) for s in usual_skills(code.replace("\x00", ""), language())]
    )
    return _piece(request, "public/need_skills.html", {"skills": skills, "skills_for": code})


@csrf_exempt  # It writes nothing; the page of a signed link has no cookie to answer for.
@login_not_required
@require_POST
def wording(request: HttpRequest, token: str = "") -> HttpResponse:
    """The words of one field that touch a prohibited ground, while they are typed."""
    _admit(request, token)
    text = next((request.POST[name] for name in (*WORDED_FIELDS, *MAIL_FIELDS) if name in request.POST), "")
    return _piece(request, "public/need_warnings.html", {"warnings": wording_warnings(text[:4000])})


@require_safe
def more_skills(request: HttpRequest) -> HttpResponse:
    """Skills nearest to `skill`, after those already ticked among the ones found before."""
    words = request.GET.get("skill", "").replace("\x00", "")[:200]
    ticked = named_skills(request.GET.getlist("skills")[:50], language())
    codes = {skill.code for skill in ticked}
    found = [skill for skill in suggest_skills(words, language(), limit=6) if skill.code not in codes]
    skills = [(skill, True) for skill in ticked] + [(skill, False) for skill in found]
    return _piece(request, "public/need_more_skills.html", {"skills": skills})
