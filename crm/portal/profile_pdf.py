"""The de-identified profile as a sheet: one page of HTML, or an accessible PDF, made of the frozen copy and no more."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time
from pathlib import Path

import typst
from django.utils.translation import gettext as _

from crm.core.formatting import day
from crm.matching.models import Presentation
from crm.portal.profile_words import profiles_in_words

TEMPLATE = Path(__file__).with_name("profile.typ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and its lines."""

    title: str
    lines: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The whole sheet in the language of now: what the register froze, as of the day it was shown."""

    title: str
    direction: str
    addressed: str
    shown: str
    sections: list[Section]
    notice: str


def sheet_of(presentation: Presentation) -> Sheet:
    """The sheet of a presentation read with its `release` and the direction of the need's file.

    What is dated is read as on the day of the presentation: the same sheet comes out later.
    """
    (words,) = profiles_in_words([presentation], today=presentation.presented_on)
    release = presentation.release
    sections = [
        Section(title=_("Professions et expérience"), lines=words.occupations),
        Section(title=_("Compétences"), lines=words.skills),
        Section(
            title=_("Ce que le besoin demande"),
            lines=[said for said, _met in words.french] + _one(words.licence),
        ),
        Section(title=_("Disponibilité"), lines=_one(words.available) + _one(words.may_work)),
    ]
    return Sheet(
        title=_("Profil dépersonnalisé %(number)s") % {"number": presentation.profile_number},
        direction=str(presentation.match.need.file.direction),
        addressed=_("Pour %(employer)s, besoin %(need)s")
        % {"employer": release.recipient, "need": release.purpose},
        shown=_("Présenté le %(day)s") % {"day": day(presentation.presented_on)},
        sections=[section for section in sections if section.lines],
        notice=_(
            "Ce profil tient à une liste fermée : ni nom, ni coordonnées, ni pays, ni employeurs, ni écoles. "
            "Le nom suit si vous et la personne le souhaitez. Ne le transmettez à personne d’autre."
        ),
    )


def _one(line: str) -> list[str]:
    return [line] if line else []


def profile_pdf(presentation: Presentation, *, language: str) -> bytes:
    """The sheet as PDF/UA, `language` "fr" or "en"; the same presentation gives the same bytes."""
    data = asdict(sheet_of(presentation)) | {"language": language, "page_label": _("page")}
    return typst.compile(
        str(TEMPLATE),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=datetime.combine(presentation.presented_on, time(), tzinfo=UTC),
    )
