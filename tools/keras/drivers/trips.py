"""Trips as a phone in the car records them: honest driving.

A trip is 65 samples, ten seconds apart: integers, as they are sent to the chain.

    x, y           position on a local grid, cm; the trip begins near (0, 0)
    speed          mm/s
    acceleration   along the road, mm/s2
    time           ms since the ride began

All is made from one seed, for many trips at once. Cars are simulated second by second, then measured.
"""

import numpy as np

SAMPLES = 65
INTERVAL = 10  # s
SECONDS = (SAMPLES - 1) * INTERVAL
CHANNELS = ["x", "y", "speed", "acceleration", "time"]
# What one unit of a sample is, in metres and seconds.
UNITS = np.array([0.01, 0.01, 0.001, 0.001, 0.001])

# Seconds that a sample comes early or late, metres and metres a second that a phone is off.
CLOCK = 0.6
GPS_DRIFT, GPS_NOISE = 1.5, 0.5
SPEED_NOISE, ACCELERATION_NOISE = 0.15, 0.1

# Each kind of honest trip, and how many of a hundred are of it.
HONEST = {"city": 55, "jam": 15, "fast": 12, "errand": 18}


class Path:
    """Where cars are at each second, 0 to 640: arrays [trips, seconds + 1] in metres and seconds."""

    def __init__(self, x, y, speed, acceleration):
        self.x, self.y, self.speed, self.acceleration = x, y, speed, acceleration


def noise_of(count: int, random: np.random.Generator) -> dict[str, np.ndarray]:
    """What measuring does to `count` trips: seconds, metres, metres a second."""
    drift = np.zeros((count, SAMPLES, 2))
    for i in range(SAMPLES):
        step = random.normal(0, GPS_DRIFT, (count, 2))
        drift[:, i] = step if i == 0 else 0.9 * drift[:, i - 1] + np.sqrt(1 - 0.9**2) * step
    return {
        "clock": random.uniform(-CLOCK, CLOCK, (count, SAMPLES)),
        "position": drift + random.normal(0, GPS_NOISE, drift.shape),
        "speed": random.normal(0, SPEED_NOISE, (count, SAMPLES)),
        "acceleration": random.normal(0, ACCELERATION_NOISE, (count, SAMPLES)),
    }


def to_integers(x, y, speed, acceleration, time) -> np.ndarray:
    """Metres and seconds [trips, samples] -> trips as they are sent; they begin at time 0 or later."""
    time = time - np.minimum(time[:, :1], 0)
    series = np.stack([x, y, np.maximum(speed, 0), acceleration, time], axis=-1)
    return np.round(series / UNITS).astype("int32")


def measure(path: Path, random: np.random.Generator) -> np.ndarray:
    """Samples a path as a phone does."""
    noise = noise_of(len(path.x), random)
    time = np.arange(SAMPLES) * INTERVAL + noise["clock"]
    at = np.clip(time, 0, SECONDS)
    low = np.minimum(np.floor(at).astype(int), SECONDS - 1)
    part = at - low
    rows = np.arange(len(path.x))[:, None]
    read = lambda values: values[rows, low] * (1 - part) + values[rows, low + 1] * part  # noqa: E731
    return to_integers(
        read(path.x) + noise["position"][..., 0],
        read(path.y) + noise["position"][..., 1],
        read(path.speed) + noise["speed"],
        read(path.acceleration) + noise["acceleration"],
        time,
    )


def drive(count: int, kind: str, random: np.random.Generator, home: np.ndarray | None = None) -> Path:
    """
    Cars that get somewhere: they accelerate, wait at lights or in a jam, and turn at corners. With `home`, metres, they
    turn back whenever they are so far from where they began.
    """
    between = lambda low, high: random.uniform(low, high, count)  # noqa: E731
    limit = {"city": (7, 14), "jam": (1.5, 5), "fast": (14, 24), "errand": (6, 13)}[kind]
    limit = between(*limit)
    stops = {"city": (0.008, 0.025), "jam": (0.03, 0.09), "fast": (0.001, 0.006), "errand": (0.006, 0.02)}[kind]
    stops = between(*stops)
    waits = {"city": (8, 45), "jam": (5, 25), "fast": (5, 40), "errand": (8, 40)}[kind]
    turns = between(0.002, 0.02)
    # An errand goes out, waits a while, and comes back.
    back_at = between(0.35, 0.6) * SECONDS
    stays = between(10, 90)

    x, y = random.normal(0, 15, count), random.normal(0, 15, count)
    heading, speed = between(0, 2 * np.pi), limit * random.choice([0, 1], count)
    acceleration, waiting, turn = np.zeros(count), np.zeros(count), np.zeros(count)
    wish = limit.copy()
    turned = np.zeros(count, bool)
    rows = []
    for second in range(SECONDS + 1):
        rows.append((x, y, speed, acceleration))
        wish = np.where(random.random(count) < 0.05, limit * between(0.6, 1.05), wish)
        halts = (random.random(count) < stops) & (waiting <= 0)
        waiting = np.where(halts, between(*waits), waiting - 1)
        if kind == "errand":
            now = (second >= back_at) & ~turned
            waiting, turn, turned = np.where(now, stays, waiting), np.where(now, np.pi, turn), turned | now
        corners = (random.random(count) < turns) & (turn == 0) & (speed > 1)
        turn = np.where(corners, random.choice([-1, 1], count) * between(0.4, 1.7), turn)
        if home is not None:
            bearing = np.mod(np.arctan2(-y, -x) - heading + np.pi, 2 * np.pi) - np.pi
            back = (np.hypot(x, y) > home) & (np.abs(bearing) > 1) & (np.abs(turn) < 0.5)
            turn = np.where(back, bearing, turn)
        target = np.where(waiting > 0, 0, np.where(np.abs(turn) > 0.05, np.minimum(wish, 6), wish))
        wanted = np.clip((target - speed) * 0.5, -2.6, 1.8)
        change = np.clip(wanted - acceleration, -1, 1)
        reached = np.maximum(speed + acceleration + change, 0)
        acceleration, speed = reached - speed, reached
        rate = np.clip(turn, -0.35, 0.35) * np.minimum(speed / 4, 1)
        turn = np.where(np.abs(turn - rate) < 0.05, 0, turn - rate)
        heading = heading + rate + random.normal(0, 0.004, count) * np.minimum(speed, 5)
        x, y = x + speed * np.cos(heading), y + speed * np.sin(heading)
    return Path(*(np.stack(series, axis=1) for series in zip(*rows)))


def honest_trips(count: int, random: np.random.Generator) -> tuple[np.ndarray, list[str]]:
    """Honest trips in random order, and the kind of each."""
    kinds = random.choice(list(HONEST), count, p=np.array(list(HONEST.values())) / 100)
    trips = np.zeros((count, SAMPLES, len(CHANNELS)), "int32")
    for kind in HONEST:
        which = np.flatnonzero(kinds == kind)
        if len(which):
            trips[which] = measure(drive(len(which), kind, random), random)
    return trips, list(kinds)


def to_rows(trips: np.ndarray) -> np.ndarray:
    """
    What the network is asked: for each of the 64 samples after the first one where it is, metres east and north of where
    the trip began, how far that is from the sample before, speed, acceleration, and the seconds since that sample.
    """
    series = trips * UNITS
    place = series[:, 1:, :2] - series[:, :1, :2]
    steps = np.diff(series, axis=1)
    return np.concatenate([place, steps[..., :2], series[:, 1:, 2:4], steps[..., 4:]], axis=-1).astype("float32")


def reach(trips: np.ndarray) -> np.ndarray:
    """How far a trip gets from where it began, at the most, in metres."""
    place = trips[..., :2] * 0.01
    return np.linalg.norm(place - place[:, :1], axis=-1).max(axis=1)


def stands_still(trips: np.ndarray, seconds: float = 300, metres: float = 10) -> np.ndarray:
    """The rule: true where a trip does not get `metres` away from some place for `seconds`."""
    place, time = trips[..., :2] * 0.01, trips[..., 4] * 0.001
    still = np.zeros(len(trips), bool)
    for start in range(SAMPLES):
        away = np.linalg.norm(place[:, start:] - place[:, start : start + 1], axis=-1) > metres
        after = time[:, start:] - time[:, start : start + 1]
        left = np.where(away.any(axis=1), after[np.arange(len(trips)), away.argmax(axis=1)], after[:, -1])
        still |= left >= seconds
    return still
