"""Writes what Keras answers at the numbers where functions go wrong: zeros, tiny and huge numbers, cancelling sums.

    KERAS_BACKEND=jax python tools/keras/make_number_fixtures.py

Each case holds a network, its inputs, Keras's answer in binary32, and an exact one: of the function to 200 digits, of a
formula in binary64, or of the same network in binary64. Where Keras itself has lost digits, only the latter is a
measure. `by` says what an error is measured against: the number itself, or the largest of its row or column where
numbers are sums that cancel.
"""

import base64
import json
import os
import sys
import tempfile
import zipfile
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")
sys.path.append(str(Path(__file__).resolve().parents[1] / "vectors"))

import jax  # noqa: E402
import keras  # noqa: E402
import numpy as np  # noqa: E402
from cases import FIXTURES, flat, repack  # noqa: E402
from exact_functions import apply  # noqa: E402
from keras import activations, layers, ops  # noqa: E402

EDGES = [0.0, 1e-3, 0.125, 0.25, 0.5, 1, 2, 3, 4.2426405, 6, 7, 10, 17.3, 20, 88.0, 88.72, 89, 103.97, 104, 708, 710, 1e4]
TINY = [2.0**-149, 1e-40, 1.1754944e-38, 1e-30, 1e-20, 1e-10, 1e-8, 5.9604645e-8, 1.1920929e-7, 1e-6, 1e-5, 1e-4]
HUGE = [1e6, 1.6777216e7, 1e9, 1e15, 1.8446744e19, 1e20, 1e30, 3.4028235e38]


def points():
    """Both signs of all edges, their neighbours, and numbers of every magnitude."""
    rng = np.random.default_rng(3)
    edges = np.array(EDGES + TINY + HUGE, "float32")
    near = [edges, np.nextafter(edges, np.float32(0)), np.nextafter(edges[:-1], edges[-1])]
    spread = 10.0 ** rng.uniform(-38, 38, 40)
    usual = rng.normal(0, 4, 60)
    positive = np.concatenate([*near, spread, np.abs(usual)]).astype("float32")
    every = np.concatenate([positive, -positive])
    return np.concatenate([every, np.array([np.inf, -np.inf, np.nan], "float32")])[:, None]


def finite(x):
    return x[np.isfinite(x).all(axis=tuple(range(1, x.ndim)))]


def rows(width=6):
    """Rows of numbers that cancel, overflow, or hardly differ."""
    rng = np.random.default_rng(4)
    unit = rng.normal(0, 1, (12, width))
    scales = [1e-30, 1e-12, 1e-6, 1e-3, 1, 30, 1e3, 1e6, 1e12, 1e18]
    # The further the mean of a row lies from its numbers, the fewer digits of binary32 are left, in Keras as here.
    offsets = [1, 10, -30]
    special = [
        np.zeros(width),
        np.full(width, 1e-20),
        np.full(width, 7.25),
        np.full(width, -1e9),
        np.r_[0.0, np.full(width - 1, -1e9)],
        np.r_[1e9, np.zeros(width - 1)],
        np.r_[88.0, 89.0, np.zeros(width - 2)],
        np.linspace(-104, 0, width),
        np.r_[3.4e38, -3.4e38, np.zeros(width - 2)],
    ]
    every = [unit * s for s in scales] + [unit[:3] + o for o in offsets] + [np.array(special)]
    return np.concatenate(every).astype("float32")


def network(body, shape):
    x = keras.Input(shape, name="x")
    return keras.Model(x, body(x))


def encode(array, kind):
    return base64.b64encode(np.ascontiguousarray(array, dtype=kind).tobytes()).decode()


def answers(body, x):
    """The network, and its answers in binary32 and binary64."""
    keras.backend.clear_session()
    model = network(body, x.shape[1:])
    single = flat(model(x))
    weights = model.get_weights()
    with jax.enable_x64(True):
        keras.config.set_dtype_policy("float64")
        keras.config.set_floatx("float64")
        try:
            twin = network(body, x.shape[1:])
            twin.set_weights([w.astype("float64") for w in weights])
            double = flat(twin(x.astype("float64")))
        finally:
            keras.config.set_floatx("float32")
            keras.config.set_dtype_policy("float32")
    return model, single, double


class Table:
    def __init__(self):
        self.files = {}

    def add(self, name, body, x, exact=None, by="element"):
        """`exact`: a function of the input in binary64, or the name and constants of one that is known to 200 digits."""
        model, single, double = answers(body, x)
        if callable(exact):
            double = [exact(x.astype("float64"))]
        elif exact is not None:
            to_digits = np.vectorize(lambda v: float(apply(exact[0], v, *exact[1:])) if np.isfinite(v) else v)
            double = [np.where(np.isfinite(x), to_digits(x), double[0])]
        path = Path(tempfile.gettempdir()) / f"evm-ml-number-{name}.keras"
        model.save(path)
        self.files[f"{name}.keras"] = repack(path.read_bytes())
        path.unlink()
        self.files[f"{name}.json"] = json.dumps(
            {
                "batch": len(x),
                "by": by,
                "inputs": {"x": encode(x, "<f4")},
                "outputs": [encode(y, "<f4") for y in single],
                "exact": [encode(y, "<f8") for y in double],
            }
        ).encode()

    def write(self):
        target = FIXTURES / "numbers" / "functions.zip"
        target.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for name, data in self.files.items():
                info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, data)
        print(f"{target.name}: {len(self.files) // 2} cases, {target.stat().st_size} bytes")


def standardized(x, epsilon, axis=-1):
    d = x - x.mean(axis=axis, keepdims=True)
    return d / np.sqrt((d * d).mean(axis=axis, keepdims=True) + epsilon)


#: Activations by the name of their exact function and its constants.
PLAIN = {
    "relu": ("relu",),
    "relu6": ("relu6",),
    "elu": ("elu", 1.0),
    "selu": ("selu", 1.6732632423543772, 1.0507009873554805),
    "celu": ("celu", 1.0),
    "gelu": ("gelu",),
    "leaky_relu": ("leakyRelu", float(np.float32(0.2))),
    "hard_shrink": ("hardShrink", 0.5),
    "hard_sigmoid": ("hardSigmoid",),
    "hard_silu": ("hardSilu",),
    "hard_tanh": ("hardTanh",),
    "exponential": ("exp",),
    "log_sigmoid": ("logSigmoid",),
    "mish": ("mish",),
    "sigmoid": ("sigmoid",),
    "silu": ("silu",),
    "soft_shrink": ("softShrink", 0.5),
    "softplus": ("softplus",),
    "softsign": ("softsign",),
    "sparse_plus": ("sparsePlus",),
    "sparse_sigmoid": ("sparseSigmoid",),
    "squareplus": ("squareplus", 4.0),
    "tanh": ("tanh",),
    "tanh_shrink": ("tanhShrink",),
}

#: Operations, with the exact function where there is one.
OPERATIONS = {
    "abs": (ops.abs, None),
    "exp": (ops.exp, ("exp",)),
    "log": (ops.log, ("log",)),
    "log1p": (ops.log1p, ("log1p",)),
    "expm1": (ops.expm1, ("expm1",)),
    "sqrt": (ops.sqrt, ("sqrt",)),
    "rsqrt": (ops.rsqrt, ("rsqrt",)),
    "square": (ops.square, None),
    "reciprocal": (ops.reciprocal, None),
    "erf": (ops.erf, ("erf",)),
    "sign": (ops.sign, None),
    "gelu_tanh": (lambda x: ops.gelu(x, approximate=True), ("geluTanh",)),
    "celu_narrow": (lambda x: ops.celu(x, alpha=0.01), ("celu", 0.01)),
    "celu_wide": (lambda x: ops.celu(x, alpha=50.0), ("celu", 50.0)),
    "elu_small": (lambda x: ops.elu(x, alpha=1e-3), ("elu", 1e-3)),
    "squareplus_0": (lambda x: ops.squareplus(x, b=0), ("squareplus", 0.0)),
    "squareplus_small": (lambda x: ops.squareplus(x, b=1e-6), ("squareplus", 1e-6)),
    "relu_all": (lambda x: layers.ReLU(negative_slope=0.3, max_value=7.1, threshold=0.6)(x), None),
    "threshold": (lambda x: ops.threshold(x, 0.5, 2.5), None),
    **{f"power_{p}": (lambda x, p=p: ops.power(x, p), None) for p in (2, 3, 4, 0.5, -0.5, -1)},
    "over_three": (lambda x: x / 3.0, None),
    "three_over": (lambda x: 3.0 / x, None),
    "minus_large": (lambda x: x - 16777215.0, None),
}


def normalization(mean, variance, **kwargs):
    return layers.Normalization(mean=mean, variance=variance, **kwargs)


def batch_norm(mean, variance, epsilon, gamma=None, beta=None):
    """A batch normalization with these statistics."""

    def body(x):
        layer = layers.BatchNormalization(epsilon=epsilon)
        y = layer(x)
        width = x.shape[-1]
        values = [gamma or np.ones(width), beta or np.zeros(width), mean, variance]
        layer.set_weights([np.array(v) for v in values])
        return y

    return body


def near(mean, deviation):
    """Rows that lie about as far from the mean as data do."""
    z = np.random.default_rng(5).normal(0, 1, (40, len(mean)))
    return (np.array(mean) + z * np.array(deviation)).astype("float32")


def functions(table):
    x = points()
    for name, exact in PLAIN.items():
        table.add(f"activation_{name}", lambda v, name=name: layers.Activation(getattr(activations, name))(v), x, exact)
    for name, (operation, exact) in OPERATIONS.items():
        table.add(f"ops_{name}", operation, x, exact)


def over_rows(table):
    x = rows()
    table.add("softmax", lambda v: layers.Softmax()(v), x)
    table.add("log_softmax", lambda v: layers.Activation(activations.log_softmax)(v), x)
    table.add("logsumexp", lambda v: ops.logsumexp(v, axis=-1), x)
    table.add("sparsemax", lambda v: layers.Activation(activations.sparsemax)(v), x[np.abs(x).max(axis=-1) < 1e6])
    table.add("glu", lambda v: layers.Activation(activations.glu)(v), x)
    table.add("var", lambda v: ops.var(v, axis=-1), x, lambda v: v.var(axis=-1))
    table.add("std", lambda v: ops.std(v, axis=-1), x, lambda v: v.std(axis=-1))
    for epsilon in (1e-3, 1e-12):
        exact = lambda v, e=epsilon: standardized(v, e)  # noqa: E731
        table.add(f"layer_norm_{epsilon}", lambda v, e=epsilon: layers.LayerNormalization(epsilon=e)(v), x, exact, "row")
        table.add(f"rms_norm_{epsilon}", lambda v, e=epsilon: layers.RMSNormalization(epsilon=e)(v), x)
    table.add("unit_norm", lambda v: layers.UnitNormalization()(v), x)
    pairs = lambda v: standardized(v.reshape(-1, 2, 3), 1e-3).reshape(-1, 6)  # noqa: E731
    table.add("group_norm", lambda v: layers.GroupNormalization(2)(v), x, pairs, "row")
    alone = lambda v: standardized(v.reshape(-1, 3, 2), 1e-3, 1)  # noqa: E731
    table.add("group_norm_one", lambda v: layers.GroupNormalization(-1)(layers.Reshape((3, 2))(v)), x, alone, "row")
    table.add("softmax_axis", lambda v: layers.Softmax(axis=1)(layers.Reshape((3, 2))(v)), x)


def statistics(table):
    cases = {
        "timestamp": ([1.7e9], [1e5]),
        "years": ([2024.0, 12.0, 101325.0], [0.5, 3.4, 40.0]),
        "usual": ([0.3, -1.0, 12.0], [1.0, 2.0, 5.0]),
        "tiny": ([1e-12, 1e-6, 0.0], [1e-13, 1e-9, 1e-20]),
        "constant": ([5.0, 1e6], [0.0, 0.0]),
        "huge": ([1e20, -1e30], [1e18, 1e19]),
    }
    for name, (mean, deviation) in cases.items():
        variance = (np.array(deviation) ** 2).tolist()
        x = near(mean, deviation)
        table.add(f"normalization_{name}", lambda v, m=mean, s=variance: normalization(m, s)(v), x)
        dense_after = lambda v, m=mean, s=variance: dense(normalization(m, s)(v))  # noqa: E731
        table.add(f"normalization_{name}_dense", dense_after, x, by="column")
        z = near(np.zeros(len(mean)), np.ones(len(mean)))
        table.add(f"normalization_{name}_invert", lambda v, m=mean, s=variance: normalization(m, s, invert=True)(v), z)
        if name != "huge":
            for epsilon in (1e-3, 1e-5):
                m, v, e = np.float32(mean).astype("float64"), np.float32(variance).astype("float64"), epsilon
                exact = lambda x, m=m, v=v, e=e: (x - m) / np.sqrt(v + e)  # noqa: E731
                table.add(f"batch_norm_{name}_{epsilon}", batch_norm(mean, variance, epsilon), x, exact, "column")
                both = lambda x, f=exact: f(x) @ KERNEL[: x.shape[-1]]  # noqa: E731
                body = lambda v, b=batch_norm(mean, variance, epsilon): dense(b(v))  # noqa: E731
                table.add(f"batch_norm_{name}_{epsilon}_dense", body, x, both, "column")
    table.add("rescaling", lambda v: layers.Rescaling(1 / 127.5, offset=-1)(v), near([127.5], [60]))
    table.add("rescaling_large", lambda v: layers.Rescaling(1e-5, offset=-17000.0)(v), near([1.7e9], [1e5]), by="column")


KERNEL = np.random.default_rng(6).normal(0, 1, (3, 3)).astype("float32").astype("float64")


def dense(x):
    layer = layers.Dense(3)
    y = layer(x)
    layer.set_weights([KERNEL[: x.shape[-1]], np.zeros(3)])
    return y


def main():
    table = Table()
    functions(table)
    over_rows(table)
    statistics(table)
    table.write()


if __name__ == "__main__":
    main()
