from cases import build
from keras import layers


def add_cases(family):
    add = family.add
    shapes = {1: (9, 3), 2: (7, 8, 2), 3: (5, 6, 4, 2)}
    for rank, shape in shapes.items():
        for kind in ("Max", "Average"):
            layer = getattr(layers, f"{kind}Pooling{rank}D")
            add(f"{kind.lower()}{rank}d", build(layer(2), shape))
            add(f"{kind.lower()}{rank}d_same", build(layer(3, strides=2, padding="same"), shape))
            add(f"{kind.lower()}{rank}d_overlap", build(layer(3, strides=1), shape))
            add(f"{kind.lower()}{rank}d_stride_over_size", build(layer(2, strides=3, padding="same"), shape))
            add(f"{kind.lower()}{rank}d_first", build(layer(2, data_format="channels_first"), shape))
            globally = getattr(layers, f"Global{kind}Pooling{rank}D")
            add(f"global_{kind.lower()}{rank}d", build(globally(), shape))
            add(f"global_{kind.lower()}{rank}d_keep", build(globally(keepdims=True), shape))
            add(f"global_{kind.lower()}{rank}d_first", build(globally(data_format="channels_first"), shape))
            adaptive = getattr(layers, f"Adaptive{kind}Pooling{rank}D")
            add(f"adaptive_{kind.lower()}{rank}d", build(adaptive(3), shape))
    add("average2d_uneven", build(layers.AveragePooling2D((2, 3), strides=(3, 1), padding="same"), (7, 5, 2)))
    add("adaptive_average2d_uneven", build(layers.AdaptiveAveragePooling2D((2, 5)), (7, 8, 3)))
