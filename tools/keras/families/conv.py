from cases import build
from keras import layers


def add_cases(family):
    add = family.add
    for padding in ("valid", "same", "causal"):
        add(f"conv1d_{padding}", build(layers.Conv1D(3, 3, padding=padding), (7, 2)))
        add(f"conv1d_{padding}_dilated", build(layers.Conv1D(2, 2, padding=padding, dilation_rate=2), (8, 3)))
    add("conv1d_strided", build(layers.Conv1D(4, 3, strides=2, padding="same", use_bias=False), (8, 3)))
    add("conv1d_causal_strided", build(layers.Conv1D(4, 3, strides=2, padding="causal"), (8, 3)))
    add("conv1d_grouped", build(layers.Conv1D(4, 3, groups=2, activation="relu"), (8, 6)))
    for padding in ("valid", "same"):
        for strides in (1, 2, 3):
            add(f"conv2d_{padding}_{strides}", build(layers.Conv2D(3, (3, 2), strides=strides, padding=padding), (7, 9, 2)))
        add(f"conv2d_{padding}_dilated", build(layers.Conv2D(2, 3, padding=padding, dilation_rate=(2, 1)), (8, 7, 2)))
    add("conv2d_uneven_strides", build(layers.Conv2D(2, 2, strides=(1, 2), padding="same"), (5, 6, 3)))
    add("conv2d_stride_over_kernel", build(layers.Conv2D(2, 1, strides=3, padding="same"), (7, 8, 3)))
    add("conv2d_grouped", build(layers.Conv2D(6, 3, groups=3), (5, 5, 9)))
    add("conv2d_pointwise", build(layers.Conv2D(7, 1, activation="gelu"), (3, 3, 5)))
    add("conv2d_even_kernel", build(layers.Conv2D(2, 4, padding="same", strides=2), (9, 9, 1)))
    add("conv2d_channels_first", build(layers.Conv2D(3, 2, data_format="channels_first"), (2, 5, 4)))
    first = [
        layers.Conv2D(3, 3, padding="same", data_format="channels_first"),
        layers.BatchNormalization(axis=1),
        layers.ReLU(),
        layers.MaxPooling2D(2, data_format="channels_first"),
        layers.Flatten(),
        layers.Dense(2),
    ]
    add("conv2d_channels_first_chain", build(first, (2, 6, 6)))
    add("conv3d", build(layers.Conv3D(2, 2), (4, 3, 5, 2)))
    add("conv3d_same_strided", build(layers.Conv3D(2, (3, 2, 1), strides=2, padding="same"), (5, 4, 3, 2)))
    add("conv3d_dilated", build(layers.Conv3D(2, 2, dilation_rate=2), (5, 4, 5, 1)))
    add("conv3d_grouped_first", build(layers.Conv3D(4, 2, groups=2, data_format="channels_first"), (2, 3, 4, 3)))
    for padding in ("valid", "same"):
        for strides in (1, 2, 3):
            add(
                f"conv1d_transpose_{padding}_{strides}",
                build(layers.Conv1DTranspose(3, 2, strides=strides, padding=padding), (4, 2)),
            )
            add(
                f"conv2d_transpose_{padding}_{strides}",
                build(layers.Conv2DTranspose(2, (3, 4), strides=strides, padding=padding), (3, 4, 3)),
            )
        add(f"conv2d_transpose_{padding}_dilated", build(layers.Conv2DTranspose(2, 3, padding=padding, dilation_rate=2), (4, 3, 2)))
        add(
            f"conv2d_transpose_{padding}_output_padding",
            build(layers.Conv2DTranspose(2, 3, strides=2, padding=padding, output_padding=1), (3, 3, 2)),
        )
    add("conv2d_transpose_first", build(layers.Conv2DTranspose(2, 3, strides=2, padding="same", data_format="channels_first"), (3, 4, 3)))
    add("conv3d_transpose", build(layers.Conv3DTranspose(2, 2, strides=2), (2, 3, 2, 3)))
    add("conv3d_transpose_same", build(layers.Conv3DTranspose(2, 3, strides=2, padding="same", activation="tanh"), (2, 2, 3, 1)))
    add("depthwise1d", build(layers.DepthwiseConv1D(3, depth_multiplier=2, padding="same"), (6, 3)))
    add("depthwise1d_strided", build(layers.DepthwiseConv1D(3, strides=2, use_bias=False), (7, 3)))
    add("depthwise2d", build(layers.DepthwiseConv2D(3, padding="same", activation="relu6"), (5, 6, 3)))
    add("depthwise2d_multiplier", build(layers.DepthwiseConv2D((2, 3), depth_multiplier=3, strides=2, padding="same"), (6, 5, 2)))
    add("depthwise2d_dilated", build(layers.DepthwiseConv2D(2, dilation_rate=2), (5, 6, 2)))
    add("depthwise2d_first", build(layers.DepthwiseConv2D(2, depth_multiplier=2, data_format="channels_first"), (3, 5, 4)))
    add("separable1d", build(layers.SeparableConv1D(4, 3, depth_multiplier=2, padding="same"), (6, 3)))
    add("separable2d", build(layers.SeparableConv2D(4, 3, strides=2, padding="same", activation="relu"), (6, 5, 3)))
    add("separable2d_dilated", build(layers.SeparableConv2D(2, 2, dilation_rate=2, use_bias=False), (6, 5, 3)))
    add("spectral_conv", build(layers.SpectralNormalization(layers.Conv2D(3, 2)), (4, 4, 2)))
