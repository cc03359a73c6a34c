import keras
import numpy as np
from cases import build
from keras import layers


def weighted_counts():
    x = keras.Input((4,), name="x", dtype="int32")
    w = keras.Input((4,), name="w")
    return keras.Model([x, w], layers.CategoryEncoding(num_tokens=5, output_mode="count")(x, count_weights=w))


def add_cases(family):
    add = family.add
    for mode in ("multi_hot", "count", "one_hot"):
        add(f"category_{mode}", build(layers.CategoryEncoding(num_tokens=5, output_mode=mode), (4,), "int32"), limit=5)
        add(f"category_{mode}_single", build(layers.CategoryEncoding(num_tokens=5, output_mode=mode), (1,), "int32"), limit=5)
    rng = np.random.default_rng(2)
    add("category_weighted", weighted_counts(), [rng.integers(0, 5, (3, 4)).astype("float32"), rng.normal(0, 1, (3, 4)).astype("float32")])
    bounds = [-1.0, 0.0, 0.7]
    add("discretization", build(layers.Discretization(bin_boundaries=bounds), (5,)))
    add("discretization_edge", build(layers.Discretization(bin_boundaries=bounds), (4,)), [np.array([[-1, 0, 0.7, 9]] * 3, "float32")])
    for mode in ("multi_hot", "count", "one_hot"):
        add(f"discretization_{mode}", build(layers.Discretization(bin_boundaries=bounds, output_mode=mode), (4,)))
