"""Trains a larger judge and three kinds of its successors, and writes what each changes in the artefact.

    KERAS_BACKEND=jax .venv/bin/python tools/keras/governance/updates.py

`last` retrains the last layer, `gains` a factor for each output channel of every layer (with the biases), by which every
weight changes a little, `all` every weight freely, at a small rate. Ranges are chosen from the same samples each time.

Real numbers of a program take as many bytes as they need, and what lies behind them moves with them, by eight bytes at a
time: then no chunk is the same. So a successor's output has a name that is just as much longer or shorter.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")
ROOT = Path(__file__).resolve().parents[3]
sys.path.append(str(ROOT / "tools" / "keras" / "drivers"))

import keras  # noqa: E402
import numpy as np  # noqa: E402

import judge  # noqa: E402
from integers import Integers  # noqa: E402
from tricks import TRICKS  # noqa: E402
from trips import honest_trips, to_rows  # noqa: E402

SEED = 16
HONEST = 600
CHUNK = 24_575
OUT = ROOT / "examples" / "model-governance" / "model"


class Gains(keras.layers.Layer):
    """A factor and a summand for each channel."""

    def build(self, shape):
        self.gain = self.add_weight(shape=(shape[-1],), initializer="ones", name="gain")
        self.shift = self.add_weight(shape=(shape[-1],), initializer="zeros", name="shift")

    def call(self, x):
        return x * self.gain + self.shift


NAME = 48


def build(gains: bool, name: int = NAME) -> keras.Model:
    """
    The judge of tools/keras/drivers, wider. With `gains`, kernels are frozen and only these learn. `name` is how many
    characters its output's name has.
    """
    layers = keras.layers

    def learn(layer, x):
        if not gains:
            return layer(x)
        activation, layer.activation = layer.activation, keras.activations.linear
        layer.trainable = False
        return layers.Activation(activation)(Gains(name=f"{layer.name}_gains")(layer(x)))

    series = keras.Input((64, 7), name="series")
    x = layers.Normalization(mean=judge.MEAN, variance=judge.VARIANCE, name="standardize")(series)
    for number, filters in enumerate([64, 96, 128]):
        conv = layers.Conv1D(filters, 5, strides=2, padding="same", activation="relu", name=f"conv_{number}")
        x = learn(conv, x)
    x = layers.Concatenate()([layers.GlobalAveragePooling1D()(x), layers.GlobalMaxPooling1D()(x)])
    x = learn(layers.Dense(96, activation="relu", name="dense"), x)
    return keras.Model(series, layers.Activation("sigmoid", name="honest".ljust(name, "_"))(learn(layers.Dense(1, name="logit"), x)))


LAYERS = ["conv_0", "conv_1", "conv_2", "dense", "logit"]


def copy(source: keras.Model, target: keras.Model) -> keras.Model:
    for name in LAYERS:
        target.get_layer(name).set_weights(source.get_layer(name).get_weights())
    return target


def fold(tuned: keras.Model, base: keras.Model) -> keras.Model:
    """The gains as weights of the layers that they stand behind."""
    for name in LAYERS:
        kernel, bias = base.get_layer(name).get_weights()
        gain, shift = tuned.get_layer(f"{name}_gains").get_weights()
        base.get_layer(name).set_weights([kernel * gain, bias * gain + shift])
    return base


def main() -> None:
    random = np.random.default_rng(SEED)
    keras.utils.set_random_seed(SEED)
    honest = to_rows(honest_trips(HONEST, random)[0])
    cheats = np.concatenate([to_rows(make(HONEST // 4, random)) for make in TRICKS.values()])
    rows, labels = np.concatenate([honest, cheats]), np.concatenate([np.ones(HONEST), np.zeros(len(cheats))])

    def train(model: keras.Model, rate: float, epochs: int) -> keras.Model:
        model.compile(optimizer=keras.optimizers.Adam(rate), loss="binary_crossentropy")
        model.fit(rows, labels, batch_size=64, epochs=epochs, verbose=0)
        return model

    base = train(build(False), 0.002, 4)
    successors = {"base": base, "all": train(copy(base, build(False)), 0.0001, 2)}
    last = copy(base, build(False))
    for name in LAYERS[:-1]:
        last.get_layer(name).trainable = False
    successors["last"] = train(last, 0.001, 3)
    successors["gains"] = fold(train(copy(base, build(True)), 0.0005, 3), copy(base, build(False)))

    pick = np.random.default_rng(SEED)
    calibration = judge.turn(rows[pick.permutation(len(rows))[:240]], pick)
    folder = Path(tempfile.mkdtemp())

    def convert(model: keras.Model) -> bytes:
        Integers(model, calibration, folder, "large")
        return (folder / "large.evmml").read_bytes()

    files, record = {}, {}
    for name, model in successors.items():
        plain = convert(model)
        # Eight bytes more or less may bring a real number with them: once is not always enough.
        slack = NAME
        files[name] = plain
        for _ in range(4):
            if name == "base" or len(files[name]) == len(files["base"]):
                break
            slack += len(files["base"]) - len(files[name])
            files[name] = convert(copy(model, build(False, slack)))
        old = [weight for name in LAYERS for weight in base.get_layer(name).get_weights()[:1]]
        new = [weight for name in LAYERS for weight in model.get_layer(name).get_weights()[:1]]
        first = np.frombuffer(files["base"], "uint8")
        bytes_ = np.frombuffer(files[name], "uint8")
        changed = np.flatnonzero(first != bytes_) if len(first) == len(bytes_) else np.arange(len(bytes_))
        record[name] = {
            "bytes": len(bytes_),
            "bytes_without_slack": len(plain),
            "weights_changed": float(np.mean(np.concatenate([(a != b).ravel() for a, b in zip(old, new)]))),
            "bytes_changed": len(changed),
            # Offsets in the artefact; of chunks their numbers, from 0.
            "between": [int(changed.min()), int(changed.max())] if len(changed) else None,
            "chunks_changed": np.unique(changed // CHUNK).tolist(),
        }
        print(name, record[name], flush=True)
        if name == "last":
            patch = [[int(at), int(bytes_[at])] for at in changed]
            (OUT / f"large-{name}.json").write_text(json.dumps(patch, separators=(",", ":")) + "\n")
    (OUT / "large.evmml").write_bytes(files["base"])
    (OUT / "updates.json").write_text(json.dumps({"seed": SEED, "successors": record}, indent=2) + "\n")


if __name__ == "__main__":
    main()
