"""Trains a network that spells numbers, text in and text out, with what Keras answers to numbers that it never saw.

    python -m venv .venv && .venv/bin/pip install -r tools/keras/spelling/requirements.txt
    KERAS_BACKEND=tensorflow .venv/bin/python tools/keras/spelling/train.py

"4017" becomes "four thousand seventeen". The numbers are 0 to 9999; four fifths of them train, one fifth tests and takes
no part in training. Keras runs layers of strings with TensorFlow only.
"""

import json
import os
import platform
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras  # noqa: E402
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402
from keras import layers  # noqa: E402

SEED = 16
NUMBERS = 10_000
TEST = 2_000
EPOCHS = 60
STEPS = 6
SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
# The first one ends a text.
VOCABULARY = ["", *SMALL, *TENS, "hundred", "thousand"]
OUT = Path(__file__).resolve().parents[3] / "packages/quantized-runtime/fixtures/keras/spelling"


def spell(number: int) -> list[str]:
    if number >= 1000:
        return [*spell(number // 1000), "thousand", *(spell(number % 1000) if number % 1000 else [])]
    if number >= 100:
        return [SMALL[number // 100], "hundred", *(spell(number % 100) if number % 100 else [])]
    if number >= 20:
        return [TENS[number // 10 - 2], *([SMALL[number % 10]] if number % 10 else [])]
    return [SMALL[number]]


def build() -> keras.Model:
    """A text of digits -> the probabilities of each word of the vocabulary, for each of STEPS words."""
    return keras.Sequential(
        [
            keras.Input((1,), name="number", dtype="string"),
            layers.TextVectorization(
                vocabulary=list("0123456789"), standardize=None, split="character", output_sequence_length=4, name="digits"
            ),
            layers.Embedding(12, 8, name="embedding"),
            layers.Flatten(name="flatten"),
            layers.Dense(96, activation="relu", name="hidden_1"),
            layers.Dense(96, activation="relu", name="hidden_2"),
            layers.Dense(STEPS * len(VOCABULARY), name="scores"),
            layers.Reshape((STEPS, len(VOCABULARY)), name="steps"),
            layers.Softmax(name="words"),
        ],
        name="spelling",
    )


def main() -> None:
    keras.utils.set_random_seed(SEED)
    place = {word: index for index, word in enumerate(VOCABULARY)}
    words = [spell(number) for number in range(NUMBERS)]
    wanted = np.array([[place[w] for w in own] + [0] * (STEPS - len(own)) for own in words])
    texts = np.array([[str(number)] for number in range(NUMBERS)], dtype=object)
    order = np.random.default_rng(SEED).permutation(NUMBERS)
    test, train = np.sort(order[:TEST]), np.sort(order[TEST:])

    model = build()
    schedule = keras.optimizers.schedules.CosineDecay(0.004, EPOCHS * len(train) // 64)
    model.compile(optimizer=keras.optimizers.Adam(schedule), loss="sparse_categorical_crossentropy")
    data = tf.data.Dataset.from_tensor_slices((tf.constant(texts[train].astype(str)), wanted[train]))
    model.fit(data.shuffle(len(train), seed=SEED).batch(64), epochs=EPOCHS, verbose=2)
    outputs = np.asarray(model(tf.constant(texts[test].astype(str))))
    tokens = outputs.argmax(axis=-1)
    exact = float(np.mean(np.all(tokens == wanted[test], axis=1)))

    def text(row: np.ndarray) -> str:
        stop = list(row).index(0) if 0 in row else len(row)
        return " ".join(VOCABULARY[t] for t in row[:stop])

    OUT.mkdir(parents=True, exist_ok=True)
    # A copy without the optimizer, which takes twice as many bytes as the weights.
    copy = build()
    copy.set_weights(model.get_weights())
    copy.save(OUT / "spelling.keras")
    (OUT / "vocabulary.txt").write_text("\n".join(VOCABULARY) + "\n")
    provenance = {
        "script": "tools/keras/spelling/train.py", "seed": SEED, "train": len(train), "test": len(test),
        "exact": exact, "python": platform.python_version(), "keras": keras.__version__,
        "tensorflow": tf.__version__, "numpy": np.__version__,
    }  # fmt: skip
    answers = ",\n    ".join(json.dumps([str(number), text(row)]) for number, row in zip(test.tolist(), tokens, strict=True))
    (OUT / "answers.json").write_text(f'{{\n  "provenance": {json.dumps(provenance)},\n  "answers": [\n    {answers}\n  ]\n}}\n')
    print(f"exact on {len(test)} numbers never seen: {exact:.4f}; {model.count_params()} parameters")


if __name__ == "__main__":
    main()
