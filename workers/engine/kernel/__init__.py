"""The fast paths of the matching engine: the same verdicts, scores and order as `workers.engine.rank`."""
