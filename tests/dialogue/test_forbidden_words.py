"""No response threatens, shames, presses or hides behind jargon: the classes of compliance B, one by one."""

from __future__ import annotations

import re

import pytest

from tests.dialogue.responses import VARIATIONS

# Each class: French and English patterns, and the examples that compliance B gives of it.
FORBIDDEN: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "threat": (
        r"huissier|commissaire de justice|saisi(?:r|e|es)\b|tribuna|poursui|\bjuge\b|plainte|sanction|menac",
        r"\bwages\b|bailiff|\bcourt\b|\bjudge\b|\bsue\b|legal action|enforce|seize|prosecut|threat",
        ("Un huissier viendra saisir vos meubles", "We will take your wages"),
    ),
    "shame": (
        r"honnête|honte|honor(?:er|ez)|irresponsable|mauvais payeur|votre faute\b(?<!pas votre faute)",
        r"asham|shame|honest|irresponsib|bad payer|your fault\b(?<!not your fault)",
        ("Les gens honnêtes paient", "You should be ashamed"),
    ),
    "false urgency": (
        r"dernière chance|dernier délai|immédiatement|urgent|sans tarder|au plus vite|dépêch|expire",
        r"last chance|\btonight\b|immediately|urgent|hurry|final notice|expires|before it is too late",
        ("Dernière chance, 2 heures", "Offer dies tonight"),
    ),
    "third party": (
        r"employeur|votre famille|vos voisins|votre conjoint",
        r"employer|your family|your neighbours|your partner",
        ("Nous préviendrons votre employeur", "We’ll tell your family"),
    ),
    "false authority": (
        r"service juridique|contentieux|tribunal|officiel",
        r"legal (?:department|enforcement|division)|official",
        ("Service juridique du tribunal", "Legal enforcement division"),
    ),
    "fee": (
        r"frais (?:de|d’)|€ de frais|indemnité",
        r"collection (?:charge|fee)|admin(?:istration)? fee|late fee",
        ("+ 40 € de frais de dossier", "£25 collection charge"),
    ),
    "credit-file scare": (
        r"\bfich(?:é|er|age|ier)|interdit bancaire",
        r"credit (?:file|score|rating)|your score|blacklist",
        ("Vous serez fiché Banque de France", "Your score is finished"),
    ),
    "pressure": (
        r"emprunt|vende[zr]|proche vous prête|il faut payer|vous devez (?:payer|régler)",
        r"another card|borrow|\bsell\b|you must|you have to pay|lump sum",
        ("Empruntez à un proche", "Use another card"),
    ),
    "clock trap": (
        r"reconnai|reconnaî|bonne foi|bonne volonté",
        r"acknowledg|goodwill|admit",
        ("Écrivez que vous reconnaissez la dette", "Pay £1 to show goodwill"),
    ),
    "exploitation": (
        r"dormir|soulag|tranquill|vos enfants",
        r"your children|sleep better|peace of mind",
        ("Malade ? Payez, vous dormirez mieux", "Think of your children"),
    ),
    "jargon": (
        r"déchéance|forclusion|prescri|mise en demeure|exigib|échéanc|mensualité|créanc|débiteur"
        r"|recouvrement|solvab|surendett|susmentionn|moratoire|mandat\b",
        r"acceleration|without prejudice|debtor|creditor|arrears|statute|liabilit|forbearance|settlement"
        r"|default|hereby|pursuant|remit",
        ("déchéance du terme", "forclusion", "acceleration", "without prejudice"),
    ),
}
# FR-07 allows information about rights, and FR-13 forbids to keep quiet about the judge.
ABOUT_RIGHTS = ("utter_rights", "threat")


def classes_in(words: str) -> set[str]:
    plain = re.sub(r"{\w+}", "", words).casefold()
    return {name for name, (french, english, _) in FORBIDDEN.items() if re.search(f"{french}|{english}", plain)}


@pytest.mark.parametrize("name", FORBIDDEN)
def test_the_lexicon_catches_the_examples_of_its_class(name: str) -> None:
    assert [example for example in FORBIDDEN[name][2] if name not in classes_in(example)] == []


def test_no_response_belongs_to_a_forbidden_class() -> None:
    found = {(said.name, name) for said in VARIATIONS for name in classes_in(said.words)}
    assert found - {ABOUT_RIGHTS} == set()
