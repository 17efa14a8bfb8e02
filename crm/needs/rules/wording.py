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
        r"|une? jeune|moins de \d+ ans(?! d'exp)|(?<!a )entre \d+ et \d+ ans(?! d'exp)"
        r"|\d+ a \d+ ans (?:d'age"
        r"|maximum)|age maxim\w+|plus de [3-6]\d ans(?! d'exp)|[2-6]\d ans (?:max|maximum|et moins"
        r"|ou moins)"
        r"|retraites? s'abstenir|young (?:and|dynamic|m[ae]n|wom[ae]n|people|person|team|\w*workers?"
        r"|candidates?)|youthful|under \d+ years?(?! of exp)|maximum age|age limit|(?<!than )\d+ years old"
        r"|recent graduates? only|digital native"
        r"|(?:candidate?s?|personnes?|agee?s?|idealement) (?:de |entre |d')?\d+ (?:a|et|-) \d+ ans"
        r"|trop (?:vieux|vieilles?|agee?s?)"
        r"|(?:pas de|aucune?) (?:personnes? )?(?:agee?s?|vieux|vieilles?|retraitee?s?|jeunes)"
        r"|pas plus de [2-6]\d ans(?! d'exp)|maximum [2-6]\d ans"
        r"|(?:retraitee?s?|aines?) s'abstenir|young,? (?:energetic|active|strong)|no (?:seniors?|older"
        r"|old people|retirees?)"
        r"|in (?:their|your|his|her) (?:twenties|thirties)|dans la (?:vingtaine|trentaine|quarant\w+)"
        r"|\d+ (?:and|to) \d+ years of age"
        r"|too old|seniors need not apply|jeunesse (?:requise|exigee)",
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
        r"|transgenres?|homosexuel\w*|heterosexuel\w*"
        r"|(?:reservee?s?|seulement|uniquement) (?:aux|pour|pour les|des) (?:femmes?|hommes?|filles?"
        r"|gars)(?! de )|travail (?:d'hommes?|de femmes?)"
        r"|(?:prefer\w+|voul\w+|cherch\w+|veut) une? (?:homme|femme|fille)(?! (?:de |a tout))"
        r"|une? (?:fille|femme|homme) (?:souriante?|forte?|solide|pour (?:la caisse|l'accueil))"
        r"|(?:pas|aucune?|jamais) (?:de |d')?(?:femmes?|hommes?|filles?)(?! de )|(?:femmes?|hommes?"
        r"|filles?|gars) s'abstenir|no (?:wom[ae]n|m[ae]n|girls|females?|males?|gays?|lesbians?)"
        r"|(?:must be|should be) (?:a )?(?:male|female|m[ae]n|wom[ae]n|straight)|(?:male"
        r"|female) (?:candidates?|applicants?|workers?)|(?:ladies|girls|gentlemen|wom[ae]n"
        r"|m[ae]n) (?:preferred|wanted|only)"
        r"|pas (?:de |d')(?:gais?|lesbiennes?|homosexuel\w*|trans)",
        _(
            "Le sexe, l’identité de genre et l’orientation sexuelle ne peuvent pas servir à choisir une personne."
        ),
        _("Décrivez ce qu’il y a à faire ; toute personne qui sait le faire peut le faire."),
    ),
    _ground(
        "pregnancy",
        r"(?:femmes? |etre |non |pas |tomb\w+ )enceintes?|grossesses?|(?:pas de|aucun"
        r"|sans) conges? (?:de )?maternite|pregnan\w+"
        r"|no maternity"
        r"|(?:pas de|aucun|sans) (?:bebe|projet d'enfant|conge parental)|(?:not?|without) (?:plan\w*"
        r"|planning)? ?(?:to have|on having) (?:children|kids|a baby)|no babies",
        _("La grossesse ne peut pas servir à écarter une personne."),
        _("Indiquez seulement les conditions de travail : horaire, charge, lieu."),
    ),
    _ground(
        "origin",
        r"quebecois(?:es?)? (?:seulement|de souche|d'origine|uniquement)|(?:de )?pure laine|de souche"
        r"|nationalite\w*|origine (?:ethnique|nationale|quebecoise|canadienne|europeenne)|(?:personnes?"
        r"|candidate?s?|etre|travailleurs?) d'origine \w+"
        r"|pas d'(?:immigrante?s?|etrangere?s?)|(?:blanche?s?|noire?s?|arabes?|latin[oa]s?|asiatiques?"
        r"|africaine?s?) (?:seulement|uniquement|de preference)|nee?s? (?:au canada|au quebec|ici)|(?:la|sa"
        r"|votre|of|any) race|couleur de (?:la )?peau|canadian[- ]born|born in canada|caucasian|white only"
        r"|no immigrants?|nationality|(?<!multi)(?<!multi-)ethnic (?:origin|background)\w*"
        r"|citoyens? canadiens? seulement|canadians? only"
        r"|experiences? (?:de travail )?(?:canadiennes?|quebecoises?|(?:acquise "
        r"|de travail )?au (?:canada|quebec))|canadian (?:work )?experience|experience in canada"
        r"|(?:aime|prefer\w+|cherch\w+|voul\w+) (?:les |des )?(?:travailleurs? "
        r"|travailleuses? )?(?:philippin\w*|mexicain\w*|afric\w+|maghrebin\w*|francais"
        r"|latin\w*|arabes?|quebecois\w*)"
        r"|de race|race blanche|(?:pas|aucune?) (?:de |d')?(?:afric\w+|arabes?|etrangere?s?"
        r"|immigrante?s?|noire?s?|latin\w*|asiatiques?|mexicain\w*|refugiee?s?)|no (?:foreigners?"
        r"|refugees?|mexicans?|africans?|arabs?|blacks?|asians?)"
        r"|of (?:european|african|asian|canadian|quebec|white) (?:descent|origin)|(?:white|black|asian"
        r"|latino) (?:candidates?|applicants?|people|persons?|workers?)|(?:mexicans?|filipinos?|whites?"
        r"|canadians?|quebecers?) (?:preferred|only)"
        r"|consonance \w+|canadian citizens? only",
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
        r"|unaccented"
        r"|accent (?:quebecois|francais|canadien|local|etranger|neutre)|(?:francophone"
        r"|anglophone)s? (?:de naissance|d'origine|de langue maternelle)"
        r"|(?:without|no) (?:an |any )?(?:\w+ )?accent|(?:english|french) as (?:a |their |his "
        r"|her )?(?:first|native) language|first[- ]language (?:english|french)|natifs? (?:francophone"
        r"|anglophone)s?",
        _(
            "Exiger une langue maternelle ou l’absence d’accent écarte des personnes selon leur origine et leur langue."
        ),
        _("Indiquez le niveau de français que la tâche demande et pourquoi."),
    ),
    _ground(
        "religion",
        r"religion|convictions religieuses|pratiquante?s?|chretien\w*|catholiques?|musulman\w*|juifs?"
        r"|juives?|hijab|(?:sans|pas de|ni) voile|turban|christian|muslim|jewish|catholic|headscarf"
        r"|church[- ]going|convictions? politiques?"
        r"|(?:sans|pas de|aucune?) (?:sign\w+ religieux|prieres?)|(?:must|can) ?not pray|(?:no"
        r"|without) (?:religious \w+|turban|veil|prayers?|hijab|muslims?|jews?)|de confession \w+|(?:no"
        r"|not a) (?:separatists?|federalists?)",
        _("La religion et les convictions politiques ne peuvent pas servir à choisir une personne."),
        _("Indiquez l’horaire et l’équipement de sécurité obligatoire ; rien de plus."),
    ),
    _ground(
        "civil_status",
        r"celibataires?|mariee?s?|sans enfants?|etat civil|situation familiale|pere de famille"
        r"|mere de famille|charge de famille|unmarried|married|marital status|no children|childless"
        r"|family status|single (?:wo)?m[ae]n"
        r"|(?:sans|aucune?) (?:obligations? familiales?|engagements? familia\w+)|pas (?:de "
        r"|d')(?:jeunes )?enfants|single (?:person|people|candidates?)|en couple|(?:no|without"
        r"|not have) (?:\w+ )?(?:kids|children|family obligations?|dependants?)",
        _("L’état civil et la situation de famille ne peuvent pas servir à choisir une personne."),
        _("Indiquez les heures, les déplacements et les nuits à l’extérieur que l’emploi demande."),
    ),
    _ground(
        "disability",
        r"(?:sans|pas de|non|aucun) handicap\w*|handicap\w* s'abstenir|bonne sante|parfaite sante"
        r"|sans (?:probleme|limitation)s? (?:de sante|physiques?)|en (?:pleine|grande|bonne) forme"
        r"|bonne forme physique|able[- ]bodied|good health|healthy (?:person|people|worker)s?|(?:no|not"
        r"|without) disab\w+|physically fit"
        r"|(?:sans|aucune?|pas de) (?:limitations?|probl\w+|maux|antecedents?) (?:physiques?"
        r"|de sante\w*|de dos|medica\w+|mentaux)|aucun probleme de sante mentale|(?:excellent"
        r"|perfect) health"
        r"|no (?:history of (?:injur\w+|illness)|injur\w+|health problems?|limitations?)"
        r"|(?:reclamations?|dossiers?) a la cnesst|workers' compensation claims?",
        _("Un handicap ou l’état de santé ne peuvent écarter personne."),
        _("Décrivez l’effort : « soulever 20 kg », « rester debout », « travailler en hauteur »."),
    ),
    _ground(
        "criminal_record",
        r"(?:sans|aucune?|pas (?:de|d')) ?(?:casiers?(?: judiciaires?)?|dossiers? criminels?"
        r"|antecedents? (?:judiciaires?|criminels?))"
        r"|(?:casier|dossier) (?:judiciaire|criminel) (?:vierge|vide)|ex-detenue?s?"
        r"|no (?:criminal (?:record|history|background)|ex-?convicts?|convictions?)"
        r"|clean (?:criminal )?(?:record|background)|criminal background",
        _("Une infraction sans lien avec l’emploi, ou pardonnée, ne peut écarter personne."),
        _("Si une loi exige une vérification pour ce poste, nommez la loi ; sinon, n’en parlez pas."),
    ),
    _ground(
        "appearance",
        r"(?:avec|joindre|envoye[rz]|with|send|recente?|votre|your) (?:\w+ )?photo\w*|photo\w* (?:requise?"
        r"|required|recente|obligatoire)|(?:bonne|belle) apparence|apparence (?:physique|soignee|agreable)"
        r"|belle presentation|bonne presentation|presentation soignee|jolie?s? (?:femme|fille|personne)s?"
        r"|good[- ]looking|attractive (?:person|wom[ae]n|m[ae]n)|(?:good|neat|nice|pleasant) appearance"
        r"|headshot|taille minimale"
        r"|(?:taille|grandeur|poids|height|weight) (?:et|and) (?:taille|poids|grandeur|height|weight)"
        r"|(?:attractive|pretty|beautiful) (?:wom[ae]n|girls?|staff|m[ae]n)|belle (?:femme|fille"
        r"|personne)|presentation physique",
        _(
            "L’apparence et une photo n’ont pas à être demandées : elles révèlent le sexe, l’âge et l’origine."
        ),
        _("Indiquez la tenue ou l’équipement que l’emploi demande."),
    ),
    _ground(
        "social_condition",
        r"assistes? sociaux?|aide sociale|sans[- ]abri|quartiers? defavorises?|on welfare"
        r"|welfare recipients?"
        r"|(?:pas|aucune?) (?:de |d')?(?:gens sur|bs|chomeu\w+|assistee?s? soci\w+|itinerante?s?)|(?:no"
        r"|not) (?:unemployed|homeless|welfare)|(?:good|nice|bad) neighbou?rhoods?|bonne famille"
        r"|bon quartier",
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
