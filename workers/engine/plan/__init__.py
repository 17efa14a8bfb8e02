"""The matching plan: many people to many openings, at most one place a person. Rules: docs/plan.md.

Pure: closed values in, closed values out; integers only, no clock. NumPy and OR-tools are imported here and
nowhere in the web process.
"""
