import keras
from cases import build
from families.attention import transformer_block
from families.models import deep_nesting, dict_inputs, nested_functional, shared_and_nested
from families.rnn import encoder_decoder
from keras import layers


def convnet():
    return build(
        [
            layers.Conv2D(4, 3, activation="relu"),
            layers.BatchNormalization(),
            layers.DepthwiseConv2D(2),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dropout(0.3),
            layers.Dense(3, activation="softmax"),
        ],
        (8, 8, 2),
    )


def frozen():
    inner = keras.Sequential([keras.Input((4,)), layers.Dense(3), layers.BatchNormalization(), layers.Dense(3)], name="inner")
    inner.trainable = False
    return build([inner, layers.BatchNormalization(), layers.Dense(2)], (4,))


def thawed():
    inner = keras.Sequential([keras.Input((4,)), layers.BatchNormalization(), layers.Dense(3), layers.BatchNormalization()], name="inner")
    return build([inner, layers.Dense(2)], (4,))


def many_layers():
    """So many long names that HDF5 splits the attribute that lists them."""
    return build([layers.Dense(2, name=f"a_layer_with_quite_a_long_name_number_{i}" * 12) for i in range(150)], (2,))


def add_cases(family):
    add = family.add
    for make in (convnet, frozen, thawed, shared_and_nested, nested_functional, dict_inputs, deep_nesting, encoder_decoder, many_layers):
        add(f"h5_{make.__name__}", make(), suffix="h5")
    add("h5_transformer", transformer_block(), limit=9, suffix="h5")
    add("h5_rnn", build([layers.Bidirectional(layers.LSTM(3, return_sequences=True)), layers.GRU(2)], (4, 3)), suffix="h5")
    add("h5_separable", build([layers.SeparableConv1D(4, 3), layers.TimeDistributed(layers.Dense(2))], (6, 3)), suffix="h5")
    add("h5_normalization", build([layers.Normalization(mean=[1.0, 2.0], variance=[3.0, 4.0]), layers.PReLU()], (3, 2)), suffix="h5")
    for dtype, tolerance in {"bfloat16": 0.03, "float16": 0.004, "mixed_bfloat16": 0.03}.items():
        policy = keras.DTypePolicy(dtype)
        model = build([layers.Dense(6, activation="relu", dtype=policy), layers.BatchNormalization(dtype=policy), layers.Dense(3, dtype=policy)])
        add(f"{dtype}", model, tolerance=tolerance)
    model = build([layers.Dense(8, activation="relu"), layers.Dense(4, use_bias=False)])
    add("before_int8", model)
    model.quantize("int8")
    add("int8", model, trained=True, tolerance=0.03)
