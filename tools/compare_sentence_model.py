#!/usr/bin/env python3
"""Compare gutskin's ranking with the whole sentence model that its word vectors come from, on the same texts.

Purpose
    The matcher's claim is to be right as often as a sentence transformer at a fraction of its cost. This measures it:
    both know the phrasings, names and terms of the same knowledge folder and are asked the same labelled questions.

Usage
    cargo build --release
    python tools/compare_sentence_model.py --knowledge knowledge --questions tests/data/questions.tsv

    Set up as for build_word_vectors.py. Takes some two minutes, nearly all of them for the model.

Method
    A question's score for a topic is the mean cosine of its vector with the topic's nearest texts, one or six, less the
    cosine with the nearest negatives, one or three. gutskin's is the score of its ranking. Left out are questions that
    are to be refused or are emergencies. Printed are, for each matcher: how often a right topic comes first; the area
    under the curve of those against all other questions, off-topic or with a wrong topic first; and how many get a
    right topic where the threshold turns 92 % of the off-topic questions away.
"""

import argparse
import json
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import build_word_vectors as table
import numpy as np

TOPIC_FIELDS = {"title", "aliases", "terms", "phrasings"}
TURNED_AWAY = 0.92
# (nearest texts of a topic, nearest negatives), the mean of each.
NEIGHBOURS = ((1, 1), (6, 3))


def labelled_texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Each text of a topic with the topic's name, each negative with an empty one."""
    for path in sorted(folder.glob("topics/*.toml")):
        for field, text in table.fields_of(tomllib.loads(path.read_text(encoding="utf-8"))):
            if field in TOPIC_FIELDS:
                yield text, path.stem
    for field, text in table.fields_of(tomllib.loads((folder / "silence.toml").read_text(encoding="utf-8"))):
        if field == "negatives":
            yield text, ""


def labelled_questions(path: Path) -> Iterator[tuple[str, set[str]]]:
    """Each question with the topics that are right, none for one that is off topic."""
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        question, expected = line.split("\t")[:2]
        labels = expected.split("|")
        if labels == ["off_topic"]:
            yield question, set()
        elif labels[0].startswith("answer:"):
            yield question, {label.removeprefix("answer:") for label in labels}


def vectors(model: table.Model, texts: list[str]) -> np.ndarray:
    return table.of_length_one(model.embed([model.tokens_of_sentence(table.sentence_of(text)) for text in texts]))


def nearest(cosines: np.ndarray, count: int) -> np.ndarray:
    """By question the mean of its highest cosines."""
    return np.sort(cosines, axis=1)[:, -count:].mean(axis=1)


def of_gutskin(program: Path, knowledge: Path, questions: list[str]) -> tuple[list[str], np.ndarray]:
    """By question the topic that the program ranks first, and its score."""
    command = [program, "ask", "--json", "--explain", "--knowledge", knowledge]
    asked = "".join(question + "\n" for question in questions)
    answered = subprocess.run(command, input=asked, capture_output=True, text=True, check=True).stdout
    rankings = [json.loads(line)["explanation"]["ranking"][:1] for line in answered.splitlines()]
    first = [(best[0]["answer"].split("/")[0], best[0]["score"]) if best else ("", -1.0) for best in rankings]
    return [topic for topic, _ in first], np.array([score for _, score in first])


def report(name: str, topics: list[str], scores: np.ndarray, expected: list[set[str]]) -> None:
    right = np.array([topic in wanted for topic, wanted in zip(topics, expected, strict=True)])
    answerable = np.array([bool(wanted) for wanted in expected])
    above = scores[right][:, None] - scores[~right][None, :]
    area = (above > 0).mean() + (above == 0).mean() / 2
    kept = (scores[right] >= np.quantile(scores[~answerable], TURNED_AWAY)).sum()
    shares = [100 * right.sum() / answerable.sum(), 100 * kept / answerable.sum()]
    print(f"{name:34} right first {shares[0]:5.1f} %   area {area:.4f}   right at 92 % turned away {shares[1]:5.1f} %")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--knowledge", type=Path, required=True, metavar="DIR", help="the knowledge folder")
    parser.add_argument("--questions", type=Path, required=True, metavar="FILE", help="labelled questions, as for `eval`")
    parser.add_argument("--gutskin", type=Path, default=Path("target/release/gutskin"), metavar="PROGRAM")
    options = parser.parse_args()
    texts, labels = zip(*labelled_texts(options.knowledge), strict=True)
    questions, expected = zip(*labelled_questions(options.questions), strict=True)
    print(f"{len(texts)} texts, {len(questions)} questions, {sum(map(bool, expected))} of them with an answer")
    report("gutskin", *of_gutskin(options.gutskin, options.knowledge, questions), expected)

    model = table.Model(table.folder_of(table.MODEL_PACKAGE) / "model")
    cosines = vectors(model, questions) @ vectors(model, texts).T
    labels = np.array(labels)
    topics = sorted(set(labels) - {""})
    for texts_near, negatives_near in NEIGHBOURS:
        by_topic = np.stack([nearest(cosines[:, labels == topic], texts_near) for topic in topics], axis=1)
        scores = by_topic.max(axis=1) - nearest(cosines[:, labels == ""], negatives_near)
        first = [topics[at] for at in by_topic.argmax(axis=1)]
        report(f"sentence model, {texts_near} nearest", first, scores, expected)


if __name__ == "__main__":
    main()
