"""Layers in random settings, by the rank of what they take (without the batch)."""

from keras import layers

from networks.functions import arithmetic
from networks.images import augmented, conv, conv_lstm, cut, pool
from networks.sequences import attention, distributed, handed_on, masking, recurrent, repeated, steps_dropped
from networks.settings import IS_3, activation, yes


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
        lambda: layers.Normalization(axis=-1, mean=0.3, variance=2.0, invert=yes(choose, 0.2)),
    ]
    if IS_3:
        options.append(lambda: layers.RMSNormalization(axis=-1))
    return choose.choice(options)()(x)


def quiet(choose, x):
    """Does nothing at inference, or one function."""
    options = [
        lambda: layers.Dropout(0.5),
        lambda: layers.AlphaDropout(0.5),
        lambda: layers.GaussianDropout(0.5),
        lambda: layers.GaussianNoise(0.3),
        lambda: layers.Activation(activation(choose) or "tanh"),
        lambda: layers.ActivityRegularization(0.1),
        *([lambda: layers.Identity()] if IS_3 else []),
    ]
    return choose.choice(options)()(x)


def dense(choose, x):
    layer = layers.Dense(choose.randint(1, 8), activation=activation(choose), use_bias=yes(choose))
    if yes(choose, 0.1):
        layer = layers.SpectralNormalization(layer)
    return layer(x)


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


def binned(choose, x):
    """Indices of what x falls into, as codes or embedded."""
    bounds = sorted(choose.uniform(-1, 1) for _ in range(3))
    if yes(choose):
        return layers.Embedding(4, choose.randint(1, 4))(layers.Discretization(bounds)(x))
    return layers.Discretization(bounds, output_mode="multi_hot")(x) if len(x.shape) == 2 else x


def dotted(choose, x):
    rank = len(x.shape) - 1
    other = layers.Dense(x.shape[-1])(x)
    return layers.Dot(axes=choose.choice([rank, (rank, rank)]), normalize=yes(choose, 0.3))([x, other])


def merge_step(choose, a, b, x):
    """Two branches of x joined, or the first where they do not fit."""
    fits = [i == j or 1 in (i, j) for i, j in zip(a.shape[1:], b.shape[1:])]
    if len(a.shape) == len(b.shape) and all(fits):
        names = ["Add", "Multiply", "Average", "Maximum", "Minimum"]
        if tuple(a.shape) == tuple(b.shape):
            names += ["Subtract", "Concatenate", "Concatenate"]
            if yes(choose, 0.3):
                return layers.Concatenate(axis=choose.randint(1, len(a.shape) - 1))([a, b, x] if tuple(x.shape) == tuple(a.shape) else [a, b])
        return getattr(layers, choose.choice(names))()([a, b])
    if len(a.shape) == len(b.shape) and tuple(a.shape[1:-1]) == tuple(b.shape[1:-1]):
        return layers.Concatenate()([a, b])
    if len(a.shape) == 2 and len(x.shape) == 2:
        return layers.Concatenate()([a, x])
    return a


STEPS = {
    "any": [relu_like, normalized, quiet, dense, dense, reshaped, arithmetic, arithmetic, einsum],
    1: [repeated, binned, dotted],
    2: [conv(1), conv(1), pool(1), cut(1), recurrent, recurrent, handed_on, attention, attention, distributed, masking, steps_dropped, dotted],
    3: [conv(2), conv(2), pool(2), cut(2), augmented, conv_lstm(1), distributed],
    4: [conv(3), pool(3), cut(3), conv_lstm(2), distributed],
}
