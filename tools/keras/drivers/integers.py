"""What the chain decides: the network as an artefact of integers, run by the command line of this repository (npm run build)."""

import subprocess
from pathlib import Path

import keras
import numpy as np

ROOT = Path(__file__).resolve().parents[3]
COMMAND = ["node", str(ROOT / "packages" / "node" / "dist" / "cli" / "main.js")]


def run(*words: str) -> str:
    done = subprocess.run([*COMMAND, *words], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"evm-ml {' '.join(words)}: {done.stderr}")
    return done.stdout


class Integers:
    """A judge in integers: its files are NAME.keras, NAME.evmml and the trips that chose its ranges, in one folder."""

    def __init__(self, model: keras.Model, calibration: np.ndarray, folder: Path, name: str):
        self.folder, self.path = folder, folder / f"{name}.evmml"
        model.save(folder / f"{name}.keras")
        # Sixteen bits are enough to choose ranges by, and half as long.
        samples = folder / f"{name}-samples.npy"
        np.save(samples, calibration.astype("float16"))
        run("convert", str(folder / f"{name}.keras"), "--samples", str(samples), "-o", str(self.path))

    def judge(self, rows: np.ndarray) -> np.ndarray:
        """Rows of trips -> how honest each looks, as PREDICT answers."""
        asked, answered = self.folder / "asked.npy", self.folder / "answered.npy"
        np.save(asked, rows)
        run("run", str(self.path), "--input", str(asked), "--output", str(answered))
        answers = np.load(answered).reshape(-1)
        asked.unlink(), answered.unlink()
        return answers
