"""The bound with groups: the linear relaxation over a core of pairs, widened until no pair is missed.

HiGHS only proposes prices, in floats. They are rounded to 1/65536 of a hundredth, and the bound is then worked
out from them in integers over every pair (`prices.least_cost`): it holds whatever the rounding.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.optimize import OptimizeResult, linprog

from workers.engine.plan.field import Flags, Ints
from workers.engine.plan.network import Network
from workers.engine.plan.prices import least_cost
from workers.engine.plan.together import Ties

SCALE = 65_536
#: A pair enters the core when it is less than this many hundredths of a point from being used.
NEAR = 800
#: How many times the core may be widened (a bound is proved after each), and the most arcs it may have.
MOST_ROUNDS = 8
MOST_ARCS = 150_000
#: linprog's status when no flow at all keeps to the rows.
NONE_EXISTS = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Relaxation:
    """`bound`: no plan has a greater total; None: no plan exists at all.

    `mass`: how much the relaxation uses each arc, 0–1 for pairs. `core`: the arcs that it looked at.
    `loss`: what using each arc loses at least, in 1/65536 hundredths (negative: what leaving it loses); None
    without groups. `work`: arcs of all the linear programs solved for it.
    """

    bound: int | None
    mass: NDArray[np.float64]
    core: Flags
    loss: Ints | None = None
    work: int = 0


def without_groups(network: Network, ties: Ties, flow: Ints, potential: Ints) -> Relaxation:
    """What the flow without groups and its potentials prove, and the first core that they give."""
    loss = network.cost + potential[network.tail] - potential[network.head]
    core = np.ones(len(network.tail), np.bool_)
    core[: network.pairs] = (loss[: network.pairs] <= NEAR) | (ties.group >= 0)
    return Relaxation(bound=-least_cost(network, potential), mass=flow.astype(np.float64), core=core)


def with_groups(network: Network, ties: Ties, before: Relaxation) -> Relaxation:
    """The relaxation that keeps groups together; `before` again where the core is too large for it."""
    best, core, work = before, before.core.copy(), 0
    for _ in range(MOST_ROUNDS):
        if core.sum() > MOST_ARCS:
            break
        answer = _solve(network, ties, core)
        work += int(core.sum())
        if answer.status == NONE_EXISTS:
            return Relaxation(bound=None, mass=before.mass, core=core, work=work)
        if answer.status != 0:
            break
        bound, loss = _proved(network, ties, -answer.eqlin.marginals)
        missed = bool(((loss < 0) & ~core).any())
        core |= loss <= NEAR * SCALE
        if best.bound is None or bound <= best.bound:
            mass = np.zeros(len(network.tail))
            mass[answer.at] = answer.x
            best = Relaxation(bound=bound, mass=mass, core=core, loss=loss)
        if not missed:
            break
    return replace(best, work=work)


def _solve(network: Network, ties: Ties, core: Flags) -> OptimizeResult:
    at = np.flatnonzero(core)
    columns = np.arange(len(at))
    ends = np.concatenate([network.tail[at], network.head[at]])
    signs = np.repeat([1.0, -1.0], len(at))
    balance = sp.coo_array(
        (signs, (ends, np.concatenate([columns, columns]))), shape=(len(network.supply), len(at))
    )
    pairs = int(core[: network.pairs].sum())
    rows = ties.rows.shape[0]
    tied = sp.hstack([ties.rows[:, at[:pairs]], sp.csr_array((rows, len(at) - pairs))], format="csr")
    answer = linprog(
        network.cost[at],
        A_eq=sp.vstack([balance, tied], format="csr"),
        b_eq=np.concatenate([network.supply, np.zeros(rows)]),
        bounds=np.column_stack([np.zeros(len(at)), network.capacity[at]]),
        method="highs-ds",
    )
    answer.at = at
    return answer


def _proved(network: Network, ties: Ties, duals: NDArray[np.float64]) -> tuple[int, Ints]:
    """The bound that prices prove over every arc, and what each arc loses under them (in 1/65536)."""
    whole = np.rint(SCALE * duals).astype(np.int64)
    potential, toll = whole[: len(network.supply)], whole[len(network.supply) :]
    cost = SCALE * network.cost
    cost[: network.pairs] += np.rint(ties.rows.T @ toll).astype(np.int64)
    bound = -least_cost(network, potential, cost) // SCALE
    return bound, cost + potential[network.tail] - potential[network.head]
