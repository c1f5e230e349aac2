"""Readers of what a debtor typed, in French or in English.

Each module reads one kind of fact and is a pure function of the text (and, where dates matter, of the day the
message was written): no model, no clock, no state. A result carries `start` and `end`, character offsets in
the text as typed, so that `text[start:end]` is what was read.

    words           spelling evened out with offsets kept; number words become digits
    calendar_words  names of months, days and units of time
    dates           "vendredi prochain", "fin mars", "in two weeks" and days of the month
    amounts         "50 balles", "£1,234.56", "non, 80 pas 50"; income and expenses told apart from offers
    counts          "en trois fois", "4 instalments"
    durations       "sur 6 mois", "over a year"
    frequencies     weekly, fortnightly, monthly, quarterly
    fractions       "la moitié", "half", "50 %"
    identity_facts  references, access codes, birth dates, postcodes
    privacy         removes what must never be kept: cards, IBANs, NIR and, on request, identity facts
    language        French, English, another language, or impossible to tell

Readers understand; they do not decide. What was read is confirmed with the debtor before anything is agreed.
"""
