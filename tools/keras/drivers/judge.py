"""The judge: a convolutional network over a trip's series -> how honest it looks, 0 to 1."""

import keras
import numpy as np

# Typical sizes of what trips.to_rows gives: m, m, m, m, m/s, m/s2, s. The clock is compared with its beat.
MEAN, VARIANCE = [0, 0, 0, 0, 4, 0, 10], [400**2, 400**2, 60**2, 60**2, 6**2, 1, 1]


def build() -> keras.Model:
    layers = keras.layers
    series = keras.Input((64, 7), name="series")
    x = layers.Normalization(mean=MEAN, variance=VARIANCE, name="standardize")(series)
    x = layers.Conv1D(16, 5, strides=2, padding="same", activation="relu", name="conv_1")(x)
    x = layers.Conv1D(24, 5, strides=2, padding="same", activation="relu", name="conv_2")(x)
    x = layers.Conv1D(24, 5, strides=2, padding="same", activation="relu", name="conv_3")(x)
    x = layers.Concatenate(name="whole_trip")(
        [layers.GlobalAveragePooling1D(name="mean")(x), layers.GlobalMaxPooling1D(name="most")(x)]
    )
    x = layers.Dense(24, activation="relu", name="dense")(x)
    logit = layers.Dense(1, name="logit")(x)
    return keras.Model(series, layers.Activation("sigmoid", name="honest")(logit), name="trip_judge")


def turn(rows: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Streets have no preferred direction: every trip turned by an angle of its own, half of them mirrored."""
    angle = random.uniform(0, 2 * np.pi, len(rows))[:, None]
    flip = random.choice([-1, 1], len(rows))[:, None]
    turned = rows.copy()
    for east, north in [(0, 1), (2, 3)]:
        x, y = rows[..., east], rows[..., north] * flip
        turned[..., east] = x * np.cos(angle) - y * np.sin(angle)
        turned[..., north] = x * np.sin(angle) + y * np.cos(angle)
    return turned


def train(model: keras.Model, honest: np.ndarray, cheats: np.ndarray, epochs: int, seed: int, rate=0.002) -> None:
    """Rows of honest and dishonest trips. Both kinds count alike, however many there are."""
    random = np.random.default_rng(seed)
    rows = np.concatenate([honest, cheats])
    labels = np.concatenate([np.ones(len(honest)), np.zeros(len(cheats))]).astype("float32")
    weights = np.where(labels == 1, len(rows) / len(honest), len(rows) / len(cheats)).astype("float32") / 2
    steps = epochs * (len(rows) // 128 + 1)
    schedule = keras.optimizers.schedules.CosineDecay(rate, steps, alpha=0.05)
    model.trainable = True
    model.compile(optimizer=keras.optimizers.Adam(schedule), loss="binary_crossentropy")
    for _ in range(epochs):
        order = random.permutation(len(rows))
        model.fit(turn(rows, random)[order], labels[order], sample_weight=weights[order], batch_size=128, verbose=0)


class Sparring:
    """Small lessons between duels: one pass over a few rows, of honest trips and dishonest ones as many."""

    def __init__(self, model: keras.Model):
        self.model = model
        model.trainable = True
        model.compile(optimizer=keras.optimizers.Adam(0.001), loss="binary_crossentropy")

    def learn(self, honest: np.ndarray, cheats: np.ndarray, random: np.random.Generator) -> None:
        rows = turn(np.concatenate([honest, cheats]), random)
        labels = np.concatenate([np.ones(len(honest)), np.zeros(len(cheats))]).astype("float32")
        order = random.permutation(len(rows))
        self.model.trainable = True
        self.model.fit(rows[order], labels[order], batch_size=128, verbose=0)
