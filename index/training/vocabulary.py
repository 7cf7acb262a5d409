"""The encoder's tokenizer: a Unigram vocabulary of counted English and Chinese words, so that its segmentation is a dictionary's.

Chinese words are counted with jieba (without its guesses of unknown words); single characters and letter pieces stay as the way
out for what is not a whole word. Nothing here is needed when the program answers.
"""

from __future__ import annotations

import logging
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from multiprocessing import Pool

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

from index.training.data import DOMAIN_WEIGHT, Pair
from ingest.language import CJK

ENGLISH_WORDS = 36_000
CHINESE_WORDS = 34_000
CHARACTERS = 6_000
PIECES = 4_000
LATIN_PENALTY = 12.0  # nats a Latin token costs, so that a word of the vocabulary is never cut ("therein" is not "there", "in")
UNKNOWN = "[UNK]"
_LATIN = re.compile(r"[a-z]+|\d+")
_HAN = re.compile(f"[{CJK}]+")


def segment(sentences: Sequence[str], processes: int = 2) -> list[list[str]]:
    """Each Chinese sentence as jieba's words (dictionary words only, no punctuation), in order."""
    with Pool(processes) as pool:
        return pool.map(_segment_one, sentences, chunksize=5000)


def _segment_one(sentence: str) -> list[str]:
    import jieba

    jieba.setLogLevel(logging.WARNING)
    return [word for run in _HAN.findall(sentence) for word in jieba.cut(run, HMM=False)]


def latin_words(text: str) -> list[str]:
    """Words of letters and runs of digits."""
    return _LATIN.findall(text)


def build(pairs: Sequence[Pair], segmented: Sequence[Sequence[str]], more_chinese: Iterable[Sequence[str]]) -> Tokenizer:
    """The tokenizer: the commonest words of both languages, all characters, and letter pieces for the rest."""
    english: Counter[str] = Counter()
    chinese: Counter[str] = Counter()
    for pair, cut in zip(pairs, segmented, strict=True):
        weight = DOMAIN_WEIGHT if pair.source == "domain" else 1
        for word in latin_words(pair.english) + latin_words(pair.chinese):
            english[word] += weight
        for word in cut:
            chinese[word] += weight
    for cut in more_chinese:
        chinese.update(cut)
    return _tokenizer(_scores(english, chinese))


def _scores(english: Counter[str], chinese: Counter[str]) -> list[tuple[str, float]]:
    characters: Counter[str] = Counter()
    for word, count in chinese.items():
        for character in word:
            characters[character] += count
    kept = dict(_top({w: c for w, c in english.items() if len(w) > 1}, ENGLISH_WORDS))
    kept |= dict(_top({w: c for w, c in chinese.items() if 1 < len(w) <= 8}, CHINESE_WORDS))
    kept |= {character: chinese.get(character, 0) or 1 for character, _ in _top(characters, CHARACTERS)}
    rare = {word: count for word, count in english.items() if word not in kept}
    pieces: Counter[str] = Counter()
    for word, count in rare.items():
        for piece in _letter_pieces(word):
            pieces[piece] += count
    kept |= {piece: 1 for piece, _ in _top({p: c * len(p) for p, c in pieces.items() if p not in kept}, PIECES)}
    kept |= {letter: 1 for letter in "abcdefghijklmnopqrstuvwxyz0123456789" if letter not in kept}
    total = sum(kept.values())
    ranked = sorted(kept.items(), key=lambda item: (-item[1], item[0]))
    return [(UNKNOWN, 0.0), *((word, math.log(count / total) - LATIN_PENALTY * word.isascii()) for word, count in ranked)]


def _letter_pieces(word: str) -> set[str]:
    return {word[start : start + size] for size in (2, 3, 4, 5) for start in range(len(word) - size + 1)}


def _top(counts: dict[str, int] | Counter[str], size: int) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:size]


def _tokenizer(scores: list[tuple[str, float]]) -> Tokenizer:
    tokenizer = Tokenizer(models.Unigram(scores, unk_id=0))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKD(),
            normalizers.Lowercase(),
            normalizers.StripAccents(),
            normalizers.Replace(Regex(rf"[^a-z0-9{_RUST_CJK}]+"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.WhitespaceSplit(),
            pre_tokenizers.Split(Regex(rf"[a-z]+|[0-9]+|[{_RUST_CJK}]+"), behavior="isolated"),
        ]
    )
    return tokenizer


_RUST_CJK = r"\x{3400}-\x{4dbf}\x{4e00}-\x{9fff}\x{f900}-\x{faff}"
