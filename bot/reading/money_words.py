"""Words that say what a sum of money is: what is offered, earned, spent, owed or already paid. Folded, as patterns.

One phrase a line, a regular expression where that is shorter. "Je gagne 1400" is no offer, nor is "une facture de 219".
"""

from __future__ import annotations

import re
from typing import Final


def any_of(phrases: str) -> str:
    """One pattern out of many, from a text with one of them a line."""
    return "(?:" + "|".join(line.strip() for line in phrases.strip().splitlines()) + ")"


INCOME_NOUNS: Final = any_of(r"""
    salaires?|revenus?|retraite|pension(?! alimentaire)|paie|paye|bourse|indemnites?|primes?|smic
    rsa|caf|apl|aah|ass|aspa|l'are|chomage|allocs?|allocations?|france travail|pole emploi
    salary|wages?|income|earnings|pay packet|take[- ]home(?: pay)?|benefits?|dole
    universal credit|uc|pip|jsa|esa|child benefit|state pension
""")
_INCOME_VERBS: Final = any_of(r"""
    (?:je|j'|on|nous|il|elle) ?(?:gagn|touch|percoi|encaiss)\w*|gagne|touche|percois
    (?:je|on|nous) (?:recoi[st]|recevons|vi[ts] avec)
    (?:me|nous) reste
    earn\w*|(?:i|we) (?:make|get|receive|live on|take home|bring home|bring in)|get paid|on benefits of|left with
    mon mari|ma femme|mon conjoint|ma conjointe|my (?:husband|wife|partner)(?:'s)?
""")
# What a household lives on: never the debt that is spoken of.
LIVING_NOUNS: Final = any_of(r"""
    loyers?|charges|courses|nourriture|creche|nounou|garderie|cantine|impots?|taxe fonciere|essence|mutuelle
    pension alimentaire|frais de garde|couches
    rent|mortgage|council tax|child ?care|groceries|food|petrol|fuel|nursery|nappies|shopping|bills|outgoings|expenses
    child (?:support|maintenance)
""")
# What the debt itself may be for: "50 pour mon crédit" stays an offer.
CONTRACT_NOUNS: Final = any_of(r"""
    electricite|edf|gaz|eau|assurances?|credits?|prets?|emprunts?|factures|forfait|telephone|internet
    cofidis|sofinco|cetelem|autres? (?:dettes?|credits?)
    electric(?:ity)?|gas|water|insurance|loans?|car|phone|credit cards?|other debts?
""")
_EXPENSE_VERBS: Final = any_of(r"""
    (?:je|on|nous) depens\w+|(?:(?:je|on|nous) )?(?:(?:pai|pay|rembours|vers)\w* deja|pai?ye? aussi)
    (?:i|we) spend|(?:i |we )?(?:am |are )?(?:already|also) pay(?:ing)?|spending|goes on|costs? (?:me|us)
""")
_OWED: Final = any_of(r"""
    (?:je|on|nous) (?:ne )?(?:vous |te |leur )?(?:doi[st]|devons|devais)(?: (?:payer|regler|pas|plus|que|encore|vous))*
    dette|facture|solde(?= (?:de|est|:|restant))|montant|total|reclam\w+|demandez|impayes?|restant|soit disant
    (?:i|we) (?:still |only |already |don't |dont |do not |apparently )*owe|owe[sd]?|owing|debt|bill|invoice|outstanding
    (?:have|had|need|asked|supposed) to pay|must pay|balance|total|amount|asking (?:me )?for|charged(?: me)?|you say|it says
""")
_PAID: Final = any_of(r"""
    (?:j'ai|jai|on a|nous avons|avons|ai) (?:deja |bien |pourtant |aussi )*(?:paye|verse|regle|donne|envoye|vire|rembourse|fait)
    preleve|deja (?:paye|regle|verse|envoye|rembourse)
    (?:i|we)(?:'ve| have|ve)? (?:already |just |only )*(?:paid|sent|transferred)|already (?:paid|sent)|(?:was|were|been) (?:taken|paid)|took
""")
_MODAL_FILLER: Final = r"(?: (?:vous|te|en|y|le|la|les|me|bien|juste|seulement|que|qu'|peut-etre|meme|vraiment|aussi|encore|toujours))*"
_CAN: Final = any_of(r"""
    (?:peu[xt]|peus|pourrais?|pourrai|pouvons|voudrais|veux|souhaite|aimerais|compte|vais|arriverai|jpeu[xt]?|jpx|pe)
    can|could|will|i'll|ill|would|wanna|gonna|want to|like to|love to|able to|happy to|going to|may|might|try to
""")
_PAY: Final = any_of(r"""
    payer|paye|paie|paier|mettre|met|donner|donne|verser|verse|faire|fair|regler|rembourser|proposer|sortir|virer|envoyer
    aller|monter|avancer|degager|debloquer|lacher
    pay|do|afford|manage|give|send|put|offer|stretch to|go to|go up to|go|spare|make|transfer|handle|start with
""")
_OFFER: Final = any_of(rf"""
    {_CAN}(?:{_MODAL_FILLER} {_PAY})?
    (?:je|j'|on|nous) (?:vous |te )?(?:paie|paye|paierai|payerai|verse|verserai|mets?|mettrai|donne|donnerai|propose|regle|reglerai|ferai|vire|virerai|tente)
    payer|verser|regler|rembourser|mettre|donner|proposition(?: de| :)?
    offer(?:ing)?|suggest|propose|pay(?:ing)?|afford|manage|spare|stretch to
    (?:ok|d'accord|partant|va|okay|happy|good|fine) (?:pour|with|for)
    disons|mettons|on (?:dit|part sur|partirait sur)|partir sur|plutot|jusqu'a|max(?:i|imum)?|min(?:i|imum)?|pourquoi pas|why not|environ|vers les|au moins|seulement|juste|que|qu'
    make it|call it|let's say|lets say|say|more like|up to|about|around|at least|only|just|rather|roughly|like
    meant|mean|voulais dire|veux dire|parlais de|i said|j'ai dit
    (?:mensualites?|versements?|echeances?|paiements?|prelevements?) (?:de|a|d')
    (?:instal?ments?|payments?) of
""")
_DOWN_PAYMENT: Final = any_of(r"""
    acompte|apport|(?:premier|1er) (?:versement|paiement)
    deposit|down ?payment|(?:first|initial|upfront|1st) (?:payment|instal?ment|amount)
""")
# The kinds in the order in which a phrase that could be two of them is read.
CUES: Final = re.compile(
    rf"(?<![a-z])(?:(?P<down_payment>{_DOWN_PAYMENT})|(?P<paid>{_PAID})|(?P<expense>{_EXPENSE_VERBS}|{LIVING_NOUNS})"
    rf"|(?P<owed>{_OWED})|(?P<income>{_INCOME_VERBS}|{INCOME_NOUNS})|(?P<contract>{CONTRACT_NOUNS})|(?P<offer>{_OFFER}))(?![a-z])"
)

# A clause ends here; "et" and "and" carry on: "je gagne 1400 et 300 de la CAF".
CLAUSE_END: Final = re.compile(
    r"[.!?;\n](?!\d)|,(?!\d)| - |\b(?:mais|but|donc|so|alors|puis|then|ensuite|car|because|cos|coz|parce que|however|though|sinon|otherwise)\b"
)

# "Not 50", "au lieu de 50": the sum that follows is not meant.
REJECTS_NEXT: Final = re.compile(
    r"(?<!pourquoi )(?<!why )\b(?:(?:et |mais |surtout )?(?:pas|non pas|jamais)|(?:and |but )?(?:not|never)|et non"
    r"|au lieu (?:de|d'|des)|a la place (?:de|d'|des)|plutot que|instead of|rather than|in place of)"
    r"(?: (?:de|d'|les|a|the|at|even|meme|forcement|just))? ?\Z"
)
# "Je ne peux pas payer 80": neither is it meant here, unless it is the most that can be paid.
CANNOT: Final = re.compile(
    r"\b(?:(?:peu[xt]|peus|jpeu[xt]?|jpx|pourrai[st]?|pouvons|veux|veut|ai|a|avons|arrive|arriverai|suis|saurais|vais)"
    r"(?: \w+)? (?:pas|plus|po)|(?:can't|cant|can not|cannot|couldn't|couldnt|won't|wont|wouldn't|unable|not able|don't have|dont have"
    r"|haven't got|havent got|don't want|dont want|refuse)|incapable)\b"
)
AT_MOST: Final = re.compile(
    r"\b(?:plus (?:de|que|d')|au[- ]dela|mieux|autre|aller (?:plus|au)|moins|depasser|que|more|over|above|better|beyond|exceed|less|only|until|avant|before|d'un coup)\b"
)
# "80, c'est trop": the sum before is not meant.
REJECTS_PREVIOUS: Final = re.compile(
    r"[ ,]*(?:(?:c'est|cest|c|sa|ca|cela|est|serait|ca fait|is|it's|its|that's|thats|would be|seems|feels|'s) )?"
    r"(?:(?:vraiment|bien|un peu|encore|beaucoup|way|far|a bit|still|just|really|much|simply) )*"
    r"(?:trop|impossible|pas possible|pas faisable|enorme|too (?:much|high|expensive|steep)|not possible|a lot|out of reach|impayable|hors de)\b"
)
# "50, non, 80": the sum after takes the place of the one before.
CORRECTS: Final = re.compile(
    r"[ ,.…-]*(?:(?:euh+|heu|enfin|ah|er+m?|um+|oops|oups|mince|ou|or|bah|ben|sorry) ?,? ?)*"
    r"(?:non|nan|no|nope|pardon|sorry|plutot|correction|erreur|wait|attendez|attends|en fait|actually|je veux dire|i mean|make that|scratch that|finalement|rather)"
    r"[ ,:!.]*(?:(?:non|no|pardon|sorry|plutot|c'est|disons|make it|make that|i mean|i meant|je voulais dire|en fait|actually|rather|say) ?,? ?)*\Z"
)
LOWERS: Final = re.compile(
    r"\b(?:(?:pass|baiss|redui|diminu|descend|chang|modifi|remplac|ramen)\w*|reduce|lower|drop|change|bring|go|cut)\b[^.;!?\d]{0,30}\Z|\bfrom \Z"
)
LOWERS_TO: Final = re.compile(r" (?:a|to|par|for|into|vers) (?:about |environ )?\Z")

RIGHT_AWAY: Final = any_of(r"""
    tout de suite|tt de suite|de suite|maintenant|mnt|aujourd'?hui|ajd|immediatement|d'abord|comptant|cash|en premier|au debut|au depart
    pour commencer|dans un premier temps|now|right now|today|straight away|right away|immediately|first|1st|to start(?: with)?|initially
""")
AS_DEPOSIT: Final = any_of(r"""
    (?:d'|en |comme )?acompte|d'entree|d'apport|up ?front|(?:as )?a? ?deposit|down(?! to)|as a down payment
""")
THEN: Final = re.compile(
    r"\b(?:puis|ensuite|apres|et le reste|le reste|le solde|then|afterwards|the rest|rest|remainder|remaining|followed by|after that)\b"
)
FROM_NOW_ON: Final = re.compile(r"(?:a partir (?:de|d')|des|from|starting|start|depuis|as of|beginning) ?\Z")
