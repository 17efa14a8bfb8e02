"""The engine at a shell: one JSON line in, one JSON line out, no server and no database.

`python -m workers.lines VERB [TABLE]`, called by `./passerelle classify`, `rank` and `plan`. The contract of
each verb stands in docs/lines.md.
"""
