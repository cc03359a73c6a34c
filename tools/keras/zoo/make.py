"""Makes the networks that people bring: the families of keras.applications and what the examples of keras.io build, with
random weights that behave like trained ones or trained here, and Keras's own outputs for examples that the quantizer never sees.

    KERAS_BACKEND=jax python tools/keras/zoo/make.py FOLDER [network ...]

Kernels are drawn as He et al. do; batch normalizations hold the statistics of the data that run through them; the last
layer is fitted to the classes that the examples are drawn from. FOLDER then holds for each network NAME.keras,
NAME.samples.npy, NAME.test.npy (one row an example, its inputs one after another), NAME.labels.npy, NAME.outputs.npy and
NAME.json. What is there is kept.
"""

import json
import os
import sys
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")
sys.path.insert(0, str(Path(__file__).resolve().parent))

import keras  # noqa: E402
import numpy as np  # noqa: E402
from applications import NETWORKS as APPLICATIONS  # noqa: E402
from pictures import NETWORKS as PICTURES  # noqa: E402
from sequences import NETWORKS as SEQUENCES  # noqa: E402
from trained import TRAINED  # noqa: E402

DRAWN = {**APPLICATIONS, **PICTURES, **SEQUENCES}

FITTED, SAMPLES, TEST = 192, 64, 64
SEED = 11
#: What the outputs before softmax should be for the right class.
MARGIN = 8.0
#: Mean of what normalizations add. Positive, so that most numbers pass their relu: networks of many random layers that
#: cut half of everything away forget their input and blow up rounding, as no trained network does.
BETA = 0.7


def layers_of(model):
    """Every layer, those of nested networks too."""
    for layer in model.layers:
        yield layer
        if hasattr(layer, "layers"):
            yield from layers_of(layer)


def batch_normalizations(model):
    return [layer for layer in layers_of(model) if isinstance(layer, keras.layers.BatchNormalization)]


def draw_weights(model, rng):
    owned = {weight.path for layer in batch_normalizations(model) for weight in layer.trainable_variables}
    for weight in model.trainable_variables:
        name, shape = weight.path.rsplit("/", 1)[-1], weight.shape
        if name in ("kernel", "pointwise_kernel", "depthwise_kernel") and len(shape) > 1:
            depthwise = "depthwise" in weight.path and name != "pointwise_kernel"
            rows = int(np.prod(shape[:2])) if depthwise else int(np.prod(shape[:-1]))
            weight.assign(rng.normal(0, np.sqrt(2 / rows), shape).astype("float32"))
        elif name == "gamma" and weight.path in owned:
            weight.assign(rng.uniform(0.3, 0.9, shape).astype("float32"))
        elif name == "beta" and weight.path in owned:
            weight.assign(rng.normal(BETA, 0.3, shape).astype("float32"))
        elif name == "gamma":
            weight.assign((np.asarray(weight) * rng.uniform(0.6, 1.4, shape)).astype("float32"))
        elif name in ("beta", "bias") and "lstm" not in weight.path and "gru" not in weight.path:
            weight.assign(rng.normal(0, 0.1, shape).astype("float32"))


def settle_statistics(model, inputs):
    """Runs the data through in training mode, every batch normalization keeping what it saw."""
    found = batch_normalizations(model)
    if not found:
        return
    momenta = [layer.momentum for layer in found]
    for layer in found:
        layer.momentum = 0.0
    model(inputs, training=True)
    for layer, momentum in zip(found, momenta):
        layer.momentum = momentum


def heads(model):
    """The layers that give the outputs before softmax: dense ones, or convolutions of one pixel."""
    for output in model.outputs:
        layer = output._keras_history.operation
        while isinstance(layer, (keras.layers.Activation, keras.layers.Reshape, keras.layers.Flatten)):
            layer = layer.input._keras_history.operation
        if isinstance(layer, (keras.layers.Dense, keras.layers.Conv2D)):
            yield layer


def fit_head(layer, features, labels):
    """Least squares, regularized, from the last features to the classes: what training would end with."""
    mean, spread = features.mean(axis=0), max(features.std(), 1e-6)
    centred = (features - mean) / spread
    kernel, bias = layer.get_weights()
    target = MARGIN * (np.eye(bias.size)[labels % bias.size] - 1 / bias.size)
    gram = centred.T @ centred + 0.3 * len(labels) * np.eye(centred.shape[1])
    fitted = np.linalg.solve(gram, centred.T @ target) / spread
    layer.set_weights([fitted.reshape(kernel.shape), -mean @ fitted])


def answer(network, inputs):
    return keras.tree.flatten(network.predict(inputs[0] if len(inputs) == 1 else inputs, verbose=0, batch_size=16))


def fit_and_predict(model, fitted, labels, test):
    """Fits the head where there is one over flat features; hands back Keras's outputs for `test`."""
    found = list(heads(model))
    if len(found) != 1 or int(np.prod(found[0].input.shape[1:])) != found[0].input.shape[-1]:
        return answer(model, test)
    head = found[0]
    # One pass through the network for both: compiling it is what takes long.
    both = [np.concatenate(pair) for pair in zip(fitted, test)]
    (features,) = answer(keras.Model(model.inputs, head.input), both)
    fit_head(head, features[: len(labels)].reshape(len(labels), -1), labels)
    return answer(keras.Model(head.input, model.outputs), [features[len(labels) :]])


def rows(inputs):
    """Examples as the command line reads them: the inputs of each one after another."""
    return np.concatenate([np.asarray(x, "float32").reshape(len(x), -1) for x in inputs], axis=1)


def train(name, rng):
    """A trained network, its samples, its test examples, what Keras answers to them, and the right answers."""
    model, samples, test, labels = TRAINED[name](rng)
    return model, samples, test, answer(model, test), np.zeros(len(test[0])) - 1 if labels is None else labels


def draw(name, rng):
    """The same for a network with random weights."""
    model, draw_inputs = DRAWN[name]()
    draw_weights(model, rng)
    (fitted, labels), (test, tested) = draw_inputs(rng, FITTED), draw_inputs(rng, TEST)
    samples = [x[:SAMPLES] for x in fitted]
    settle_statistics(model, samples[0] if len(samples) == 1 else samples)
    return model, samples, test, fit_and_predict(model, fitted, labels, test), tested


def make(name, folder):
    keras.utils.set_random_seed(SEED)
    rng = np.random.default_rng(SEED)
    model, samples, test, outputs, labels = train(name, rng) if name in TRAINED else draw(name, rng)
    model.save(folder / f"{name}.keras")
    np.save(folder / f"{name}.samples.npy", rows(samples))
    np.save(folder / f"{name}.test.npy", rows(test))
    np.save(folder / f"{name}.outputs.npy", rows(outputs))
    np.save(folder / f"{name}.labels.npy", rows([labels]))
    about = {"keras": keras.__version__, "weights": "trained" if name in TRAINED else "random"}
    (folder / f"{name}.json").write_text(json.dumps(about))
    print(f"{name}: {model.count_params():,} parameters", flush=True)


def main(folder, *wanted):
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    for name in wanted or [*DRAWN, *TRAINED]:
        if not (target / f"{name}.json").exists():
            make(name, target)
            keras.backend.clear_session()


if __name__ == "__main__":
    main(*sys.argv[1:])
