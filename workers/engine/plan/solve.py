"""`make_plan`: the plan, its proof, and what the two usual ways would have given."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from workers.engine.plan import compare, prices
from workers.engine.plan.field import Field, Ints, Ordered, field_of, ordered
from workers.engine.plan.flow import best_flow
from workers.engine.plan.issues import refuse, refuse_groups
from workers.engine.plan.network import Network, network_of, value
from workers.engine.plan.outcome import placements_of
from workers.engine.plan.types import Placements, Plan, Problem


def make_plan(problem: Problem, *, compared: bool = True) -> Plan:
    """The plan of greatest total (scores and fair share), with the least bound proved on every plan.

    `compared` adds first come first served and one by one. Raises `InfeasiblePlan`, with every reason.
    """
    case = ordered(problem)
    refuse(case)
    field = field_of(case)
    refuse_groups(field)
    network = network_of(field)
    flow = best_flow(network)
    potential = prices.potentials(network, flow)
    most = -prices.least_cost(network, potential)
    if field.groups:
        # Loaded only where persons asked to go together: SciPy and CP-SAT weigh four times the flow.
        from workers.engine.plan import bound, branch  # noqa: PLC0415
        from workers.engine.plan.together import ties_of  # noqa: PLC0415

        ties = ties_of(field)
        flow, most = branch.search(field, network, ties, bound.without_groups(network, ties, flow, potential))
    placements = placements_of(case, field, np.flatnonzero(flow[: network.pairs]))
    first_come, one_by_one = _comparisons(case, field) if compared else (None, None)
    return Plan(
        placements=placements,
        bound=placements.total + most - value(network, flow),
        groups_apart=_apart(field, flow),
        prices=_prices(field, network, potential),
        first_come=first_come,
        one_by_one=one_by_one,
    )


def _apart(field: Field, flow: Ints) -> tuple[tuple[str, ...], ...]:
    placed = np.zeros(len(field.persons), np.bool_)
    placed[field.person[np.flatnonzero(flow[: len(field.person)])]] = True
    return tuple(
        tuple(sorted(field.persons[member] for member in group))
        for group in field.groups
        if group and not placed[list(group)].any()
    )


def _prices(field: Field, network: Network, potential: Ints) -> tuple[tuple[str, int], ...]:
    """What the potentials of the flow without groups say of each need's own arc."""
    arcs = network.pairs + int((network.stays >= 0).sum()) + np.arange(len(field.needs))
    ahead = potential[network.head[arcs]] - potential[network.tail[arcs]]
    rows = zip(field.needs, ahead.tolist(), strict=True)
    return tuple(sorted((need.id, price) for need, price in rows if price > 0))


def _comparisons(case: Ordered, field: Field) -> tuple[Placements, Placements]:
    """Over all pairs that no lock, no rule and no person forbids, groups set aside."""
    if field.groups:
        alone = replace(case, problem=replace(case.problem, together=()))
        open_to = field_of(alone)
    else:
        open_to = field
    return compare.first_come(case, field, open_to), compare.one_by_one(case, field, open_to)
