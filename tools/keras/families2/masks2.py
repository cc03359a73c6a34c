"""Masks as Keras 2 carries and counts them; Keras 3 differs where the comments say so."""

import keras
import numpy as np
from keras import layers

RNG = np.random.default_rng(3)


def masked_steps(shape=(3, 6, 4)):
    x = RNG.normal(0, 1, shape).astype("float32")
    x[0, 4:] = 0
    x[1, 1:3] = 0
    return x


def recurrent(make, **call):
    x = keras.Input((6, 4), name="x")
    return keras.Model(x, make(layers.Masking()(x)))


def with_state():
    """Keras 2 keeps the mask of a sequence whose call gives states."""
    x, s = keras.Input((6, 4), name="x"), keras.Input((3,), name="s")
    m = layers.Masking()(x)
    return keras.Model([x, s], [layers.GRU(3, return_sequences=True)(m, initial_state=s), layers.SimpleRNN(3)(m, initial_state=[s])])


def merged(merge):
    """Keras 2 counts masked elements in all merges."""
    x, y = keras.Input((6, 4), name="x"), keras.Input((6, 4), name="y")
    return keras.Model([x, y], layers.LSTM(3)(merge([layers.Masking()(x), layers.Masking(0.5)(y)])))


def attention(**masks):
    q, v = keras.Input((5, 4), name="q"), keras.Input((6, 4), name="v")
    return keras.Model([q, v], layers.Attention()([layers.Masking()(q), layers.Masking()(v)]))


def multi_head():
    q, v = keras.Input((5, 4), name="q"), keras.Input((6, 4), name="v")
    y = layers.MultiHeadAttention(2, 3)(layers.Masking()(q), layers.Masking()(v))
    return keras.Model([q, v], layers.GlobalAveragePooling1D()(y))


def explicit():
    """A query mask that a call gives counts."""
    x, keep = keras.Input((6, 4), name="x"), keras.Input((6,), name="keep", dtype="bool")
    mha = layers.MultiHeadAttention(2, 3)
    return keras.Model([x, keep], [layers.LSTM(3)(x, mask=keep), layers.GlobalAveragePooling1D()(x, mask=keep), mha(x, x, attention_mask=keras.backend.expand_dims(keep, 1))])


def embedded():
    x = keras.Input((6,), name="x", dtype="int32")
    y = layers.Embedding(9, 4, mask_zero=True)(x)
    a = layers.Bidirectional(layers.LSTM(3, return_sequences=True))(y)
    b = layers.Concatenate(axis=1, name="along")([y, y])
    c = layers.Concatenate(name="beside")([y, layers.Conv1D(4, 1)(y)])
    return keras.Model(x, [layers.GRU(2)(a), layers.LSTM(3)(b), layers.LSTM(3)(c), layers.GlobalAveragePooling1D()(y), layers.TimeDistributed(layers.Dense(2))(a)])


def add_cases(family):
    q = RNG.normal(0, 1, (3, 5, 4)).astype("float32")
    q[1, 3:] = 0
    keep = np.array([[1, 1, 1, 0, 0, 0], [1, 0, 1, 1, 0, 1], [1, 1, 1, 1, 1, 1]], "float32")
    halves = masked_steps()
    halves[halves == 0] = 0.5
    add = lambda name, model, inputs=None, limit=None: family.add(f"keras2_{name}", model, inputs, limit, suffix="h5")
    for name, make in {
        "lstm": lambda m: layers.LSTM(3, return_sequences=True)(m),
        "gru_back": lambda m: layers.GRU(3, go_backwards=True)(m),
        "bidirectional": lambda m: layers.Bidirectional(layers.SimpleRNN(3, return_sequences=True))(m),
        "dense_between": lambda m: layers.LSTM(2)(layers.Dropout(0.5)(layers.Dense(3, activation="relu")(m))),
        "pooled": lambda m: layers.GlobalAveragePooling1D()(m),
        # These drop the mask, in silence; they carry it in Keras 3.
        "rescaling": lambda m: layers.LSTM(2)(layers.Rescaling(0.5)(m)),
        "normalization": lambda m: layers.LSTM(2)(layers.Normalization(mean=0.1, variance=2.0)(m)),
        "identity": lambda m: layers.LSTM(2)(layers.Identity()(m)),
        "softmax": lambda m: layers.LSTM(2)(layers.Activation("softmax")(m)),
    }.items():
        add(f"masked_{name}", recurrent(make), [masked_steps()])
    add("masked_state", with_state(), [masked_steps(), RNG.normal(0, 1, (3, 3)).astype("float32")])
    for merge in (layers.Add(), layers.Maximum(), layers.Minimum(), layers.Multiply(), layers.Average(), layers.Concatenate(name="join")):
        add(f"masked_{merge.name}", merged(merge), [masked_steps(), halves])
    add("masked_attention", attention(), [q, masked_steps()])
    add("masked_multi_head", multi_head(), [q, masked_steps()])
    add("boolean_masks", explicit(), [RNG.normal(0, 1, (3, 6, 4)).astype("float32"), keep])
    add("embedded", embedded(), limit=9)
