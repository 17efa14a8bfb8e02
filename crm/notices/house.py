"""The house’s own texts of its messages, in both languages. A written version stands before them (MailTemplate)."""

from __future__ import annotations

from crm.notices.models import MailKind as K

Text = tuple[str, str]
SIGNED_FR = "\n\n{direction}\n{telephone}"
SIGNED_EN = "\n\n{direction}\n{telephone}"

FRENCH: dict[str, Text] = {
    K.PROFILE: (
        "Un profil à regarder pour votre besoin {besoin}",
        (
            "Bonjour {nom},\n\n"
            "Une personne pourrait répondre à votre besoin {besoin}. Son profil, sans son nom, vous "
            "attend jusqu’au {jour}.\n\n{lien}\n\nLe lien vous demandera un code à six chiffres, que "
            "nous enverrons à "
            "cette adresse. Une seule réponse suffit : intéressée, ou pas cette fois." + SIGNED_FR
        ),
    ),
    K.PROFILE_REMINDER: (
        "Rappel : un profil attend votre réponse, {besoin}",
        (
            "Bonjour {nom},\n\n"
            "Le profil proposé pour votre besoin {besoin} attend toujours votre réponse, d’ici le "
            "{jour}. Un oui ou un non nous aide autant : la personne attend aussi.\n\n{lien}" + SIGNED_FR
        ),
    ),
    K.STILL_CURRENT: (
        "Votre besoin {besoin} est-il toujours d’actualité ?",
        (
            "Bonjour {nom},\n\n"
            "Votre besoin {besoin} reste ouvert jusqu’au {jour}. Cherchez-vous toujours quelqu’un ? "
            "Un clic suffit, sans compte.\n\n{lien}\n\nSans réponse, il cessera d’être proposé à cette date. "
            "Rien ne sera effacé." + SIGNED_FR
        ),
    ),
    K.HIRE: (
        "Confirmer l’embauche pour votre besoin {besoin}",
        (
            "Bonjour {nom},\n\n"
            "Une offre a été faite pour votre besoin {besoin}. Si elle est acceptée, confirmez "
            "l’embauche et son premier jour : c’est tout ce qu’il reste à faire.\n\n{lien}" + SIGNED_FR
        ),
    ),
    K.CODE: (
        "Votre code pour ouvrir le profil",
        (
            "Bonjour {nom},\n\n"
            "Voici le code que la page vous demande. Il vaut dix minutes.\n\n{code}\n\nSi vous n’avez "
            "rien demandé, ne faites rien : sans ce code, rien ne s’ouvre."
        ),
    ),
    K.INVITATION: (
        "Votre accès à l’espace de votre entreprise",
        (
            "Bonjour {nom},\n\n"
            "Vous avez maintenant accès à l’espace de votre entreprise dans Passerelle : vous y suivez "
            "les besoins de main-d’œuvre et les profils proposés. Choisissez votre mot de passe d’ici le "
            "{jour}.\n\n{lien}\n\nVous n’attendiez pas ce courriel ? Ne faites rien : sans vous, "
            "ce lien n’ouvre rien." + SIGNED_FR
        ),
    ),
    K.NEED_FORM: (
        "Décrire un besoin de main-d’œuvre, sans compte",
        (
            "Bonjour {nom},\n\n"
            "Voici votre lien pour nous dire qui vous cherchez : dix questions, environ 90 secondes sur un "
            "téléphone, sans compte ni mot de passe. Le même lien vous montre ensuite où nous en sommes. "
            "Il ouvre jusqu’au {jour}.\n\n{lien}\n\nIl est à vous : ne le transmettez à personne d’autre."
            + SIGNED_FR
        ),
    ),
    K.NOTICE: ("Passerelle : {avis}", "Bonjour {nom},\n\n{avis}\n\n{lien}"),
    K.DIGEST: ("Vos avis du {jour}", "Bonjour {nom},\n\nCe qui vous attend :\n\n{avis}\n\n{lien}"),
    K.FIRST_CONTACT: (
        "Recruter avec l’appui de votre direction régionale",
        (
            "Bonjour {nom},\n\n"
            "Nous accompagnons gratuitement les entreprises de la région qui cherchent du personnel, "
            "ici, ailleurs au Québec ou à l’étranger : diagnostic, besoins, candidatures, accueil.\n\n"
            "Quand pourrions-nous en parler une vingtaine de minutes ? Répondez à ce courriel ou appelez-nous."
            + SIGNED_FR
        ),
    ),
    K.MEETING: (
        "Une rencontre pour faire le point",
        (
            "Bonjour {nom},\n\n"
            "Je vous propose une rencontre pour faire le point sur vos besoins de main-d’œuvre. "
            "Quels jours vous conviennent d’ici deux semaines ?" + SIGNED_FR
        ),
    ),
    K.AFTER_MEETING: (
        "Suite de notre rencontre",
        (
            "Bonjour {nom},\n\n"
            "Merci pour le temps que vous nous avez accordé. Nous donnons suite à ce qui a été "
            "convenu et vous revenons sous peu. D’ici là, un appel suffit si quelque chose change."
            + SIGNED_FR
        ),
    ),
}
ENGLISH: dict[str, Text] = {
    K.PROFILE: (
        "A profile to look at for your need {besoin}",
        (
            "Hello {nom},\n\n"
            "Someone may answer your need {besoin}. Their profile, without their name, is waiting for you "
            "until {jour}.\n\n{lien}\n\nThe link asks for a six-digit code, which we send to this "
            "address. One answer is "
            "enough: interested, or not this time." + SIGNED_EN
        ),
    ),
    K.PROFILE_REMINDER: (
        "Reminder: a profile is waiting for your answer, {besoin}",
        (
            "Hello {nom},\n\n"
            "The profile proposed for your need {besoin} is still waiting for your answer, by {jour}. A yes "
            "or a no helps just as much: the person is waiting too.\n\n{lien}" + SIGNED_EN
        ),
    ),
    K.STILL_CURRENT: (
        "Is your need {besoin} still current?",
        (
            "Hello {nom},\n\n"
            "Your need {besoin} stays open until {jour}. Are you still looking for someone? One click is "
            "enough, without an account.\n\n{lien}\n\nWithout an answer, it stops being proposed on that "
            "day. Nothing is "
            "deleted." + SIGNED_EN
        ),
    ),
    K.HIRE: (
        "Confirm the hire for your need {besoin}",
        (
            "Hello {nom},\n\n"
            "An offer was made for your need {besoin}. If it is accepted, confirm the hire and its first "
            "day: that is all that is left to do.\n\n{lien}" + SIGNED_EN
        ),
    ),
    K.CODE: (
        "Your code to open the profile",
        (
            "Hello {nom},\n\n"
            "Here is the code that the page asks for. It is good for ten minutes.\n\n{code}\n\nIf you asked "
            "for nothing, do nothing: without this code, nothing opens."
        ),
    ),
    K.INVITATION: (
        "Your access to your business’s space",
        (
            "Hello {nom},\n\n"
            "You now have access to your business’s space in Passerelle, where you follow its "
            "labour needs and the profiles proposed. Choose your password by {jour}.\n\n{lien}\n\n"
            "Were you not expecting this e-mail? Do nothing: without you, this link opens nothing."
            + SIGNED_EN
        ),
    ),
    K.NEED_FORM: (
        "Describe a labour need, without an account",
        (
            "Hello {nom},\n\n"
            "Here is your link to tell us whom you are looking for: ten questions, about 90 seconds on a "
            "phone, no account or password. The same link then shows you where we stand. It opens until "
            "{jour}.\n\n{lien}\n\nIt is yours: do not pass it on to anyone else." + SIGNED_EN
        ),
    ),
    K.NOTICE: ("Passerelle: {avis}", "Hello {nom},\n\n{avis}\n\n{lien}"),
    K.DIGEST: ("Your notices of {jour}", "Hello {nom},\n\nWhat is waiting for you:\n\n{avis}\n\n{lien}"),
    K.FIRST_CONTACT: (
        "Recruiting with the help of your regional branch",
        (
            "Hello {nom},\n\n"
            "We help the businesses of the region that look for staff, at no cost: here, elsewhere in "
            "Québec or abroad, from diagnosis to reception.\n\nWhen could we talk for twenty minutes? "
            "Answer this e-mail "
            "or call us." + SIGNED_EN
        ),
    ),
    K.MEETING: (
        "A meeting to take stock",
        (
            "Hello {nom},\n\n"
            "I propose a meeting to take stock of your labour needs. Which days suit you in the next two "
            "weeks?" + SIGNED_EN
        ),
    ),
    K.AFTER_MEETING: (
        "Following our meeting",
        (
            "Hello {nom},\n\n"
            "Thank you for your time. We are following up on what was agreed and will come back to you "
            "shortly. Until then, a call is enough if something changes." + SIGNED_EN
        ),
    ),
}
TEXTS: dict[str, dict[str, Text]] = {"fr-ca": FRENCH, "en-ca": ENGLISH}

#: What the button of a message says, by language.
BUTTONS: dict[str, dict[str, str]] = {
    "fr-ca": {
        K.PROFILE: "Regarder le profil",
        K.PROFILE_REMINDER: "Regarder le profil et répondre",
        K.STILL_CURRENT: "Répondre en un clic",
        K.HIRE: "Confirmer l’embauche",
        K.INVITATION: "Choisir mon mot de passe",
        K.NEED_FORM: "Décrire un besoin",
        K.NOTICE: "Ouvrir dans Passerelle",
        K.DIGEST: "Ouvrir mes avis",
    },
    "en-ca": {
        K.PROFILE: "Look at the profile",
        K.PROFILE_REMINDER: "Look at the profile and answer",
        K.STILL_CURRENT: "Answer in one click",
        K.HIRE: "Confirm the hire",
        K.INVITATION: "Choose my password",
        K.NEED_FORM: "Describe a need",
        K.NOTICE: "Open in Passerelle",
        K.DIGEST: "Open my notices",
    },
}
OPT_OUT: dict[str, str] = {
    "fr-ca": "Ne plus recevoir ces courriels :",
    "en-ca": "Stop receiving these e-mails:",
}
SECOND_FOLLOWS: dict[str, str] = {"fr-ca": "Le texte français précède.", "en-ca": "English version below."}
