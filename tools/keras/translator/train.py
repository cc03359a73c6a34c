r"""Trains a Transformer that translates English to German, and writes it down with what Keras answers to new combinations.

    python -m venv .venv && .venv/bin/pip install -r tools/keras/translator/requirements.txt
    KERAS_BACKEND=tensorflow .venv/bin/python tools/keras/translator/train.py

The pairs are those of `grammar.py`. The network takes the English text and the German tokens so far (padded with 0), and
gives for each place the scores of the token that comes next: row t hangs on the tokens 0 to t alone. Whoever translates
puts the start token in front, takes the largest score of the last row as the next token, and stops at token 0; so does

    evm-ml convert translator.keras -o translator.evmml --text-bytes 96 --samples sentences.txt \
      --generate german --start "[start]" --vocabulary vocabulary.txt --spaces --stop ""
"""

import argparse
import json
import os
import platform
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras  # noqa: E402
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402
from grammar import MOST_ENGLISH, MOST_GERMAN, Pair, sample  # noqa: E402
from keras import layers, ops  # noqa: E402

SEED = 16
TRAIN, TEST = 250_000, 2_000
SAMPLES = 400
BATCH = 128
EPOCHS = 4
WIDTH, HEADS, HIDDEN, BLOCKS = 64, 4, 128, 2
STOP, START = 0, 1
# The start token and the words in, the words and the stop out.
PLACES = MOST_GERMAN + 1
# Batches hold sentences of about one length: padding teaches nothing.
LENGTHS = (5, 7, 9, PLACES)
OUT = Path(__file__).resolve().parents[3] / "packages/quantized-runtime/fixtures/keras/translator"


def embed(tokens: keras.KerasTensor, words: int, places: int, name: str) -> keras.KerasTensor:
    """Tokens [batch, steps] -> what each is and where it stands, [batch, steps, WIDTH]."""
    place = ops.cumsum(ops.ones_like(tokens), axis=1) - 1
    word = layers.Embedding(words, WIDTH, name=f"{name}_words")(tokens)
    return layers.Add(name=f"{name}_embedded")([word, layers.Embedding(places, WIDTH, name=f"{name}_places")(place)])


def attend(x: keras.KerasTensor, memory: keras.KerasTensor | None, name: str, **how: object) -> keras.KerasTensor:
    """Looks at itself, or at `memory`."""
    y = layers.LayerNormalization(epsilon=1e-5, name=f"{name}_norm")(x)
    attention = layers.MultiHeadAttention(HEADS, WIDTH // HEADS, name=name)
    return layers.Add(name=f"{name}_sum")([x, attention(y, y if memory is None else memory, **how)])


def think(x: keras.KerasTensor, name: str) -> keras.KerasTensor:
    y = layers.LayerNormalization(epsilon=1e-5, name=f"{name}_norm")(x)
    y = layers.Dense(HIDDEN, activation="relu", name=f"{name}_hidden")(y)
    return layers.Add(name=f"{name}_sum")([x, layers.Dense(WIDTH, name=name)(y)])


def scores(english: keras.KerasTensor, german: keras.KerasTensor, sizes: tuple[int, int]) -> keras.KerasTensor:
    """Tokens [batch, S] and [batch, T] -> scores of the next German token [batch, T, sizes[1]]."""
    here = ops.expand_dims(ops.not_equal(english, 0), axis=1)
    x = embed(english, sizes[0], MOST_ENGLISH, "english")
    for block in range(1, BLOCKS + 1):
        x = attend(x, None, f"read_{block}", attention_mask=here)
        x = think(x, f"grasp_{block}")
    memory = layers.LayerNormalization(epsilon=1e-5, name="memory")(x)
    y = embed(german, sizes[1], PLACES, "german")
    for block in range(1, BLOCKS + 1):
        y = attend(y, None, f"recall_{block}", use_causal_mask=True)
        y = attend(y, memory, f"consult_{block}", attention_mask=here)
        y = think(y, f"phrase_{block}")
    y = layers.LayerNormalization(epsilon=1e-5, name="said")(y)
    return layers.Dense(sizes[1], name="next_word")(y)


def build_trained(sizes: tuple[int, int]) -> keras.Model:
    """For training: tokens in, of any length."""
    english, german = (keras.Input((None,), name=name, dtype="int32") for name in ("english", "german"))
    return keras.Model([english, german], scores(english, german, sizes))


def build(words: list[str], pieces: list[str]) -> keras.Model:
    """For use: a text and PLACES tokens in."""
    text = keras.Input((1,), name="english", dtype="string")
    german = keras.Input((PLACES,), name="german", dtype="int32")
    tokens = layers.TextVectorization(
        vocabulary=words, standardize="lower_and_strip_punctuation", output_sequence_length=MOST_ENGLISH, name="tokens"
    )(text)
    return keras.Model([text, german], scores(tokens, german, (len(words) + 2, len(pieces))), name="translator")


class Data:
    """Pairs as tokens."""

    def __init__(self, pairs: list[Pair], words: list[str], pieces: list[str]) -> None:
        word = {text: index + 2 for index, text in enumerate(words)}
        piece = {text: index for index, text in enumerate(pieces)}
        self.english = np.zeros((len(pairs), MOST_ENGLISH), np.int32)
        self.next = np.zeros((len(pairs), PLACES), np.int32)
        for row, pair in enumerate(pairs):
            left = [word[text] for text in pair.english.split()]
            right = [piece[text] for text in pair.german.split()]
            self.english[row, : len(left)] = left
            self.next[row, : len(right)] = right
        self.german = np.zeros_like(self.next)
        self.german[:, 0], self.german[:, 1:] = START, self.next[:, :-1]
        self.lengths = np.maximum((self.english > 0).sum(axis=1), (self.next > 0).sum(axis=1) + 1)

    def batches(self, rng: np.random.Generator) -> Iterator[tuple[int, np.ndarray]]:
        """The length and the rows of each batch of one epoch."""
        shorter = 0
        batches = []
        for length in LENGTHS:
            rows = rng.permutation(np.flatnonzero((self.lengths > shorter) & (self.lengths <= length)))
            batches += [(length, rows[at : at + BATCH]) for at in range(0, len(rows) - BATCH + 1, BATCH)]
            shorter = length
        for index in rng.permutation(len(batches)):
            yield batches[index]


def train(data: Data, sizes: tuple[int, int], epochs: int) -> keras.Model:
    model = build_trained(sizes)
    steps = epochs * len(list(data.batches(np.random.default_rng(0))))
    warm = steps // 20
    schedule = keras.optimizers.schedules.CosineDecay(1e-4, steps - warm, warmup_target=3e-3, warmup_steps=warm, alpha=0.001)
    model.compile(
        optimizer=keras.optimizers.Adam(schedule, beta_2=0.98, clipnorm=1.0),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        jit_compile=True,
    )
    rng = np.random.default_rng(SEED)
    for epoch in range(1, epochs + 1):
        # Batch by batch: `fit` would feed TensorFlow through a generator, which takes longer than the network.
        losses = []
        for length, rows in data.batches(rng):
            english, german = data.english[rows, : min(length, MOST_ENGLISH)], data.german[rows, :length]
            # What it returns is the mean since the metrics were reset.
            losses.append(float(model.train_on_batch([english, german], data.next[rows, :length])))
            if len(losses) % 200 == 0:
                print(f"epoch {epoch}, batch {len(losses)}: mean loss {losses[-1]:.4f}", flush=True)
                model.reset_metrics()
    return model


def translate(model: keras.Model, texts: list[str]) -> np.ndarray:
    """The tokens that follow one another when each is the most likely: [texts, PLACES]."""
    english = tf.constant([[text] for text in texts])
    said = np.zeros((len(texts), PLACES + 1), np.int32)
    said[:, 0] = START
    going = np.ones(len(texts), bool)
    for place in range(PLACES):
        best = np.asarray(model([english, tf.constant(said[:, :PLACES])]))[:, place].argmax(axis=-1)
        going &= best != STOP
        said[:, place + 1] = np.where(going, best, STOP)
    return said[:, 1:]


def samples(data: Data, pairs: list[Pair]) -> dict[str, list]:
    """What the network meets in use, by input: texts, and German up to somewhere."""
    rng = np.random.default_rng(SEED)
    rows = rng.choice(len(pairs), SAMPLES, replace=False)
    german = data.german[rows]
    known = 1 + rng.integers(0, (data.next[rows] > 0).sum(axis=1) + 1)
    german[np.arange(PLACES) >= known[:, None]] = STOP
    return {"english": [pairs[row].english for row in rows], "german": german.tolist()}


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--train", type=int, default=TRAIN)
    arguments.add_argument("--epochs", type=int, default=EPOCHS)
    arguments.add_argument("--out", type=Path, default=OUT)
    given = arguments.parse_args()
    keras.utils.set_random_seed(SEED)
    pairs, held = sample(SEED, given.train, TEST)
    words, pieces = (
        [word for word, _ in Counter(word for pair in pairs for word in getattr(pair, side).split()).most_common()]
        for side in ("english", "german")
    )
    pieces = ["", "[start]", *pieces]
    start = time.monotonic()
    data = Data(pairs, words, pieces)
    trained = train(data, (len(words) + 2, len(pieces)), given.epochs)
    minutes = (time.monotonic() - start) / 60

    model = build(words, pieces)
    model.set_weights(trained.get_weights())
    tokens = translate(model, [pair.english for pair in held])
    answers = [" ".join(pieces[token] for token in row if token != STOP) for row in tokens]
    exact = float(np.mean([answer == pair.german for answer, pair in zip(answers, held, strict=True)]))

    out = given.out
    out.mkdir(parents=True, exist_ok=True)
    model.save(out / "translator.keras")
    (out / "vocabulary.txt").write_text("\n".join(pieces) + "\n")
    met = samples(data, pairs)
    (out / "samples.json").write_text(json.dumps(met) + "\n")
    (out / "sentences.txt").write_text("".join(f"{text}\n" for text in met["english"]))
    provenance = {
        "script": "tools/keras/translator/train.py", "seed": SEED, "train": len(pairs), "test": len(held),
        "epochs": given.epochs, "exact": exact, "parameters": model.count_params(), "python": platform.python_version(),
        "keras": keras.__version__, "tensorflow": tf.__version__, "numpy": np.__version__,
    }  # fmt: skip
    lines = ",\n    ".join(
        json.dumps([pair.english, pair.german, answer], ensure_ascii=False) for pair, answer in zip(held, answers, strict=True)
    )
    (out / "answers.json").write_text(f'{{\n  "provenance": {json.dumps(provenance)},\n  "answers": [\n    {lines}\n  ]\n}}\n')
    print(f"exact on {len(held)} sentences: {exact:.4f}; {model.count_params()} parameters; {minutes:.1f} minutes")
    for pair, answer in zip(held, answers, strict=True):
        if answer != pair.german:
            print(f"{pair.english}: {answer}, not {pair.german}")


if __name__ == "__main__":
    main()
