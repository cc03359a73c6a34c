"""Networks that take strings, with what Keras answers to texts. Keras runs these layers with TensorFlow only.

    KERAS_BACKEND=tensorflow python tools/keras/make_string_fixtures.py     (pip install tensorflow-cpu==2.21.0)

The cases lie apart from those of make_text_fixtures.py, whose inputs are the indices that a layer gives: here texts go
in. `texts` holds for each example the strings of the network's inputs.
"""

import base64
import io
import json
import os
import sys
import tempfile
import zipfile
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras  # noqa: E402
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402
from keras import layers  # noqa: E402

FOLDER = Path(__file__).resolve().parents[2] / "packages/quantized-runtime/fixtures/keras/strings/networks.zip"
TEXTS = [
    "a red apple", "blue, BLUE sky!", "nothing known here at all", "", "   ", "Red\tsky\nat\x0bnight\x0cor\rnot", "don't re-d",
    "sky" * 8, "an APPLE a day... (red)", "rot ROT Äpfel äpfel", "日本 sky 👍", "red\u00a0sky", "[UNK] red", "a\x00b red",
]  # fmt: skip
WORDS = ["red", "blue", "sky", "apple", "äpfel", "日本", "dont", "ab"]


def save(archive, name, model, texts):
    rng = np.random.default_rng(len(name))
    for weight in model.trainable_weights:
        weight.assign(rng.standard_normal(weight.shape).astype("float32"))
    columns = list(zip(*texts, strict=True)) if isinstance(texts[0], tuple) else [texts]
    given = [tf.constant([[t] for t in column]) for column in columns]
    outputs = np.asarray(model(given if len(given) > 1 else given[0]))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.keras"
        model.save(path)
        archive.writestr(zipfile.ZipInfo(f"{name}.keras"), path.read_bytes())
    case = {
        "texts": [list(t) if isinstance(t, tuple) else [t] for t in texts],
        "outputs": base64.b64encode(outputs.astype("<f4").tobytes()).decode(),
    }
    archive.writestr(zipfile.ZipInfo(f"{name}.json"), json.dumps(case))


def sequence(lookup, *tail):
    return keras.Sequential([keras.Input((1,), name="text", dtype="string"), lookup, *tail])


def main():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for standardize in (None, "lower", "strip_punctuation", "lower_and_strip_punctuation"):
            lookup = layers.TextVectorization(vocabulary=WORDS, standardize=standardize, output_sequence_length=5)
            save(archive, f"words_{standardize}", sequence(lookup, layers.Embedding(10, 3, mask_zero=True), layers.LSTM(3)), TEXTS)
        adapted = layers.TextVectorization(output_sequence_length=6, max_tokens=12)
        adapted.adapt(TEXTS)
        save(archive, "adapted", sequence(adapted, layers.Embedding(12, 2), layers.Flatten(), layers.Dense(2)), TEXTS)
        letters = layers.TextVectorization(vocabulary=list("abcders Ä日\t"), split="character", standardize=None, output_sequence_length=9)
        save(archive, "characters", sequence(letters, layers.Embedding(13, 2), layers.Flatten()), TEXTS)
        whole = layers.TextVectorization(vocabulary=["red sky", "rot", "blue blue sky"], split=None, output_sequence_length=2)
        save(archive, "whole", sequence(whole, layers.Embedding(5, 2), layers.Flatten()), [*TEXTS, "Red sky", "rot"])
        for mode in ("multi_hot", "count"):
            save(archive, mode, sequence(layers.TextVectorization(vocabulary=WORDS, output_mode=mode), layers.Dense(2)), TEXTS)
            padded = layers.TextVectorization(output_mode=mode, max_tokens=20, pad_to_max_tokens=True)
            padded.adapt(TEXTS[:3])
            save(archive, f"{mode}_padded", sequence(padded, layers.Dense(2)), TEXTS)
        colours, sizes = ["red", "green", "blau größer"], ["S", "M", ""]
        pairs = [("red", "S"), ("Red", "M"), ("", ""), ("blau größer", "L"), (" red", "s"), ("green", "M")]
        inputs = [keras.Input((1,), name=n, dtype="string") for n in ("colour", "size")]
        first = layers.Flatten()(layers.Embedding(4, 2)(layers.StringLookup(vocabulary=colours)(inputs[0])))
        second = layers.StringLookup(vocabulary=sizes, output_mode="one_hot")(inputs[1])
        save(archive, "lookups", keras.Model(inputs, layers.Dense(2)(layers.Concatenate()([first, second]))), pairs)
        masked = layers.StringLookup(vocabulary=colours, mask_token="S")
        save(archive, "masked", sequence(masked, layers.Embedding(5, 2), layers.Flatten()), ["red", "S", "", "x", "green"])
        hot = layers.StringLookup(vocabulary=colours, mask_token="S", output_mode="multi_hot")
        save(archive, "masked_multi_hot", sequence(hot), ["red", "S", "", "x", "green"])
    FOLDER.write_bytes(buffer.getvalue())
    print(f"{FOLDER.name}: {len(buffer.getvalue())} bytes, Keras {keras.__version__}, TensorFlow {tf.__version__}", file=sys.stderr)


main()
