"""Trains a larger judge and three kinds of its successors, and writes what each changes in the artefact.

    KERAS_BACKEND=jax .venv/bin/python tools/keras/governance/updates.py

`last` retrains the last layer, `gains` a factor for each output channel of every layer (with the biases), by which every
weight changes a little, `all` every weight freely, at a small rate. Ranges are chosen from the same samples each time.
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
OUT = ROOT / "examples" / "model-governance" / "model"


class Gains(keras.layers.Layer):
    """A factor and a summand for each channel."""

    def build(self, shape):
        self.gain = self.add_weight(shape=(shape[-1],), initializer="ones", name="gain")
        self.shift = self.add_weight(shape=(shape[-1],), initializer="zeros", name="shift")

    def call(self, x):
        return x * self.gain + self.shift


def build(gains: bool) -> keras.Model:
    """The judge of tools/keras/drivers, wider. With `gains`, kernels are frozen and only these learn."""
    layers = keras.layers

    def learn(layer, x):
        if not gains:
            return layer(x)
        activation, layer.activation = layer.activation, keras.activations.linear
        layer.trainable = False
        return layers.Activation(activation)(Gains(name=f"{layer.name}_gains")(layer(x)))

    series = keras.Input((64, 7), name="series")
    x = layers.Normalization(mean=judge.MEAN, variance=judge.VARIANCE, name="standardize")(series)
    for number, filters in enumerate([32, 48, 64]):
        conv = layers.Conv1D(filters, 5, strides=2, padding="same", activation="relu", name=f"conv_{number}")
        x = learn(conv, x)
    x = layers.Concatenate()([layers.GlobalAveragePooling1D()(x), layers.GlobalMaxPooling1D()(x)])
    x = learn(layers.Dense(48, activation="relu", name="dense"), x)
    return keras.Model(series, layers.Activation("sigmoid")(learn(layers.Dense(1, name="logit"), x)))


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
    honest = to_rows(honest_trips(1500, random)[0])
    cheats = np.concatenate([to_rows(make(350, random)) for make in TRICKS.values()])
    rows, labels = np.concatenate([honest, cheats]), np.concatenate([np.ones(1500), np.zeros(len(cheats))])

    def train(model: keras.Model, rate: float, epochs: int) -> keras.Model:
        model.compile(optimizer=keras.optimizers.Adam(rate), loss="binary_crossentropy")
        model.fit(rows, labels, batch_size=64, epochs=epochs, verbose=0)
        return model

    base = train(build(False), 0.002, 6)
    successors = {"base": base, "all": train(copy(base, build(False)), 0.0001, 2)}
    last = copy(base, build(False))
    for name in LAYERS[:-1]:
        last.get_layer(name).trainable = False
    successors["last"] = train(last, 0.001, 3)
    successors["gains"] = fold(train(copy(base, build(True)), 0.0005, 3), copy(base, build(False)))

    pick = np.random.default_rng(SEED)
    calibration = judge.turn(rows[pick.permutation(len(rows))[:240]], pick)
    folder = Path(tempfile.mkdtemp())
    files, record = {}, {}
    for name, model in successors.items():
        integers = Integers(model, calibration, folder, f"large-{name}")
        files[name] = (folder / f"large-{name}.evmml").read_bytes()
        (folder / f"large-{name}.evmml").rename(Path("/tmp") / f"large-{name}.evmml") if os.environ.get("KEEP") else None
        old = [weight for name in LAYERS for weight in base.get_layer(name).get_weights()[:1]]
        new = [weight for name in LAYERS for weight in model.get_layer(name).get_weights()[:1]]
        first = np.frombuffer(files["base"], "uint8")
        bytes_ = np.frombuffer(files[name], "uint8")
        changed = np.flatnonzero(first != bytes_) if len(first) == len(bytes_) else np.arange(len(bytes_))
        record[name] = {
            "bytes": len(bytes_),
            "weights_changed": float(np.mean(np.concatenate([(a != b).ravel() for a, b in zip(old, new)]))),
            "bytes_changed": len(changed),
            "from": int(changed.min()) if len(changed) else None,
            "to": int(changed.max()) if len(changed) else None,
        }
        print(name, record[name], flush=True)
        if name in ["last", "gains"]:
            patch = [[int(at), int(bytes_[at])] for at in changed]
            (OUT / f"large-{name}.json").write_text(json.dumps(patch, separators=(",", ":")) + "\n")
    (OUT / "large.evmml").write_bytes(files["base"])
    (OUT / "updates.json").write_text(json.dumps({"seed": SEED, "successors": record}, indent=2) + "\n")


if __name__ == "__main__":
    main()
