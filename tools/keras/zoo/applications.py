"""Networks of keras.applications with random weights, on small pictures but for one."""

import keras
from examples import CLASSES, draw_images


def application(name, size, low=0.0, high=255.0, **options):
    """A network of keras.applications for pictures of `size` x `size` in [low, high]."""

    def build():
        create = getattr(keras.applications, name)
        options.setdefault("classes", CLASSES)
        model = create(weights=None, input_shape=(size, size, 3), **options)
        return model, draw_images(size, low, high)

    return build


#: All of at most 6 million parameters, and larger ones that a chain takes whose genesis allows it.
NETWORKS = {
    "MobileNet": application("MobileNet", 96, -1.0, 1.0),
    "MobileNet224": application("MobileNet", 224, -1.0, 1.0, alpha=0.25),
    "MobileNetV2": application("MobileNetV2", 96, -1.0, 1.0),
    "MobileNetV3Small": application("MobileNetV3Small", 96),
    "MobileNetV3Large": application("MobileNetV3Large", 96),
    "EfficientNetB0": application("EfficientNetB0", 96),
    "NASNetMobile": application("NASNetMobile", 96, -1.0, 1.0),
    "DenseNet121": application("DenseNet121", 64, -2.0, 2.5),
    "ResNet50": application("ResNet50", 64, -120.0, 130.0),
    "InceptionV3": application("InceptionV3", 96, -1.0, 1.0),
    "Xception": application("Xception", 96, -1.0, 1.0),
    "VGG16": application("VGG16", 48, -120.0, 130.0),
    "ConvNeXtTiny": application("ConvNeXtTiny", 64),
}
