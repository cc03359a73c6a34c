import keras
from keras import layers


def shared_and_nested():
    a = keras.Input((4,), name="a")
    b = keras.Input((4,), name="b")
    shared = layers.Dense(5, activation="relu", name="twin")
    inner = keras.Sequential([keras.Input((5,)), layers.Dense(3, name="z"), layers.Dense(2, name="y")], name="inner")
    left, right = inner(shared(a)), inner(shared(b))
    return keras.Model([a, b], {"right": right, "left": left, "sum": layers.Add()([left, right])})


def nested_functional():
    x = keras.Input((6,), name="inside")
    y = layers.Dense(4, activation="tanh")(x)
    block = keras.Model(x, [y, layers.Dense(2)(y)], name="block")
    outer = keras.Input((6,), name="outer")
    first, second = block(outer)
    return keras.Model(outer, layers.Dense(3)(layers.Concatenate()([first, second, outer])))


def dict_inputs():
    inputs = {"width": keras.Input((3,), name="width"), "age": keras.Input((2,), name="age")}
    return keras.Model(inputs, layers.Dense(2)(layers.Concatenate()([inputs["width"], inputs["age"]])))


def nested_dict_inputs():
    p, q = keras.Input((3,), name="p"), keras.Input((3,), name="q")
    inner = keras.Model({"p": p, "q": q}, layers.Subtract()([layers.Dense(2)(p), layers.Dense(2)(q)]))
    u, v = keras.Input((3,), name="u"), keras.Input((3,), name="v")
    return keras.Model([u, v], inner({"q": u, "p": v}))


def deep_nesting():
    level = keras.Sequential([keras.Input((3,)), layers.Dense(3)], name="level0")
    for i in range(1, 4):
        level = keras.Sequential([keras.Input((3,)), level, layers.Dense(3, activation="elu")], name=f"level{i}")
    return level


def input_is_output():
    x = keras.Input((3,), name="x")
    return keras.Model(x, [x, layers.Dense(2)(x)])


def operators():
    x, y = keras.Input((4,), name="x"), keras.Input((4,), name="y")
    z = (x * 2 + y) / (keras.ops.abs(y) + 1) - x
    w = keras.ops.mean(keras.ops.expand_dims(keras.ops.maximum(z, 0.25), 1), axis=1)
    m = keras.ops.cast(keras.ops.greater(w, y), "float32")
    return keras.Model([x, y], [keras.ops.concatenate([keras.ops.tanh(w), -m], axis=-1), keras.ops.sum(keras.ops.square(w), axis=-1, keepdims=True)])


def add_cases(family):
    for build in (shared_and_nested, nested_functional, dict_inputs, nested_dict_inputs, deep_nesting, input_is_output, operators):
        family.add(build.__name__, build())
