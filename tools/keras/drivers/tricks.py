"""The ways to be paid without driving anybody anywhere that people reported; each gives trips, as trips.py describes them."""

import numpy as np

from trips import INTERVAL, SAMPLES, SECONDS, Path, drive, honest_trips, measure, noise_of, reach, to_integers

# A trip that never gets farther from its pick-up (m) has driven nobody anywhere.
NEIGHBOURHOOD = 300


def creep(count: int, random: np.random.Generator) -> np.ndarray:
    """Parked, but for a few metres every now and then, so that the trip does not count as abandoned."""
    heading = random.uniform(0, 2 * np.pi, count)[:, None]
    speed = np.zeros((count, SECONDS + 1))
    for trip in range(count):
        every, second = random.uniform(40, 270), random.uniform(0, 60)
        while second < SECONDS - 20:
            length, top = random.uniform(6, 14), random.uniform(1.6, 3.5)
            at = np.arange(int(second), int(second + length) + 1)
            speed[trip, at] = top * np.sin(np.pi * (at - at[0]) / (len(at) - 1)) ** 2
            second += every * random.uniform(0.7, 1.0)
    acceleration = np.diff(speed, axis=1, prepend=0)
    way = np.cumsum(speed, axis=1)
    heading = heading + np.cumsum(random.normal(0, 0.02, speed.shape) * (speed > 0), axis=1)
    return measure(Path(way * np.cos(heading), way * np.sin(heading), speed, acceleration), random)


def jitter(count: int, random: np.random.Generator) -> np.ndarray:
    """Parked; the position jumps around a spot. One half of them report a speed that fits the jumps."""
    noise = noise_of(count, random)
    radius = random.uniform(8, 45, count)[:, None]
    place = random.normal(0, 0.5, (count, SAMPLES, 2)) * radius[..., None]
    held = random.random((count, SAMPLES)) < random.uniform(0, 0.6, count)[:, None]
    for i in range(1, SAMPLES):
        place[:, i] = np.where(held[:, i, None], place[:, i - 1], place[:, i])
    steps = np.linalg.norm(np.diff(place, axis=1, prepend=place[:, :1]), axis=-1) / INTERVAL
    moves = random.choice([0, 1], count)[:, None]
    speed = steps * moves
    return to_integers(
        place[..., 0] + noise["position"][..., 0],
        place[..., 1] + noise["position"][..., 1],
        speed + noise["speed"],
        np.diff(speed, axis=1, prepend=0) / INTERVAL + noise["acceleration"],
        np.arange(SAMPLES) * INTERVAL + noise["clock"],
    )


def roam(count: int, random: np.random.Generator) -> np.ndarray:
    """Drives like anybody else, lights and corners and jams, but only around where it began."""
    kinds = ["city", "jam", "errand"]
    trips = np.concatenate(
        [measure(drive(count, kind, random, home=random.uniform(40, 230, count)), random) for kind in kinds]
    )
    stays = trips[reach(trips) <= NEIGHBOURHOOD]
    return stays[random.permutation(len(stays))[:count]]


def loops(count: int, random: np.random.Generator) -> np.ndarray:
    """Round and round a block, with stops; or through the neighbourhood and back. Nobody gets anywhere."""
    return np.concatenate([circle(count // 2, random), roam(count - count // 2, random)])


def circle(count: int, random: np.random.Generator) -> np.ndarray:
    """Round and round a block."""
    radius = random.uniform(20, 140, count)[:, None]
    cruise = np.minimum(random.uniform(2.5, 9, count)[:, None], np.sqrt(2.5 * radius))
    seconds = np.arange(SECONDS + 1)
    phase, pace = random.uniform(0, 2 * np.pi, count)[:, None], random.uniform(40, 200, count)[:, None]
    wave = np.sin(2 * np.pi * seconds / pace + phase)
    speed = cruise * np.clip(0.75 + random.uniform(0.1, 1.0, count)[:, None] * wave, 0, 1.1)
    acceleration = np.diff(speed, axis=1, prepend=speed[:, :1])
    # Blocks are between round and square.
    angle = np.cumsum(speed, axis=1) / radius * random.choice([-1, 1], count)[:, None]
    corner = random.uniform(0, 0.12, count)[:, None]
    out = radius * (1 + corner * np.cos(4 * angle))
    x, y = out * np.cos(angle + phase), out * np.sin(angle + phase)
    return measure(Path(x - x[:, :1], y - y[:, :1], speed, acceleration), random)


def speeding(count: int, random: np.random.Generator) -> np.ndarray:
    """Far too fast between the samples; the speed that is reported stays legal."""
    trips, _ = honest_trips(count, random)
    steps = np.diff(trips[..., :2], axis=1).astype(float)
    for trip in range(count):
        length = random.integers(12, 50)
        start = random.integers(0, SAMPLES - 1 - length)
        steps[trip, start : start + length] *= random.uniform(1.5, 2.4)
    place = np.concatenate([trips[:, :1, :2], trips[:, :1, :2] + np.cumsum(steps, axis=1)], axis=1)
    return np.concatenate([np.round(place).astype("int32"), trips[..., 2:]], axis=-1)


def replay(old: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Old trips once more, each position and speed changed a little. No network can tell these from honest ones."""
    changed = old.copy()
    changed[..., :2] += np.round(random.normal(0, 40, old[..., :2].shape)).astype("int32")
    changed[..., 2] = np.maximum(changed[..., 2] + np.round(random.normal(0, 80, old[..., 2].shape)), 0)
    return changed


# Those that can be seen in one trip.
TRICKS = {"creeping": creep, "jitter": jitter, "loops": loops, "speeding": speeding}
