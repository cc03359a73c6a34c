"""Functions of TensorFlow that a network calls, which Keras 2 stores as TFOpLambda and SlicingOpLambda."""

import keras
import numpy as np
import tensorflow as tf
from keras import layers

RNG = np.random.default_rng(5)


def constant(*shape):
    return RNG.normal(0, 0.7, shape).astype("float32")


def of_two(outputs, shape=(4, 6)):
    x, y = keras.Input(shape, name="x"), keras.Input(shape, name="y")
    return keras.Model([x, y], outputs(x, y))


CASES = {
    "arithmetic": lambda x, y: [
        x * 2.0 + 1,
        1.0 - y,
        1.0 / (tf.abs(x) + 9.0),
        x + constant(1, 4, 6),
        constant(6) * y,
        tf.maximum(x, y),
        tf.minimum(x, 0.25),
        tf.math.squared_difference(x, y),
        tf.math.divide_no_nan(x, tf.where(y > 0.0, tf.abs(y) + 1.0, 0.0)),
        tf.add_n([x, y, x]),
        tf.math.scalar_mul(0.5, y),
        tf.nn.bias_add(x, constant(6)),
        -x,
        x**2,
    ],
    "pointwise": lambda x, y: [
        tf.exp(x),
        tf.math.log(tf.abs(y) + 1.0),
        tf.math.log1p(tf.abs(x)),
        tf.math.expm1(x),
        tf.sqrt(tf.abs(y)),
        tf.math.rsqrt(tf.square(x) + 1.0),
        tf.sign(y),
        tf.math.erf(x),
        tf.tanh(y),
        tf.sigmoid(x),
        tf.math.softplus(y),
        tf.nn.softsign(x),
        tf.math.reciprocal(tf.abs(y) + 1.0),
        tf.clip_by_value(x, -1.0, 0.5),
    ],
    "activations": lambda x, y: [
        tf.nn.relu(x),
        tf.nn.relu6(y * 5.0),
        tf.nn.elu(x),
        tf.nn.selu(y),
        tf.nn.silu(x),
        tf.nn.leaky_relu(y),
        tf.nn.leaky_relu(x, alpha=0.05),
        tf.nn.gelu(y),
        tf.nn.gelu(x, approximate=True),
        tf.nn.softmax(y, axis=1),
        tf.nn.log_softmax(x),
    ],
    "truths": lambda x, y: [
        tf.cast(x > y, "float32"),
        tf.where(x > 0.5, x, y),
        tf.where(y > 0.25, y, 0.0),
        tf.cast(tf.logical_or(x > 0, y > 0), "float32"),
        tf.cast(~(x > 0), "float32"),
        tf.cast(tf.reduce_any(x > 1, axis=-1), "float32"),
        tf.cast(tf.reduce_all(y > -1, axis=1), "float32"),
        tf.cast(tf.equal(tf.sign(x), 1.0), "float32"),
        tf.ones_like(x),
        tf.zeros_like(y),
    ],
    "reductions": lambda x, y: [
        tf.reduce_sum(x, [1, 2]),
        tf.reduce_mean(y, axis=1, keepdims=True),
        tf.reduce_max(x, axis=1),
        tf.reduce_min(y, axis=-1),
        tf.reduce_prod(x, axis=1),
        tf.math.reduce_std(y, axis=-1),
        tf.math.reduce_variance(x, axis=1),
        tf.reduce_logsumexp(y, axis=-1),
        tf.math.l2_normalize(x, axis=-1),
        tf.norm(y, axis=-1),
        tf.norm(y, ord=1, axis=1),
        tf.argmax(x, axis=-1),
        tf.math.top_k(y, k=2)[0],
        tf.cumsum(x, axis=1),
        *tf.nn.moments(y, axes=[1]),
    ],
    "moving": lambda x, y: [
        tf.concat([x, y], axis=-1),
        tf.stack([x, y], axis=1),
        tf.split(x, 3, axis=-1)[1],
        tf.split(y, [1, 3], axis=1)[1],
        tf.unstack(x, axis=1)[2],
        tf.reshape(y, [-1, 3, 8]),
        tf.reshape(x, [tf.shape(x)[0], 24]),
        tf.transpose(y, [0, 2, 1]),
        tf.expand_dims(x, 1),
        tf.squeeze(tf.expand_dims(y, 2), 2),
        tf.pad(x, [[0, 0], [1, 0], [0, 2]]),
        tf.pad(x, [[0, 0], [1, 0], [0, 2]], constant_values=0.5),
        tf.tile(y, [1, 2, 1]),
        tf.repeat(x, 2, axis=1),
        tf.reverse(y, [1]),
        tf.gather(x, [0, 2], axis=1),
        tf.slice(y, [0, 1, 0], [-1, 2, 3]),
        tf.identity(x),
        tf.stop_gradient(y),
    ],
    "slices": lambda x, y: [x[:, 1:3, ::2], y[:, -1], x[:, :, tf.newaxis, 2:4], y[:, ::-1, 0], x[:, 0]],
    "products": lambda x, y: [
        tf.matmul(x, y, transpose_b=True),
        tf.matmul(x, y, transpose_a=True),
        tf.matmul(x, constant(6, 3)),
        tf.linalg.matvec(x, y[:, 0]),
        keras.backend.batch_dot(x, y, axes=2),
    ],
    "backend": lambda x, y: [
        keras.backend.mean(x, axis=1),
        keras.backend.clip(y, 0.0, 1.0),
        keras.backend.l2_normalize(x, axis=-1),
        keras.backend.concatenate([x, y], axis=1),
        keras.backend.expand_dims(y, -1),
        keras.backend.hard_sigmoid(x),
    ],
}


def images():
    x = keras.Input((6, 8, 4), name="x")
    outputs = [
        tf.image.resize(x, [12, 16]),
        tf.image.resize(x, [3, 4], method="nearest"),
        tf.nn.max_pool2d(x, 2, 2, "VALID"),
        tf.nn.avg_pool2d(x, [3, 2], [2, 1], "SAME"),
        tf.nn.depth_to_space(x, 2),
        tf.nn.space_to_depth(x, 2),
    ]
    return keras.Model(x, outputs)


def hard_swish_block():
    """Squeeze and excite with hard sigmoids, as MobileNetV3 of Keras 2 writes them, around a nested model."""
    x = keras.Input((8, 8, 3), name="x")
    inner_in = keras.Input((8, 8, 4))
    inner = keras.Model(inner_in, tf.nn.relu6(layers.Conv2D(4, 1)(inner_in) + 3.0) * 0.1666667)
    y = layers.Conv2D(4, 3, padding="same")(x)
    y = inner(y) * y
    z = layers.GlobalAveragePooling2D(keepdims=True)(y)
    z = layers.ReLU(6.0)(layers.Conv2D(4, 1)(z) + 3.0) * (1.0 / 6.0)
    return keras.Model(x, [inner(y * z), tf.reduce_mean(inner(y), axis=[1, 2])])


def one_hot():
    x = keras.Input((5,), name="x", dtype="int32")
    return keras.Model(x, [tf.one_hot(x, 7), tf.one_hot(tf.cast(x, "int32"), 7, axis=1)])


def add_cases(family):
    family.add("tf_ellipsis_h5", of_two(lambda x, y: [x[..., 2:4], y[..., tf.newaxis, 1]]), suffix="h5")
    for suffix in ("h5", "keras"):
        for name, outputs in CASES.items():
            family.add(f"tf_{name}_{suffix}", of_two(outputs), suffix=suffix)
        family.add(f"tf_images_{suffix}", images(), suffix=suffix)
        family.add(f"tf_hard_swish_block_{suffix}", hard_swish_block(), suffix=suffix)
        family.add(f"tf_one_hot_{suffix}", one_hot(), limit=7, suffix=suffix)
