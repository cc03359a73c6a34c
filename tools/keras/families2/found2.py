"""What random networks of Keras 2 found."""

import keras
import tensorflow as tf
from keras import layers


def build(layer, shape):
    x = keras.Input(shape, name="x")
    return keras.Model(x, layer(x))


def add_cases(family):
    add = family.add
    # At inference it crops to proportion and resizes, smaller images too.
    for name, size in (("wide", (4, 6)), ("tall", (8, 3)), ("larger", (9, 11)), ("same", (6, 7))):
        add(f"random_crop_{name}", build(layers.RandomCrop(*size), (6, 7, 2)))
    for suffix in ("keras", "h5"):
        add(f"spectral2_dense_{suffix}", build(layers.SpectralNormalization(layers.Dense(4)), (5,)), suffix=suffix)
        add(f"spectral2_conv_{suffix}", build(layers.SpectralNormalization(layers.Conv1D(2, 3)), (5, 2)), suffix=suffix)
    x = keras.Input((8,), name="x")
    add("tf_roundings", keras.Model(x, [tf.floor(x), tf.math.ceil(x), tf.round(x), x // 0.6, tf.math.floormod(x, 2.0), tf.cast(tf.cast(2.0 * x, "int32"), "float32")]))
