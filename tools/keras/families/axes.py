"""Reductions and softmax over any axes, and powers of any exponent."""

import keras
from keras import layers, ops


def truths(reduce, shape=(3, 4, 2)):
    """Of comparisons, as numbers."""
    x = keras.Input(shape, name="x")
    return keras.Model(x, ops.cast(reduce(ops.greater(x, 1.0)), "float32"))


def of(function, shape=(3, 4)):
    x = keras.Input(shape, name="x")
    return keras.Model(x, function(x))


def add_cases(family):
    add = family.add
    for name in ("any", "all"):
        reduce = getattr(ops, name)
        for axis in (1, 2, 3, (1, 3)):
            label = "_".join(map(str, axis)) if isinstance(axis, tuple) else axis
            add(f"{name}_{label}", truths(lambda x: reduce(x, axis=axis)))
        add(f"{name}_kept", truths(lambda x: reduce(x, axis=2, keepdims=True)))
    x = keras.Input((3, 4, 2), name="x")
    add("softmax_1_2", keras.Model(x, layers.Softmax(axis=(1, 2))(x)))
    add("softmax_3_1", keras.Model(x, layers.Softmax(axis=(3, 1))(x)))
    for exponent in (5, 7, 12, -2, -3):
        add(f"power_{exponent}".replace("-", "m"), of(lambda x: ops.power(ops.add(x, 0.01), float(exponent))), tolerance=1e-4)
    for exponent in (1.5, 0.3, -0.7):
        label = str(exponent).replace("-", "m").replace(".", "_")
        add(f"power_{label}", of(lambda x: ops.power(ops.add(ops.square(x), 0.01), exponent)))
