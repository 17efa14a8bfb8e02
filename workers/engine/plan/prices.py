"""Prices of places, and the bound that they prove. The proof needs no trust in the solver that found a plan.

A potential is what it still costs to reach a node. Any potentials at all prove a bound (linear-programming
duality); those of an optimal flow prove the flow itself.
"""

from __future__ import annotations

import numpy as np

from workers.engine.plan.field import Ints
from workers.engine.plan.network import Network

#: Further than any way through the network, and far from overflowing when added up.
UNREACHED = 1 << 36
#: The most passes over all arcs before giving up: the bound then holds still, but may prove less.
MOST_PASSES = 4000


def potentials(network: Network, flow: Ints) -> Ints:
    """Least distances from the end to every node over what the flow leaves open, as integers.

    They settle because an optimal flow leaves no way to improve around a circle. From the end, so that the
    price of a need is what one more opening would bring.
    """
    forward = np.flatnonzero(flow < network.capacity)
    back = np.flatnonzero(flow > 0)
    tail = np.concatenate([network.tail[forward], network.head[back]])
    head = np.concatenate([network.head[forward], network.tail[back]])
    cost = np.concatenate([network.cost[forward], -network.cost[back]])
    order = np.argsort(head, kind="stable")
    tail, head, cost = tail[order], head[order], cost[order]
    starts = np.flatnonzero(np.r_[True, head[1:] != head[:-1]]) if len(head) else np.zeros(0, np.int64)
    nodes = head[starts]
    distance = np.full(len(network.supply), UNREACHED, np.int64)
    distance[-1] = 0
    for _ in range(MOST_PASSES):
        reached = np.minimum(distance[nodes], np.minimum.reduceat(distance[tail] + cost, starts))
        if np.array_equal(reached, distance[nodes]):
            break
        distance[nodes] = reached
    return distance


def least_cost(network: Network, potential: Ints, cost: Ints | None = None) -> int:
    """What every flow costs at least: exact integers, whatever the potentials."""
    reduced = (network.cost if cost is None else cost) + potential[network.tail] - potential[network.head]
    over_arcs = int((network.capacity * np.minimum(reduced, 0)).sum())
    return over_arcs - int((network.supply * potential).sum())
