"""What layers make of masks: those that came along, and those that a call names."""

import keras
from keras import layers


def masked(name, steps=6, width=4):
    x = keras.Input((steps,), dtype="int32", name=name)
    return x, layers.Embedding(5, width, mask_zero=True)(x)


def merged(layer, second=True):
    """Of two masked inputs, or of one masked and one that is not, then a mean over the steps that count."""
    x, a = masked("x")
    y, b = masked("y")
    if not second:
        b = layers.Embedding(5, 4)(y)
    return keras.Model([x, y], layers.GlobalAveragePooling1D()(layer([a, b])))


def with_states(layer, states=1):
    x, a = masked("x")
    s = [keras.Input((4,), name=f"s{i}") for i in range(states)]
    return keras.Model([x, *s], layer(a, initial_state=s))


def add_cases(family):
    add = family.add
    for name in ("Add", "Multiply", "Maximum", "Minimum", "Average"):
        add(f"{name.lower()}_both", merged(getattr(layers, name)()), limit=5)
        add(f"{name.lower()}_one", merged(getattr(layers, name)(), second=False), limit=5)
    add("concatenate_features", merged(layers.Concatenate()), limit=5)
    add("gru_states", with_states(layers.GRU(4)), limit=5)
    add("gru_states_sequences", with_states(layers.GRU(4, return_sequences=True)), limit=5)
    add("lstm_states", with_states(layers.LSTM(4), 2), limit=5)
    add("bidirectional_states", with_states(layers.Bidirectional(layers.GRU(4)), 2), limit=5)
    x, a = masked("x")
    s = keras.Input((4,), name="s")
    sequences = layers.GRU(4, return_sequences=True)(a, initial_state=[s])
    add("gru_states_hands_on", keras.Model([x, s], layers.GlobalAveragePooling1D()(sequences)), limit=5)
    query, keep = keras.Input((6, 4), name="q"), keras.Input((6,), name="keep")
    attended = layers.MultiHeadAttention(2, 3)(query, query, query_mask=keras.ops.greater(keep, 0))
    add("mha_query_mask", keras.Model([query, keep], attended))
    x, a = masked("x")
    add("mha_masked", keras.Model(x, layers.MultiHeadAttention(2, 3)(a, a)), limit=5)
    x, a = masked("x")
    inner = keras.Input((6, 4))
    recurrent = keras.Model(inner, layers.LSTM(3, return_sequences=True)(inner))
    stacked = keras.Sequential([keras.Input((6, 3)), layers.Dense(3), layers.GRU(2)])
    add("models_masked", keras.Model(x, stacked(recurrent(a))), limit=5)
    x, a = masked("x")
    distributed = layers.TimeDistributed(layers.Dense(3, activation="tanh"))(a)
    add("distributed_masked", keras.Model(x, layers.LSTM(2)(layers.TimeDistributed(layers.Reshape((3,)))(distributed))), limit=5)
