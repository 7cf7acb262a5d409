"""Sentences of the article by what they are good for in a draft: places, and words one of which the sentence holds; data only."""

from __future__ import annotations

from collections.abc import Mapping

from ingest.types import Language

ANCHORS: dict[str, tuple[tuple[str, ...], Mapping[Language, tuple[str, ...]]]] = {
    "disasters": (("section 1",), {"en": ("natural disasters",), "zh": ("自然灾害",)}),
    "china": (("section 4",), {"en": ("flexible",), "zh": ("灵活",)}),
    "developing": (("section 4",), {"en": ("developing countries", "developing and transitioning"), "zh": ("发展中国家",)}),
    "scales": (
        ("section 4",),
        {"en": ("community, local, regional",), "zh": ("社区、地方、区域、国家",)},
    ),
    "communities": (
        ("section 4",),
        {"en": ("govern themselves", "community governance"), "zh": ("社区自发治理", "社区治理")},
    ),
    "nation": (("section 3.1",), {"en": ("leadership role",), "zh": ("引领作用",)}),
    "insuring": (("table 1 note",), {"en": ("insurance", "insuring"), "zh": ("城市保险",)}),
    "funds": (("section 3.3",), {"en": ("financial literacy",), "zh": ("金融素养",)}),
    "levels": (("section 3.3",), {"en": ("four levels", "multi-level"), "zh": ("四个层级", "多层级政府治理")}),
    "vulnerable": (("section 3.3",), {"en": ("vulnerable groups",), "zh": ("弱势群体",)}),
    "nature": (
        ("section 3.3",),
        {"en": ("restore, protect", "restor"), "zh": ("生物多样性的恢复", "恢复、保护和管理")},
    ),
    "circular": (("section 3.3",), {"en": ("circular economy based", "circular economy that"), "zh": ("生态型资源",)}),
    "risk_areas": (("section 3.2",), {"en": ("high risk", "high-risk"), "zh": ("高风险",)}),
    "cyber": (("section 3.1",), {"en": ("ability of communication",), "zh": ("通信技术系统",)}),
    "transparent": (("section 3.3",), {"en": ("transparent",), "zh": ("透明",)}),
    "privacy": (("section 3.3",), {"en": ("cybersecurity", "cyber security"), "zh": ("网络安全",)}),
    "limits": (("section 3.3",), {"en": ("limits and", "limitations"), "zh": ("局限",)}),
    "tracking": (("section 1",), {"en": ("track",), "zh": ("追踪", "跟踪")}),
}
