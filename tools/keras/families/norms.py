from cases import build
from keras import layers


def add_cases(family):
    add = family.add
    add("layer_norm", build(layers.LayerNormalization(), (3, 5)))
    add("layer_norm_axes", build(layers.LayerNormalization(axis=[1, 2]), (3, 5)))
    add("layer_norm_axis1", build(layers.LayerNormalization(axis=1, epsilon=0.01), (3, 5)))
    add("layer_norm_plain", build(layers.LayerNormalization(center=False, scale=False), (3, 5)))
    add("layer_norm_no_scale", build(layers.LayerNormalization(scale=False), (3, 5)))
    add("rms_norm", build(layers.RMSNormalization(), (3, 5)))
    add("unit_norm", build(layers.UnitNormalization(), (3, 5)))
    add("unit_norm_axes", build(layers.UnitNormalization(axis=[1, 2]), (3, 5)))
    add("group_norm", build(layers.GroupNormalization(2), (3, 4, 6)))
    add("group_norm_instance", build(layers.GroupNormalization(-1), (3, 4, 3)))
    add("group_norm_one", build(layers.GroupNormalization(1, scale=False), (7, 4)))
    add("group_norm_plain", build(layers.GroupNormalization(2, scale=False, center=False), (7, 4)))
    add("group_norm_axis1", build(layers.GroupNormalization(2, axis=1), (6, 3, 4)))
    add("group_norm_dense", build(layers.GroupNormalization(2), (6,)))
    add("spectral_dense", build(layers.SpectralNormalization(layers.Dense(3)), (4,)))
