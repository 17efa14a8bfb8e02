"""The counting rules as they are published beside every figure: a code, a title and a text in both languages.

A rule that changes gets a new number: figures already published keep the text they were counted by.
"""

from __future__ import annotations

from datetime import date

from crm.reporting.rule import Rule
from crm.reporting.staff_rules import STAFF_RULES

#: Bounds of a period (rule PE-2): what is older was not kept here, what is longer is no report.
EARLIEST = date(2000, 1, 1)
LONGEST_YEARS = 10


_RULES: tuple[Rule, ...] = (
    Rule(
        "EA-1",
        "Entreprise accompagnée",
        "Employer supported",
        "Entreprise distincte avec au moins un geste qualifiant daté de la période : visite, rencontre en "
        "personne, par vidéo ou par téléphone (échange dans les deux sens), diagnostic complété, besoin "
        "passé de « à qualifier » à « ouvert », profil présenté, entrevue tenue, embauche confirmée.\n"
        "Ne comptent pas : le courriel, l’envoi collectif, l’appel sans réponse, le besoin seulement "
        "soumis, et tout geste annulé.\n"
        "Chaque geste appartient à l’établissement servi ; sans établissement, au siège ; sans siège, il "
        "compte pour la direction seulement, sous « région à préciser ». La région est celle de "
        "l’établissement le jour du geste.\n"
        "Une entreprise servie dans deux régions compte dans chacune, et une seule fois dans le total de "
        "la direction.",
        "A distinct employer with at least one qualifying act dated in the period: visit, meeting in "
        "person, by video or by telephone (two-way), diagnosis completed, need moved from “to qualify” to "
        "“open”, profile presented, interview held, hire confirmed.\n"
        "Not counted: email, mass mailing, call without an answer, a need that was only submitted, and "
        "anything undone.\n"
        "Each act belongs to the site it served; without a site, to the head office; without any, it "
        "counts for the regional branch only, under “region to be specified”. The region is that of the "
        "site on the day of the act.\n"
        "An employer served in two regions counts in each, and once in the branch’s total.",
    ),
    Rule(
        "PA-1",
        "Personne accompagnée",
        "Person accompanied",
        "Personne distincte avec, dans la période, un rendez-vous honoré ou un plan d’action actif au "
        "moins un jour.\n"
        "Le territoire est celui du point de services du rendez-vous, sinon du point de services de "
        "l’agente ou de l’agent responsable un des jours du plan. Sans l’un ni l’autre, la personne compte "
        "pour la direction de son dossier, sous « région à préciser ».\n"
        "Une personne servie dans deux régions compte dans chacune, et une seule fois dans le total.",
        "A distinct person with, in the period, an appointment held or an action plan active on at least "
        "one day.\n"
        "The territory is that of the service point of the appointment, otherwise of the service point of "
        "the officer in charge on a day of the plan. Without either, the person counts for the branch of "
        "their file, under “region to be specified”.\n"
        "A person served in two regions counts in each, and once in the total.",
    ),
    Rule(
        "DI-1",
        "Direction d’un geste",
        "Branch of an act",
        "Un geste compte pour la direction de son dossier ; si elle n’existait pas le jour du geste, pour "
        "celle qui desservait ce jour-là la région de l’établissement. Quand une direction cède une région ou "
        "tout ce qu’elle suit, le geste posé depuis ce jour compte pour celle qui l’a reçu. Il en va de même "
        "d’une personne et de la direction de son point de services. Une fusion de directions ne change donc "
        "aucun chiffre d’avant la fusion.",
        "An act counts for the branch of its file; if that branch did not exist on the day of the act, for "
        "the one that served the site’s region that day. Once a branch hands over a region, or all that it "
        "follows, an act made from that day on counts for the one that received it. The same goes for a person "
        "and the branch of their service point. A merger of branches therefore changes no figure from before it.",
    ),
    Rule(
        "BO-1",
        "Besoin ouvert",
        "Open need",
        "Besoin à l’étape « ouvert » ou « en présentation » au moment de la consultation, selon la "
        "municipalité de l’établissement. Les postes sont ceux qui restent à pourvoir.",
        "A need at the stage “open” or “presenting” at the moment of reading, by the municipality of its "
        "site. Positions are those still to fill.",
    ),
    Rule(
        "PP-1",
        "Postes pourvus",
        "Positions filled",
        "Parmi les besoins ouverts dans la période (passés de « à qualifier » à « ouvert », passage non "
        "annulé) : les postes pourvus à ce jour, sur les postes demandés.",
        "Among the needs opened in the period (moved from “to qualify” to “open”, the move not undone): "
        "positions filled to date, out of positions asked for.",
    ),
    Rule(
        "PL-1",
        "Placement",
        "Placement",
        "Embauche confirmée dans la période à la suite d’un jumelage, non annulée, dans la région de "
        "l’établissement le jour de la confirmation. « D’une autre région » : la personne habitait une "
        "autre région du Québec.",
        "A hire confirmed in the period after a match, not undone, in the region of the site on the day it "
        "was confirmed. “From another region”: the person lived in another region of Québec.",
    ),
    Rule(
        "ME-1",
        "Maintien en emploi",
        "Retention in employment",
        "Placements (règle PL-1) qui atteignent 3, 6, 12 ou 24 mois dans la période et au plus tard aujourd’hui, "
        "comptés du début de l’emploi ; le territoire est celui du placement.\n"
        "« En poste » : un suivi fait à ce terme ou à un terme plus long l’a constaté, ou l’emploi a pris fin ce "
        "jour-là ou plus tard. « Parti » : l’emploi a pris fin avant. « Sans nouvelle » : ni l’un ni l’autre n’est "
        "inscrit. Le taux est celui des personnes en poste parmi celles dont on sait ce qu’il en est ; les autres "
        "se lisent à part.",
        "Placements (rule PL-1) that reach 3, 6, 12 or 24 months in the period and no later than today, counted "
        "from the start of the job; the territory is that of the placement.\n"
        "“In the post”: a follow-up made at that term or a longer one found so, or the job ended on that day or "
        "later. “Gone”: the job ended before. “No news”: neither is on file. The rate is that of people in the "
        "post among those of whom it is known; the others are read apart.",
    ),
    Rule(
        "MI-1",
        "Mobilité interrégionale",
        "Interregional mobility",
        "Placements de la période (règle PL-1) dont la région d’origine de la personne diffère de la "
        "région de l’établissement. Les mouvements entre deux régions du même territoire affiché ne "
        "comptent pas.",
        "Placements of the period (rule PL-1) where the person’s region of origin differs from the region "
        "of the site. Moves between two regions of the territory shown are left out.",
    ),
    Rule(
        "RE-1",
        "Répartition",
        "Breakdown",
        "Les entreprises accompagnées (règle EA-1) et les placements (règle PL-1) du territoire et de la "
        "période, répartis.\n"
        "Par point de services : celui où la personne qui menait le dossier était en poste le jour du geste. "
        "Par secteur : celui inscrit aujourd’hui à la fiche de l’entreprise. Par profession : celle du besoin ; "
        "seuls comptent les gestes faits pour un besoin.\n"
        "Une entreprise compte une fois à chaque ligne où elle a un geste : la somme des lignes peut dépasser "
        "le total.",
        "The employers supported (rule EA-1) and the placements (rule PL-1) of the territory and period, broken "
        "down.\n"
        "By service point: the one where whoever led the file was posted on the day of the act. By sector: the "
        "one written in the employer’s card today. By occupation: that of the need; only acts made for a need "
        "count.\n"
        "An employer counts once on every line where it has an act: the lines may add up to more than the total.",
    ),
    Rule(
        "BL-1",
        "Ce qui bloque les placements",
        "What blocks placements",
        "Jumelages écartés dans la période et non rétablis depuis, selon le motif codé choisi par la "
        "personne qui a décidé. Un jumelage compte une fois, à sa dernière décision.",
        "Matches set aside in the period and not restored since, by the coded reason that the person who "
        "decided chose. A match counts once, at its latest decision.",
    ),
    Rule(
        "EB-1",
        "Étapes des besoins reçus",
        "Steps of the needs received",
        "Un besoin est reçu le jour où il quitte le brouillon pour la première fois (soumis, à qualifier ou ouvert), "
        "passage non annulé. Ceux de la période sont suivis jusqu’à ce jour : avec une proposition du jumelage "
        "(admissible ou à vérifier), présenté, entrevue, offre, placement, rien de cela n’étant annulé.\n"
        "Un besoin compte à chaque étape jusqu’à la plus avancée qu’il a atteinte, selon la municipalité de "
        "l’établissement ; pour une direction, selon son dossier.",
        "A need is received on the day it first leaves the drafts (submitted, to qualify or open), that move not "
        "undone. Those of the period are followed to this day: with a proposal of the matching (admissible or to "
        "verify), presented, interview, offer, placement, none of it undone.\n"
        "A need counts at each step up to the farthest that it reached, by the municipality of its site; for a "
        "branch, by its file.",
    ),
    Rule(
        "TE-1",
        "Présentations selon la taille de l’entreprise",
        "Presentations by size of employer",
        "Profils dépersonnalisés présentés dans la période, présentation non annulée, selon la taille inscrite au "
        "dossier : moins de 20 personnes, 20 à 99, 100 et plus, taille non inscrite. Le territoire est celui de la "
        "règle EB-1.\n"
        "La part des présentations se lit à côté de la part des besoins reçus : un écart négatif montre des "
        "entreprises à qui l’on présente moins que leur part.",
        "De-identified profiles presented in the period, the presentation not undone, by the size on file: fewer "
        "than 20 people, 20 to 99, 100 and more, size not on file. The territory is that of rule EB-1.\n"
        "The share of presentations is read beside the share of needs received: a negative gap shows employers who "
        "are presented fewer than their share.",
    ),
    Rule(
        "EN-1",
        "Ententes conclues",
        "Agreements signed",
        "Ententes dont la date de signature tombe dans la période. Le montant est celui de l’entente, "
        "compté dans l’exercice (1er avril au 31 mars) de sa signature.",
        "Agreements whose signature date falls in the period. The amount is the agreement’s, counted in "
        "the fiscal year (April 1 to March 31) of its signature.",
    ),
    Rule(
        "EN-2",
        "Ententes en vigueur",
        "Agreements in force",
        "Ententes signées qui ont couru au moins un jour de la période, du premier au dernier jour inclus.",
        "Signed agreements that ran on at least one day of the period, first and last day included.",
    ),
    *STAFF_RULES,
    Rule(
        "PS-1",
        "Points de services",
        "Service points",
        "Points de services ouverts le jour indiqué.",
        "Service points open on the day shown.",
    ),
    Rule(
        "AC-1",
        "Activités",
        "Activities",
        "Activités de concertation, de mobilisation, d’information ou de recrutement tenues dans la période.",
        "Consultation, mobilization, information or recruitment activities held in the period.",
    ),
    Rule(
        "PE-1",
        "Période et date de consultation",
        "Period and as-of date",
        "Une période est une paire de dates, incluses, à l’heure du Québec. Par défaut : les 12 derniers "
        "mois, du lendemain de la même date un an plus tôt jusqu’à la date de consultation. Elle se "
        "compare aux mêmes dates un an plus tôt. Un chiffre vivant vaut au moment de la consultation.",
        "A period is a pair of dates, both included, Québec time. Default: the last 12 months, from the "
        "day after the same date one year before to the as-of date. It is compared with the same dates one "
        "year earlier. A live figure holds at the moment of reading.",
    ),
    Rule(
        "PE-2",
        "Bornes d’une période",
        "Bounds of a period",
        "Une période commence au plus tôt le 1er janvier 2000, finit au plus tard un an après le jour de "
        "la consultation et dure au plus 10 ans.",
        "A period begins on January 1, 2000 at the earliest, ends one year after the day of reading at the "
        "latest and lasts 10 years at most.",
    ),
    Rule(
        "DA-1",
        "Bornes des dates saisies",
        "Bounds of the dates typed",
        "Un besoin débute, et reste valide, au plus tard 730 jours après le jour de la saisie.\n"
        "Une entente débute entre le 1er janvier 2000 et cinq ans après le jour de la saisie ; elle dure "
        "au plus 10 ans.",
        "A need starts, and stays valid, at most 730 days after the day of typing.\n"
        "An agreement begins between January 1, 2000 and five years after the day of typing; it lasts 10 "
        "years at most.",
    ),
    Rule(
        "MQ-1",
        "Petits nombres",
        "Small numbers",
        "Dans la forme publique, les nombres de personnes et d’entreprises de 1 à 4 sont masqués, de même "
        "que la case suivante quand une soustraction les révélerait. Les effectifs, les ententes, les "
        "points de services et les activités ne sont pas masqués.",
        "In the public form, counts of persons and employers from 1 to 4 are masked, with the next cell "
        "too where subtraction would reveal them. Staff, agreements, service points and activities are not "
        "masked.",
    ),
)
RULES: dict[str, Rule] = {rule.code: rule for rule in _RULES}
