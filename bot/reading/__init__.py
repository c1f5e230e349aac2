"""Readers of what a debtor typed, in French or in English.

Each reader is a pure function of the text (and, where dates matter, of the day the message was written): no
model, no clock, no state. A result carries `start` and `end`, character offsets in the text as typed, so that
`text[start:end]` is what was read.

    amounts         "50 balles", "£1,234.56", "non, 80 pas 50"; income and expenses told apart from offers
    counts          "en trois fois", "4 instalments"
    durations       "sur 6 mois", "over a year"
    frequencies     weekly, fortnightly, monthly, quarterly
    fractions       "la moitié", "half", "50 %"
    dates           "vendredi prochain", "fin mars", "in two weeks" and days of the month
    deadlines       "d'ici fin mars", "by March", "the rest in June": a last day, told from a first one
    skipped_months  "rien en décembre", "skip August"
    special_amounts "50 par mois mais 200 en mars"
    ceilings        "50 maximum", "all I can afford is 50"
    first_payments  "100 maintenant", and the payments that follow: "puis en 4 fois"
    pay_days        "quand je touche mes allocs, le 5", "plutôt le 5"
    identity_facts  references, access codes, birth dates, postcodes
    privacy         takes out what must never be kept: cards, IBANs, NIR and, on request, identity facts
    language        French, English, another language, or impossible to tell

The other modules are what these are made of: `words` evens out spelling and keeps offsets, `number_words` and
`ordinals` put numbers in digits, `claims` sees that nothing is read twice; `sums`, `other_numbers`,
`retractions` and `sum_kinds` serve `amounts`, `calendar_dates` and `relative_dates` serve `dates`,
`months_said` the months that differ, `identifiers`, `access_codes` and `birth_dates` the identity facts,
`secret_numbers` `privacy`.

Readers understand; they do not decide. What was read is confirmed with the debtor before anything is agreed.
"""
