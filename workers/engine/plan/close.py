"""Closing what branch and bound leaves open, where nearly everybody is in a group: CP-SAT on few arcs.

An arc that loses more, under the relaxation's prices, than the whole gap is in no better plan: leaving it out
keeps the proof. Integers, one worker, a fixed seed, and a limit of counted work.
"""

from __future__ import annotations

import numpy as np
from ortools.sat.python import cp_model

from workers.engine.plan.bound import SCALE, Relaxation
from workers.engine.plan.field import Ints
from workers.engine.plan.network import Network, value
from workers.engine.plan.together import Ties

#: CP-SAT's units of counted work, about a second each, and the most arcs left open that it is asked about.
MOST_WORK = 8.0
MOST_ARCS = 8_000


def close_gap(network: Network, ties: Ties, relaxed: Relaxation, flow: Ints, bound: int) -> tuple[Ints, int]:
    """A plan at least as good as `flow`, and the least bound proved, from a relaxation of the whole network."""
    if relaxed.loss is None or relaxed.bound is None:
        return flow, bound
    gap = (relaxed.bound - value(network, flow)) * SCALE
    low = np.where(relaxed.loss < -gap, network.capacity, 0)
    high = np.where(relaxed.loss > gap, 0, network.capacity)
    if int((low < high).sum()) > MOST_ARCS:
        return flow, bound
    model = cp_model.CpModel()
    arcs = {int(at): model.new_int_var(int(low[at]), int(high[at]), "") for at in np.flatnonzero(high)}
    _constrain(model, network, ties, arcs)
    for at, variable in arcs.items():
        model.add_hint(variable, int(flow[at]))
    model.maximize(sum(-int(network.cost[at]) * variable for at, variable in arcs.items()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = MOST_WORK
    if solver.solve(model) not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return flow, bound
    found = np.zeros(len(network.tail), np.int64)
    for at, variable in arcs.items():
        found[at] = solver.value(variable)
    best = found if value(network, found) > value(network, flow) else flow
    return best, min(bound, max(int(solver.best_objective_bound), value(network, best)))


def _constrain(
    model: cp_model.CpModel, network: Network, ties: Ties, arcs: dict[int, cp_model.IntVar]
) -> None:
    sides: list[list[cp_model.LinearExprT]] = [[] for _ in network.supply]
    for at, variable in arcs.items():
        sides[network.tail[at]].append(variable)
        sides[network.head[at]].append(-variable)
    for side, supply in zip(sides, network.supply.tolist(), strict=True):
        model.add(sum(side) == supply)
    for row in range(ties.rows.shape[0]):
        terms = range(ties.rows.indptr[row], ties.rows.indptr[row + 1])
        signs = [(int(ties.rows.indices[at]), int(ties.rows.data[at])) for at in terms]
        model.add(sum(sign * arcs[arc] for arc, sign in signs if arc in arcs) == 0)
