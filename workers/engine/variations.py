"""The single facts whose change, or confirmation, could change a pair.

Counterfactuals try them one by one.
A change is something the person, the employer or time can bring about; a confirmation (code "confirm_…") is
a question never asked, tried at its worst and at its best answer. Nothing here proposes to change what a
person is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from workers.engine.criteria import FULL_MONTHS
from workers.engine.dates import start_date
from workers.engine.results import day_number
from workers.engine.rules import drives
from workers.engine.types import (
    Authorisation,
    Experience,
    Language,
    Licence,
    LicenceStage,
    Mobility,
    Need,
    Person,
)

HELP = frozenset({"housing", "moving", "francisation", "transport", "childcare"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Variation:
    """One fact tried: the pair at the best answer and, for a confirmation, at the worst."""

    code: str
    codes: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    best: tuple[Need, Person]
    worst: tuple[Need, Person] | None = None


def french_oral(need: Need, person: Person, _: date) -> Iterator[Variation]:
    """Numbers: level held and level wanted; wanted alone to confirm."""
    wanted, held = need.french_oral, person.french_oral
    if wanted is not None and (held is None or held < wanted):
        yield _level("french_oral", held, wanted, need, lambda level: replace(person, french_oral=level))


def french_written(need: Need, person: Person, _: date) -> Iterator[Variation]:
    """Numbers: level held and level wanted; wanted alone to confirm."""
    wanted, held = need.french_written, person.french_written
    if wanted is not None and (held is None or held < wanted):
        yield _level(
            "french_written", held, wanted, need, lambda level: replace(person, french_written=level)
        )


def _level(
    code: str, held: int | None, wanted: int, need: Need, having: Callable[[int], Person]
) -> Variation:
    best = (need, having(wanted))
    if held is None:
        return Variation(code=f"confirm_{code}", numbers=(wanted,), best=best, worst=(need, having(0)))
    return Variation(code=code, numbers=(held, wanted), best=best)


def languages(need: Need, person: Person, _: date) -> Iterator[Variation]:
    """Codes: the languages; numbers: band held (0: none) and band wanted (0: any)."""
    if person.languages is None:
        if need.languages:
            codes = tuple(wanted.code for wanted in need.languages)
            best, worst = replace(person, languages=need.languages), replace(person, languages=())
            yield Variation(code="confirm_languages", codes=codes, best=(need, best), worst=(need, worst))
        return
    for wanted in need.languages:
        held = next((row for row in person.languages if row.code == wanted.code), None)
        others = tuple(row for row in person.languages if row.code != wanted.code)
        best = replace(person, languages=(*others, wanted))
        if held is not None and held.band is None and wanted.band is not None:
            worst = replace(person, languages=(*others, Language(code=wanted.code, band=0)))
            pair = {"best": (need, best), "worst": (need, worst)}
            yield Variation(code="confirm_language", codes=(wanted.code,), numbers=(wanted.band,), **pair)
        elif held is None or (held.band or 0) < (wanted.band or 0):
            numbers = ((held.band or 0) if held else 0, wanted.band or 0)
            yield Variation(code="language", codes=(wanted.code,), numbers=numbers, best=(need, best))


def licence(need: Need, person: Person, _: date) -> Iterator[Variation]:
    """Code: the licence; number: the stage reached."""
    if need.licence is None:
        return
    code = need.licence
    held = next((row for row in person.licences if row.code == code), None)
    others = tuple(row for row in person.licences if row.code != code)

    def at(stage: LicenceStage) -> tuple[Need, Person]:
        return need, replace(person, licences=(*others, Licence(code=code, stage=stage)))

    if held is None:
        best, worst = at(LicenceStage.OBTAINED), at(LicenceStage.NONE)
        yield Variation(code="confirm_licence", codes=(code,), best=best, worst=worst)
    elif held.stage is not LicenceStage.OBTAINED:
        yield Variation(
            code="licence", codes=(code,), numbers=(int(held.stage),), best=at(LicenceStage.OBTAINED)
        )


def driving_class(need: Need, person: Person, _: date) -> Iterator[Variation]:
    """Code: the class needed."""
    wanted, held = need.driving_class, person.driving_classes
    if wanted is None or (held is not None and drives(held, wanted)):
        return
    best = (need, replace(person, driving_classes=(held or frozenset()) | {wanted}))
    if held is None:
        worst = (need, replace(person, driving_classes=frozenset()))
        yield Variation(code="confirm_driving_class", codes=(wanted,), best=best, worst=worst)
    else:
        yield Variation(code="driving_class", codes=(wanted,), best=best)


def authorisation(need: Need, person: Person, _: date) -> Iterator[Variation]:
    """An authorisation that covers this job: no end, no other employer, no limit in the way."""
    best = (need, replace(person, authorisation=Authorisation()))
    if person.authorisation is None:
        worst = (need, replace(person, authorisation=Authorisation(may_work_from=date.max)))
        yield Variation(code="confirm_authorisation", best=best, worst=worst)
    elif person.authorisation != Authorisation():
        yield Variation(code="new_authorisation", best=best)


def place(need: Need, person: Person, _: date) -> Iterator[Variation]:
    """Code: the MRC to accept."""
    wishes = person.mobility
    if wishes is None:
        best = (need, replace(person, mobility=Mobility(mrcs=(need.mrc,))))
        worst = (need, replace(person, mobility=Mobility()))
        yield Variation(code="confirm_place", codes=(need.region, need.mrc), best=best, worst=worst)
    elif not (wishes.anywhere or need.region in wishes.regions or need.mrc in wishes.mrcs):
        accepting = replace(wishes, mrcs=(*wishes.mrcs, need.mrc))
        yield Variation(
            code="accept_mrc", codes=(need.mrc,), best=(need, replace(person, mobility=accepting))
        )


def help_offered(need: Need, person: Person, _: date) -> Iterator[Variation]:
    """Code: the kind of help that the employer could offer."""
    if person.help_needed is None:
        best = (need, replace(person, help_needed=frozenset()))
        worst = (need, replace(person, help_needed=HELP - need.help_offered))
        yield Variation(code="confirm_help", best=best, worst=worst)
        return
    for kind in sorted(person.help_needed - need.help_offered):
        offering = replace(need, help_offered=need.help_offered | {kind})
        yield Variation(code="offer_help", codes=(kind,), best=(offering, person))


def dates(need: Need, person: Person, on: date) -> Iterator[Variation]:
    """Numbers: the day available, the start date."""
    start = start_date(need, on)
    best = (need, replace(person, available_from=start))
    if person.available_from is None:
        worst = (need, replace(person, available_from=date.max))
        yield Variation(code="confirm_date", numbers=(day_number(start),), best=best, worst=worst)
    elif person.available_from > start:
        numbers = (day_number(person.available_from), day_number(start))
        yield Variation(code="available_earlier", numbers=numbers, best=best)


def wage(need: Need, person: Person, _: date) -> Iterator[Variation]:
    """Numbers, in cents per hour: what the need can pay, the floor."""
    if need.wage_max is None:
        return
    if person.wage_floor is None:
        best = (need, replace(person, wage_floor=need.wage_max))
        worst = (need, replace(person, wage_floor=need.wage_max + 1))
        yield Variation(code="confirm_wage", numbers=(need.wage_max,), best=best, worst=worst)
    elif person.wage_floor > need.wage_max:
        paying = replace(need, wage_max=person.wage_floor)
        yield Variation(code="raise_wage", numbers=(need.wage_max, person.wage_floor), best=(paying, person))


def shift(need: Need, person: Person, _: date) -> Iterator[Variation]:
    """Code: the shift to accept."""
    if need.shift is None or (person.shifts is not None and need.shift in person.shifts):
        return
    best = (need, replace(person, shifts=(person.shifts or frozenset()) | {need.shift}))
    if person.shifts is None:
        worst = (need, replace(person, shifts=frozenset()))
        yield Variation(code="confirm_shift", codes=(need.shift,), best=best, worst=worst)
    else:
        yield Variation(code="accept_shift", codes=(need.shift,), best=best)


def occupations(need: Need, person: Person, _: date) -> Iterator[Variation]:
    """Number: the months wanted. To confirm: the occupations held, or the time in them."""
    enough = max(need.experience_months, FULL_MONTHS)
    if person.occupations is None:
        held = (Experience(occupation=need.occupation, months=enough),)
        best, worst = replace(person, occupations=held), replace(person, occupations=())
    elif any(held.months is None for held in person.occupations):
        best, worst = _with_months(person, enough), _with_months(person, 0)
    else:
        return
    numbers = (need.experience_months,)
    yield Variation(code="confirm_occupations", numbers=numbers, best=(need, best), worst=(need, worst))


def _with_months(person: Person, months: int) -> Person:
    rows = (
        row if row.months is not None else replace(row, months=months) for row in person.occupations or ()
    )
    return replace(person, occupations=tuple(rows))


OF_CONDITIONS: tuple[Callable[[Need, Person, date], Iterator[Variation]], ...] = (
    authorisation,
    licence,
    driving_class,
    french_oral,
    french_written,
    languages,
    place,
    help_offered,
    dates,
    shift,
    wage,
    occupations,
)
