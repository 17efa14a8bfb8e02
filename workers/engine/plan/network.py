"""The plan as a flow: one unit a person, through a need, an employer's share and cap, to the end.

Arcs, in this order: pairs (cost: minus the score), persons who stay without a place, needs, shares (the first
places with their bonus, then the others), capped employers. Costs are hundredths of a point times minus one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workers.engine.plan.field import Field, Ints


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Network:
    """Arcs as columns, and `supply` by node; the last node is the end.

    The first `pairs` arcs are the pairs; `stays`: the arc by which each person stays without a place, or -1.
    """

    tail: Ints
    head: Ints
    capacity: Ints
    cost: Ints
    supply: Ints
    pairs: int
    stays: Ints

    def stay_of(self, persons: Ints) -> Ints:
        """The arcs by which these persons would stay without a place; those who must be placed have none."""
        at = self.stays[persons]
        return at[at >= 0]


def network_of(field: Field) -> Network:
    """Nodes: persons, needs, shares, capped employers, the end."""
    persons, needs, shares = len(field.persons), len(field.needs), len(field.shares)
    capped = {employer: at for at, employer in enumerate(field.caps)}
    end = persons + needs + shares + len(capped)
    gate = {employer: persons + needs + shares + at for employer, at in capped.items()}
    exits = [gate.get(share.employer, end) for share in field.shares]
    need_exits = [
        persons + needs + share if share >= 0 else gate.get(need.employer, end)
        for need, share in zip(field.needs, field.share.tolist(), strict=True)
    ]
    free = np.flatnonzero(~field.must)
    whole = max(int(field.openings.sum()), 1)
    share_nodes = persons + needs + np.arange(shares)
    arcs = (
        (field.person, persons + field.need, np.ones(len(field.person)), -field.score),
        (free, np.full(len(free), end), np.ones(len(free)), np.zeros(len(free))),
        (persons + np.arange(needs), need_exits, field.openings, np.zeros(needs)),
        (
            share_nodes,
            exits,
            [share.left for share in field.shares],
            [-share.bonus for share in field.shares],
        ),
        (share_nodes, exits, np.full(shares, whole), np.zeros(shares)),
        (list(gate.values()), np.full(len(gate), end), list(field.caps.values()), np.zeros(len(gate))),
    )
    tail, head, capacity, cost = (
        np.concatenate([np.asarray(arc[column], np.int64) for arc in arcs]) for column in range(4)
    )
    supply = np.zeros(end + 1, np.int64)
    supply[:persons] = 1
    supply[end] = -persons
    stays = np.full(persons, -1, np.int64)
    stays[free] = len(field.person) + np.arange(len(free))
    return Network(
        tail=tail,
        head=head,
        capacity=capacity,
        cost=cost,
        supply=supply,
        pairs=len(field.person),
        stays=stays,
    )


def value(network: Network, flow: Ints) -> int:
    """Hundredths of a point that a flow brings, the fair share included."""
    return -int((network.cost * flow).sum())
