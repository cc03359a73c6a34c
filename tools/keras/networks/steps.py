"""Layers in random settings, by the rank of what they take (without the batch)."""

import keras
from keras import layers

IS_3 = keras.__version__.split(".")[0] == "3"
SMOOTH = ["tanh", "sigmoid", "softplus", "softsign", "elu", "selu", "gelu", "silu" if IS_3 else "swish", "linear", "exponential"]
BENT = ["relu", "relu6" if IS_3 else "relu", "leaky_relu" if IS_3 else "relu", "hard_sigmoid"]
NEW = ["mish", "celu", "log_sigmoid", "hard_tanh", "squareplus", "tanh_shrink", "hard_silu"] if IS_3 else ["mish"]


def activation(choose):
    return choose.choice([None, *SMOOTH, *BENT, *NEW])


def yes(choose):
    return choose.random() < 0.5


def sizes(choose, rank, high=3):
    return [choose.randint(1, high) for _ in range(rank)] if yes(choose) else choose.randint(1, high)


def window(choose, rank, padding=("valid", "same")):
    """Strides and dilations exclude each other in Keras."""
    found = {"padding": choose.choice(padding)}
    if choose.random() < 0.3:
        found["dilation_rate"] = choose.randint(1, 2)
    elif yes(choose):
        found["strides"] = choose.randint(1, 3) if rank == 1 or choose.random() < 0.7 else [choose.randint(1, 2) for _ in range(rank)]
    return found


def relu_like(choose, x):
    make = choose.choice(
        [
            lambda: layers.ReLU(max_value=choose.choice([None, 1.5, 6.0]), negative_slope=choose.choice([0.0, 0.2]), threshold=choose.choice([0.0, 0.5])),
            lambda: layers.LeakyReLU(choose.choice([0.1, 0.3])),
            lambda: layers.ELU(choose.choice([1.0, 0.5])),
            lambda: layers.PReLU(shared_axes=choose.choice([None, [1]])),
            lambda: layers.Softmax(axis=choose.choice([-1, 1])),
        ]
    )
    return make()(x)


def normalized(choose, x):
    rank = len(x.shape) - 1
    axis = choose.choice([-1, 1])
    options = [
        lambda: layers.BatchNormalization(axis=axis, scale=yes(choose), center=yes(choose), epsilon=choose.choice([1e-3, 1e-2])),
        lambda: layers.LayerNormalization(axis=choose.choice([-1, 1, list(range(1, rank + 1))]), scale=yes(choose), center=yes(choose)),
        lambda: layers.UnitNormalization(axis=axis),
        lambda: layers.GroupNormalization(groups=choose.choice([1, -1, 2]), axis=-1),
        lambda: layers.Rescaling(choose.choice([0.5, 2.0]), offset=choose.choice([0.0, -1.0])),
    ]
    if IS_3:
        options.append(lambda: layers.RMSNormalization(axis=-1))
    return choose.choice(options)()(x)


def quiet(choose, x):
    make = choose.choice([lambda: layers.Dropout(0.5), lambda: layers.GaussianNoise(0.3), lambda: layers.Activation(activation(choose) or "tanh"), lambda: layers.ActivityRegularization(0.1)])
    return make()(x)


def dense(choose, x):
    return layers.Dense(choose.randint(1, 8), activation=activation(choose), use_bias=yes(choose))(x)


def einsum(choose, x):
    letters = "abcdef"[: len(x.shape) - 1]
    equation = f"z{letters},{letters[-1]}y->z{letters[:-1]}y"
    return layers.EinsumDense(equation, output_shape=[*x.shape[1:-1], choose.randint(1, 6)], bias_axes=choose.choice([None, "y"]), activation=activation(choose))(x)


def reshaped(choose, x):
    rank = len(x.shape) - 1
    size = 1
    for length in x.shape[1:]:
        size *= length
    divisors = [d for d in range(1, size + 1) if size % d == 0]
    choice = choose.random()
    if choice < 0.3:
        return layers.Flatten()(x)
    if choice < 0.6:
        order = list(range(1, rank + 1))
        choose.shuffle(order)
        return layers.Permute(order)(x)
    first = choose.choice(divisors)
    return layers.Reshape(choose.choice([(first, size // first), (first, -1), (size,), (first, 1, size // first)]))(x)


def arithmetic(choose, x):
    if not IS_3:
        return layers.Rescaling(0.5)(x)
    from keras import ops

    axis = choose.randint(1, len(x.shape) - 1)
    return choose.choice(
        [
            lambda: x * 0.5 + 1.0,
            lambda: 1.0 - x,
            lambda: x / (ops.abs(x) + 1.0),
            lambda: ops.clip(x, -0.7, 0.9),
            lambda: ops.square(x) - x,
            lambda: ops.exp(-ops.abs(x)),
            lambda: ops.log1p(ops.abs(x)),
            lambda: ops.sqrt(ops.abs(x) + 0.1),
            lambda: ops.where(x > 0.1, x, 0.5 * x),
            lambda: ops.max(x, axis=axis, keepdims=True),
            lambda: ops.mean(x, axis=axis, keepdims=True) + x,
            lambda: ops.sum(x, axis=axis) if len(x.shape) > 2 else x,
            lambda: ops.var(x, axis=axis, keepdims=True),
            lambda: ops.flip(x, axis=axis),
            lambda: ops.cumsum(x, axis=axis),
            lambda: ops.concatenate([x, x], axis=axis),
            lambda: ops.softmax(x, axis=axis),
            lambda: ops.expand_dims(x, axis) if len(x.shape) < 5 else x,
            lambda: ops.moveaxis(x, 1, -1),
            lambda: ops.logsumexp(x, axis=axis, keepdims=True),
        ]
    )()


def conv(rank):
    def make(choose, x):
        paddings = ("valid", "same", "causal") if rank == 1 else ("valid", "same")
        name = choose.choice(["Conv", "Conv", "Transpose", *(["Depthwise", "Separable"] if rank < 3 else [])])
        kernel, settings = sizes(choose, rank), window(choose, rank, paddings)
        common = {"kernel_size": kernel, "activation": activation(choose), "use_bias": yes(choose), **settings}
        filters = choose.randint(1, 6)
        if choose.random() < 0.1 and name in ("Conv", "Depthwise"):
            common["data_format"] = "channels_first"
        if name == "Conv":
            channels = x.shape[1 if common.get("data_format") else -1]
            groups = choose.choice([g for g in (1, 1, 2, 3) if channels % g == 0])
            return getattr(layers, f"Conv{rank}D")(filters * groups, groups=groups, **common)(x)
        if name == "Depthwise":
            return getattr(layers, f"DepthwiseConv{rank}D")(depth_multiplier=choose.randint(1, 2), **common)(x)
        if name == "Separable":
            return getattr(layers, f"SeparableConv{rank}D")(filters, depth_multiplier=choose.randint(1, 2), **common)(x)
        if common["padding"] == "causal":
            common["padding"] = "same"
        return getattr(layers, f"Conv{rank}DTranspose")(filters, **common)(x)

    return make


def pool(rank):
    def make(choose, x):
        name = choose.choice(["MaxPooling", "AveragePooling", "GlobalMaxPooling", "GlobalAveragePooling"])
        if name.startswith("Global"):
            return getattr(layers, f"{name}{rank}D")(keepdims=yes(choose))(x)
        return getattr(layers, f"{name}{rank}D")(pool_size=sizes(choose, rank), strides=choose.choice([None, 1, 2]), padding=choose.choice(["valid", "same"]))(x)

    return make


def cut(rank):
    def make(choose, x):
        # Cropping nothing hands the same array on in jax, and a mask with it; other backends do not.
        pairs = [(choose.randint(1, 2), choose.randint(0, 2)) for _ in range(rank)]
        ends = pairs[0] if rank == 1 else pairs
        options = [
            lambda: getattr(layers, f"ZeroPadding{rank}D")(ends),
            lambda: getattr(layers, f"Cropping{rank}D")(ends),
            lambda: getattr(layers, f"UpSampling{rank}D")(choose.randint(1, 2)),
        ]
        if rank == 2:
            options += [
                lambda: layers.UpSampling2D(2, interpolation="bilinear"),
                lambda: layers.Resizing(choose.randint(3, 12), choose.randint(3, 12), interpolation=choose.choice(["nearest", "bilinear"])),
                lambda: layers.CenterCrop(choose.randint(2, 6), choose.randint(2, 6)),
            ]
        return choose.choice(options)()(x)

    return make


def recurrent(choose, x):
    name = choose.choice(["LSTM", "GRU", "SimpleRNN"])
    settings = {
        "units": choose.randint(1, 5),
        "return_sequences": yes(choose),
        "go_backwards": choose.random() < 0.2,
        "use_bias": choose.random() < 0.8,
        "activation": choose.choice(["tanh", "tanh", "relu", "softsign", "linear"]),
    }
    if name != "SimpleRNN":
        settings["recurrent_activation"] = choose.choice(["sigmoid", "sigmoid", "hard_sigmoid", "tanh"])
    if name == "GRU":
        settings["reset_after"] = yes(choose)
    layer = getattr(layers, name)(**settings)
    if choose.random() < 0.3:
        layer = layers.Bidirectional(layer, merge_mode=choose.choice(["concat", "sum", "mul", "ave"]))
    return layer(x)


def attention(choose, x):
    kind = choose.random()
    if kind < 0.3:
        return layers.Attention(use_scale=yes(choose), score_mode=choose.choice(["dot", "concat"]))([x, x], use_causal_mask=yes(choose))
    if kind < 0.5:
        return layers.AdditiveAttention(use_scale=yes(choose))([x, x])
    heads, depth = choose.randint(1, 3), choose.randint(1, 4)
    settings = {"use_bias": yes(choose), "value_dim": choose.choice([None, 3]), "output_shape": choose.choice([None, 5])}
    return layers.MultiHeadAttention(heads, depth, **settings)(x, x, use_causal_mask=yes(choose))


def distributed(choose, x):
    inner = choose.choice([lambda: layers.Dense(3, activation="tanh"), lambda: layers.Dropout(0.2), lambda: layers.LayerNormalization()])
    return layers.TimeDistributed(inner())(x)


def conv_lstm(rank):
    def make(choose, x):
        name = f"ConvLSTM{rank}D"
        return getattr(layers, name)(choose.randint(1, 3), choose.randint(1, 3), padding=choose.choice(["valid", "same"]), return_sequences=yes(choose), use_bias=yes(choose))(x)

    return make


def merge_step(choose, a, b, x):
    """Two branches of x joined, or the first where they do not fit."""
    if tuple(a.shape) == tuple(b.shape):
        name = choose.choice(["Add", "Multiply", "Average", "Maximum", "Minimum", "Subtract"])
        return getattr(layers, name)()([a, b])
    if len(a.shape) == len(b.shape) and tuple(a.shape[1:-1]) == tuple(b.shape[1:-1]):
        return layers.Concatenate()([a, b])
    if len(a.shape) == 2 and len(x.shape) == 2:
        return layers.Concatenate()([a, x])
    return a


STEPS = {
    "any": [relu_like, normalized, quiet, dense, dense, reshaped, arithmetic, einsum],
    1: [lambda choose, x: layers.RepeatVector(choose.randint(1, 4))(x)],
    2: [conv(1), conv(1), pool(1), cut(1), recurrent, recurrent, attention, distributed],
    3: [conv(2), conv(2), pool(2), cut(2), conv_lstm(1), distributed],
    4: [conv(3), pool(3), cut(3), conv_lstm(2), distributed],
}
