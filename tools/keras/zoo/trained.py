"""Networks that are trained here, in minutes, as the examples of keras.io build them.

Each gives a model with its weights, and examples it was not trained on: inputs, and the right answer of each step.
The data are real (digits that people wrote, spots counted on the sun, cells under a microscope), but for sums.
"""

import keras
import numpy as np
from keras import layers
from sklearn.datasets import load_breast_cancer, load_digits
from statsmodels.datasets import sunspots

PLACES = 6
SUM_INPUT, SUM_OUTPUT = 7, 4
SYMBOLS = "0123456789+ "


def fit(model, inputs, labels, loss, epochs, rate=2e-3, batch=64):
    model.compile(keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(rate, epochs * -(-len(labels) // batch))), loss)
    model.fit(inputs if len(inputs) > 1 else inputs[0], labels, batch_size=batch, epochs=epochs, verbose=0)


def encode(texts, length):
    """Characters as one-hot codes, filled up with spaces."""
    ids = np.array([[SYMBOLS.index(c) for c in text.ljust(length)] for text in texts])
    return np.eye(len(SYMBOLS), dtype="float32")[ids], ids


def addition(rng):
    """Sequence to sequence: the text of a sum in, its result out, by an encoder and a decoder of LSTMs."""
    pairs = rng.permutation(1000 * 1000)[:30000]
    questions, answers = zip(*((f"{p // 1000}+{p % 1000}", str(p // 1000 + p % 1000)) for p in pairs))
    (x, _), (_, y) = encode(questions, SUM_INPUT), encode(answers, SUM_OUTPUT)
    inputs = keras.Input((SUM_INPUT, len(SYMBOLS)))
    encoded = layers.RepeatVector(SUM_OUTPUT)(layers.LSTM(128)(inputs))
    decoded = layers.LSTM(128, return_sequences=True)(encoded)
    model = keras.Model(inputs, layers.Dense(len(SYMBOLS), activation="softmax")(decoded))
    fit(model, [x[2000:]], y[2000:], "sparse_categorical_crossentropy", epochs=40, batch=128)
    return model, [x[1000:2000]], [x[:1000]], y[:1000]


def digit_strips(rng, count, images, labels):
    """Written digits side by side at uneven distances, over noise."""
    strips = np.zeros((count, 8, 8 * PLACES + 8), "float32")
    chosen = rng.integers(0, len(images), (count, PLACES))
    for strip, row in zip(strips, chosen):
        start = rng.integers(0, 5)
        for place, digit in enumerate(row):
            at = start + 8 * place + rng.integers(0, 3)
            strip[:, at : at + 8] += images[digit]
    strips += rng.normal(0, 0.8, strips.shape)
    return strips.clip(0, 16).transpose(0, 2, 1)[..., None], labels[chosen]


def crnn(rng):
    """Optical characters: convolutions over a strip of digits, LSTMs both ways along it, one digit for each place."""
    digits = load_digits()
    order = rng.permutation(len(digits.target))
    images, labels = digits.images[order].astype("float32"), digits.target[order]
    x, y = digit_strips(rng, 12000, images[500:], labels[500:])
    test, answers = digit_strips(rng, 2000, images[:500], labels[:500])
    inputs = keras.Input(x.shape[1:])
    z = layers.Rescaling(1 / 16)(inputs)
    for filters in (16, 32):
        z = layers.MaxPooling2D((2, 2))(layers.Conv2D(filters, 3, activation="relu", padding="same")(z))
    z = layers.Reshape((z.shape[1], z.shape[2] * z.shape[3]))(z)
    z = layers.Dropout(0.2)(layers.Dense(48, activation="relu")(z))
    z = layers.Bidirectional(layers.LSTM(48, return_sequences=True))(z)
    z = layers.Bidirectional(layers.LSTM(32))(z)
    z = layers.Dense(10)(layers.LSTM(48, return_sequences=True)(layers.RepeatVector(PLACES)(z)))
    model = keras.Model(inputs, layers.Softmax()(z))
    fit(model, [x], y, "sparse_categorical_crossentropy", epochs=25)
    return model, [test[1000:]], [test[:1000]], answers[:1000]


def forecast(rng):
    """The number of sunspots of the next year from those of thirty, by an LSTM."""
    spots = np.log1p(sunspots.load_pandas().data["SUNACTIVITY"].to_numpy("float32"))
    steps = 30
    windows = np.lib.stride_tricks.sliding_window_view(spots, steps + 1)
    x, y = windows[:, :steps, None].astype("float32"), windows[:, steps]
    inputs = keras.Input((steps, 1))
    normalization = layers.Normalization(axis=None)
    normalization.adapt(x)
    z = layers.LSTM(32)(normalization(inputs))
    model = keras.Model(inputs, layers.Dense(1)(z))
    fit(model, [x[:-60]], y[:-60], "mse", epochs=150, rate=3e-3, batch=32)
    return model, [x[:-60]], [x[-60:]], None


def sequence_gru(rng):
    """A translation by attention: digits in words of a small language of numbers, encoder and decoder of GRUs."""
    words = rng.integers(1, 40, (20000, 10))
    lengths = rng.integers(4, 11, len(words))
    table = rng.permutation(np.arange(1, 40))
    target = np.zeros_like(words)
    for i, length in enumerate(lengths):
        words[i, length:] = 0
        # The other language has other words, and says every pair the other way round.
        said = table[words[i, :length] - 1]
        swapped = said.copy()
        swapped[0 : length - length % 2 : 2], swapped[1::2] = said[1::2], said[0 : length - length % 2 : 2]
        target[i, :length] = swapped
    shifted = np.concatenate([np.zeros((len(target), 1), int), target[:, :-1]], axis=1)
    source, before = keras.Input((10,), dtype="int32", name="source"), keras.Input((10,), dtype="int32", name="before")
    embedded = layers.Embedding(40, 32, mask_zero=True)(source)
    encoded, state = layers.GRU(64, return_sequences=True, return_state=True)(embedded)
    decoded = layers.GRU(64, return_sequences=True)(layers.Embedding(40, 32)(before), initial_state=state)
    context = layers.Attention(use_scale=True)([decoded, encoded])
    model = keras.Model([source, before], layers.Dense(40, activation="softmax")(layers.Concatenate()([decoded, context])))
    fit(model, [words[2000:], shifted[2000:]], target[2000:], "sparse_categorical_crossentropy", epochs=15, batch=128)
    inputs = [words.astype("int32"), shifted.astype("int32")]
    return model, [x[1000:2000] for x in inputs], [x[:1000] for x in inputs], target[:1000]


def structured(rng):
    """Rows of a table with preprocessing: numbers normalized, one binned, one a category."""
    data = load_breast_cancer()
    order = rng.permutation(len(data.target))
    numbers, labels = data.data[order].astype("float32"), data.target[order]
    grade = np.digitize(numbers[:, 2], np.quantile(numbers[:, 2], [0.25, 0.5, 0.75]))
    row = keras.Input((numbers.shape[1],), name="row")
    kind = keras.Input((1,), dtype="int32", name="kind")
    normalization = layers.Normalization()
    normalization.adapt(numbers[170:])
    area = layers.Discretization(bin_boundaries=[float(q) for q in np.quantile(numbers[:, 3], [0.2, 0.4, 0.6, 0.8])], output_mode="one_hot")
    code = layers.CategoryEncoding(num_tokens=4, output_mode="one_hot")
    joined = layers.Concatenate()([normalization(row), area(row[:, 3:4]), code(kind)])
    z = layers.Dropout(0.3)(layers.Dense(32, activation="relu")(joined))
    model = keras.Model([row, kind], layers.Dense(2, activation="softmax")(z))
    kinds = grade[:, None].astype("int32")
    fit(model, [numbers[170:], kinds[170:]], labels[170:], "sparse_categorical_crossentropy", epochs=60, batch=32)
    return model, [numbers[170:], kinds[170:]], [numbers[:170], kinds[:170]], labels[:170]


TRAINED = {
    "addition": addition,
    "crnn": crnn,
    "forecast": forecast,
    "sequence_gru": sequence_gru,
    "structured": structured,
}
