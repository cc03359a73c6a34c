"""The adversary: a network that makes trips which a car can drive, stay near the pick-up, and please the judge.

Speed and curvature are quadratic B-splines with a knot every 5 s, whose coefficients the network gives. A spline stays
within the range of its coefficients, its first derivative within (largest difference of neighbours) / h and its second
within (largest second difference) / h2. So by construction:

    speed          0 to 16.7 m/s (60 km/h)
    acceleration   at most 16.7 / 5 = 3.4 m/s2
    jerk           at most 2 * 16.7 / 25 = 1.4 m/s3
    curve          no tighter than 6 m, and never more than 3 m/s2 to the side

What a phone adds when it measures is added to these trips too: a judge that knows them by missing noise learns nothing.
"""

import os

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras  # noqa: E402
import numpy as np  # noqa: E402
from keras import ops  # noqa: E402

from tricks import NEIGHBOURHOOD  # noqa: E402
from trips import INTERVAL, SAMPLES, SECONDS, noise_of, to_integers  # noqa: E402

KNOT = 5
COEFFICIENTS = SECONDS // KNOT + 3
SPEED, CURVE, SIDEWAYS = 16.7, 1 / 6, 3.0
LATENT = 16


def spline() -> tuple[np.ndarray, np.ndarray]:
    """Values and derivatives at each second, 0 to 640, of the quadratic B-splines with a knot every 5 s."""
    values = np.zeros((SECONDS + 1, COEFFICIENTS), "float32")
    slopes = np.zeros_like(values)
    for second in range(SECONDS + 1):
        knot, u = second // KNOT, (second % KNOT) / KNOT
        values[second, knot : knot + 3] = [(1 - u) ** 2 / 2, (1 + 2 * u - 2 * u * u) / 2, u * u / 2]
        slopes[second, knot : knot + 3] = np.array([u - 1, 1 - 2 * u, u]) / KNOT
    return values, slopes


class Drive(keras.layers.Layer):
    """Coefficients [batch, 2, n] and noise -> x, y, speed, acceleration, time of the samples [batch, 65, 5]."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.values, self.slopes = (ops.convert_to_tensor(part.T) for part in spline())

    def call(self, inputs):
        wishes, clock, position, blur = inputs
        coefficients = SPEED * ops.sigmoid(wishes[:, 0] - 1.0)
        speed = ops.matmul(coefficients, self.values)
        acceleration = ops.matmul(coefficients, self.slopes)
        curve = ops.matmul(ops.tanh(wishes[:, 1]), self.values)
        curve = curve * ops.minimum(CURVE, SIDEWAYS / (ops.square(speed) + 0.01))
        heading = ops.cumsum(speed * curve, axis=1)
        pad = lambda series: ops.pad(series[:, :-1], ((0, 0), (1, 0)))  # noqa: E731
        vx, vy = speed * ops.cos(heading), speed * ops.sin(heading)
        x, y = ops.cumsum(pad(vx), axis=1), ops.cumsum(pad(vy), axis=1)
        at = lambda series: series[:, ::INTERVAL]  # noqa: E731
        beat = ops.convert_to_tensor(np.arange(SAMPLES, dtype="float32") * INTERVAL)
        # A sample that comes late finds the car a little farther on.
        return ops.stack(
            [
                at(x) + at(vx) * clock + position[..., 0],
                at(y) + at(vy) * clock + position[..., 1],
                ops.relu(at(speed) + at(acceleration) * clock + blur[..., 0]),
                at(acceleration) + blur[..., 1],
                beat + clock,
            ],
            axis=-1,
        )


class ToRows(keras.layers.Layer):
    """As trips.to_rows: what the judge is asked."""

    def call(self, series):
        place = series[:, 1:, :2] - series[:, :1, :2]
        steps = series[:, 1:] - series[:, :-1]
        return ops.concatenate([place, steps[..., :2], series[:, 1:, 2:4], steps[..., 4:]], axis=-1)


class Loss(keras.layers.Layer):
    """What the adversary wants: a good judgement, to stay in the neighbourhood, and trips of many shapes."""

    def call(self, inputs):
        logit, series = inputs
        place = series[..., :2]
        away = ops.sqrt(ops.sum(ops.square(place - place[:, :1]), axis=-1) + 1.0)
        leaves = ops.mean(ops.max(ops.relu(away - (NEIGHBOURHOOD - 25)), axis=1)) / 10
        variety = ops.mean(ops.std(place, axis=0))
        pays = ops.mean(ops.softplus(1.0 - logit))
        self.add_loss(pays + leaves + 0.5 * ops.relu(1 - variety / 50))
        return logit


def noises(count: int, random: np.random.Generator) -> list[np.ndarray]:
    noise = noise_of(count, random)
    blur = np.stack([noise["speed"], noise["acceleration"]], axis=-1)
    return [
        random.normal(0, 1, (count, LATENT)).astype("float32"),
        noise["clock"].astype("float32"),
        noise["position"].astype("float32"),
        blur.astype("float32"),
    ]


def build() -> keras.Model:
    """Random numbers and a phone's noise -> series [65, 5] in metres and seconds."""
    layers = keras.layers
    chance = keras.Input((LATENT,), name="chance")
    clock, position = keras.Input((SAMPLES,), name="clock"), keras.Input((SAMPLES, 2), name="position")
    blur = keras.Input((SAMPLES, 2), name="blur")
    x = layers.Dense(96, activation="relu")(chance)
    x = layers.Dense(96, activation="relu")(x)
    wishes = layers.Reshape((2, COEFFICIENTS))(layers.Dense(2 * COEFFICIENTS)(x))
    return keras.Model([chance, clock, position, blur], Drive(name="drive")([wishes, clock, position, blur]))


class Adversary:
    """A generator that learns from one judge, as that judge is by then."""

    def __init__(self, judge: keras.Model, seed: int):
        keras.utils.set_random_seed(seed)
        self.judge, self.generator = judge, build()
        logit = keras.Model(judge.input, judge.get_layer("logit").output)
        series = self.generator.output
        self.both = keras.Model(self.generator.inputs, Loss()([logit(ToRows()(series)), series]))
        judge.trainable = False
        self.both.compile(optimizer=keras.optimizers.Adam(0.003))

    def forget(self, seed: int) -> None:
        """Begins anew: another network of the same form."""
        keras.utils.set_random_seed(seed)
        self.generator.set_weights(build().get_weights())
        for variable in self.both.optimizer.variables:
            if "learning_rate" not in variable.path:
                variable.assign(np.zeros(variable.shape, variable.dtype))

    def learn(self, epochs: int, random: np.random.Generator) -> None:
        """Sixteen steps an epoch towards what the judge pays for; the judge does not change."""
        self.judge.trainable = False
        for _ in range(epochs):
            self.both.fit(noises(1024, random), batch_size=64, verbose=0)

    def make(self, count: int, random: np.random.Generator) -> np.ndarray:
        """Trips as they are sent."""
        series = self.generator.predict(noises(count, random), batch_size=256, verbose=0)
        return to_integers(*np.moveaxis(np.asarray(series, dtype="float64"), -1, 0))
