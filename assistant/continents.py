"""Which countries lie on which continent or part of one, by their English names: what "Nordic cities" takes in. Data and one look-up."""

from __future__ import annotations

import re

from ingest.types import Language

_WORDS: dict[str, str] = {  # the parts first: "Southeast Asian" is not Asian at large
    "Southeast Asia": r"\bsouth-?\s?east(?:ern)? asian?\b|\basean\b|东南亚",
    "South Asia": r"\bsouth(?:ern)? asian?\b|南亚",
    "East Asia": r"(?<!ICLEI )\b(?:north-?\s?)?east(?:ern)? asian?\b(?! secretariat| office)|东北亚|(?<!宜可城)(?<!宜可诚)东亚(?!秘书处|清洁|办公室)",
    "Central Asia": r"\bcentral asian?\b|中亚",
    "Middle East": r"\bmiddle[- ]east\w*|\bwest(?:ern)? asian?\b|\bnear east\w*|\barab (?:world|countr\w+|states?)|中东|西亚|阿拉伯国家",
    "Northern Europe": r"\bnordic\b|\bscandinavia\w*|\bnorth(?:ern)? europe\w*|北欧",
    "Southern Europe": r"\bsouth(?:ern)? europe\w*|\biberia\w*|\bmediterranean\b|南欧|地中海",
    "Eastern Europe": r"\b(?:central and )?east(?:ern)? europe\w*|东欧|中东欧",
    "Western Europe": r"\bwest(?:ern)? europe\w*|西欧",
    "East Africa": r"\beast(?:ern)? africa\w*|东非",
    "West Africa": r"\bwest(?:ern)? africa\w*|西非",
    "North Africa": r"\bnorth(?:ern)? africa\w*|\bmaghreb\b|北非",
    "Southern Africa": r"\bsouthern africa\w*|非洲南部",
    "Sub-Saharan Africa": r"\bsub-?saharan(?: africa\w*)?|撒哈拉以南(?:的)?(?:非洲)?",
    "North America": r"\bnorth[- ]america\w*|北美洲?",
    "South America": r"\b(?:south|latin)[- ]america\w*|南美洲?|拉美|拉丁美洲",
    "the Americas": r"\bthe americas\b|美洲",
    "Africa": r"\bafrica\w*|非洲",
    "Asia": r"(?<!east )(?<!south )\basian?\b|亚洲",
    "Europe": r"\beurope\w*|欧洲|欧盟国家",
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
_PARTS: dict[str, str] = {
    "Southeast Asia": "Brunei,Cambodia,Indonesia,Laos,Malaysia,Myanmar,Philippines,Singapore,Thailand,Timor,Vietnam",
    "South Asia": "Afghanistan,Bangladesh,Bhutan,India,Maldives,Nepal,Pakistan,Sri Lanka",
    "East Asia": "China,Japan,Korea,Mongolia,Taiwan",
    "Central Asia": "Kazakhstan,Kyrgyzstan,Tajikistan,Turkmenistan,Uzbekistan",
    "Middle East": "Bahrain,Cyprus,Egypt,Iran,Iraq,Israel,Jordan,Kuwait,Lebanon,Oman,Palestine,Qatar,Saudi Arabia,Syria,Turkey,"
    "United Arab Emirates,Yemen",
    "Northern Europe": "Denmark,Finland,Iceland,Norway,Sweden",
    "Southern Europe": "Albania,Bosnia,Croatia,Cyprus,Greece,Italy,Malta,Montenegro,Portugal,Serbia,Slovenia,Spain",
    "Eastern Europe": "Belarus,Bulgaria,Czech Republic,Czechia,Hungary,Moldova,Poland,Romania,Russia,Slovakia,Ukraine",
    "Western Europe": "Austria,Belgium,France,Germany,Ireland,Liechtenstein,Luxembourg,Monaco,Netherlands,Switzerland,United Kingdom,UK",
    "East Africa": "Burundi,Djibouti,Eritrea,Ethiopia,Kenya,Madagascar,Malawi,Mauritius,Mozambique,Rwanda,Seychelles,Somalia,South Sudan,"
    "Tanzania,Uganda,Zambia,Zimbabwe",
    "West Africa": "Benin,Burkina Faso,Cape Verde,Gambia,Ghana,Guinea,Ivory Coast,Liberia,Mali,Mauritania,Niger,Nigeria,Senegal,"
    "Sierra Leone,Togo",
    "North Africa": "Algeria,Egypt,Libya,Morocco,Sudan,Tunisia",
    "Southern Africa": "Botswana,Eswatini,Lesotho,Namibia,South Africa",
}
_COUNTRIES.update(_PARTS)
_COUNTRIES["Sub-Saharan Africa"] = ",".join(name for name in _COUNTRIES["Africa"].split(",") if name not in _PARTS["North Africa"])
_COUNTRIES["the Americas"] = f"{_COUNTRIES['North America']},{_COUNTRIES['South America']}"
_OWN = {"Africa": ("african",), "Asia": ("asian",), "Europe": ("european",), "South Asia": ("south asia",)}  # a row may name it itself


_CHINESE = {
    "Africa": "非洲",
    "Asia": "亚洲",
    "Europe": "欧洲",
    "North America": "北美",
    "South America": "南美",
    "Oceania": "大洋洲",
    "the Americas": "美洲",
    "Southeast Asia": "东南亚",
    "South Asia": "南亚",
    "East Asia": "东亚",
    "Central Asia": "中亚",
    "Middle East": "中东",
    "Northern Europe": "北欧",
    "Southern Europe": "南欧",
    "Eastern Europe": "东欧",
    "Western Europe": "西欧",
    "East Africa": "东非",
    "West Africa": "西非",
    "North Africa": "北非",
    "Southern Africa": "南部非洲",
    "Sub-Saharan Africa": "撒哈拉以南非洲",
}


def continents(text: str, language: Language) -> dict[str, frozenset[str]]:
    """The continents and parts of them that a text names, each with what a place there is called: its countries, "european"."""
    found: dict[str, frozenset[str]] = {}
    for name, pattern in _PATTERNS.items():
        rest = pattern.sub(" ", text)
        if rest != text:
            found[name if language == "en" else _CHINESE[name]] = frozenset({*_COUNTRIES[name].split(","), *_OWN.get(name, ())})
        text = rest
    return found


def without_continents(text: str) -> str:
    """The text with the names of continents and their parts taken out."""
    for pattern in _PATTERNS.values():
        text = pattern.sub(" ", text)
    return text
