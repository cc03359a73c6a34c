import keras
from keras import layers


def pair(layer, a=(3, 4), b=(3, 4)):
    x, y = keras.Input(a, name="a"), keras.Input(b, name="b")
    return keras.Model([x, y], layer([x, y]))


def add_cases(family):
    add = family.add
    for name in ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum"):
        add(name.lower(), pair(getattr(layers, name)()))
    for name in ("Add", "Multiply", "Maximum"):
        add(f"{name.lower()}_broadcast", pair(getattr(layers, name)(), (3, 4), (1, 4)))
        add(f"{name.lower()}_rank", pair(getattr(layers, name)(), (3, 4), (4,)))
    inputs = [keras.Input((3,), name=f"i{i}") for i in range(4)]
    add("average_four", keras.Model(inputs, layers.Average()(inputs)))
    add("concatenate", pair(layers.Concatenate(), (3, 4), (3, 2)))
    add("concatenate_axis1", pair(layers.Concatenate(axis=1), (3, 4), (5, 4)))
    add("dot_vectors", pair(layers.Dot(axes=1), (4,), (4,)))
    add("dot_normalized", pair(layers.Dot(axes=1, normalize=True), (4,), (4,)))
    add("dot_matrices", pair(layers.Dot(axes=(2, 1)), (3, 4), (4, 2)))
    add("dot_axis1", pair(layers.Dot(axes=1), (3, 4), (3, 2)))
    add("dot_last", pair(layers.Dot(axes=-1), (3, 4), (5, 4)))
    add("dot_matrix_vector", pair(layers.Dot(axes=(2, 1)), (3, 4), (4,)))
