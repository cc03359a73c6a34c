"""Fixtures of the layers that look words up, which Keras runs with TensorFlow only.

    KERAS_BACKEND=tensorflow python tools/keras/make_text_fixtures.py     (pip install tensorflow-cpu==2.21.0)

The inputs that are kept are the indices that each layer gives, since that is what a network's input takes.
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
sys.path.insert(0, str(Path(__file__).resolve().parent))

import keras  # noqa: E402
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402
from cases import Family, randomize  # noqa: E402
from keras import layers  # noqa: E402

WORDS = np.array([["red", "pear", "blue"], ["green", "red", "red"], ["plum", "blue", "green"]])
NUMBERS = np.array([[10, 7, 30], [20, 20, 10], [30, 99, 20]])
TEXTS = np.array([["a red apple"], ["blue, blue sky!"], ["nothing known here at all"]])


class TextFamily(Family):
    def add_text(self, case, tail, data, lookup, dtype="string", indices=None):
        """`lookup` in front of `tail`; `indices` is the same lookup giving plain indices."""
        model = keras.Sequential([keras.Input(data.shape[1:], name="x", dtype=dtype), lookup, *tail])
        randomize(model, self.rng)
        given = tf.constant(data)
        outputs = np.asarray(model(given))
        found = np.asarray((indices or lookup)(given)).astype("float32")
        self.keep(case, model, {"x": found}, [outputs])


def add_cases(family):
    add = family.add_text
    colours = ["red", "green", "blue"]
    lookup = layers.StringLookup(vocabulary=colours)
    add("string_lookup", [layers.Embedding(4, 2)], WORDS, lookup)
    add("string_lookup_masked", [layers.Embedding(5, 2)], WORDS, layers.StringLookup(vocabulary=colours, mask_token=""))
    for mode in ("one_hot", "multi_hot", "count"):
        add(f"string_lookup_{mode}", [layers.Dense(2)], WORDS, layers.StringLookup(vocabulary=colours, output_mode=mode), indices=lookup)
    numbers = layers.IntegerLookup(vocabulary=[10, 20, 30], num_oov_indices=2)
    add("integer_lookup", [layers.Embedding(5, 2)], NUMBERS, numbers, "int64")
    multi = layers.IntegerLookup(vocabulary=[10, 20, 30], num_oov_indices=2, output_mode="multi_hot")
    add("integer_lookup_multi_hot", [], NUMBERS, multi, "int64", numbers)
    hashing = layers.Hashing(6)
    add("hashing", [layers.Embedding(6, 2)], WORDS, hashing)
    add("hashing_one_hot", [], WORDS, layers.Hashing(6, output_mode="one_hot"), indices=hashing)
    vocabulary = ["red", "blue", "sky", "apple"]
    add("text", [layers.Embedding(6, 2, mask_zero=True), layers.LSTM(2)], TEXTS, layers.TextVectorization(vocabulary=vocabulary, output_sequence_length=4))
    for mode in ("multi_hot", "count"):
        add(f"text_{mode}", [layers.Dense(2)], TEXTS, layers.TextVectorization(vocabulary=vocabulary, output_mode=mode))


if __name__ == "__main__":
    family = TextFamily("text")
    add_cases(family)
    family.write()
