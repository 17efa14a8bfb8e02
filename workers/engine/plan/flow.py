"""The best flow, by OR-tools' min-cost flow: integers, one thread, the same arcs give the same flow."""

from __future__ import annotations

import numpy as np
from ortools.graph.python import min_cost_flow

from workers.engine.plan.field import Ints
from workers.engine.plan.network import Network


class NoFlow(ValueError):
    """Not everybody who has to be placed can be."""


def best_flow(network: Network, cost: Ints | None = None) -> Ints:
    """The flow of least cost, by arc; `cost` replaces the network's. Raises `NoFlow`."""
    solver = min_cost_flow.SimpleMinCostFlow()
    costs = network.cost if cost is None else cost
    solver.add_arcs_with_capacity_and_unit_cost(network.tail, network.head, network.capacity, costs)
    solver.set_nodes_supplies(np.arange(len(network.supply)), network.supply)
    if solver.solve() != solver.OPTIMAL:
        raise NoFlow
    return np.asarray(solver.flows(np.arange(len(network.tail))), np.int64)
