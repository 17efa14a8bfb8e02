"""The OpenAPI schema of the REST interface: written to docs/openapi.yaml, or compared with it (`--check`)."""

from __future__ import annotations

import difflib
import subprocess
import sys

from backend.services.embedded import ROOT

COMMITTED = ROOT / "docs" / "openapi.yaml"


def generate() -> str:
    """The schema that the code gives; raises CalledProcessError when it has errors or warnings."""
    command = [sys.executable, "-m", "backend.manage", "spectacular", "--validate", "--fail-on-warn"]
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout  # noqa: S603


def main(arguments: list[str]) -> int:
    """Write the schema, or exit with 1 and the difference when the committed one is out of date."""
    schema = generate()
    if "--check" not in arguments:
        COMMITTED.write_text(schema, "utf-8")
        return 0
    lines = (COMMITTED.read_text("utf-8").splitlines(), schema.splitlines())
    difference = list(difflib.unified_diff(*lines, "docs/openapi.yaml", "the code", lineterm=""))
    sys.stdout.write("".join(f"{line}\n" for line in difference))
    return 1 if difference else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
