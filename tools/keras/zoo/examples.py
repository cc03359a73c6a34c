"""Examples with classes: each class has a prototype of its own, and an example is that under noise."""

import keras
import numpy as np

CLASSES = 20


def smooth_noise(rng, count, size):
    """Pictures of noise of several grains, spread over about [-1, 1]."""
    total = np.zeros((count, size, size, 3), "float32")
    for grain in (3, 6, 12, 24):
        noise = rng.normal(0, 1, (count, grain, grain, 3)).astype("float32")
        total += np.asarray(keras.ops.image.resize(noise, (size, size), "bilinear")) / grain**0.5
    return total / np.abs(total).max(axis=(1, 2, 3), keepdims=True)


def draw_images(size, low=0.0, high=255.0):
    """Each class has a picture of its own; an example is that picture under noise, stretched to [low, high]."""
    prototypes = smooth_noise(np.random.default_rng(CLASSES), CLASSES, size)

    def draw(rng, count):
        labels = rng.integers(0, CLASSES, count)
        pictures = 0.6 * prototypes[labels] + 0.4 * smooth_noise(rng, count, size)
        return [low + (high - low) * (pictures + 1) / 2], labels

    return draw


def draw_series(length, features):
    """Each class has a random walk of its own; an example is that walk and another."""

    def walk(rng, count):
        steps = rng.normal(0, 1, (count, length, features)).astype("float32")
        return np.cumsum(steps, axis=1) / np.sqrt(np.arange(1, length + 1, dtype="float32"))[:, None]

    prototypes = walk(np.random.default_rng(CLASSES), CLASSES)

    def draw(rng, count):
        labels = rng.integers(0, CLASSES, count)
        return [0.7 * prototypes[labels] + 0.5 * walk(rng, count)], labels

    return draw


def draw_tokens(words, length, padded=False):
    """Rows of token indices; 0 fills up where examples are padded."""
    prototypes = np.random.default_rng(CLASSES).integers(1, words, (CLASSES, length))

    def draw(rng, count):
        labels = rng.integers(0, CLASSES, count)
        ids = np.where(rng.random((count, length)) < 0.6, prototypes[labels], rng.integers(1, words, (count, length)))
        if padded:
            for row, end in zip(ids, rng.integers(length // 3, length + 1, count)):
                row[end:] = 0
        return [ids.astype("int32")], labels

    return draw
