"""The optional cross-encoder, on a tiny one made here with random weights."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from index.rerank import EncoderError, load_reranker
from tests.models import cross_encoder

TEXTS = ["Cities adapt to floods.", "城市适应洪水。", "2015年 Bonn 大会"]


@pytest.fixture(name="tiny", scope="module")
def _tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return cross_encoder(tmp_path_factory.mktemp("cross"), TEXTS, outputs=1, longest=96)


@pytest.mark.parametrize("question", ["Which cities?", "哪些城市？", "2015年 Bonn?"])
def test_one_score_a_passage_and_the_same_again(tiny: Path, question: str) -> None:
    reranker = load_reranker(str(tiny), device="cpu", maximum_length=64)
    scores = reranker.scores(question, TEXTS)
    assert scores.dtype == np.float32
    assert scores.shape == (3,)
    assert len(set(scores.tolist())) == 3
    assert np.allclose(scores[::-1], reranker.scores(question, TEXTS[::-1]), atol=1e-5)
    assert reranker.scores(question, []).shape == (0,)


def test_fingerprint_names_the_model(tiny: Path) -> None:
    assert load_reranker(str(tiny), device="cpu").fingerprint.startswith(f"{tiny} sha256=")


def test_model_with_several_outputs_is_no_reranker(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="no reranker"):
        load_reranker(str(cross_encoder(tmp_path, TEXTS, outputs=3, longest=96)), device="cpu").scores("city", TEXTS)


def test_folder_with_code_is_refused(tiny: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(tiny, tmp_path / "copy")
    (folder / "own.py").write_text("")
    with pytest.raises(EncoderError, match="holds code"):
        load_reranker(str(folder))


def test_hub_name_without_cache_says_what_to_do() -> None:
    with pytest.raises(EncoderError, match="allow the network once"):
        load_reranker("nobody/no-such-reranker")
