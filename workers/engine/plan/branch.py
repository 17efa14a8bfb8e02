"""Exactness with groups: branch and bound on where a group goes, each branch bounded by its relaxation.

Once it is decided for every group in which MRC it is placed, or that it is not, a flow does the rest exactly:
only groups that a relaxation divides are branched on. Work is counted in relaxations solved, never in time,
so that the same problem always gives the same plan.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, replace

import numpy as np

from workers.engine.plan.bound import Relaxation, with_groups
from workers.engine.plan.close import close_gap
from workers.engine.plan.field import Field, Ints
from workers.engine.plan.network import Network, value
from workers.engine.plan.reflow import reflow
from workers.engine.plan.together import Places, Ties

#: The work after which the best plan found is given with its gap: arcs of all the linear programs solved.
MOST_WORK = 700_000
#: Where so many branches do not suffice, another way closes the gap sooner.
MOST_BRANCHES = 300


@dataclass(slots=True)
class Search:
    """The best plan so far, and the branches still open: (minus their bound, their number, themselves)."""

    field: Field
    network: Network
    ties: Ties
    best: Ints
    open: list[tuple[int, int, Network, Relaxation]]
    opened: int = 0
    work: int = 0

    @property
    def bound(self) -> int:
        """No plan has a greater total."""
        return max([value(self.network, self.best), *(-key for key, *_ in self.open[:1])])

    def enter(self, network: Network, before: Relaxation) -> Relaxation:
        """Bound a branch, look for a plan in it, and keep it open while it may hold a better one."""
        self.opened += 1
        relaxed = with_groups(network, self.ties, before)
        self.work += relaxed.work
        if relaxed.bound is None:
            return relaxed
        found = reflow(self.field, network, self.ties, relaxed)
        if value(self.network, found) > value(self.network, self.best):
            self.best = found
        if relaxed.bound > value(self.network, self.best):
            heapq.heappush(self.open, (-relaxed.bound, self.opened, network, relaxed))
        return relaxed

    def divide(self) -> bool:
        """Divide the branch of the greatest bound; False when it cannot be."""
        _, _, network, relaxed = self.open[0]
        mass = relaxed.mass[: network.pairs]
        places = Places.of(self.ties, mass)
        group = places.least_whole(self.ties, mass)
        if group is None:
            return False
        heapq.heappop(self.open)
        there = (self.ties.group == group) & (self.ties.mrc == places.mrc[group])
        elsewhere = (self.ties.group == group) & ~there
        inside, outside = network.capacity.copy(), network.capacity.copy()
        inside[: network.pairs][elsewhere] = 0
        inside[network.stay_of(np.array(self.field.groups[group], np.int64))] = 0
        outside[: network.pairs][there] = 0
        for capacity in (inside, outside):
            self.enter(replace(network, capacity=capacity), relaxed)
        self._close()
        return True

    def _close(self) -> None:
        kept = [branch for branch in self.open if -branch[0] > value(self.network, self.best)]
        heapq.heapify(kept)
        self.open = kept


def search(field: Field, network: Network, ties: Ties, without: Relaxation) -> tuple[Ints, int]:
    """The best plan found that keeps groups together, and the least bound proved."""
    first = reflow(field, network, ties, without)
    found = Search(field, network, ties, first, [])
    root = found.enter(network, without)
    while found.open and found.work < MOST_WORK and found.opened < MOST_BRANCHES and found.divide():
        pass
    if not found.open:
        return found.best, found.bound
    return close_gap(network, ties, root, found.best, found.bound)
