"""Texts and the tables that make tokens of them: languages, edges of UTF-8, vocabularies of near and far words."""

import numpy as np

from integer_ops import ints

SENTENCES = [
    "", " ", "The quick brown fox", "  two   spaces ", "Wo sind die Schlüssel?", "naïve café", "日本語 テキスト", "👍🏽 ok 👍",
    "a b c d e f g h i j k l m n o p", "don't stop - me. NOW!", "\x00nul\tand\nlines", "aaaa aaab aaa aa a",
]  # fmt: skip
PUNCTUATION = b"!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~'"


def byte_table(lower, strip, spaces):
    """Lower case of ASCII; 0xff drops punctuation; white space becomes a space."""
    table = list(range(256))
    for byte in range(128):
        if lower and 0x41 <= byte <= 0x5A:
            table[byte] = byte + 0x20
        if strip and byte in PUNCTUATION:
            table[byte] = 0xFF
        if spaces and byte in b"\t\n\v\f\r":
            table[byte] = 0x20
    return table


def word_list(words):
    return [byte for word in sorted(words) for byte in (*word, 0xFF)]


def texts(m, profile):
    chars = {c.encode() for s in SENTENCES for c in s}
    words = {w for s in SENTENCES for w in s.lower().encode().split()}
    near = {b"a" * n for n in range(1, 5)} | {b"aaab", b"b", bytes([0xFE]), bytes([0x80]), b"\x00nul"}
    for fn in ("words", "characters", "whole"):
        for which, vocabulary in (("words", words), ("characters", chars), ("near", near), ("one", {b"the"})):
            for size, length in ((64, 12), (30, 3), (1, 1), (5, 9)):
                lower, strip, spaces = m.rng.integers(0, 2, 3)
                given = [s.encode()[:size] for s in m.rng.choice(np.array(SENTENCES, dtype=object), 2)]
                # Bytes that are no UTF-8 are in no text that comes in: the last character may be cut, so it is left out.
                given = [g.decode(errors="ignore").encode() for g in given]
                x = ints([list(g) + [0xFF] * (size - len(g)) for g in given])
                ids = m.rng.permutation(len(vocabulary) + 2) + (0 if which != "one" else 2**24 - 2)
                tensors = {
                    "bytes": ("u8", ints(byte_table(lower, strip, spaces))),
                    "vocabulary": ("u8", ints(word_list(vocabulary))),
                    "ids": ("i32", ints([int(i) for i in ids[2:]])),
                }
                node = {"op": "tokenize", "fn": fn, "unknown": int(ids[0]), "padding": int(ids[1])}
                ins = [{"shape": [size], "type": "u8", "scale": 1.0, "zero": 0, "text": True}]
                outs = [{"shape": [length], "type": "i32", "scale": 1.0, "zero": 0}]
                m.add(f"tokenize {fn} by {which}, {size} to {length}", profile, node, ins, outs, tensors, data=[x])
