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


def token_value(shape, **more):
    return {"shape": list(shape), "type": "i32", "scale": 1.0, "zero": 0, **more}


def texts_out(m, profile):
    """Pieces of one to four bytes a character, empty ones among them; tokens with the stop at the front, inside, nowhere."""
    words = ["", "[UNK]", *sorted({w for s in SENTENCES for w in s.split()})]
    chars = sorted({c for s in SENTENCES for c in s})
    for fn in ("joined", "words"):
        for which, vocabulary in (("words", words), ("characters", chars), ("one", ["é"]), ("some empty", ["", "a", "", "\0"])):
            for count in (1, 3, 12):
                encoded = [piece.encode() for piece in vocabulary]
                ends = np.cumsum([len(piece) for piece in encoded])
                longest = max(len(piece) for piece in encoded)
                stop = int(m.rng.integers(0, len(vocabulary) + 1))
                tokens = ints(m.rng.integers(0, len(vocabulary), size=(2, count)))
                if count == 3:
                    tokens[0, 0] = min(stop, len(vocabulary) - 1)
                tensors = {"pieces": ("u8", ints(list(b"".join(encoded)))), "ends": ("i32", ints(ends.tolist()))}
                length = count * longest + (count - 1 if fn == "words" else 0)
                ins = [token_value([count], limit=len(vocabulary))]
                outs = [{"shape": [length], "type": "u8", "scale": 1.0, "zero": 0}]
                m.add(f"detokenize {fn} of {which}, {count} tokens, stop {stop}", profile, {"op": "detokenize", "fn": fn, "stop": stop}, ins, outs, tensors, data=[tokens])


def largest(m, profile):
    """Rows with ties, whose ends are over-represented; in f32 NaN, infinities and both zeros among them."""
    for shape in ((1,), (2,), (7,), (3, 5), (2, 2, 33), (4, 1), (130,)):
        outs = [token_value(shape[:-1])]
        if profile == "f32":
            ins = [{"shape": list(shape), "type": "f32", "scale": 1.0, "zero": 0}]
            m.add(f"argmax {shape}", {"op": "argmax"}, ins, outs, special=0.3)
        else:
            m.add(f"argmax {shape}", profile, {"op": "argmax"}, m.values(profile, shape), outs)
