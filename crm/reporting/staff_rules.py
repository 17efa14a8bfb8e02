"""The published rules of staff, caseloads and their weekly review."""

from __future__ import annotations

from crm.reporting.rule import Rule

STAFF_RULES = (
    Rule(
        "EF-1",
        "Effectifs et cibles",
        "Staff and targets",
        "Personnes distinctes affectées à la fonction, à un point de services du territoire, le jour "
        "indiqué ; la cible est celle en vigueur ce jour-là. Non masqué.",
        "Distinct people posted in the role, at a service point of the territory, on the day shown; the "
        "target is the one in force that day. Not masked.",
    ),
    Rule(
        "CH-1",
        "Charge de travail",
        "Caseload",
        "Points d’une conseillère ou d’un conseiller : 2 par dossier en diagnostic ou en accompagnement, 1 "
        "par autre dossier ouvert, 3 par besoin ouvert ou en présentation, 0,5 par suivi à faire. "
        "Référence : 100 points.\n"
        "Points d’une agente ou d’un agent : 1 par personne accompagnée, 0,5 de plus par plan d’action "
        "actif, 0,5 par suivi à faire. Référence : 90 points.\n"
        "Un dossier est « sans contact » quand aucune intervention n’y a été consignée depuis 60 jours. "
        "L’indice aide à répartir le travail ; il ne mesure le rendement de personne.",
        "Points of an advisor: 2 for each file in diagnosis or support, 1 for any other open file, 3 for "
        "each need open or presenting, 0.5 for each task to do. Reference: 100 points.\n"
        "Points of an officer: 1 for each person accompanied, 0.5 more for each active action plan, 0.5 "
        "for each task to do. Reference: 90 points.\n"
        "A file is “without contact” when nothing was logged in it for 60 days. The index helps to "
        "share the work; it measures nobody’s performance.",
    ),
    Rule(
        "CH-2",
        "Une personne de plus",
        "One more person",
        "Les points (règle CH-1) de toutes les personnes d’un rôle en poste, dans la direction ou à un point "
        "de services, divisés par leurs équivalents temps plein, puis par ceux-ci et un de plus ; arrondis au "
        "dixième. Une personne absente compte comme en poste. Pour qui travaille à temps partiel, la "
        "référence est réduite d’autant.\n"
        "C’est une indication pour planifier : aucun dossier ne change de mains.",
        "The points (rule CH-1) of everybody posted in a role, in the branch or at a service point, divided "
        "by their full-time equivalents, then by these and one more; rounded to the tenth. Somebody away "
        "counts as posted. For whoever works part time, the reference is reduced in proportion.\n"
        "It is an indication for planning: no file changes hands.",
    ),
    Rule(
        "CH-3",
        "À revoir cette semaine",
        "To review this week",
        "Un dossier ou une personne est à revoir quand son suivi est en retard, quand aucun suivi n’est prévu "
        "(sans prochaine étape), quand aucune intervention qualifiante n’y a été consignée depuis 60 jours "
        "(dossiers seulement), ou quand un permis arrive à échéance dans les 183 jours.\n"
        "La tendance recompte la charge (règle CH-1) aujourd’hui et au même jour des 11 semaines d’avant, "
        "d’après les responsabilités, les étapes, les plans et les suivis datés. Rien n’est recopié pour être "
        "compté.",
        "A file or a person is to be reviewed when its task is overdue, when no task is planned (no next "
        "step), when no qualifying contact was logged for 60 days (files only), or when a permit ends within "
        "183 days.\n"
        "The trend counts the caseload (rule CH-1) again, today and on the same weekday of the 11 weeks "
        "before, from dated responsibilities, stages, plans and tasks. Nothing is copied to be counted.",
    ),
    Rule(
        "EF-2",
        "Écart d’effectif",
        "Staffing gap",
        "La somme des équivalents temps plein en poste le jour indiqué aux points de services de la "
        "direction, contre les cibles de ce jour des régions qu’elle sert. Deux personnes à mi-temps comptent "
        "pour un. Les absences de ce jour sont montrées à côté et ne changent pas l’écart.",
        "The sum of full-time equivalents posted on the day shown at the branch’s service points, against "
        "that day’s targets of the regions it serves. Two people at half time count as one. Absences of the "
        "day are shown beside and do not change the gap.",
    ),
)
