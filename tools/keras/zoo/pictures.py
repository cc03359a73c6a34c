"""Networks over pictures as the examples of keras.io build them, with random weights."""

import keras
from examples import CLASSES, draw_images
from keras import layers, ops


def unet():
    """Three levels down and up again, a class for each pixel."""

    def double(x, width):
        for _ in range(2):
            x = layers.Conv2D(width, 3, padding="same", use_bias=False)(x)
            x = layers.Activation("relu")(layers.BatchNormalization()(x))
        return x

    x = inputs = keras.Input((48, 48, 3))
    x, kept = layers.Rescaling(1 / 255)(x), []
    for width in (16, 32, 64):
        x = double(x, width)
        kept.append(x)
        x = layers.MaxPooling2D()(x)
    x = double(x, 128)
    for width, side in zip((64, 32, 16), reversed(kept)):
        x = layers.Conv2DTranspose(width, 2, strides=2, padding="same")(x)
        x = double(layers.Concatenate()([x, side]), width)
    return keras.Model(inputs, layers.Conv2D(4, 1, activation="softmax")(x)), draw_images(48)


def vit():
    """A vision Transformer: patches of 6 x 6 pixels, positions that are learned."""
    width, side = 64, 6
    inputs = keras.Input((36, 36, 3))
    patches = layers.Conv2D(width, side, strides=side)(layers.Rescaling(1 / 127.5, offset=-1)(inputs))
    x = layers.Reshape((36, width))(patches)
    x = x + layers.Embedding(36, width)(ops.arange(36))
    for _ in range(4):
        y = layers.LayerNormalization(epsilon=1e-6)(x)
        x = layers.Add()([x, layers.MultiHeadAttention(4, width // 4, dropout=0.1)(y, y)])
        y = layers.LayerNormalization(epsilon=1e-6)(x)
        for units in (2 * width, width):
            y = layers.Dropout(0.1)(layers.Dense(units, activation="gelu")(y))
        x = layers.Add()([x, y])
    x = layers.Flatten()(layers.LayerNormalization(epsilon=1e-6)(x))
    return keras.Model(inputs, layers.Dense(CLASSES, activation="softmax")(layers.Dense(128, activation="gelu")(x))), draw_images(36)


def mlp_mixer():
    """Dense layers over patches and over features in turns."""
    inputs = keras.Input((32, 32, 3))
    x = layers.Conv2D(64, 4, strides=4)(layers.Rescaling(1 / 255)(inputs))
    x = layers.Reshape((64, 64))(x)
    for _ in range(4):
        y = layers.Permute((2, 1))(layers.LayerNormalization(epsilon=1e-6)(x))
        y = layers.Dense(64)(layers.Dense(64, activation="gelu")(y))
        x = layers.Add()([x, layers.Permute((2, 1))(y)])
        y = layers.LayerNormalization(epsilon=1e-6)(x)
        x = layers.Add()([x, layers.Dense(64)(layers.Dense(64, activation="gelu")(y))])
    return keras.Model(inputs, layers.Dense(CLASSES, activation="softmax")(layers.GlobalAveragePooling1D()(x))), draw_images(32)


def autoencoder():
    """Convolutions down and transposed ones up: a picture without its noise."""
    x = inputs = keras.Input((32, 32, 3))
    x = layers.Rescaling(1 / 255)(x)
    for _ in range(2):
        x = layers.MaxPooling2D(padding="same")(layers.Conv2D(32, 3, activation="relu", padding="same")(x))
    for _ in range(2):
        x = layers.Conv2DTranspose(32, 3, strides=2, activation="relu", padding="same")(x)
    return keras.Model(inputs, layers.Conv2D(3, 3, activation="sigmoid", padding="same")(x)), draw_images(32)


def super_resolution():
    """ESPCN: four times as many pixels, out of depth."""
    inputs = keras.Input((24, 24, 3))
    x = layers.Rescaling(1 / 255)(inputs)
    for filters, size in ((64, 5), (64, 3), (32, 3), (12, 3)):
        x = layers.Conv2D(filters, size, activation="relu", padding="same")(x)
    return keras.Model(inputs, space_of(x)), draw_images(24)


def space_of(x):
    """Depth to space by reshaping, as keras.io writes it."""
    _, height, width, depth = x.shape
    x = layers.Reshape((height, width, 2, 2, depth // 4))(x)
    return layers.Reshape((2 * height, 2 * width, depth // 4))(layers.Permute((1, 3, 2, 4, 5))(x))


NETWORKS = {
    "unet": unet,
    "vit": vit,
    "mlp_mixer": mlp_mixer,
    "autoencoder": autoencoder,
    "super_resolution": super_resolution,
}
