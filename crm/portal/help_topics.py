"""Help in place: short explanations that stand beside what they explain, and together on the page of help."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Topic:
    """What is explained, in a few sentences; `rule`: the counting rule that says more. For staff unless `everyone`."""

    title: Words
    text: tuple[Words, ...]
    rule: str = ""
    everyone: bool = False


TOPICS: dict[str, Topic] = {
    "need-stages": Topic(
        _("Les étapes d’un besoin"),
        (
            _(
                "Brouillon, soumis, à qualifier, ouvert, en présentation, pourvu, clos. Un besoin peut "
                "aussi être suspendu, expirer ou être retiré."
            ),
            _(
                "Qualifier un besoin, c’est vérifier avec l’entreprise ce qu’elle demande : il passe "
                "alors à « ouvert » et compte comme un acte. « En présentation » vient de lui-même avec "
                "le premier profil montré, « pourvu » avec la dernière embauche."
            ),
            _(
                "Clore, retirer ou suspendre demande un motif : c’est ainsi que l’on sait ce qui bloque "
                "les placements."
            ),
        ),
    ),
    "file-stages": Topic(
        _("Les étapes d’un dossier d’entreprise"),
        (
            _(
                "Repérée, premier contact, diagnostic, accompagnement, suivi post-embauche ; fermée, ou "
                "en veille jusqu’à un jour choisi."
            ),
            _(
                "Chaque changement garde qui, quand et pourquoi ; le temps passé dans l’étape se lit à "
                "côté de la médiane de la direction."
            ),
        ),
    ),
    "person-stages": Topic(
        _("Les étapes d’une personne"),
        (
            _("Inscrite, accueil, profil validé, disponible, en proposition, en emploi, en suivi, fermée."),
            _(
                "Une personne est comparée aux besoins à partir de « profil validé », si elle consent au "
                "jumelage. « En proposition » et « en emploi » suivent d’eux-mêmes ses jumelages."
            ),
        ),
    ),
    "verdict": Topic(
        _("Verdict, score et données connues"),
        (
            _(
                "Le verdict vient d’abord : admissible, à vérifier (un fait manque, et l’on dit lequel), "
                "inadmissible (avec chaque raison)."
            ),
            _(
                "Le score est une somme de critères nommés, chacun avec son poids, ses points et ce qui "
                "a été trouvé, pas trouvé ou jamais demandé. Un critère sans données reçoit une part "
                "neutre publiée."
            ),
            _(
                "Le nom, le sexe, l’âge, l’origine, le statut, l’adresse et la famille n’y entrent pas. "
                "Le score conseille : la personne qui décide écrit pourquoi."
            ),
        ),
    ),
    "match-stages": Topic(
        _("Du jumelage à l’embauche"),
        (
            _(
                "Proposé par le calcul, retenu par vous, consentement à la présentation, présenté, "
                "intérêt mutuel, entrevue, offre, accepté. On peut écarter à toute étape, avec un motif."
            ),
            _(
                "Si la personne est suivie par une autre direction, retenir envoie d’abord une demande à "
                "qui l’accompagne."
            ),
        ),
    ),
    "consents": Topic(
        _("Les trois consentements"),
        (
            _(
                "Jumelage : être comparée aux besoins. Présentation : montrer le profil dépersonnalisé à "
                "une entreprise, pour un besoin. Identité : donner le nom et les coordonnées à cette "
                "entreprise."
            ),
            _(
                "Chacun se donne à part, a une durée et se retire. Sans consentement au jumelage, aucun "
                "score n’est calculé."
            ),
        ),
    ),
    "profile": Topic(
        _("Le profil dépersonnalisé"),
        (
            _(
                "Une liste fermée : métiers, années par tranches, compétences, exigences du besoin "
                "atteintes ou non, permis d’exercice, mois de disponibilité, droit de travailler chez "
                "vous."
            ),
            _(
                "Ni nom, ni pays, ni école, ni employeur, ni municipalité, ni famille, ni statut. Une "
                "copie de ce qui a été montré est gardée au registre."
            ),
        ),
        everyone=True,
    ),
    "french": Topic(
        _("Le niveau de français demandé"),
        (
            _(
                "Échelle québécoise, de 1 à 12, à l’oral et à l’écrit : débutant de 1 à 4, intermédiaire "
                "de 5 à 8, avancé de 9 à 12."
            ),
            _(
                "Un niveau demandé se justifie par les tâches. Au-dessus de ce qui est usuel, la raison "
                "est demandée ; une personne qui l’atteint ne gagne rien à le dépasser."
            ),
        ),
        everyone=True,
    ),
    "other-language": Topic(
        _("Demander une autre langue que le français"),
        (
            _(
                "La Charte de la langue française (article 46) demande de dire pourquoi la tâche l’exige "
                "et ce qui a été tenté pour l’éviter : ces deux champs sont obligatoires."
            ),
        ),
        everyone=True,
    ),
    "paths": Topic(
        _("Les trois voies de recrutement"),
        (
            _(
                "D’ici : des personnes qui vivent déjà dans la région. Interrégionale : des personnes "
                "d’une autre région qui acceptent de déménager. Internationale : des personnes à "
                "l’étranger."
            ),
            _("Les délais sont des ordres de grandeur de la maison, pas des engagements."),
        ),
    ),
    "counting": Topic(
        _("Ce qui fait compter une entreprise accompagnée"),
        (
            _(
                "Au moins un acte dans la période : visite, rencontre (sur place, par téléphone ou par "
                "vidéo), diagnostic, besoin qualifié, profil présenté, entrevue, embauche."
            ),
            _(
                "Ne comptent pas : un courriel, un envoi groupé, un appel sans réponse, un besoin "
                "seulement soumis, un geste annulé. La région est celle de l’établissement servi, le "
                "jour de l’acte."
            ),
        ),
        rule="EA-1",
    ),
    "caseload": Topic(
        _("La charge de travail, en points"),
        (
            _(
                "Chaque dossier, besoin, plan et suivi vaut des points selon son étape ; la somme se lit "
                "contre une référence par rôle. C’est un repère pour répartir, pas une note."
            ),
        ),
        rule="CH-1",
    ),
    "handover": Topic(
        _("Transférer un dossier"),
        (
            _(
                "Un transfert se propose avec une note et ne change rien avant que la personne qui "
                "reçoit l’accepte. Les suivis promis passent alors avec le dossier."
            ),
        ),
    ),
    "merge": Topic(
        _("Fusionner deux fiches"),
        (
            _(
                "Choisissez la valeur à garder, champ par champ ; tout ce qui venait de l’autre fiche "
                "suit. Une fusion s’annule pendant 30 jours, et ce qui a été fait depuis est montré "
                "avant."
            ),
        ),
    ),
    "views": Topic(
        _("Vues, colonnes et gestes en lot"),
        (
            _(
                "Une vue garde les filtres, l’ordre, les colonnes et la présentation sous un nom ; "
                "partagée, elle montre à chaque personne les lignes de sa propre portée."
            ),
            _(
                "Cochez des lignes, choisissez un geste : un aperçu dit, ligne par ligne, ce qui sera "
                "fait ou pourquoi c’est refusé, avant que rien ne change."
            ),
        ),
    ),
    "import": Topic(
        _("Importer une liste"),
        (
            _(
                "Donnez un fichier Excel ou CSV, dites ce que chaque colonne contient, puis lisez "
                "l’essai à blanc : rien n’est écrit avant votre accord. Les lignes refusées se "
                "téléchargent avec leur raison, et une importation s’annule pendant 30 jours."
            ),
        ),
    ),
}
