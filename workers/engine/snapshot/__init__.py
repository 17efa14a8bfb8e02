"""One immutable snapshot of people and needs as columns, which every worker opens read-only."""
