import keras
from cases import build
from keras import layers, ops


def of_two(build_outputs):
    x, y = keras.Input((4, 6), name="x"), keras.Input((4, 6), name="y")
    return keras.Model([x, y], build_outputs(x, y))


CASES = {
    "get_item": lambda x, y: [x[:, 1:3, ::2], x[:, -1], x[..., None, 2:4], x[:, ::-1, 0], y[:, -3:, 4::-2]],
    "split_stack": lambda x, y: [*ops.split(x, 3, axis=-1), *ops.split(y, [1, 4], axis=2), ops.stack([x, y], axis=1)],
    "flip_move": lambda x, y: [ops.flip(x, axis=1), ops.swapaxes(x, 1, 2), ops.moveaxis(y, 1, -1), ops.take(y, 2, axis=1)],
    "repeat_tile_pad": lambda x, y: [ops.repeat(x, 2, axis=1), ops.tile(y, [1, 2, 1]), ops.pad(x, [[0, 0], [1, 0], [0, 2]])],
    "clip_where": lambda x, y: [ops.clip(x, -0.5, 1), ops.where(x > 0.5, x, y), ops.where(y > 0.25, y, 0.125)],
    "activations": lambda x, y: [ops.gelu(x), ops.gelu(y, approximate=False), ops.elu(x, 0.5), ops.selu(y), ops.leaky_relu(x, 0.3)],
    "gates": lambda x, y: [ops.hard_sigmoid(x), ops.hard_silu(y), ops.softsign(x), ops.log_sigmoid(y), ops.softmax(x, axis=1)],
    "powers": lambda x, y: [x**2, ops.power(y, 3), ops.sqrt(ops.abs(x) + 1), ops.reciprocal(ops.abs(y) + 1), ops.log1p(ops.abs(x))],
    "statistics": lambda x, y: [ops.var(x, axis=-1, keepdims=True), ops.std(y, axis=1), ops.average(x, axis=1), ops.logsumexp(y, axis=-1)],
    "divide": lambda x, y: [x / (y - 9), x / (ops.sign(y) * (ops.abs(y) + 1))],
    "log_softmax": lambda x, y: ops.log_softmax(x) + ops.log_softmax(y, axis=1),
}


def add_cases(family):
    for name, outputs in CASES.items():
        family.add(name, of_two(outputs))
    from keras.src.applications.convnext import LayerScale, StochasticDepth

    family.add("layer_scale", build([layers.Dense(6), LayerScale(0.5, 6), StochasticDepth(0.2)], (4,)))
