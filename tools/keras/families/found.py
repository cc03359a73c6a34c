"""What random networks found: each was refused, wrong, or stopped the program once."""

import keras
from cases import build
from keras import layers, ops


def tokens(steps=6):
    """A masked sequence; zeros among the inputs leave some examples with no step at all."""
    x = keras.Input((steps,), dtype="int32", name="x")
    return x, layers.Embedding(3, 4, mask_zero=True)(x)


def attending(layer, **call):
    """Since Keras 3.10 weights that are dropped out or handed on are 0 where no key is left."""
    x, y = tokens()
    return keras.Model(x, layer(y, y, **call))


def masked_softmax(axis):
    x, keep = keras.Input((4, 5), name="x"), keras.Input((4, 5), name="keep", dtype="bool")
    return keras.Model([x, keep], layers.Softmax(axis=axis)(x, mask=keep))


def augmented():
    """Keras writes training=True for these, and overrules it when it predicts."""
    x = keras.Input((6, 7, 3), name="x")
    y = layers.RandomCrop(4, 4)(layers.RandomFlip()(x))
    return keras.Model(x, layers.Pipeline([layers.RandomRotation(0.1), layers.Rescaling(0.5)])(y))


def half_used():
    """One of two outputs of a model inside is used: the layers before the other are not needed."""
    inner = keras.Input((5,))
    model = keras.Model(inner, [layers.Dense(3, activation="tanh")(inner), layers.Dense(2)(layers.BatchNormalization()(inner))])
    x = keras.Input((5,), name="x")
    return keras.Model(x, model(x)[0])


def spectral(layer, shape):
    return build([layers.SpectralNormalization(layer)], shape)


def rounded_rows():
    """Whole numbers that are computed are looked up."""
    x = keras.Input((6,), name="x")
    return keras.Model(x, layers.Embedding(5, 3)(ops.cast(ops.clip(x * 2.0 + 2.0, 0.0, 4.5), "int32")))


def add_cases(family):
    add = family.add
    mha = layers.MultiHeadAttention
    add("mha_dropped_out", attending(mha(2, 3, dropout=0.2)), limit=2)
    add("mha_causal_dropped_out", attending(mha(2, 3, dropout=0.2), use_causal_mask=True), limit=2)
    add("mha_handed_on", attending(mha(2, 3), return_attention_scores=True), limit=2)
    add("mha_plain", attending(mha(2, 3)), limit=2)
    add("gqa_dropped_out", attending(layers.GroupQueryAttention(3, 4, 2, dropout=0.2)), limit=2)
    for axis in (-1, 1, (1, 2)):
        add(f"softmax_masked_{axis}".replace(" ", ""), masked_softmax(axis), limit=2)
    add("augmented", augmented())
    add("half_used", half_used())
    for suffix in ("keras", "h5"):
        add(f"spectral_dense_{suffix}", spectral(layers.Dense(4), (5,)), suffix=suffix)
        add(f"spectral_conv_{suffix}", spectral(layers.Conv2D(2, 3, use_bias=False), (5, 6, 2)), suffix=suffix)
    resizing = layers.Resizing(6, 9, pad_to_aspect_ratio=True, fill_value=1.5, interpolation="nearest")
    add("resizing_padded_odd", build(resizing, (7, 6, 2)))
    add("resizing_padded_wide", build(layers.Resizing(4, 4, pad_to_aspect_ratio=True), (4, 7, 2)))
    x = keras.Input((4, 3), name="x")
    moved = [ops.roll(x, 1, axis=1), ops.roll(x, [-5, 1], axis=[1, 2]), ops.roll(x, [2, 1], axis=[1, 1]), ops.full_like(x, 0.3) + x]
    add("roll_full_like", keras.Model(x, moved))
    # The older container does not say that these are no layers, which have the same names.
    x = keras.Input((4, 3), name="x")
    add("operations_h5", keras.Model(x, [0.5 * x, 1.0 - x, ops.maximum(x, 0.1) + x, ops.concatenate([x, x], axis=1)]), suffix="h5")
    x, y = tokens()
    add("operations_masked_h5", keras.Model(x, layers.GRU(2)(layers.Add()([y, layers.Dense(4)(y)]) * y)), limit=3, suffix="h5")
    add("layer_norm_constant", build([layers.RepeatVector(3), layers.LayerNormalization(axis=1, scale=False), layers.Dense(3)], (4,)))
    x, y = keras.Input((8,), name="x"), keras.Input((8,), name="y")
    divisor = ops.abs(y) + 0.7
    wholes = [ops.floor(x), ops.ceil(x), ops.trunc(x), ops.round(x), ops.round(x, 1), x // 0.6, x % 2, ops.mod(y, divisor), ops.cast(3.0 * x + 0.2, "int32") * 0.5]
    add("roundings", keras.Model([x, y], wholes))
    add("rounded_rows", rounded_rows())
    whole = ops.cast(x, "int32")
    add("input_cut", keras.Model(x, [ops.cast(whole, "float32") * 0.5, whole + 1]))
