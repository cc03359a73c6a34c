"""Layers over one to three axes of space in random settings."""

from keras import layers

from networks.settings import IS_3, activation, sizes, window, yes


def conv(rank):
    def make(choose, x):
        paddings = ("valid", "same", "causal") if rank == 1 else ("valid", "same")
        name = choose.choice(["Conv", "Conv", "Transpose", *(["Depthwise", "Separable"] if rank < 3 else [])])
        common = {"kernel_size": sizes(choose, rank), "activation": activation(choose), "use_bias": yes(choose), **window(choose, rank, paddings)}
        filters = choose.randint(1, 6)
        if yes(choose, 0.1) and name in ("Conv", "Depthwise"):
            common["data_format"] = "channels_first"
        if name == "Conv":
            channels = x.shape[1 if common.get("data_format") else -1]
            groups = choose.choice([g for g in (1, 1, 2, 3) if channels % g == 0])
            return getattr(layers, f"Conv{rank}D")(filters * groups, groups=groups, **common)(x)
        if name == "Depthwise":
            return getattr(layers, f"DepthwiseConv{rank}D")(depth_multiplier=choose.randint(1, 2), **common)(x)
        if name == "Separable":
            return getattr(layers, f"SeparableConv{rank}D")(filters, depth_multiplier=choose.randint(1, 2), **common)(x)
        if common["padding"] == "causal":
            common["padding"] = "same"
        return getattr(layers, f"Conv{rank}DTranspose")(filters, **common)(x)

    return make


def pool(rank):
    def make(choose, x):
        name = choose.choice(["MaxPooling", "AveragePooling", "GlobalMaxPooling", "GlobalAveragePooling"])
        settings = {"data_format": "channels_first"} if yes(choose, 0.1) else {}
        if name.startswith("Global"):
            return getattr(layers, f"{name}{rank}D")(keepdims=yes(choose), **settings)(x)
        settings |= {"pool_size": sizes(choose, rank), "strides": choose.choice([None, 1, 2]), "padding": choose.choice(["valid", "same"])}
        return getattr(layers, f"{name}{rank}D")(**settings)(x)

    return make


def cut(rank):
    def make(choose, x):
        # Cropping nothing hands the same array on in jax, and a mask with it; other backends do not.
        pairs = [(choose.randint(1, 2), choose.randint(0, 2)) for _ in range(rank)]
        ends = pairs[0] if rank == 1 else pairs
        options = [
            lambda: getattr(layers, f"ZeroPadding{rank}D")(ends),
            lambda: getattr(layers, f"Cropping{rank}D")(ends),
            lambda: getattr(layers, f"UpSampling{rank}D")(choose.randint(1, 2)),
        ]
        if rank == 2:
            options += [
                lambda: layers.UpSampling2D(2, interpolation="bilinear"),
                lambda: resizing(choose),
                lambda: layers.CenterCrop(choose.randint(2, 6), choose.randint(2, 6)),
            ]
        return choose.choice(options)()(x)

    return make


def resizing(choose):
    settings = {"interpolation": choose.choice(["nearest", "bilinear"])}
    if yes(choose, 0.3):
        settings["crop_to_aspect_ratio"] = True
    elif IS_3 and yes(choose, 0.3):
        settings |= {"pad_to_aspect_ratio": True, "fill_value": choose.choice([0.0, 1.5])}
    return layers.Resizing(choose.randint(3, 12), choose.randint(3, 12), **settings)


AUGMENTATIONS = {
    "RandomFlip": lambda: {},
    "RandomRotation": lambda: {"factor": 0.1},
    "RandomZoom": lambda: {"height_factor": 0.1},
    "RandomTranslation": lambda: {"height_factor": 0.1, "width_factor": 0.1},
    "RandomContrast": lambda: {"factor": 0.2},
    "RandomBrightness": lambda: {"factor": 0.2},
    **({"RandomErasing": lambda: {}, "RandomShear": lambda: {}, "RandomGaussianBlur": lambda: {}} if IS_3 else {}),
}


def augmented(choose, x):
    """Does nothing at inference, except for RandomCrop of Keras 2."""
    if yes(choose, 0.2):
        return layers.RandomCrop(choose.randint(2, 8), choose.randint(2, 8))(x)
    name = choose.choice(list(AUGMENTATIONS))
    layer = getattr(layers, name)(**AUGMENTATIONS[name]())
    if IS_3 and yes(choose, 0.3):
        layer = layers.Pipeline([layer, layers.Rescaling(0.5)])
    return layer(x)


def conv_lstm(rank):
    def make(choose, x):
        settings = {"padding": choose.choice(["valid", "same"]), "return_sequences": yes(choose), "use_bias": yes(choose), "strides": choose.randint(1, 2)}
        if yes(choose, 0.2):
            settings["go_backwards"] = True
        return getattr(layers, f"ConvLSTM{rank}D")(choose.randint(1, 3), choose.randint(1, 3), **settings)(x)

    return make
