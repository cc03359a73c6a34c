"""Operations on tensors: of keras.ops in Keras 3, and of TensorFlow, as Keras 2 saves them."""

from networks.settings import IS_3

if IS_3:
    from keras import ops
else:
    import tensorflow as tf


def arithmetic(choose, x):
    axis = choose.randint(1, len(x.shape) - 1)
    options = of_keras(x, axis) if IS_3 else of_tensorflow(x, axis)
    return choose.choice([*plain(x), *options])()


def plain(x):
    """What Python's operators make, in both."""
    return [
        lambda: x * 0.5 + 1.0,
        lambda: 1.0 - x,
        lambda: -x,
        lambda: x / 3.0,
        lambda: 2.0 / (x * x + 1.0),
        lambda: x**2,
        lambda: x[:, :1],
        lambda: x[:, ::-1],
        lambda: x[:, -1] if len(x.shape) > 2 else x,
        lambda: x[:, None] if len(x.shape) < 5 else x,
    ]


def of_keras(x, axis):
    steps = x.shape[axis]
    return [
        lambda: x / (ops.abs(x) + 1.0),
        lambda: ops.clip(x, -0.7, 0.9),
        lambda: ops.square(x) - x,
        lambda: ops.exp(-ops.abs(x)),
        lambda: ops.log1p(ops.abs(x)),
        lambda: ops.expm1(-ops.abs(x)),
        lambda: ops.sqrt(ops.abs(x) + 0.1),
        lambda: ops.rsqrt(ops.abs(x) + 0.5),
        lambda: ops.log(ops.abs(x) + 0.5),
        lambda: ops.sign(x),
        lambda: ops.erf(x),
        lambda: ops.tanh(x),
        lambda: ops.sigmoid(x),
        lambda: ops.relu(x),
        lambda: ops.maximum(x, 0.2 * x),
        lambda: ops.minimum(x, 0.3),
        lambda: ops.power(ops.abs(x) + 0.2, 1.5),
        lambda: ops.where(x > 0.1, x, 0.5 * x),
        lambda: ops.where(ops.logical_and(x > -0.5, x < 0.5), x, 0.0),
        lambda: ops.cast(x > 0, "float32"),
        lambda: ops.max(x, axis=axis, keepdims=True),
        lambda: ops.min(x, axis=axis, keepdims=True),
        lambda: ops.amax(x, axis=axis, keepdims=True, initial=0.1),
        lambda: ops.prod(x, axis=axis, keepdims=True),
        lambda: ops.mean(x, axis=axis, keepdims=True) + x,
        lambda: ops.average(x, axis=axis, weights=[1.0 + i for i in range(steps)]) if len(x.shape) > 2 else x,
        lambda: ops.sum(x, axis=axis) if len(x.shape) > 2 else x,
        lambda: ops.var(x, axis=axis, keepdims=True),
        lambda: ops.std(x, axis=axis, keepdims=True),
        lambda: ops.norm(x, axis=axis, keepdims=True),
        lambda: ops.normalize(x, axis=axis),
        lambda: ops.flip(x, axis=axis),
        lambda: ops.roll(x, 1, axis=axis),
        lambda: ops.repeat(x, 2, axis=axis),
        lambda: ops.cumsum(x, axis=axis),
        lambda: ops.diff(x, axis=axis) if steps > 1 else x,
        lambda: ops.concatenate([x, x], axis=axis),
        lambda: ops.stack([x, 2.0 * x], axis=axis) if len(x.shape) < 5 else x,
        lambda: ops.split(x, steps, axis=axis)[steps - 1],
        lambda: ops.take(x, [0, steps - 1, 0], axis=axis),
        lambda: ops.softmax(x, axis=axis),
        lambda: ops.log_softmax(x, axis=axis),
        lambda: ops.expand_dims(x, axis) if len(x.shape) < 5 else x,
        lambda: ops.squeeze(ops.expand_dims(x, axis), axis),
        lambda: ops.moveaxis(x, 1, -1),
        lambda: ops.swapaxes(x, 1, len(x.shape) - 1),
        lambda: ops.logsumexp(x, axis=axis, keepdims=True),
        lambda: ops.tile(x, [1, 2, *[1] * (len(x.shape) - 2)]),
        lambda: ops.pad(x, [[0, 0], [1, 2], *[[0, 0]] * (len(x.shape) - 2)]),
        lambda: ops.matmul(x, ops.swapaxes(x, -1, -2)) if len(x.shape) > 2 else x,
        lambda: ops.einsum("bij,bkj->bik", x, x) if len(x.shape) == 3 else x,
        lambda: ops.cast(ops.argmax(x, axis=axis), "float32") if len(x.shape) > 2 else x,
        lambda: ops.one_hot(ops.argmax(x, axis=-1), x.shape[-1]) if len(x.shape) < 5 else x,
        lambda: ops.top_k(x, min(2, x.shape[-1]))[0],
        lambda: ops.sort(x, axis=axis),
        lambda: ops.full_like(x, 0.3) + x,
        lambda: ops.ones_like(x) * x,
    ]


def of_tensorflow(x, axis):
    steps = x.shape[axis]
    last = len(x.shape) - 1
    return [
        lambda: x / (tf.abs(x) + 1.0),
        lambda: tf.clip_by_value(x, -0.7, 0.9),
        lambda: tf.square(x) - x,
        lambda: tf.exp(-tf.abs(x)),
        lambda: tf.math.log1p(tf.abs(x)),
        lambda: tf.sqrt(tf.abs(x) + 0.1),
        lambda: tf.math.rsqrt(tf.abs(x) + 0.5),
        lambda: tf.nn.relu(x),
        lambda: tf.nn.relu6(x + 3.0) / 6.0,
        lambda: tf.nn.leaky_relu(x, 0.1),
        lambda: tf.nn.sigmoid(x),
        lambda: tf.nn.softmax(x, axis=axis),
        lambda: tf.maximum(x, 0.2 * x),
        lambda: tf.where(x > 0.1, x, 0.5 * x),
        lambda: tf.cast(x > 0, "float32"),
        lambda: tf.reduce_max(x, axis=axis, keepdims=True),
        lambda: tf.reduce_mean(x, axis=axis, keepdims=True) + x,
        lambda: tf.reduce_sum(x, axis=axis) if last > 1 else x,
        lambda: tf.math.reduce_std(x, axis=axis, keepdims=True),
        lambda: tf.norm(x, axis=axis, keepdims=True),
        lambda: tf.math.l2_normalize(x, axis=axis),
        lambda: tf.reverse(x, [axis]),
        lambda: tf.concat([x, x], axis=axis),
        lambda: tf.stack([x, 2.0 * x], axis=axis) if last < 4 else x,
        lambda: tf.split(x, steps, axis=axis)[steps - 1],
        lambda: tf.gather(x, [0, steps - 1, 0], axis=axis),
        lambda: tf.expand_dims(x, axis) if last < 4 else x,
        lambda: tf.squeeze(tf.expand_dims(x, axis), axis),
        lambda: tf.transpose(x, [0, last, *range(2, last), 1]) if last > 1 else x,
        lambda: tf.reshape(x, [-1, steps, int(x.shape[1:].num_elements()) // steps]),
        lambda: tf.tile(x, [1, 2, *[1] * (last - 1)]),
        lambda: tf.pad(x, [[0, 0], [1, 2], *[[0, 0]] * (last - 1)]),
        lambda: tf.matmul(x, x, transpose_b=True) if last > 1 else x,
        lambda: tf.einsum("bij,bkj->bik", x, x) if last == 2 else x,
        lambda: tf.math.cumsum(x, axis=axis),
    ]
