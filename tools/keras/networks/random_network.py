"""A random valid network: an input of some rank, layers that fit it, branches, nested and shared models, masks."""

import keras
import numpy as np
from keras import layers

from networks.settings import IS_3, yes
from networks.steps import STEPS, merge_step, relu_like


def random_network(choose, batch):
    """(model, inputs, outputs) with inputs and outputs as (name, array), or None if Keras refuses to build it."""
    try:
        return build(choose, batch)
    except (ValueError, TypeError, ZeroDivisionError, NotImplementedError, AttributeError, IndexError, KeyError, RuntimeError):
        return None
    except Exception as error:  # Backends have errors of their own.
        if type(error).__module__.split(".")[0] in ("tensorflow", "jax", "jaxlib"):
            return None
        raise


def build(choose, batch):
    inputs, values = [], []
    x = new_input(choose, inputs, values, batch)
    if yes(choose, 0.25) and len(x.shape) == 3 and values[-1].ndim == 3:
        x = layers.Masking(mask_value=0.0)(x)
        values[-1][1, choose.randrange(values[-1].shape[1]) :] = 0
    outputs = []
    for _ in range(choose.randint(1, 6)):
        x = next_value(choose, x)
        if yes(choose, 0.1):
            outputs.append(x)
        if yes(choose, 0.08):
            x = merge_step(choose, x, new_input(choose, inputs, values, batch), x)
    outputs.append(x)
    model = keras.Model(inputs, outputs if len(outputs) > 1 else outputs[0])
    if sum(int(np.prod(w.shape)) for w in model.weights) > 200_000:
        return None
    randomize(choose, model)
    given = values if len(values) > 1 else values[0]
    # Each Keras in the way in which it compiles less.
    answers = model.predict(given, batch_size=batch, verbose=0) if IS_3 else model(given, training=False)
    answers = answers if isinstance(answers, (list, tuple)) else [answers]
    names = [tensor.name.split(":")[0] for tensor in model.inputs]
    return model, list(zip(names, values)), [(str(i), np.asarray(y)) for i, y in enumerate(answers)]


def new_input(choose, inputs, values, batch):
    rng = np.random.default_rng(choose.randrange(2**32))
    kind = choose.choice(["row", "steps", "steps", "image", "image", "tokens", "volume"])
    size = lambda low, high: choose.randint(low, high)
    if kind == "tokens":
        words, length = size(4, 12), size(3, 8)
        x = keras.Input((length,), name=f"tokens_{len(inputs)}", dtype="int32")
        inputs.append(x)
        tokens = rng.integers(0, words, (batch, length)).astype("int32")
        values.append(tokens)
        return layers.Embedding(words, size(2, 6), mask_zero=yes(choose))(x)
    shape = {
        "row": lambda: (size(1, 12),),
        "steps": lambda: (size(3, 10), size(1, 6)),
        "image": lambda: (size(5, 12), size(5, 12), size(1, 4)),
        "volume": lambda: (size(3, 6), size(3, 6), size(3, 6), size(1, 3)),
    }[kind]()
    x = keras.Input(shape, name=f"{kind}_{len(inputs)}")
    inputs.append(x)
    values.append(rng.normal(0, 1.2, (batch, *shape)).astype("float32"))
    return x


def next_value(choose, x, depth=0):
    kind = choose.random()
    if kind < 0.1 and depth == 0:
        return nested(choose, x)
    if kind < 0.25:
        return merge_step(choose, step(choose, x), step(choose, x), x)
    return step(choose, x)


def step(choose, x):
    """One layer that fits the rank of x, in random settings; a few tries, as not all settings fit all sizes."""
    rank = len(x.shape) - 1
    for _ in range(8):
        make = choose.choice([*STEPS["any"], *(STEPS.get(rank, []) * 2)])
        try:
            y = make(choose, x)
        except (ValueError, TypeError, ZeroDivisionError, AttributeError):
            continue
        if all(size is not None and 0 < size <= 200 for size in y.shape[1:]) and 1 <= len(y.shape) - 1 <= 5:
            return y
    return relu_like(choose, x)


def nested(choose, x):
    """A model inside the model, called once or twice; of two outputs, one may be left unused."""
    inner = keras.Input(x.shape[1:])
    y = inner
    for _ in range(choose.randint(1, 3)):
        y = next_value(choose, y, depth=1)
    if yes(choose, 0.15):
        model = keras.Model(inner, [y, next_value(choose, inner, depth=1)])
        return model(x)[choose.randrange(2)]
    model = keras.Model(inner, y)
    if yes(choose, 0.3):
        model = keras.Sequential([keras.Input(x.shape[1:]), model])
    once = model(x)
    if tuple(once.shape) == tuple(x.shape) and choose.random() < 0.4:
        return model(once)
    return once


def randomize(choose, model):
    rng = np.random.default_rng(choose.randrange(2**32))
    for weight in model.weights:
        if "int" in str(weight.dtype):
            continue
        path = getattr(weight, "path", weight.name)
        fan_in = max(1, int(np.prod(weight.shape[:-1])) if len(weight.shape) > 1 else 1)
        values = rng.normal(0, 1.0 / np.sqrt(fan_in), weight.shape)
        if "variance" in path:
            values = np.abs(values) + 0.2
        weight.assign(values.astype("float32"))
