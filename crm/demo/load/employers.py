"""Employers with their sites and contacts; for seven in ten, a file with its stages and who leads it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from crm.core.text import fold
from crm.demo.load.plan import File, Load, Weighted
from crm.demo.load.pour import pour
from crm.demo.load.words import business_name, person, phone
from crm.demo.names import CONTACT_ROLES
from crm.demo.trades import TRADES
from crm.employers.models import (
    Contact,
    Employer,
    EmployerFile,
    FileLead,
    FileMove,
    FileStage,
    Site,
    SizeBand,
)
from crm.employers.models.keys import domain_of_address, phone_key

FOLLOWED, SECOND_SITE, WITHOUT_NEQ, INDIVIDUALS, LOOKED_AFTER_TWICE = 0.7, 0.08, 0.05, 0.03, 0.04
SOURCE = "Charge"
STAGES = Weighted(
    [
        FileStage.SPOTTED,
        FileStage.FIRST_CONTACT,
        FileStage.DIAGNOSIS,
        FileStage.ACCOMPANIED,
        FileStage.AFTER_HIRE,
        FileStage.ASLEEP,
        FileStage.CLOSED,
    ],
    [20, 15, 10, 27, 10, 6, 12],
)
WAY = (FileStage.SPOTTED, FileStage.FIRST_CONTACT, FileStage.DIAGNOSIS, FileStage.ACCOMPANIED)
EMPLOYER = ("legal_name", "usual_name", "folded_name", "neq", "sector_id", "size_band", "source")
TRADE = Weighted(list(range(len(TRADES))), [trade.weight for trade in TRADES])


def build_employers(load: Load) -> None:
    """Employers, sites, contacts; then files, leads and moves."""
    trades: list[int] = []
    load.employers = pour(
        Employer,
        # As if its doubles had been sought: a hundred thousand searches would keep the workers busy for hours.
        (*EMPLOYER, "doubles_sought_at"),
        _employers(load, trades),
        now=load.now,
    )
    load.tell("entreprises", load.employers)
    places: list[tuple[int, str]] = []
    sites = pour(
        Site,
        ("employer_id", "municipality_id", "is_head_office", "address"),
        _sites(load, places),
        now=load.now,
    )
    load.tell("établissements", sites)
    head_offices = [(sites[place], region) for place, region in places]
    names = (
        "employer_id",
        "name",
        "role",
        "email",
        "phone",
        "phone_key",
        "email_domain",
        "language",
        "is_signatory",
    )
    contacts = pour(Contact, names, _contacts(load), now=load.now)
    load.tell("contacts", contacts)
    _files(load, trades, head_offices, contacts)


def _employers(load: Load, trades: list[int]) -> Iterator[tuple[Any, ...]]:
    random, sizes = load.random, SizeBand.values
    for number in range(load.sizes.employers):
        trade = TRADE.draw(random)
        name = business_name(random, trade)
        trades.append(trade)
        usual = name if random.random() < 0.4 else ""
        beginning = "22" if random.random() < INDIVIDUALS else load.one(("11", "11", "11", "33", "88"))
        neq = None if random.random() < WITHOUT_NEQ else f"{beginning}7{number:07d}"
        legal = f"{name} inc."
        folded = fold(f"{legal} {usual}")
        yield legal, usual, folded, neq, TRADES[trade].sector, load.one(sizes), SOURCE, load.now


def _sites(load: Load, places: list[tuple[int, str]]) -> Iterator[tuple[Any, ...]]:
    """A head office each, some with a second place of work; `places` keeps the head office's place and region."""
    random, made = load.random, 0
    for employer in load.employers:
        for place in range(2 if random.random() < SECOND_SITE else 1):
            town, region = load.towns.draw(random)
            if place == 0:
                places.append((made, region))
            made += 1
            yield employer, town, place == 0, f"{random.randrange(10, 4900)}, rue de la Charge"


def _contacts(load: Load) -> Iterator[tuple[Any, ...]]:
    random = load.random
    for employer in load.employers:
        given, family = person(random)
        language = "en-ca" if random.random() < 0.08 else "fr-ca"
        email = f"{fold(given).replace(' ', '.')}.{employer}@entreprise.example"
        line, name = phone(random), f"{given} {family}"
        keys = phone_key(line), domain_of_address(email)
        yield employer, name, load.one(CONTACT_ROLES), email, line, *keys, language, True


def _files(load: Load, trades: list[int], places: list[tuple[int, str]], contacts: range) -> None:
    stages: list[str] = []
    names = ("employer_id", "direction_id", "stage", "opened_on", "wake_on")
    files = pour(EmployerFile, names, _drawn(load, trades, places, contacts, stages), now=load.now)
    for key, file in zip(files, load.files, strict=True):
        file.key = key
    load.tell("dossiers", files)
    leads = [(file.key, file.lead, file.opened) for file in load.files]
    load.tell("responsables", pour(FileLead, ("file_id", "user_id", "valid_from"), leads, now=load.now))
    moved = pour(
        FileMove,
        ("file_id", "from_stage", "to_stage", "at", "by_id", "reason"),
        _moves(load, stages),
        now=load.now,
    )
    load.tell("étapes de dossier", moved)


def _drawn(
    load: Load, trades: list[int], places: list[tuple[int, str]], contacts: range, stages: list[str]
) -> Iterator[tuple[Any, ...]]:
    """One file for most, a second in another direction for a few."""
    random, directions = load.random, sorted(set(load.direction_of.values()))
    for number, employer in enumerate(load.employers):
        if random.random() >= FOLLOWED:
            continue
        site, region = places[number]
        own = load.direction_of[region]
        for direction in dict.fromkeys(
            [own, load.one(directions)] if random.random() < LOOKED_AFTER_TWICE else [own]
        ):
            stage, opened = STAGES.draw(random), load.day(1500, 3)
            wake = (
                load.as_of + timedelta(days=random.randrange(1, 120)) if stage == FileStage.ASLEEP else None
            )
            lead = load.one(load.advisors[direction])
            worked = stage not in {FileStage.SPOTTED, FileStage.ASLEEP}
            stages.append(stage)
            load.files.append(
                File(0, employer, direction, site, contacts[number], lead, opened, trades[number], worked)
            )
            yield employer, direction, stage, opened, wake


def _moves(load: Load, stages: list[str]) -> Iterator[tuple[Any, ...]]:
    for file, stage in zip(load.files, stages, strict=True):
        way = WAY[: WAY.index(FileStage(stage))] if stage in WAY else WAY[: 1 + int(load.random.random() * 3)]
        before, span = "", max(1, (load.as_of - file.opened).days // (len(way) + 1))
        for step, reached in enumerate((*way, stage)):
            reason = "file-no-need" if reached == FileStage.CLOSED else ""
            day = file.opened + timedelta(days=step * span)
            yield file.key, before, reached, load.at(day, 9), file.lead, reason
            before = reached
