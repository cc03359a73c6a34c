"""Makes small untrained networks that tell the next token, with what Keras generates with each of them.

    python -m venv .venv && .venv/bin/pip install -r tools/keras/requirements.txt
    KERAS_BACKEND=tensorflow .venv/bin/python tools/keras/make_generating_fixtures.py

The ways in which people write them: encoder and decoder of attention, a decoder alone, GRUs with attention between them.
Weights are random, and wide enough that answers differ.
"""

import json
import os
import platform
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras  # noqa: E402
import numpy as np  # noqa: E402
from keras import layers  # noqa: E402

OUT = Path(__file__).resolve().parents[2] / "packages/quantized-runtime/fixtures/keras/generating"
SOURCE, PLACES, WORDS, WIDTH, HEADS = 6, 7, 11, 16, 2
START = 1
# Tokens that some answers have and some do not.
STOPS = {"transformer": 3, "decoder": 2, "recurrent": 7}
EXAMPLES = 24


def with_places(x, name: str):
    """Projects with a bias of its own for each place."""
    return layers.EinsumDense("btd,de->bte", output_shape=(x.shape[1], WIDTH), bias_axes="te", name=name)(x)


def block(x, memory, name: str, causal: bool):
    """Pre-norm attention, attention to memory where there is one, and two dense layers."""
    y = layers.LayerNormalization(name=f"{name}_norm_1")(x)
    own = layers.MultiHeadAttention(HEADS, WIDTH // HEADS, name=f"{name}_attention")
    x = layers.Add(name=f"{name}_add_1")([x, own(y, y, use_causal_mask=causal)])
    if memory is not None:
        y = layers.LayerNormalization(name=f"{name}_norm_2")(x)
        across = layers.MultiHeadAttention(HEADS, WIDTH // HEADS, name=f"{name}_across")
        x = layers.Add(name=f"{name}_add_2")([x, across(y, memory)])
    y = layers.LayerNormalization(name=f"{name}_norm_3")(x)
    y = layers.Dense(2 * WIDTH, activation="relu", name=f"{name}_wide")(y)
    return layers.Add(name=f"{name}_add_3")([x, layers.Dense(WIDTH, name=f"{name}_narrow")(y)])


def transformer() -> keras.Model:
    source = keras.Input((SOURCE,), dtype="int32", name="source")
    tokens = keras.Input((PLACES,), dtype="int32", name="tokens")
    x = layers.Embedding(WORDS, WIDTH, name="source_words")(source)
    x = with_places(x, "source_places")
    memory = layers.LayerNormalization(name="memory")(block(x, None, "encoder", causal=False))
    y = layers.Embedding(WORDS, WIDTH, name="words")(tokens)
    y = with_places(y, "places")
    for index in range(2):
        y = block(y, memory, f"decoder_{index + 1}", causal=True)
    y = layers.LayerNormalization(name="last_norm")(y)
    return keras.Model([source, tokens], layers.Dense(WORDS, activation="softmax", name="next")(y), name="transformer")


def decoder() -> keras.Model:
    """A decoder alone: only tokens so far go in. The number beside them is there for want of anything else to ask."""
    mood = keras.Input((1,), name="mood")
    tokens = keras.Input((PLACES,), dtype="int32", name="tokens")
    y = layers.Embedding(WORDS, WIDTH, name="words")(tokens)
    y = with_places(y, "places")
    y = layers.Add(name="mooded")([y, layers.Reshape((1, WIDTH), name="as_row")(layers.Dense(WIDTH, name="mood_wide")(mood))])
    y = block(y, None, "decoder", causal=True)
    return keras.Model([mood, tokens], layers.Dense(WORDS, name="next")(y), name="decoder")


def recurrent() -> keras.Model:
    source = keras.Input((SOURCE,), dtype="int32", name="source")
    tokens = keras.Input((PLACES,), dtype="int32", name="tokens")
    x = layers.Embedding(WORDS, WIDTH, name="source_words")(source)
    memory, state = layers.GRU(WIDTH, return_sequences=True, return_state=True, name="encoder")(x)
    y = layers.Embedding(WORDS, WIDTH, name="words")(tokens)
    y = layers.GRU(WIDTH, return_sequences=True, name="decoder")(y, initial_state=state)
    y = layers.Concatenate(name="beside")([y, layers.Attention(name="attention")([y, memory])])
    return keras.Model([source, tokens], layers.Dense(WORDS, name="next")(y), name="recurrent")


def answer(model: keras.Model, given: np.ndarray, stop: int) -> np.ndarray:
    """Greedy: the likeliest token at each place, given all before it; `stop` to the end behind the first."""
    tokens = np.zeros((len(given), PLACES + 1), dtype="int32")
    tokens[:, 0] = START
    stopped = np.zeros(len(given), dtype=bool)
    for place in range(PLACES):
        scores = np.asarray(model([given, tokens[:, :PLACES]]))[:, place]
        tokens[:, place + 1] = np.where(stopped, stop, scores.argmax(axis=-1))
        stopped |= tokens[:, place + 1] == stop
    return tokens[:, 1:]


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    generator = np.random.default_rng(16)
    cases = {}
    for make in (transformer, decoder, recurrent):
        keras.utils.set_random_seed(16)
        model = make()
        for weight in model.weights:
            if weight.path.endswith(("kernel", "embeddings", "bias")):
                weight.assign(generator.normal(0, 2.2 / np.sqrt(WIDTH), weight.shape))
        if make is decoder:
            given = generator.normal(0, 1, (EXAMPLES, 1)).astype("float32")
        else:
            given = generator.integers(0, WORDS, (EXAMPLES, SOURCE)).astype("int32")
        model.save(OUT / f"{model.name}.keras")
        stop = STOPS[model.name]
        cases[model.name] = {"stop": stop, "given": given.tolist(), "answers": answer(model, given, stop).tolist()}
    provenance = {
        "script": "tools/keras/make_generating_fixtures.py", "start": START,
        "python": platform.python_version(), "keras": keras.__version__, "numpy": np.__version__,
    }  # fmt: skip
    (OUT / "answers.json").write_text(json.dumps({"provenance": provenance, **cases}) + "\n")
    for name, case in cases.items():
        print(name, case["answers"][:6])


if __name__ == "__main__":
    main()
