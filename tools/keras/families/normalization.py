import numpy as np
from cases import build
from keras import layers


def add_cases(family):
    add = family.add
    add("batch_norm", build(layers.BatchNormalization()))
    add("batch_norm_rank4", build(layers.BatchNormalization(epsilon=0.01), (3, 2, 4)))
    add("batch_norm_axis1", build(layers.BatchNormalization(axis=1), (3, 2, 4)))
    add("batch_norm_no_scale", build(layers.BatchNormalization(scale=False)))
    add("batch_norm_no_center", build(layers.BatchNormalization(center=False)))
    add("batch_norm_plain", build(layers.BatchNormalization(scale=False, center=False)))
    add("mlp", build([layers.Dense(6), layers.BatchNormalization(), layers.ReLU(), layers.Dense(3, activation="softmax")]))
    data = np.random.default_rng(1).normal(3, 2, (50, 4, 5)).astype("float32")
    for name, axis in {"last": -1, "both": (1, 2), "first": 1, "none": None}.items():
        layer = layers.Normalization(axis=axis)
        layer.adapt(data)
        add(f"normalization_{name}", build([layer, layers.Dense(2)], (4, 5)), trained=True)
    add("normalization_given", build(layers.Normalization(mean=[1.0, 2.0], variance=[0.5, 4.0]), (3, 2)))
    add("normalization_scalar", build(layers.Normalization(axis=None, mean=1.0, variance=0.5), (3, 2)))
    add("normalization_invert", build(layers.Normalization(mean=[1.0, 2.0], variance=[0.5, 4.0], invert=True), (3, 2)))
    add("rescaling", build(layers.Rescaling(1 / 255.0, offset=-0.5), (3, 2)))
    add("rescaling_list", build(layers.Rescaling([0.1, 0.2], offset=[1.0, 2.0]), (3, 2)))
