"""`python -m workers.lines VERB [--occupations FILE] [--profiles FILE]`; the options were checked by the launcher."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from workers.lines import stream
from workers.lines.classify import classify
from workers.lines.rank import rank


def main() -> int:
    """Answer the cases of the standard input; a malformed line is a sentence in both languages and exit code 2."""
    parser = argparse.ArgumentParser()
    parser.add_argument("verb", choices=("classify", "rank"))
    parser.add_argument("--occupations", type=Path)
    parser.add_argument("--profiles", type=Path)
    asked = parser.parse_args()
    try:
        if asked.verb == "classify":
            answers = classify(sys.stdin.buffer, occupations=asked.occupations, profiles=asked.profiles)
        else:
            answers = rank(sys.stdin.buffer, profiles=asked.profiles)
    except stream.Malformed as problem:
        sys.stderr.buffer.write(("\n".join(problem.sentences) + "\n").encode())
        return 2
    stream.write(answers)
    return 0


if __name__ == "__main__":
    sys.exit(main())
