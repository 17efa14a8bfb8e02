"""The steps of the needs received and the classes of employers, as lines and as a drawn funnel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.reporting.queries_funnel import STEPS, SizeLine

LABELS: dict[str, Promise | str] = {
    "received": _("Besoins reçus"),
    "proposed": _("Avec proposition du jumelage"),
    "presented": _("Profil présenté"),
    "interviewed": _("Entrevue tenue"),
    "offered": _("Offre faite"),
    "placed": _("Embauche confirmée"),
}
SIZES: dict[str, Promise | str] = {
    "small": _("Moins de 20 personnes"),
    "medium": _("20 à 99 personnes"),
    "large": _("100 personnes et plus"),
    "unsized": _("Taille non inscrite"),
}
#: The drawing: its width, the height of a step and of what joins two of them.
WIDTH, STEP, JOINT = 360.0, 26.0, 12.0


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step: its needs, the share of those received, and of those of the step before (None at the first)."""

    code: str
    label: Promise | str
    value: int
    share: int
    passed: int | None


def step_lines(values: Sequence[int]) -> list[StepLine]:
    """The steps with their shares, in thousandths."""
    first = values[0] or 1
    return [
        StepLine(
            code,
            LABELS[code],
            value,
            round(1000 * value / first),
            round(1000 * value / (values[n - 1] or 1)) if n else None,
        )
        for n, (code, value) in enumerate(zip(STEPS, values, strict=True))
    ]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A step of the funnel as drawn: its bar, what joins it to the next, and where its number stands."""

    x: float
    y: float
    width: float
    joint: str
    label_y: float
    line: StepLine


def draw_funnel(steps: Sequence[StepLine]) -> list[Drawn]:
    """Centred bars, as wide as their share of the needs received."""
    most = steps[0].value or 1
    widths = [max(2.0, round(WIDTH * step.value / most, 1)) if step.value else 0.0 for step in steps]
    drawn = []
    for n, (step, width) in enumerate(zip(steps, widths, strict=True)):
        y = n * (STEP + JOINT)
        below = widths[n + 1] if n + 1 < len(widths) else 0.0
        left, right, low = (WIDTH - width) / 2, (WIDTH + width) / 2, y + STEP
        joint = ""
        if below:
            joint = (
                f"M{left:.1f} {low:.1f}H{right:.1f}L{(WIDTH + below) / 2:.1f} {low + JOINT:.1f}"
                f"H{(WIDTH - below) / 2:.1f}Z"
            )
        drawn.append(Drawn(round(left, 1), y, width, joint, y + STEP / 2 + 4, step))
    return drawn


@dataclass(frozen=True, slots=True)
class Size:
    """A class of employers: what it asked and was shown, in numbers and in thousandths of all; the gap is in points."""

    code: str
    label: Promise | str
    needs: int
    value: int
    needs_share: int
    share: int

    @property
    def gap(self) -> int:
        return round((self.share - self.needs_share) / 10)


def size_lines(found: Sequence[SizeLine]) -> list[Size]:
    """The classes with their shares."""
    needs = sum(line.needs for line in found) or 1
    shown = sum(line.value for line in found) or 1
    return [
        Size(
            line.code,
            SIZES[line.code],
            line.needs,
            line.value,
            round(1000 * line.needs / needs),
            round(1000 * line.value / shown),
        )
        for line in found
    ]
