"""The networks of the zoo: each gives a Keras model and a function that draws examples for its inputs, with classes."""

import keras
import numpy as np
from keras import layers

CLASSES = 20
TOKENS, LENGTH = 400, 32


def smooth_noise(rng, count, size):
    """Pictures of noise of several grains, spread over about [-1, 1]."""
    total = np.zeros((count, size, size, 3), "float32")
    for grain in (3, 6, 12, 24):
        noise = rng.normal(0, 1, (count, grain, grain, 3)).astype("float32")
        total += np.asarray(keras.ops.image.resize(noise, (size, size), "bilinear")) / grain**0.5
    return total / np.abs(total).max(axis=(1, 2, 3), keepdims=True)


def draw_images(size, low=0.0, high=255.0):
    """Each class has a picture of its own; an example is that picture under noise, stretched to [low, high]."""
    prototypes = smooth_noise(np.random.default_rng(CLASSES), CLASSES, size)

    def draw(rng, count):
        labels = rng.integers(0, CLASSES, count)
        pictures = 0.6 * prototypes[labels] + 0.4 * smooth_noise(rng, count, size)
        return [low + (high - low) * (pictures + 1) / 2], labels

    return draw


def application(name, size, low=0.0, high=255.0, **options):
    """A network of keras.applications for pictures of `size` x `size` in [low, high]."""

    def build():
        create = getattr(keras.applications, name)
        options.setdefault("classes", CLASSES)
        model = create(weights=None, input_shape=(size, size, 3), **options)
        return model, draw_images(size, low, high)

    return build


def encoder_block(x, width, heads, index):
    attended = layers.MultiHeadAttention(heads, width // heads, name=f"attention{index}")(x, x)
    x = layers.LayerNormalization(epsilon=1e-6)(layers.Add()([x, layers.Dropout(0.1)(attended)]))
    hidden = layers.Dense(4 * width, activation="gelu")(x)
    return layers.LayerNormalization(epsilon=1e-6)(layers.Add()([x, layers.Dense(width)(hidden)]))


def bert():
    """A Transformer encoder over tokens with padding, as masks say."""
    width = 128
    tokens = keras.Input((LENGTH,), name="tokens", dtype="int32")
    places = keras.Input((LENGTH,), name="places", dtype="int32")
    words = layers.Embedding(TOKENS, width, mask_zero=True)(tokens)
    x = layers.LayerNormalization(epsilon=1e-6)(layers.Add()([words, layers.Embedding(LENGTH, width)(places)]))
    for index in range(4):
        x = encoder_block(x, width, 4, index)
    pooled = layers.GlobalAveragePooling1D()(x)
    hidden = layers.Dense(width, activation="tanh")(pooled)
    model = keras.Model([tokens, places], layers.Dense(CLASSES, activation="softmax")(hidden))

    prototypes = np.random.default_rng(CLASSES).integers(1, TOKENS, (CLASSES, LENGTH))

    def draw(rng, count):
        labels = rng.integers(0, CLASSES, count)
        ids = np.where(rng.random((count, LENGTH)) < 0.6, prototypes[labels], rng.integers(1, TOKENS, (count, LENGTH)))
        for row, length in zip(ids, rng.integers(LENGTH // 3, LENGTH + 1, count)):
            row[length:] = 0
        return [ids.astype("int32"), np.tile(np.arange(LENGTH, dtype="int32"), (count, 1))], labels

    return model, draw


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


def draw_series(length, features):
    """Each class has a random walk of its own; an example is that walk and another."""

    def walk(rng, count):
        steps = rng.normal(0, 1, (count, length, features)).astype("float32")
        return np.cumsum(steps, axis=1) / np.sqrt(np.arange(1, length + 1, dtype="float32"))[:, None]

    prototypes = walk(np.random.default_rng(CLASSES), CLASSES)

    def draw(rng, count):
        labels = rng.integers(0, CLASSES, count)
        return [0.7 * prototypes[labels] + 0.5 * walk(rng, count)], labels

    return draw


def tcn():
    """Causal convolutions with growing dilation and residuals."""
    x = inputs = keras.Input((64, 6))
    for dilation in (1, 2, 4, 8, 16):
        side = layers.Conv1D(48, 1)(x) if x.shape[-1] != 48 else x
        for _ in range(2):
            x = layers.Conv1D(48, 3, dilation_rate=dilation, padding="causal")(x)
            x = layers.SpatialDropout1D(0.1)(layers.Activation("relu")(layers.BatchNormalization()(x)))
        x = layers.Activation("relu")(layers.Add()([x, side]))
    return keras.Model(inputs, layers.Dense(CLASSES)(x[:, -1, :])), draw_series(64, 6)


def seq2seq():
    """Encoder and decoder with attention between them; three outputs."""
    source, target = keras.Input((24, 8), name="source"), keras.Input((12, 5), name="target")
    encoded, h, c = layers.LSTM(64, return_sequences=True, return_state=True)(source)
    decoded = layers.LSTM(64, return_sequences=True)(target, initial_state=[h, c])
    context = layers.Attention()([decoded, encoded])
    joined = layers.Concatenate()([decoded, context])
    words = layers.Dense(CLASSES, activation="softmax", name="words")(joined)
    ends = layers.Dense(1, activation="sigmoid", name="ends")(joined)
    mood = layers.Dense(3, name="mood")(h)
    draw_source, draw_target = draw_series(24, 8), draw_series(12, 5)

    def draw(rng, count):
        (first, labels), (second, _) = draw_source(rng, count), draw_target(rng, count)
        return [*first, *second], labels

    return keras.Model([source, target], [words, ends, mood]), draw


def bigru():
    """Three GRU layers in both directions."""
    x = inputs = keras.Input((48, 10))
    for sequences in (True, True, False):
        x = layers.Bidirectional(layers.GRU(48, return_sequences=sequences))(x)
    return keras.Model(inputs, layers.Dense(CLASSES, activation="softmax")(x)), draw_series(48, 10)


NETWORKS = {
    "MobileNet": application("MobileNet", 96, -1.0, 1.0, alpha=0.25),
    "MobileNet224": application("MobileNet", 224, -1.0, 1.0),
    "MobileNetV2": application("MobileNetV2", 96, -1.0, 1.0),
    "MobileNetV3Small": application("MobileNetV3Small", 96),
    "EfficientNetB0": application("EfficientNetB0", 96),
    "ResNet50": application("ResNet50", 64, -120.0, 130.0),
    "DenseNet121": application("DenseNet121", 64, -2.0, 2.5),
    "InceptionV3": application("InceptionV3", 96, -1.0, 1.0),
    "Xception": application("Xception", 96, -1.0, 1.0),
    "NASNetMobile": application("NASNetMobile", 96, -1.0, 1.0),
    "VGG16": application("VGG16", 48, -120.0, 130.0),
    "ConvNeXtTiny": application("ConvNeXtTiny", 64),
    "bert": bert,
    "unet": unet,
    "tcn": tcn,
    "seq2seq": seq2seq,
    "bigru": bigru,
}
