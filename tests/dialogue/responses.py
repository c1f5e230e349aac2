"""The responses of the domain as they stand in their files, and values to fill them with."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

DOMAIN = Path(__file__).parents[2] / "bot" / "domain"
LANGUAGES = ("fr", "en")
LISTS = ("budget", "components", "dates", "details", "payments", "plans")


@dataclass(frozen=True)
class Variation:
    """One response in one language."""

    file: str
    name: str
    language: str
    text: str
    buttons: tuple[dict[str, str], ...]

    def __str__(self) -> str:
        return f"{self.name}-{self.language}"

    @property
    def placeholders(self) -> set[str]:
        payloads = [button["payload"] for button in self.buttons]
        return set(re.findall(r"{(\w+)}", "\n".join([self.text, *payloads])))

    @property
    def filled(self) -> str:
        return re.sub(r"{(\w+)}", lambda found: SAMPLES[self.language][found[1]], self.text)

    @property
    def prose(self) -> str:
        """The filled text without lists of figures, which no formula for prose can judge."""
        return replace(self, text=re.sub(f"{{({'|'.join(LISTS)})}}", "", self.text)).filled

    @property
    def words(self) -> str:
        """Everything of ours that the debtor reads: the text and the titles of its buttons."""
        return "\n".join([self.text, *(button["title"] for button in self.buttons)])


def _as_written() -> dict[str, dict[str, list[dict[str, Any]]]]:
    files = sorted((DOMAIN / "responses").glob("*.yml"))
    return {file.stem: YAML(typ="safe").load(file.read_text("utf-8"))["responses"] for file in files}


AS_WRITTEN = _as_written()
VARIATIONS = [
    Variation(file, name, one["condition"][0]["value"], one["text"], tuple(one.get("buttons", ())))
    for file, responses in AS_WRITTEN.items()
    for name, variations in responses.items()
    for one in variations
    if one.get("condition")
]

# Long values of each kind: twelve dates in a message, as many payments as any account of the portfolio has.
SAMPLES = {
    "fr": {
        "amount": "1\u202f234,56\u00a0€",
        "budget": (
            "– revenus du foyer\u00a0: 1\u202f850,00\u00a0€\n– autres dettes\u00a0: 150,00\u00a0€\n"
            "– dépenses essentielles\u00a0: 1\u202f400,00\u00a0€\n"
            "– minimum pour 2\u00a0adultes et 3\u00a0enfants\u00a0: 1\u202f955,09\u00a0€"
        ),
        "components": "– montant de départ\u00a0: 1\u202f034,56\u00a0€\n– intérêts\u00a0: 150,00\u00a0€",
        "contract": "626270110",
        "count": "12",
        "creditor": "Harrow & Lane Stores",
        "date": "23 septembre 2027",
        "dates": "\n".join(["12. 23 septembre 2027\u00a0: 1\u202f234,56\u00a0€"] * 12),
        "details": "– IBAN\u00a0: FR76 3000 6000 0112 3456 7890 189",
        "due": "23 septembre 2025",
        "first_due_days": "30",
        "skipped_months": "2\u00a0mois",
        "balance": "1\u202f234,56\u00a0€",
        "discount": "123,45\u00a0€",
        "first_percent": "20 %",
        "frequencies": "par semaine, toutes les deux semaines ou par mois",
        "interest": "123,45\u00a0€",
        "left": "1\u202f234,56\u00a0€",
        "letter": "L2301-00001",
        "letter_date": "27 janvier 2026",
        "link": "https://espace.credileo.example/p/CRE-26-813237",
        "phone": "01 99 00 12 34",
        "privacy": "https://rivage.example/privacy?lang=fr",
        "max_instalments": "36",
        "max_months": "18",
        "mediator": "Médiateur des communications électroniques",
        "min_instalment": "25,00\u00a0€ toutes les deux semaines",
        "name": "Mme Marie-Antoinette Desrosiers",
        "office": "Cabinet Rivage",
        "opened": "23 septembre 2022",
        "origin": "Régularisation annuelle d'électricité",
        "paid": "3",
        "payee": "Voltéa Énergie – Recouvrement",
        "payments": "\n".join(["– 23 septembre 2026\u00a0: 1\u202f234,56\u00a0€ (prélèvement)"] * 5),
        "plan": "12 paiements de 1\u202f234,56\u00a0€, un toutes les deux semaines, à partir du 23 septembre 2027",
        "plans": "\n".join(
            ["1. 12 paiements de 34,56\u00a0€, un toutes les deux semaines, à partir du 1er mai 2027"] * 3
        ),
        "reference": "VOL-26-813237",
        "said": "D’après Voltéa Énergie, il reste 219,67\u00a0€ à payer.",
        "total": "1\u202f234,56\u00a0€",
        "when": "mercredi 23 septembre 2026 à 9\u00a0h\u00a030",
    },
    "en": {
        "amount": "£1,234.56",
        "budget": (
            "– household income: £1,850.00\n– other debts: £150.00\n– essential costs: £1,400.00\n"
            "– minimum for 2 adults and 3 children: £1,722.61"
        ),
        "components": "– original amount: £1,034.56\n– interest: £150.00",
        "contract": "626270110",
        "count": "12",
        "creditor": "Harrow & Lane Stores",
        "date": "23 September 2027",
        "dates": "\n".join(["12. 23 September 2027: £1,234.56"] * 12),
        "details": "– sort code: 20-00-00\n– account number: 55779911",
        "due": "23 September 2025",
        "first_due_days": "30",
        "skipped_months": "2 months",
        "balance": "£1,234.56",
        "discount": "£123.45",
        "first_percent": "20%",
        "frequencies": "a week, every two weeks or a month",
        "interest": "£123.45",
        "left": "£1,234.56",
        "letter": "L2301-00001",
        "letter_date": "27 January 2026",
        "link": "https://pay.harrowlane.example/HLS-26-813237",
        "phone": "+33 1 99 00 12 34",
        "privacy": "https://rivage.example/privacy?lang=en",
        "max_instalments": "104",
        "max_months": "24",
        "mediator": "Financial Ombudsman Service",
        "min_instalment": "£10.00 every two weeks",
        "name": "Ms Mary-Antonia Featherstone",
        "office": "Cabinet Rivage",
        "opened": "23 September 2022",
        "origin": "Sofa finance agreement",
        "paid": "3",
        "payee": "Harrow & Lane Collections",
        "payments": "\n".join(["– 23 September 2026: £1,234.56 (bank transfer)"] * 5),
        "plan": "12 payments of £1,234.56, one every two weeks, from 23 September 2027",
        "plans": "\n".join(["1. 12 payments of £34.56, one every two weeks, from 1 May 2027"] * 3),
        "reference": "HLS-26-813237",
        "said": "According to Harrow & Lane Stores, there is £219.67 left to pay.",
        "total": "£1,234.56",
        "when": "Wednesday 23 September 2026 at 9:30\u00a0am",
    },
}
