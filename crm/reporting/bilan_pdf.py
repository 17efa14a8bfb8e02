"""The bilan as an accessible PDF. The document goes in as data: nothing typed by anyone is read as markup."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import typst

from crm.reporting.bilan_parts import Document

TEMPLATE = Path(__file__).with_name("bilan.typ")


def set_pdf(document: Document, *, language: str, rule_label: str, page_label: str, now: datetime) -> bytes:
    """The document as PDF/UA; `language` is "fr" or "en". The same document at the same moment gives the same bytes."""
    data = asdict(document) | {"language": language, "rule_label": rule_label, "page_label": page_label}
    return typst.compile(
        str(TEMPLATE),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=now.replace(microsecond=0),
    )
