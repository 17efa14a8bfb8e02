"""`python -m workers.lines VERB [--occupations FILE] [--profiles FILE]`; the options were checked by the launcher."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path

from workers.lines import stream


def main() -> int:
    """Answer the cases of the standard input; a malformed line is a sentence in both languages and exit code 2."""
    parser = argparse.ArgumentParser()
    parser.add_argument("verb", choices=("classify", "rank", "plan"))
    parser.add_argument("--occupations", type=Path)
    parser.add_argument("--profiles", type=Path)
    asked = parser.parse_args()
    tables = {"profiles": asked.profiles}
    if asked.verb == "classify":
        tables["occupations"] = asked.occupations
    # Each verb has heavy libraries of its own: the others' are not imported.
    answer = getattr(import_module(f"workers.lines.{asked.verb}"), asked.verb)
    try:
        answers = answer(sys.stdin.buffer, **tables)
    except stream.Malformed as problem:
        sys.stderr.buffer.write(("\n".join(problem.sentences) + "\n").encode())
        return 2
    stream.write(answers)
    return 0


if __name__ == "__main__":
    sys.exit(main())
