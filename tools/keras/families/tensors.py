"""Operations on tensors: constant arrays as operands, products, orders, running sums, images, truth values."""

import keras
import numpy as np
from cases import build
from keras import layers, ops

RNG = np.random.default_rng(11)


def constant(*shape):
    return RNG.normal(0, 0.7, shape).astype("float32")


def of_two(outputs, shape=(4, 6)):
    x, y = keras.Input(shape, name="x"), keras.Input(shape, name="y")
    return keras.Model([x, y], outputs(x, y))


def of_image(outputs, shape=(6, 8, 4)):
    x = keras.Input(shape, name="x")
    return keras.Model(x, outputs(x))


TWO = {
    "constant_operands": lambda x, y: [
        x + constant(4, 6),
        ops.multiply(constant(6), y),
        ops.subtract(constant(1, 4, 1), x),
        x / (ops.abs(constant(6)) + 1.0),
        ops.maximum(x, constant(4, 1)),
        ops.where(x > constant(6), x, constant(1, 4, 6)),
        ops.add(y, np.float32(2.5)),
    ],
    "constant_masks": lambda x, y: [ops.where(np.array([True, False] * 3), x, y), ops.cast(ops.logical_and(x > 0, np.array([[True], [True], [False], [True]])), "float32")],
    "truths": lambda x, y: [
        ops.cast(ops.logical_xor(x > 0, y > 0), "float32"),
        ops.sum(x > 0, axis=1),
        ops.cast((x > 0) + (y > 0), "float32"),
        ops.cast((x > 0) * (y > 0), "float32"),
        (x > 0) * y,
        ops.count_nonzero(ops.relu(x), axis=-1),
        ops.mean(ops.equal(x > 0, y > 0), axis=2),
        x > y,
    ],
    "einsum": lambda x, y: [
        ops.einsum("bij,bkj->bik", x, y),
        ops.einsum("bij,bij->bi", x, y),
        ops.einsum("bij->bji", x),
        ops.einsum("bij->b", y),
        ops.einsum("bij,jk->bik", x, constant(6, 3)),
        ops.einsum("kj,bij->bki", constant(5, 6), y),
        ops.einsum("...j,jk->...k", x, constant(6, 2)),
        ops.einsum("bij,bkl->bikjl", x, y),
        ops.einsum("bij,ikj->bik", x, constant(4, 3, 6)),
        ops.einsum("bij,bkj,kl->bil", x, y, constant(4, 3)),
    ],
    "products": lambda x, y: [
        ops.matmul(x, constant(6, 3)),
        ops.matmul(constant(2, 4), x),
        ops.matmul(x, constant(6)),
        ops.dot(y, constant(6, 5)),
        ops.dot(y, constant(6)),
        ops.tensordot(x, constant(4, 6, 3), axes=2),
        ops.tensordot(x, constant(5, 4), axes=[[1], [1]]),
        ops.matmul(x, ops.transpose(y, [0, 2, 1])),
    ],
    "norms": lambda x, y: [
        ops.norm(x, axis=(-1,)),
        ops.norm(x, axis=(1,), keepdims=True),
        ops.norm(y, ord=1, axis=(2,)),
        ops.norm(y, ord=np.inf, axis=(1,)),
        ops.norm(x, ord="fro", axis=(1, 2)),
        ops.normalize(x),
        ops.normalize(y, axis=1),
        ops.normalize(y, axis=1, order=1),
    ],
    "orders": lambda x, y: [
        ops.sort(x, axis=-1),
        ops.sort(y, axis=1),
        ops.argsort(x, axis=1),
        *ops.top_k(y, 3),
        ops.median(x, axis=1),
        ops.median(ops.abs(y[:, :3]), axis=1, keepdims=True),
        ops.argmax(x, axis=-1),
        ops.argmin(y, axis=1),
        ops.argmax(ops.sign(x), axis=2),
        ops.sort(ops.sign(y), axis=2),
        ops.argsort(ops.sign(y), axis=2),
    ],
    "scans": lambda x, y: [
        ops.cumsum(x, axis=1),
        ops.cumsum(y, axis=-1),
        ops.cumprod(y, axis=2),
        ops.prod(x, axis=1),
        ops.prod(y, axis=(1, 2), keepdims=True),
        ops.diff(x),
        ops.diff(y, n=2, axis=1),
    ],
    "takes": lambda x, y: [
        ops.take(x, [0, 2, 1], axis=1),
        ops.take(y, np.array([[0, 5], [1, -1]]), axis=2),
        *ops.unstack(x, axis=1)[:2],
        ops.copy(y),
        ops.stop_gradient(x),
    ],
    "functions": lambda x, y: [
        ops.log2(ops.abs(x) + 0.5),
        ops.log10(ops.abs(y) + 0.5),
        ops.exp2(x),
        ops.cosh(y),
        ops.deg2rad(x),
        ops.rad2deg(y),
        ops.divide_no_nan(x, ops.relu(y)),
        ops.amax(x, axis=1),
        ops.ptp(y, axis=-1) if hasattr(ops, "ptp") else ops.amin(y, axis=-1),
        *ops.moments(x, axes=[1]),
        ops.sparsemax(y),
    ],
}

IMAGES = {
    "pool_operations": lambda x: [ops.max_pool(x, (2, 2), strides=(2, 2)), ops.max_pool(x, (3, 2), strides=(2, 2), padding="same"), ops.average_pool(x, (2, 2), strides=(1, 1))],
    "resize_operation": lambda x: [ops.image.resize(x, (12, 16)), ops.image.resize(x, (3, 5), interpolation="nearest")],
    "blocks": lambda x: [ops.depth_to_space(x, 2), ops.space_to_depth(x, 2), ops.space_to_depth(x, 2, data_format="channels_first"), ops.depth_to_space(ops.transpose(x, [0, 3, 1, 2]), 2, data_format="channels_first")],
}


def attention():
    q, k, v = (keras.Input((steps, 2, 4), name=name) for name, steps in (("q", 5), ("k", 7), ("v", 7)))
    bias = keras.Input((2, 5, 7), name="bias")
    outputs = [
        ops.dot_product_attention(q, k, v),
        ops.dot_product_attention(q, k, v, bias=bias, scale=0.3),
        ops.dot_product_attention(q, k, v, mask=bias > 0),
        ops.dot_product_attention(q, q, q, is_causal=True),
    ]
    return keras.Model([q, k, v, bias], outputs)


def position_embedding():
    """As the examples of keras.io add it: an array of sines that belongs to no layer."""
    x = keras.Input((10,), name="x", dtype="int32")
    y = layers.Embedding(20, 8)(x)
    return keras.Model(x, layers.LayerNormalization()(y + constant(1, 10, 8)))


def one_hots():
    x = keras.Input((5,), name="x")
    whole = ops.cast(x, "int32")
    return keras.Model(x, [ops.one_hot(whole, 7), ops.one_hot(whole, 7, axis=1), ops.take(constant(7, 3), whole, axis=0)])


def counted():
    """Numbers that the network counts choose rows: bins, places of the largest, truth values."""
    x = keras.Input((4, 6), name="x")
    bins = layers.Discretization(bin_boundaries=[-1.0, 0.0, 1.0])(x)
    best = ops.argmax(x, axis=-1)
    return keras.Model(
        x,
        [
            layers.Embedding(4, 3)(bins),
            layers.LSTM(2)(layers.Embedding(6, 3, mask_zero=True)(best)),
            ops.one_hot(best, 6),
            ops.one_hot(ops.cast(x > 0, "int32"), 2),
            ops.take(constant(6, 2), best, axis=0),
        ],
    )


def boolean_inputs():
    x, keep = keras.Input((6, 3), name="x"), keras.Input((6,), name="keep", dtype="bool")
    y = layers.LSTM(4, return_sequences=True)(x, mask=keep)
    z = layers.GlobalAveragePooling1D()(x, mask=keep)
    a = layers.Attention()([x, x], mask=[keep, keep])
    b = layers.Bidirectional(layers.GRU(2))(x, mask=keep)
    return keras.Model([x, keep], [y, z, a, b, ops.cast(keep, "float32"), ops.logical_not(keep)])


def prelu():
    trained = [layers.Dense(5, activation=layers.PReLU()), layers.Activation(layers.PReLU())]
    model = build(trained, (6,))
    model.predict(np.zeros((1, 6)), verbose=0)
    return model


def add_cases(family):
    for name, outputs in TWO.items():
        family.add(f"tensors_{name}", of_two(outputs))
    for name, outputs in IMAGES.items():
        family.add(f"tensors_{name}", of_image(outputs))
    family.add("tensors_attention", attention())
    family.add("tensors_position_embedding", position_embedding(), limit=20)
    family.add("tensors_counted", counted())
    family.add("tensors_one_hot", one_hots(), limit=7)
    keep = [[1, 1, 1, 0, 0, 0], [1, 0, 1, 1, 0, 1], [1, 1, 1, 1, 1, 1]]
    steps = RNG.normal(0, 1, (3, 6, 3)).astype("float32")
    family.add("tensors_boolean_inputs", boolean_inputs(), [steps, np.array(keep, "float32")])
    family.add("tensors_prelu", prelu())
    family.add("tensors_prelu_unbuilt", build(layers.Dense(5, activation=layers.PReLU()), (6,)))
