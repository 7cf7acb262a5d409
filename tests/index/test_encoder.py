"""Encoders: the bundled one, any sentence-transformers folder (a tiny one made here), and folders that are refused."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from index.encoder import MODEL, BundledEncoder, Encoder, EncoderError, load_encoder
from index.late import LateInteraction
from tests.models import bi_encoder

ROOT = Path(__file__).parents[2]
SENTENCES = [
    "Resilient cities adapt to floods.",
    "韧性城市适应洪水。",
    "2015年 Bonn 的 Resilient Cities 大会 (ICLEI), Medellín’s 3,000 people — therein!",
    "陸特和漢斯雷頓開創了哪一地區",
]


@pytest.fixture(name="bundled", scope="module")
def _bundled() -> BundledEncoder:
    return BundledEncoder.load()


# ---------------------------------------------------------------- bundled


@pytest.mark.parametrize("text", SENTENCES)
def test_vectors_are_unit_and_the_same_alone_or_in_a_batch(bundled: BundledEncoder, text: str) -> None:
    alone, batch = bundled.encode_questions([text]), bundled.encode_passages([*SENTENCES, text] * 300)
    assert alone.dtype == np.float32
    assert alone.shape == (1, bundled.dimension)
    assert np.linalg.norm(alone) == pytest.approx(1, abs=1e-5)
    assert np.allclose(alone[0], batch[len(SENTENCES)], atol=1e-6)


@pytest.mark.parametrize("text", ["", "   ", "。，！", "🙂"])
def test_text_without_words_is_all_zeros(bundled: BundledEncoder, text: str) -> None:
    assert not bundled.encode_passages([text]).any()


def test_no_texts(bundled: BundledEncoder) -> None:
    assert bundled.encode_passages([]).shape == (0, bundled.dimension)


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("Which cities are resilient to floods?", "面对洪水具有韧性的城市", "博物馆展出意大利绘画"),
        ("哪些城市能抵御洪水？", "Cities that withstand floods", "The museum shows Italian paintings"),
        ("气候变化适应", "adaptation to climate change", "a swimming school for children"),
        ("培训 subsystem", "training in the sub-systems 培训", "grammar of an old language"),
    ],
)
def test_meaning_crosses_languages(bundled: BundledEncoder, question: str, right: str, wrong: str) -> None:
    asked = bundled.encode_questions([question])[0]
    near, far = bundled.encode_passages([right, wrong]) @ asked
    assert near > far + 0.1


@pytest.mark.parametrize("text", SENTENCES)
def test_tokens_are_those_of_the_tokenizer(bundled: BundledEncoder, text: str) -> None:
    from ingest.words import normalise

    whole = Tokenizer.from_file(str(MODEL / "tokenizer.json")).encode(normalise(text), add_special_tokens=False).ids
    assert sorted(bundled.tokens([text])[0]) == sorted(whole)


def test_traditional_characters_and_case_do_not_matter(bundled: BundledEncoder) -> None:
    first, second, third, fourth = bundled.encode_questions(["韌性城市", "韧性城市", "MEDELLÍN", "medellin"])
    assert np.array_equal(first, second)
    assert np.array_equal(third, fourth)


def test_same_folder_in_sentence_transformers(bundled: BundledEncoder) -> None:
    from ingest.words import normalise

    other = load_encoder(str(MODEL))
    assert np.allclose(other.encode_passages([normalise(text) for text in SENTENCES]), bundled.encode_passages(SENTENCES), atol=1e-5)


def test_deterministic_across_processes(bundled: BundledEncoder) -> None:
    code = f"from index.encoder import load_encoder; print(load_encoder().encode_questions({SENTENCES!r}).tobytes().hex())"
    fresh = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout.strip()
    assert fresh == bundled.encode_questions(SENTENCES).tobytes().hex()


def test_loading_imports_no_framework() -> None:
    code = (
        "import sys; from index.encoder import load_encoder; load_encoder().encode_questions(['城市 city'])\n"
        "from index.lexicon import Lexicon; Lexicon.load(); from index import fuse, late, rerank\n"
        "print([m for m in ('torch', 'transformers', 'sentence_transformers', 'llama_index', 'chromadb', 'scipy') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout.strip() == "[]"


def test_size_in_the_repository() -> None:
    assert sum(path.stat().st_size for path in MODEL.iterdir()) <= 32 * 1024 * 1024


def test_fast_enough_on_any_machine(bundled: BundledEncoder) -> None:
    passage = " ".join(["Resilient cities adapt their streets and water systems to floods and heat waves"] * 8)
    bundled.encode_passages([passage])
    begun = time.process_time()
    bundled.encode_passages([passage] * 1000)
    assert 1000 / (time.process_time() - begun) > 1000  # the target is 5,000; a fifth of it leaves room for slow machines


def test_fingerprint_follows_the_content(bundled: BundledEncoder, tmp_path: Path) -> None:
    copy = shutil.copytree(MODEL, tmp_path / "model")
    assert BundledEncoder.load(copy).fingerprint == bundled.fingerprint
    tokenizer = (copy / "tokenizer.json").read_text("utf-8")
    changed = shutil.copytree(MODEL, tmp_path / "changed")
    (changed / "tokenizer.json").write_text(tokenizer + "\n", "utf-8")
    assert BundledEncoder.load(changed).fingerprint != bundled.fingerprint
    assert str(bundled.dimension) in bundled.fingerprint


@pytest.mark.parametrize(("name", "content"), [("model.safetensors", b"broken"), ("tokenizer.json", b"{"), ("model.safetensors", None)])
def test_damaged_bundle_says_what_to_do(tmp_path: Path, name: str, content: bytes | None) -> None:
    copy = shutil.copytree(MODEL, tmp_path / "model")
    (copy / name).unlink()
    if content is not None:
        (copy / name).write_bytes(content)
    with pytest.raises(EncoderError, match="install the program again"):
        BundledEncoder.load(copy)


# ---------------------------------------------------------------- late interaction


@pytest.mark.parametrize(
    ("question", "best"),
    [("Who stores rain water?", 0), ("谁储存雨水？", 0), ("drought insurance", 1), ("旱灾保险 insurance", 1)],
)
@pytest.mark.parametrize(
    "texts", [("Rotterdam stores rain water.", "Insurance pays after a drought."), ("鹿特丹储存雨水。", "旱灾之后保险赔付。")]
)
def test_late_interaction_finds_the_words(bundled: BundledEncoder, question: str, best: int, texts: tuple[str, str]) -> None:
    scores = LateInteraction(bundled).scores(question, texts)
    assert int(scores.argmax()) == best
    assert scores.min() >= 0
    assert scores.max() <= 1 + 1e-5


def test_late_interaction_of_a_passage_with_itself_is_one(bundled: BundledEncoder) -> None:
    late = LateInteraction(bundled)
    assert late.scores(SENTENCES[0], [SENTENCES[0], "", "。"]).tolist() == pytest.approx([1, 0, 0], abs=1e-5)
    assert late.scores("", SENTENCES).tolist() == [0] * len(SENTENCES)
    assert late.scores("rain", []).tolist() == []


# ---------------------------------------------------------------- any other


@pytest.fixture(name="tiny", scope="module")
def _tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bi_encoder(tmp_path_factory.mktemp("tiny"), SENTENCES)


@pytest.mark.parametrize("text", SENTENCES)
def test_any_model_by_path(tiny: Path, text: str) -> None:
    encoder = load_encoder(str(tiny), device="cpu")
    vectors = encoder.encode_passages([text, SENTENCES[0]])
    assert vectors.dtype == np.float32
    assert vectors.shape == (2, 32) == (2, encoder.dimension)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1], abs=1e-5)
    assert np.array_equal(encoder.encode_passages([text])[0], load_encoder(str(tiny), device="cpu").encode_passages([text])[0])
    assert encoder.encode_passages([]).shape == (0, 32)


def test_prompts_reach_the_model(tiny: Path) -> None:
    encoder = load_encoder(str(tiny), device="cpu", question_prompt="query: ", passage_prompt="passage: ")
    plain = load_encoder(str(tiny), device="cpu")
    assert np.allclose(encoder.encode_questions(["城市"]), plain.encode_passages(["query: 城市"]), atol=1e-5)
    assert np.allclose(encoder.encode_passages(["城市"]), plain.encode_passages(["passage: 城市"]), atol=1e-5)


def test_normalisation_and_length_can_be_chosen(tiny: Path) -> None:
    plain = load_encoder(str(tiny), device="cpu", normalise=False)
    assert abs(float(np.linalg.norm(plain.encode_passages(["city"]))) - 1) > 0.05
    short = load_encoder(str(tiny), device="cpu", maximum_length=4)
    assert np.allclose(short.encode_passages(["city of floods"]), short.encode_passages(["city hall"]), atol=1e-5)


def test_each_option_that_changes_vectors_changes_the_fingerprint(tiny: Path) -> None:
    def fingerprint(encoder: Encoder) -> str:
        return encoder.fingerprint

    options: list[dict[str, object]] = [
        {},
        {"question_prompt": "q: "},
        {"passage_prompt": "p: "},
        {"normalise": False},
        {"maximum_length": 9},
    ]
    found = [fingerprint(load_encoder(str(tiny), device="cpu", **chosen)) for chosen in options]  # type: ignore[arg-type]
    assert len(set(found)) == len(options)
    assert fingerprint(load_encoder(str(tiny), device="cpu", batch_size=2)) == found[0]


# ---------------------------------------------------------------- refused


def _with_code(folder: Path) -> None:
    (folder / "modeling.py").write_text(f"open({str(folder / 'canary')!r}, 'w')")


def _with_pickle(folder: Path) -> None:
    (folder / "pytorch_model.bin").write_bytes(b"\x80\x04.")


def _with_auto_map(folder: Path) -> None:
    settings = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(settings | {"auto_map": {"AutoModel": "modeling.Own"}}))


def _with_attention(folder: Path) -> None:
    settings = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(settings | {"text": {"_attn_implementation": "someone/kernel"}}))


def _with_foreign_module(folder: Path) -> None:
    modules = json.loads((folder / "modules.json").read_text())
    (folder / "modules.json").write_text(json.dumps([modules[0] | {"type": "modeling.Own"}, *modules[1:]]))


def _with_outside_path(folder: Path) -> None:
    modules = json.loads((folder / "modules.json").read_text())
    (folder / "modules.json").write_text(json.dumps([modules[0] | {"path": "../elsewhere"}, *modules[1:]]))


def _without_weights(folder: Path) -> None:
    (folder / "model.safetensors").unlink()


def _with_broken_settings(folder: Path) -> None:
    (folder / "modules.json").write_text("[")


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (_with_code, "holds code"),
        (_with_pickle, "pickled weights"),
        (_with_auto_map, "auto_map"),
        (_with_attention, "foreign attention"),
        (_with_foreign_module, "foreign code"),
        (_with_outside_path, "outside the folder"),
        (_without_weights, "no .safetensors"),
        (_with_broken_settings, "not readable JSON"),
    ],
)
def test_folders_that_could_run_code_are_refused(tiny: Path, tmp_path: Path, spoil: object, reason: str) -> None:
    folder = shutil.copytree(tiny, tmp_path / "spoiled")
    assert callable(spoil)
    spoil(folder)
    with pytest.raises(EncoderError, match=reason):
        load_encoder(str(folder))
    assert not (folder / "canary").exists()


def test_folder_that_is_no_model(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"nothing")
    with pytest.raises(EncoderError, match="cannot be opened"):
        load_encoder(str(tmp_path), device="cpu")


@pytest.mark.parametrize("name", ["./no/such/folder", "/no/such/folder", "bundle", "a/b/c"])
def test_missing_folder_says_what_to_give(name: str) -> None:
    with pytest.raises(EncoderError, match="give the path"):
        load_encoder(name)


def test_hub_name_without_network_or_cache_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    code = (
        "from index.encoder import load_encoder, EncoderError\ntry: load_encoder('BAAI/bge-m3')\nexcept EncoderError as error: print(error)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout.strip()
    assert said.startswith("The model BAAI/bge-m3 is not on this machine; allow the network once")
    assert said.count(". ") == 0
