"""A plan that keeps groups together, from how much a relaxation uses each pair."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from workers.engine.plan.bound import Relaxation
from workers.engine.plan.field import Field, Flags, Ints
from workers.engine.plan.flow import NoFlow, best_flow
from workers.engine.plan.network import Network
from workers.engine.plan.together import Places, Ties, separated


def reflow(field: Field, network: Network, ties: Ties, relaxed: Relaxation) -> Ints:
    """The best flow when each group goes where the relaxation mostly sends it, and nowhere else.

    Where that cannot be, a group is free to go there or not, and one that is then placed in part is placed
    nowhere, until all are whole.
    """
    places = Places.of(ties, relaxed.mass[: network.pairs])
    try:
        return best_flow(replace(network, capacity=_sent(field, network, ties, places)))
    except NoFlow:
        return _loosened(field, network, ties, places)


def _sent(field: Field, network: Network, ties: Ties, places: Places) -> Ints:
    capacity = network.capacity.copy()
    used = places.share >= 0.5
    barred = (ties.group >= 0) & ((ties.mrc != places.mrc[ties.group]) | ~used[ties.group])
    capacity[: network.pairs][barred] = 0
    sent = [member for group in np.flatnonzero(used).tolist() for member in field.groups[group]]
    capacity[network.stay_of(np.array(sent, np.int64))] = 0
    return capacity


def _loosened(field: Field, network: Network, ties: Ties, places: Places) -> Ints:
    barred: Flags = (ties.group >= 0) & (ties.mrc != places.mrc[ties.group])
    while True:
        capacity = network.capacity.copy()
        capacity[: network.pairs][barred] = 0
        flow = best_flow(replace(network, capacity=capacity))
        apart = separated(field, flow[: network.pairs] > 0)
        if not apart:
            return flow
        barred |= np.isin(ties.group, apart)
