from cases import build
from keras import layers


def add_cases(family):
    add = family.add
    add("repeat_vector", build(layers.RepeatVector(3)))
    add("zero_padding1d", build(layers.ZeroPadding1D((1, 2)), (3, 2)))
    add("zero_padding1d_int", build(layers.ZeroPadding1D(2), (3, 2)))
    add("zero_padding2d", build(layers.ZeroPadding2D(((1, 2), (0, 3))), (3, 4, 2)))
    add("zero_padding2d_first", build(layers.ZeroPadding2D((1, 2), data_format="channels_first"), (3, 4, 2)))
    add("zero_padding3d", build(layers.ZeroPadding3D(((1, 0), (2, 1), (0, 1))), (2, 3, 2, 2)))
    add("cropping1d", build(layers.Cropping1D((1, 2)), (6, 2)))
    add("cropping2d", build(layers.Cropping2D(((1, 2), (0, 3))), (5, 6, 2)))
    add("cropping2d_first", build(layers.Cropping2D(1, data_format="channels_first"), (2, 5, 6)))
    add("cropping3d", build(layers.Cropping3D(((1, 0), (0, 1), (1, 1))), (3, 4, 5, 2)))
    add("up_sampling1d", build(layers.UpSampling1D(3), (4, 2)))
    add("up_sampling2d", build(layers.UpSampling2D((2, 3)), (3, 4, 2)))
    add("up_sampling2d_bilinear", build(layers.UpSampling2D((2, 3), interpolation="bilinear"), (3, 4, 2)))
    add("up_sampling2d_first", build(layers.UpSampling2D(2, data_format="channels_first"), (2, 3, 4)))
    add("up_sampling3d", build(layers.UpSampling3D((1, 2, 3)), (2, 3, 2, 2)))
    for name in ("nearest", "bilinear"):
        add(f"resizing_{name}_up", build(layers.Resizing(7, 9, interpolation=name), (4, 5, 2)))
        add(f"resizing_{name}_down", build(layers.Resizing(3, 4, interpolation=name), (7, 9, 2)))
        add(f"resizing_{name}_mixed", build(layers.Resizing(3, 8, interpolation=name), (7, 5, 2)))
    add("resizing_crop", build(layers.Resizing(4, 4, crop_to_aspect_ratio=True), (5, 9, 2)))
    add("resizing_pad", build(layers.Resizing(4, 4, pad_to_aspect_ratio=True, fill_value=0.5), (5, 9, 2)))
    add("center_crop", build(layers.CenterCrop(3, 4), (6, 7, 2)))
    add("center_crop_small", build(layers.CenterCrop(6, 4), (5, 7, 2)))
    add("augmentation", build([layers.RandomFlip(), layers.RandomRotation(0.1), layers.RandomZoom(0.1), layers.RandomContrast(0.2), layers.RandomCrop(3, 3), layers.Flatten()], (4, 4, 3)))
    for name in NO_OPS:
        add(f"no_op_{name.lower()}", build([image_layer(name), layers.Flatten()], (4, 4, 3)))
    add("pipeline", build([layers.Pipeline([layers.Rescaling(0.5), layers.RandomFlip(), layers.CenterCrop(2, 3)]), layers.Flatten()], (4, 4, 3)))


NO_OPS = """AugMix CutMix MixUp RandAugment RandomBrightness RandomColorDegeneration RandomColorJitter RandomContrast RandomCrop
RandomElasticTransform RandomErasing RandomFlip RandomGaussianBlur RandomGrayscale RandomHue RandomInvert RandomPerspective
RandomPosterization RandomRotation RandomSaturation RandomSharpness RandomShear RandomTranslation RandomZoom Solarization""".split()

ARGUMENTS = {
    "RandomBrightness": [0.2],
    "RandomColorDegeneration": [0.3],
    "RandomContrast": [0.3],
    "RandomCrop": [3, 3],
    "RandomHue": [0.3],
    "RandomPosterization": [4],
    "RandomRotation": [0.3],
    "RandomSaturation": [0.3],
    "RandomSharpness": [0.3],
    "RandomTranslation": [0.2, 0.2],
    "RandomZoom": [0.2],
}


def image_layer(name):
    return getattr(layers, name)(*ARGUMENTS.get(name, []))
