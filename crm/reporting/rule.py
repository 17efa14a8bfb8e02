"""One published rule of counting."""

from __future__ import annotations

from dataclasses import dataclass

from crm.core.text import bilingual


@dataclass(frozen=True, slots=True)
class Rule:
    """One published rule. Each paragraph of the text stands on its own line."""

    code: str
    title_fr: str
    title_en: str
    text_fr: str
    text_en: str

    @property
    def title(self) -> str:
        return bilingual(self.title_fr, self.title_en)

    @property
    def text(self) -> str:
        return bilingual(self.text_fr, self.text_en)

    @property
    def paragraphs(self) -> list[str]:
        return self.text.splitlines()
