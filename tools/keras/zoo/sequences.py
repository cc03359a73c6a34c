"""Networks over text and series as the examples of keras.io build them, with random weights."""

import keras
import numpy as np
from examples import CLASSES, draw_series, draw_tokens
from keras import layers

TOKENS, LENGTH = 400, 32


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

    draw_ids = draw_tokens(TOKENS, LENGTH, padded=True)

    def draw(rng, count):
        ids, labels = draw_ids(rng, count)
        return [*ids, np.tile(np.arange(LENGTH, dtype="int32"), (count, 1))], labels

    return model, draw


def text_cnn():
    """Text classification from scratch: two convolutions over embedded words."""
    x = tokens = keras.Input((100,), dtype="int32")
    x = layers.Dropout(0.5)(layers.Embedding(5000, 64)(x))
    for _ in range(2):
        x = layers.Conv1D(64, 7, padding="valid", activation="relu", strides=3)(x)
    x = layers.Dropout(0.5)(layers.Dense(64, activation="relu")(layers.GlobalMaxPooling1D()(x)))
    return keras.Model(tokens, layers.Dense(CLASSES, activation="softmax")(x)), draw_tokens(5000, 100)


def text_bilstm():
    """The bidirectional LSTMs of the IMDB example, over padded text."""
    x = tokens = keras.Input((60,), dtype="int32")
    x = layers.Embedding(5000, 64, mask_zero=True)(x)
    x = layers.Bidirectional(layers.LSTM(32, return_sequences=True))(x)
    x = layers.Bidirectional(layers.LSTM(32))(x)
    return keras.Model(tokens, layers.Dense(CLASSES, activation="softmax")(x)), draw_tokens(5000, 60, padded=True)


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


def timeseries_cnn():
    """The convolutional classifier of engine noise."""
    x = inputs = keras.Input((120, 1))
    for _ in range(3):
        x = layers.ReLU()(layers.BatchNormalization()(layers.Conv1D(64, 3, padding="same")(x)))
    x = layers.GlobalAveragePooling1D()(x)
    return keras.Model(inputs, layers.Dense(CLASSES, activation="softmax")(x)), draw_series(120, 1)


def timeseries_transformer():
    """The Transformer for series: attention over steps, convolutions of one step."""
    x = inputs = keras.Input((80, 1))
    for _ in range(4):
        y = layers.MultiHeadAttention(4, 16, dropout=0.25)(x, x)
        x = layers.LayerNormalization(epsilon=1e-6)(layers.Dropout(0.25)(y)) + x
        y = layers.Conv1D(4, 1, activation="relu")(x)
        x = layers.LayerNormalization(epsilon=1e-6)(layers.Conv1D(1, 1)(layers.Dropout(0.25)(y))) + x
    x = layers.GlobalAveragePooling1D(data_format="channels_last")(x)
    x = layers.Concatenate()([x, layers.Flatten()(inputs)])
    return keras.Model(inputs, layers.Dense(CLASSES, activation="softmax")(layers.Dense(64, activation="relu")(x))), draw_series(80, 1)


NETWORKS = {
    "bert": bert,
    "text_cnn": text_cnn,
    "text_bilstm": text_bilstm,
    "tcn": tcn,
    "timeseries_cnn": timeseries_cnn,
    "timeseries_transformer": timeseries_transformer,
    "seq2seq": seq2seq,
    "bigru": bigru,
}
