"""Words of a need that touch a prohibited ground, with the reason and the way out. A warning, never a refusal.

Charter of human rights and freedoms (C-12), sections 10, 16 and 18.1; Charter of the French language (C-11), 46.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Ground:
    """A prohibited ground: what gives it away (on folded text), why it is a problem, what to write instead."""

    code: str
    pattern: re.Pattern[str]
    reason: str | Promise
    way_out: str | Promise


@dataclass(frozen=True, slots=True)
class WordingWarning:
    """Words found in a text, and the ground that they touch."""

    ground: Ground
    found: str


def _ground(code: str, pattern: str, reason: str | Promise, way_out: str | Promise) -> Ground:
    return Ground(code, re.compile(rf"\b(?:{pattern})\b"), reason, way_out)


GROUNDS = (
    _ground(
        "age",
        r"jeunes? (?:femmes?|hommes?|et dynamiques?|equipe|personnes?|travailleurs?|diplomes?)|etre jeunes?"
        r"|une? jeune|moins de \d+ ans(?! d'exp)|entre \d+ et \d+ ans(?! d'exp)|\d+ a \d+ ans (?:d'age"
        r"|maximum)|age maxim\w+|plus de [3-6]\d ans(?! d'exp)|[2-6]\d ans (?:max|maximum|et moins|ou moins)"
        r"|retraites? s'abstenir|young (?:and|dynamic|m[ae]n|wom[ae]n|people|person|team|\w*workers?"
        r"|candidates?)|youthful|under \d+ years?(?! of exp)|maximum age|age limit|\d+ years old"
        r"|recent graduates? only|digital native",
        _("L’âge ne peut pas servir à choisir une personne."),
        _(
            "Nommez la tâche ou l’expérience voulue, par exemple « lever 20 kg » ou « deux ans d’expérience »."
        ),
    ),
    _ground(
        "sex",
        r"(?:un |d'un |des |que des |seulement des )?hommes? (?:seulement|forts?|de preference|uniquement)"
        r"|femmes? (?:seulement|de preference|uniquement)|sexe (?:masculin|feminin)|(?:cherch\w+"
        r"|veu\w+) (?:une? |des )(?:homme|femme|gars|fille)s?(?! de | a tout)|males? only|females? only"
        r"|m[ae]n only|wom[ae]n only|(?:strong|young) m[ae]n|female preferred|male preferred|salesgirl"
        r"|transgenres?|homosexuel\w*|heterosexuel\w*",
        _(
            "Le sexe, l’identité de genre et l’orientation sexuelle ne peuvent pas servir à choisir une personne."
        ),
        _("Décrivez ce qu’il y a à faire ; toute personne qui sait le faire peut le faire."),
    ),
    _ground(
        "pregnancy",
        r"(?:femmes? |etre |non |pas |tomb\w+ )enceintes?|grossesses?|conges? (?:de )?maternite|pregnan\w+"
        r"|maternity",
        _("La grossesse ne peut pas servir à écarter une personne."),
        _("Indiquez seulement les conditions de travail : horaire, charge, lieu."),
    ),
    _ground(
        "origin",
        r"quebecois(?:es?)? (?:seulement|de souche|d'origine|uniquement)|(?:de )?pure laine|de souche"
        r"|nationalite\w*|origine (?:ethnique|nationale|quebecoise|canadienne|europeenne)|d'origine \w+"
        r"|pas d'(?:immigrante?s?|etrangere?s?)|(?:blanche?s?|noire?s?|arabes?|latin[oa]s?|asiatiques?"
        r"|africaine?s?) (?:seulement|uniquement|de preference)|nee?s? (?:au canada|au quebec|ici)|(?:la|sa"
        r"|votre|of|any) race|couleur de (?:la )?peau|canadian[- ]born|born in canada|caucasian|white only"
        r"|no immigrants?|nationality|ethnic\w*|citoyens? canadiens? seulement|canadians? only",
        _(
            "L’origine ethnique ou nationale, la race et la couleur ne peuvent pas servir à choisir une personne."
        ),
        _("Le droit de travailler est vérifié avec la personne ; n’indiquez que les compétences voulues."),
    ),
    _ground(
        "language",
        r"langue maternelle|maternelle francaise|francais (?:natif|de naissance|sans accent|impeccable"
        r"|parfait)|sans accent|francophones? (?:de souche|natifs?|seulement)|mother tongue"
        r"|native (?:english|french)(?: speakers?)?|(?:english|french) native|no accent|accent[- ]free"
        r"|unaccented",
        _(
            "Exiger une langue maternelle ou l’absence d’accent écarte des personnes selon leur origine et leur langue."
        ),
        _("Indiquez le niveau de français que la tâche demande et pourquoi."),
    ),
    _ground(
        "religion",
        r"religion|convictions religieuses|pratiquante?s?|chretien\w*|catholiques?|musulman\w*|juifs?"
        r"|juives?|hijab|(?:sans|pas de|ni) voile|turban|christian|muslim|jewish|catholic|headscarf"
        r"|church[- ]going|convictions? politiques?",
        _("La religion et les convictions politiques ne peuvent pas servir à choisir une personne."),
        _("Indiquez l’horaire et l’équipement de sécurité obligatoire ; rien de plus."),
    ),
    _ground(
        "civil_status",
        r"celibataires?|mariee?s?|sans enfants?|etat civil|situation familiale|pere de famille"
        r"|mere de famille|charge de famille|unmarried|married|marital status|no children|childless"
        r"|family status|single (?:wo)?m[ae]n",
        _("L’état civil et la situation de famille ne peuvent pas servir à choisir une personne."),
        _("Indiquez les heures, les déplacements et les nuits à l’extérieur que l’emploi demande."),
    ),
    _ground(
        "disability",
        r"(?:sans|pas de|non|aucun) handicap\w*|handicap\w* s'abstenir|bonne sante|parfaite sante"
        r"|sans (?:probleme|limitation)s? (?:de sante|physiques?)|en (?:pleine|grande|bonne) forme"
        r"|bonne forme physique|able[- ]bodied|good health|healthy (?:person|people|worker)s?|(?:no|not"
        r"|without) disab\w+|physically fit|sans antecedents? judiciaires?|no criminal record",
        _(
            "Un handicap, l’état de santé ou des antécédents sans lien avec l’emploi ne peuvent écarter personne."
        ),
        _("Décrivez l’effort : « soulever 20 kg », « rester debout », « travailler en hauteur »."),
    ),
    _ground(
        "appearance",
        r"(?:avec|joindre|envoye[rz]|with|send|recente?|votre|your) (?:\w+ )?photo\w*|photo\w* (?:requise?"
        r"|required|recente|obligatoire)|(?:bonne|belle) apparence|apparence (?:physique|soignee|agreable)"
        r"|belle presentation|bonne presentation|presentation soignee|jolie?s? (?:femme|fille|personne)s?"
        r"|good[- ]looking|attractive (?:person|wom[ae]n|m[ae]n)|(?:good|neat|nice|pleasant) appearance"
        r"|headshot|taille minimale",
        _(
            "L’apparence et une photo n’ont pas à être demandées : elles révèlent le sexe, l’âge et l’origine."
        ),
        _("Indiquez la tenue ou l’équipement que l’emploi demande."),
    ),
    _ground(
        "social_condition",
        r"assistes? sociaux?|aide sociale|sans[- ]abri|quartiers? defavorises?|on welfare"
        r"|welfare recipients?",
        _("La condition sociale ne peut pas servir à choisir une personne."),
        _("Nommez les compétences et les conditions de l’emploi."),
    ),
)


def wording_warnings(text: str) -> tuple[WordingWarning, ...]:
    """The prohibited grounds that a text touches, one warning a ground, with the words as they were typed."""
    folded, places = _fold_with_places(text)
    warnings = []
    for ground in GROUNDS:
        match = ground.pattern.search(folded)
        if match:
            found = text[places[match.start()] : places[match.end() - 1] + 1]
            warnings.append(WordingWarning(ground, found))
    return tuple(warnings)


def _fold_with_places(text: str) -> tuple[str, list[int]]:
    """Lower case without accents, and for each character its place in the text as typed."""
    folded: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        plain = "'" if char == "’" else " " if char.isspace() else char
        for part in unicodedata.normalize("NFKD", plain.lower()):
            if not unicodedata.combining(part):
                folded.append(part)
                places.append(place)
    return "".join(folded), places
