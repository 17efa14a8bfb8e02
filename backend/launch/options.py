"""What the parsers of options find wrong, in our own sentences: theirs are English and name no mend."""

from __future__ import annotations

import argparse
import re
from typing import NoReturn

from backend.launch.sentences import Refusal

#: How the standard library says it, and the sentence that says it in both languages; a group fills a blank.
WORDS = (
    (re.compile(r"unrecognized arguments: (?P<value>\S+)"), "option_unknown"),
    (re.compile(r"argument (?P<option>\S+): invalid int value: '(?P<value>.*)'"), "option_number"),
    (re.compile(r"argument (?P<option>\S+): invalid fromisoformat value: '(?P<value>.*)'"), "option_date"),
    (
        re.compile(
            r"argument (?P<option>\S+): invalid choice: '(?P<value>.*)' \(choose from (?P<choices>.*)\)"
        ),
        "option_choice",
    ),
    (re.compile(r"argument (?P<option>\S+): expected "), "option_lacks_value"),
    (re.compile(r"argument (?P<option>\S+): ignored explicit argument"), "option_takes_none"),
    (re.compile(r"argument (?P<option>\S+): not allowed with argument (?P<other>\S+)"), "options_exclude"),
    (re.compile(r"one of the arguments (?P<options>.+) is required"), "option_of_these"),
    (re.compile(r"the following arguments are required: (?P<options>.+)"), "options_required"),
    (re.compile(r"ambiguous option: (?P<value>\S+) could match"), "option_unknown"),
)


def refusal_of(message: str, command: str) -> Refusal:
    """The Refusal that says in both languages what a parser of `command` (« manage migrate ») found wrong."""
    for pattern, code in WORDS:
        found = pattern.search(message)
        if found:
            return Refusal(code, command=command, **plain(found.groupdict()))
    return Refusal("options_not_understood", command=command)


def plain(values: dict[str, str]) -> dict[str, str]:
    """The words of a parser without its quotation marks; options side by side parted by a comma."""
    bare = {name: value.replace("'", "") for name, value in values.items()}
    if "options" in bare:
        bare["options"] = ", ".join(bare["options"].replace(",", " ").split())
    return bare


class OptionParser(argparse.ArgumentParser):
    """The parser of a verb: what it cannot read is a Refusal. `./passerelle VERB --help` is the launcher's."""

    def __init__(self, command: str) -> None:
        super().__init__(prog=f"./passerelle {command}", add_help=False, allow_abbrev=False)
        self.command = command

    def error(self, message: str) -> NoReturn:
        """Raise the Refusal; argparse would print its own words and end the process."""
        raise refusal_of(message, self.command)
