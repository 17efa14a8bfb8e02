"""The fair-share term: published points, apart from every score, for small and for remote employers.

It is added to the total of a plan, never to a pair. Only the first places of an employer count, so that a
small employer gets somebody before a large one gets one more, and no employer gains by asking for more.
"""

from __future__ import annotations

from dataclasses import dataclass

#: Régions ressources éloignées of the tax credit for new graduates (Revenu Québec): six regions, then four
#: MRCs, one agglomeration and one city, by their codes in the territory tables.
REMOTE_TERRITORIES = ("01", "02", "08", "09", "10", "11", "350", "360", "790", "830", "840", "900")


class InvalidFairShare(ValueError):
    """A negative number of points, places or people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FairShare:
    """One published version of the term.

    An employer of fewer than `small_below` people gives `small` hundredths of a point to each of its first
    `places` places; a site in one of the `remote_territories` (regions or MRCs) gives `remote`. Both add up.
    A size never asked is not small. Raises `InvalidFairShare`.
    """

    version: str
    small_below: int
    small: int
    remote: int
    places: int
    remote_territories: tuple[str, ...]

    def __post_init__(self) -> None:
        if min(self.small_below, self.small, self.remote, self.places) < 0:
            raise InvalidFairShare("points, places and people are 0 or more")

    def kinds(self, employees: int | None, region: str, mrc: str) -> tuple[str, ...]:
        """Which of "small" and "remote" a need is."""
        small = employees is not None and employees < self.small_below
        remote = region in self.remote_territories or mrc in self.remote_territories
        return ("small",) * small + ("remote",) * remote

    def bonus(self, kinds: tuple[str, ...]) -> int:
        """Hundredths of a point for each of the first places of an employer's needs of these kinds."""
        return self.small * ("small" in kinds) + self.remote * ("remote" in kinds)


#: Three points each: enough to decide between people who are near one another, never enough to send somebody
#: to a need that suits them visibly less.
DEFAULT_FAIR_SHARE = FairShare(
    version="2026-1",
    small_below=50,
    small=300,
    remote=300,
    places=2,
    remote_territories=REMOTE_TERRITORIES,
)

NO_FAIR_SHARE = FairShare(version="none", small_below=0, small=0, remote=0, places=0, remote_territories=())
