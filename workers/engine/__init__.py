"""The matching engine: pure functions from closed values to scored, explained pairs.

Integers only, no clock, no input or output.

`ENGINE_VERSION` changes whenever the same inputs, weights and rules could give another result.
"""

ENGINE_VERSION = "1"
