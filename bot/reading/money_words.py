"""Words that say what a sum of money is, folded: offered, earned, spent, owed or already paid.

"Je gagne 1400" is no offer, nor is "une facture de 219".
"""

from __future__ import annotations

import re
from typing import Final

from bot.reading.patterns import any_of

INCOME_NOUNS: Final = any_of(r"""
    salaires?|revenus?|retraite|pension(?! alimentaire)|paie|paye|bourse|smic|primes?
    indemnites?(?! forfaitaires?)|rsa|caf|apl|aah|ass|aspa|l'are|chomage|allocs?|allocations?
    france travail|pole emploi
    salary|wages?|income|earnings|pay packet|take[- ]home(?: pay)?|benefits?|dole
    universal credit|uc|pip|jsa|esa|child benefit|state pension
""")
_INCOME_VERBS: Final = any_of(r"""
    (?:je|j'|on|nous|il|elle) ?(?:gagn|touch|percoi|encaiss)\w*|gagne|touche|percois
    (?:je|on|nous) (?:recoi[st]|recevons|vi[ts] avec)
    (?:me|nous) reste
    earn\w*|(?:i|we) (?:make|get|receive|live on|take home|bring home|bring in)|get paid|on benefits of
    left with
    mon mari|ma femme|mon conjoint|ma conjointe|my (?:husband|wife|partner)(?:'s)?
""")
# What a household lives on: never the debt that is spoken of.
LIVING_NOUNS: Final = any_of(r"""
    loyers?|charges|courses|nourriture|creche|nounou|garderie|cantine|impots?|taxe fonciere|essence|mutuelle
    pension alimentaire|frais de garde|couches
    rent|mortgage|council tax|child ?care|groceries|food|petrol|fuel|nursery|nappies|shopping|bills|outgoings
    expenses
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
    (?:je|on|nous) (?:ne )?(?:vous |te )?(?:doi[st]|devons|devais)(?: (?:payer|regler|pas|plus|que|encore))*
    dette|facture|solde(?= (?:de|est|:|restant))|montant|total|reclam\w+|demandez|a payer
    impayes?|restant|soit disant
    (?:i|we) (?:still |only |already |don't |dont |do not |apparently )*owe|owe[sd]?|owing|debt|bill|invoice
    outstanding
    (?:have|had|need|asked|supposed) to pay|must pay|balance|total|amount|asking (?:me )?for|charged(?: me)?
    you say|it says
""")
_HAVING_PAID: Final = "(?:paye|verse|regle|donne|envoye|vire|rembourse|fait)"
_PAID: Final = any_of(rf"""
    (?:j'ai|jai|on a|nous avons|avons|ai) (?:deja |bien |pourtant |aussi )*{_HAVING_PAID}|preleve
    deja {_HAVING_PAID}
    (?:i|we)(?:'ve| have|ve)? (?:already |just |only )*(?:paid|sent|transferred)|already (?:paid|sent)
    (?:was|were|been) (?:taken|paid)|took
""")
_MODAL_FILLER: Final = (
    r"(?: (?:vous|te|en|y|le|la|les|me|bien|juste|seulement|que|qu'|peut-etre|meme|vraiment|aussi|encore"
    r"|toujours))*"
)
_CAN: Final = any_of(r"""
    (?:peu[xt]|peus|pourrais?|pourrai|pouvons|voudrais|veux|souhaite|aimerais|je compte|vais|arriverai)
    jpeu[xt]?|jpx|jpe|pe|(?<=je )peu|(?<=j')peu
    can|could|will|i'll|ill|would|wanna|gonna|want to|like to|love to|able to|happy to|going to|may|might
    try to
""")
_PAY: Final = any_of(r"""
    payer|paye|paie|paier|mettre|met|donner|donne|verser|verse|faire|fair|regler|rembourser|proposer|sortir
    virer|envoyer
    aller|monter|avancer|degager|debloquer|lacher
    pay|do|afford|manage|give|send|put(?: (?:in|down|aside))?|offer|stretch to|go to|go up to|go|spare|make|transfer
    handle
    start with
""")
_PAYS: Final = any_of(r"""
    paie(?:rai)?|paye(?:rai)?|verse(?:rai)?|mets?|mettrai|donne(?:rai)?|propose|regle(?:rai)?|ferai
    vire(?:rai)?|tente
""")
CHANGES_TO: Final = any_of(r"""
    (?:passer|baisser|descendre|reduire|diminuer|monter|augmenter|ramener) (?:ca |la |le |les )?a
    passent de \d+ a
    (?:reduce|lower|drop|increase|change|bring|raise|cut|move)\w* (?:it |this |that |them |(?:the|my) \w+ )?to
    need it to be|down to|make it|make that
""")
_OFFER: Final = any_of(rf"""
    {_CAN}(?:{_MODAL_FILLER} {_PAY})?
    (?:je|j'|on|nous) (?:vous |te )?{_PAYS}
    payer|verser|regler|rembourser|mettre|donner|proposition(?: de| :)?
    offer(?:ing)?|suggest|propose|pay(?:ing)?|afford|manage|spare|stretch to
    (?:ok|d'accord|partant|va|okay|happy|good|fine) (?:pour|with|for)
    disons|mettons|on (?:dit|part sur|partirait sur)|partir sur|plutot|jusqu'a|max(?:i|imum)?|min(?:i|imum)?
    how about|what about|(?:i|we)(?:'ve| have)(?: got)?|ok|okay|oui|yes|yeah|yep|no|non|nan|nope
    allez|actually|finalement|correction|arrondi\w* a|(?:premiere?|suivante?s|derniere?|autres|1ere?) (?:a|de)
    {CHANGES_TO}
    pourquoi pas|why not|environ|vers les|au moins|seulement|juste|que|qu'
    make it|call it|let's say|lets say|say|more like|up to|about|around|at least|only|just|rather|roughly
    meant|mean|voulais dire|veux dire|parlais de|i said|j'ai dit
    (?:mensualites?|versements?|echeances?|paiements?|prelevements?) (?:de|a|d')
    (?:instal?ments?|payments?) of
""")
_DOWN_PAYMENT: Final = any_of(r"""
    acompte|apport|(?:premier|1er) (?:versement|paiement)
    deposit|down ?payment|(?:first|initial|upfront|1st|1th) (?:payment|instal?ment|amount)
""")
# The kinds in the order in which a phrase that could be two of them is read.
CUES: Final = re.compile(
    rf"(?<![a-z])(?:(?P<down_payment>{_DOWN_PAYMENT})|(?P<paid>{_PAID})"
    rf"|(?P<expense>{_EXPENSE_VERBS}|{LIVING_NOUNS})|(?P<owed>{_OWED})"
    rf"|(?P<income>{_INCOME_VERBS}|{INCOME_NOUNS})|(?P<contract>{CONTRACT_NOUNS})|(?P<offer>{_OFFER}))(?![a-z])"
)
