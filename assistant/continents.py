"""Which countries lie on which continent, by their English names: what "European cities" takes in. Data and one look-up."""

from __future__ import annotations

import re

from ingest.types import Language

_WORDS: dict[str, str] = {
    "Africa": r"\bafrica\w*|非洲",
    "Asia": r"(?<!east )(?<!south )\basian?\b|亚洲",
    "Europe": r"\beurope\w*|欧洲|欧盟国家",
    "North America": r"\bnorth[- ]america\w*|北美",
    "South America": r"\b(?:south|latin)[- ]america\w*|南美|拉美",
    "Oceania": r"\boceania\w*|大洋洲",
}
_PATTERNS = {name: re.compile(pattern, re.IGNORECASE | re.ASCII) for name, pattern in _WORDS.items()}

_COUNTRIES: dict[str, str] = {
    "Africa": "Algeria,Angola,Benin,Botswana,Burkina Faso,Burundi,Cameroon,Cape Verde,Chad,Congo,Djibouti,Egypt,Eritrea,Eswatini,Ethiopia,"
    "Gabon,Gambia,Ghana,Guinea,Ivory Coast,Kenya,Lesotho,Liberia,Libya,Madagascar,Malawi,Mali,Mauritania,Mauritius,Morocco,Mozambique,"
    "Namibia,Niger,Nigeria,Rwanda,Senegal,Seychelles,Sierra Leone,Somalia,South Africa,South Sudan,Sudan,Tanzania,Togo,Tunisia,Uganda,"
    "Zambia,Zimbabwe",
    "Asia": "Afghanistan,Armenia,Azerbaijan,Bahrain,Bangladesh,Bhutan,Brunei,Cambodia,China,Georgia,India,Indonesia,Iran,Iraq,Israel,Japan,"
    "Jordan,Kazakhstan,Kuwait,Kyrgyzstan,Laos,Lebanon,Malaysia,Maldives,Mongolia,Myanmar,Nepal,Oman,Pakistan,Palestine,Philippines,Qatar,"
    "Saudi Arabia,Singapore,Korea,Sri Lanka,Syria,Taiwan,Tajikistan,Thailand,Timor,Turkey,Turkmenistan,United Arab Emirates,Uzbekistan,"
    "Vietnam,Yemen",
    "Europe": "Albania,Andorra,Austria,Belarus,Belgium,Bosnia,Bulgaria,Croatia,Cyprus,Czech Republic,Czechia,Denmark,Estonia,Finland,"
    "France,Germany,Greece,Hungary,Iceland,Ireland,Italy,Kosovo,Latvia,Liechtenstein,Lithuania,Luxembourg,Malta,Moldova,Monaco,Montenegro,"
    "Netherlands,North Macedonia,Norway,Poland,Portugal,Romania,Russia,Serbia,Slovakia,Slovenia,Spain,Sweden,Switzerland,Ukraine,"
    "United Kingdom,UK",
    "North America": "Bahamas,Barbados,Belize,Canada,Costa Rica,Cuba,Dominican Republic,El Salvador,Guatemala,Haiti,Honduras,Jamaica,"
    "Mexico,Nicaragua,Panama,Trinidad,USA,United States",
    "South America": "Argentina,Bolivia,Brazil,Chile,Colombia,Ecuador,Guyana,Paraguay,Peru,Suriname,Uruguay,Venezuela",
    "Oceania": "Australia,Fiji,New Zealand,Papua New Guinea,Samoa,Tonga,Vanuatu",
}
_OWN = {"Africa": ("african",), "Asia": ("asian",), "Europe": ("european",)}  # a row may name the continent itself


_CHINESE = {"Africa": "非洲", "Asia": "亚洲", "Europe": "欧洲", "North America": "北美", "South America": "南美", "Oceania": "大洋洲"}


def continents(text: str, language: Language) -> dict[str, frozenset[str]]:
    """The continents that a text names, each with what a place on it is called: its countries, "european"."""
    return {
        name if language == "en" else _CHINESE[name]: frozenset({*_COUNTRIES[name].split(","), *_OWN.get(name, ())})
        for name, pattern in _PATTERNS.items()
        if pattern.search(text)
    }


def without_continents(text: str) -> str:
    """The text with the names of continents taken out."""
    for pattern in _PATTERNS.values():
        text = pattern.sub(" ", text)
    return text
