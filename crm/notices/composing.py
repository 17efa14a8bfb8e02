"""A message out of its text and its values: plain text and HTML, with marks where its secrets will stand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from crm.notices import house
from crm.notices.models import MailTemplate
from crm.notices.models.mail import BY_HAND
from crm.notices.rules import VARIABLE

#: Marks that a message keeps where its secrets stood: they are filled as it leaves, never before.
OWN_ADDRESS = re.compile(r"/avis/\d+/")
LINK, OPT_OUT, CODE = "[[lien]]", "[[desabonnement]]", "[[code]]"
STYLE = """
:root{color-scheme:light dark}
body{margin:0;padding:24px 16px;background:#f5f6f6;color:#151b1f}
body{font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:break-word}
main{max-width:560px;margin:0 auto;padding:28px 28px 24px;background:#fff}
main{border:1px solid #dee3e5;border-radius:10px}
p{margin:0 0 16px}.brand{margin:0 0 20px;color:#0b5f73;font-weight:650}
.act{display:inline-block;padding:11px 18px;border-radius:6px;background:#0b5f73;color:#fff}
.act{font-weight:600;text-decoration:none}
.code{font-size:30px;font-weight:650;letter-spacing:6px}
section+section{margin-top:28px;padding-top:24px;border-top:1px solid #dee3e5}
footer{max-width:560px;margin:14px auto 0;color:#5a656c;font-size:13px}footer a{color:inherit}
@media (prefers-color-scheme:dark){body{background:#0f1416;color:#e9eeef}
main{background:#161d20;border-color:#2a3539}
.brand{color:#62c4d8}.act{background:#62c4d8;color:#05242b}section+section{border-color:#2a3539}
footer{color:#97a4aa}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """A message ready to be kept: its secrets are still marks."""

    subject: str
    text: str
    html: str


def texts_in_force(kind: str, languages: Sequence[str]) -> dict[str, house.Text]:
    """(subject, body) of a kind in each language: the last version written, else the house's."""
    found = {language: house.TEXTS[language][kind] for language in languages}
    for row in MailTemplate.objects.filter(kind=kind, language__in=languages).order_by("written_at", "id"):
        own = (row.subject, row.body) if row.subject else house.TEXTS[row.language][kind]
        found[row.language] = own
    return found


def safe_value(value: str) -> str:
    """A value on one line (a list keeps its own), without what could pass for a mark of ours."""
    lines = [" ".join(line.split()) for line in value.replace("[[", "").replace("]]", "").splitlines()]
    return "\n".join(line for line in lines if line)


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its variables replaced, each once: a value that looks like a variable stays as it is."""
    return VARIABLE.sub(lambda found: values.get(found.group(1), found.group(0)), text)


def compose(
    kind: str,
    languages: Sequence[str],
    values: Mapping[str, Mapping[str, str]],
    *,
    link: str = LINK,
    texts: Mapping[str, house.Text] | None = None,
    opt_out: bool = True,
) -> Composed:
    """The message of a kind, French first; `values` by language, `link` the mark or an address without a secret."""
    used = texts or texts_in_force(kind, languages)
    parts = []
    for language in languages:
        known = {name: safe_value(value) for name, value in values[language].items()}
        marks = {"lien": link, "code": CODE}
        subject, body = used[language]
        parts.append((language, " ".join(fill(subject, marks | known).split()), fill(body, marks | known)))
    subject = " / ".join(part[1] for part in parts)[:200]
    return Composed(
        subject=subject,
        text=_text(parts, opt_out=opt_out),
        html=_html(kind, subject, parts, link=link, opt_out=opt_out),
    )


def _text(parts: Sequence[tuple[str, str, str]], *, opt_out: bool) -> str:
    pieces = [body for _language, _subject, body in parts]
    if len(parts) > 1:
        pieces.insert(0, house.SECOND_FOLLOWS[parts[1][0]])
    if opt_out:
        pieces.append("\n".join(f"{house.OPT_OUT[language]} {OPT_OUT}" for language, _s, _b in parts))
    return "\n\n-- \n\n".join(pieces) + "\n"


def _html(
    kind: str, subject: str, parts: Sequence[tuple[str, str, str]], *, link: str, opt_out: bool
) -> SafeString:
    sections = format_html_join(
        "",
        '<section lang="{}">{}</section>',
        (
            (language[:2] + "-CA", _paragraphs(body, house.BUTTONS[language].get(kind, ""), link))
            for language, _subject, body in parts
        ),
    )
    ends = format_html_join(
        "",
        '<p lang="{}"><a href="{}">{}</a></p>',
        (
            (language[:2] + "-CA", OPT_OUT, house.OPT_OUT[language].rstrip("\u00a0: "))
            for language, _s, _b in parts
        ),
    )
    return format_html(
        '<!doctype html><html lang="fr-CA"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><title>{}</title><style>{}</style></head>'
        '<body><main><p class="brand">Passerelle</p>{}</main>{}</body></html>',
        subject,
        mark_safe(STYLE),  # noqa: S308 - written above, no input
        sections,
        format_html("<footer>{}</footer>", ends) if opt_out else "",
    )


def _paragraphs(body: str, button: str, link: str) -> SafeString:
    return format_html_join(
        "", "{}", ((_paragraph(text.strip(), button, link),) for text in body.split("\n\n") if text.strip())
    )


def _paragraph(text: str, button: str, link: str) -> SafeString:
    if text == link:
        return format_html('<p><a class="act" href="{}">{}</a></p>', link, button or link)
    if text == CODE:
        return format_html('<p class="code">{}</p>', CODE)
    lines = [_line(line) for line in text.split("\n")]
    return format_html("<p>{}</p>", format_html_join(mark_safe("<br>"), "{}", ((line,) for line in lines)))


def _line(text: str) -> str | SafeString:
    """A line as it is; an address of the product alone on its line can be pressed."""
    own = OWN_ADDRESS.fullmatch(text.removeprefix(settings.BASE_URL)) and text.startswith(settings.BASE_URL)
    return format_html('<a href="{}">{}</a>', text, text) if own else text


def by_hand_choices() -> list[tuple[str, str]]:
    """The texts that an advisor may send, by name."""
    return [(kind.value, str(kind.label)) for kind in BY_HAND]
