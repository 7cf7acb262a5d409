"""Tiny transformers with random weights, saved to a folder as people save theirs: the real loading code meets a real model."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer, models, pre_tokenizers, processors

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789: "


def bi_encoder(folder: Path, texts: Iterable[str]) -> Path:
    """A sentence-transformers model of two layers whose tokens are the characters of the texts, for at most 48 of them."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertModel

    _save(folder / "plain", texts, BertModel, layers=2)
    transformer = Transformer(str(folder / "plain"), max_seq_length=48)
    SentenceTransformer(modules=[transformer, Pooling(32)], device="cpu").save(str(folder / "saved"), create_model_card=False)
    return folder / "saved"


def cross_encoder(folder: Path, texts: Iterable[str], *, outputs: int = 1, longest: int = 512) -> Path:
    """A cross-encoder of one layer whose tokens are the characters of the texts."""
    from transformers import BertForSequenceClassification

    return _save(folder, texts, BertForSequenceClassification, layers=1, outputs=outputs, longest=longest)


def _save(folder: Path, texts: Iterable[str], kind: Any, *, layers: int, outputs: int = 2, longest: int = 64) -> Path:
    import torch
    from transformers import BertConfig, PreTrainedTokenizerFast

    vocabulary = {name: place for place, name in enumerate([*SPECIAL, *sorted(set("".join(texts).lower()) | set(LETTERS))])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    torch.manual_seed(0)
    shape = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=layers,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=longest,
        num_labels=outputs,
    )
    kind(shape).save_pretrained(folder)
    names = dict(zip(("pad_token", "unk_token", "cls_token", "sep_token"), SPECIAL, strict=True))
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, **names).save_pretrained(folder)
    return folder
