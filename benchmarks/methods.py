"""Every method of `./passerelle bench engine`, by the name it is shown under."""

from __future__ import annotations

from benchmarks import approximate, exact, frames, in_sql, sparse
from benchmarks.exact import Method

OURS = "kernel"
#: Those that compute the shipped score: they must agree bit for bit.
EXACT = {
    OURS: Method(exact.ours, "numba", 20_000_000_000),
    "NumPy path": Method(exact.arrays, "numpy", 5_000_000),
    "SciPy CSR": Method(sparse.sparse, "scipy", 5_000_000),
    "pandas": Method(frames.pandas, "pandas", 1_000_000),
    "DuckDB": Method(in_sql.duckdb, "duckdb", 1_000_000),
    "PostgreSQL": Method(in_sql.postgresql, "psycopg", 500_000),
    "Python loop": Method(exact.python_loop, "json", 15_000, exact.LOOP_PEOPLE),
}
#: Those that compute something near to it, and the lines of this CPU.
APART = {
    # Asked 1,000 needs at once or more, faiss is six times as fast as asked 200.
    "faiss flat": Method(approximate.faiss_flat, "faiss", 200_000_000),
    "scikit-learn cosine": Method(approximate.cosine, "sklearn", 5_000_000),
    "dense sgemm line": Method(approximate.sgemm, "numpy", 20_000_000),
    "scatter-add line": Method(approximate.scatter_add, "numba", 200_000_000),
}
ALL = EXACT | APART
#: What a kernel pair must be worth at 100,000 people and 10,000 needs, in pairs of each method: bar, goal.
BARS: dict[str, tuple[float | None, float]] = {
    "PostgreSQL": (1_000, 3_000),
    "Python loop": (600, 2_000),
    "DuckDB": (90, 250),
    "faiss flat": (25, 80),
    "SciPy CSR": (4, 12),
    "scatter-add line": (None, 0.5),
}
