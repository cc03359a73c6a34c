"""Compares random networks of real Keras with the runtime: every layer in random settings, nested, shared, masked.

    npm run build
    KERAS_BACKEND=jax python tools/keras/differential.py --count 5000 --seed 1
    python tools/keras/differential.py --keras2 --count 1000 --seed 1

Model number i of a seed is the same on every run: `--first i --count 1` makes it alone, and `--keep FOLDER` keeps the files of
what differed or was refused. Exits 1 if any answer differs, or if the import ends otherwise than with an answer or a refusal.
"""

import argparse
import importlib
import json
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# Most of the time goes into compiling networks that run once.
os.environ.setdefault("XLA_FLAGS", "--xla_backend_optimization_level=0 --xla_llvm_disable_expensive_passes=true")
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

BATCH = 3
CHUNK = 50


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--keras2", action="store_true")
    parser.add_argument("--keep", type=Path)
    return parser.parse_args()


def write_model(folder, index, suffix, model, inputs, outputs):
    import numpy as np

    model.save(folder / f"{index}.{suffix}")
    arrays = {"inputs": inputs, "outputs": outputs}
    about = {
        kind: [{"name": name, "shape": list(array.shape), "data": array.astype("<f4").ravel().tolist()} for name, array in list_]
        for kind, list_ in arrays.items()
    }
    finite = all(np.isfinite(array).all() for _, array in outputs)
    (folder / f"{index}.json").write_text(json.dumps(about) if finite else json.dumps({"skip": "Keras answers what is not finite"}))


def make(folder, indices, seed):
    """Files of the networks that Keras agrees to build and to save; the others are counted."""
    import keras
    from networks.random_network import random_network

    rejected = 0
    for index in indices:
        choose = random.Random(f"{seed}/{index}")
        keras.backend.clear_session()
        made = random_network(choose, BATCH)
        if made is None:
            rejected += 1
            continue
        # The older container lists weights by layer.
        try:
            write_model(folder, index, choose.choice(["keras"] * 5 + ["h5"]), *made)
        except (TypeError, ValueError, NotImplementedError):  # Not every layer can be written.
            for file in folder.glob(f"{index}.*"):
                file.unlink()
            rejected += 1
    return rejected


def compare(folder):
    """One line of JSON for each network: what became of it."""
    run = subprocess.run(["node", str(HERE / "differential.mjs"), str(folder)], capture_output=True, text=True, check=False)
    if run.returncode != 0:
        sys.exit(f"differential.mjs ended with {run.returncode}:\n{run.stderr}")
    return [json.loads(line) for line in run.stdout.splitlines()]


def main(options):
    if options.keras2:
        sys.modules["keras"] = importlib.import_module("tf_keras")
    import keras

    outcomes, reasons, bad, worst = Counter(), Counter(), [], 0.0
    last = options.first + options.count
    for begin in range(options.first, last, CHUNK):
        indices = range(begin, min(begin + CHUNK, last))
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            outcomes["not built by Keras"] += make(folder, indices, options.seed)
            for found in compare(folder):
                outcomes[found["outcome"]] += 1
                if found["outcome"] == "refused":
                    reasons[found["reason"]] += 1
                elif found["outcome"] == "equal":
                    worst = max(worst, found["error"])
                elif found["outcome"] in ("different", "crash", "kernels differ"):
                    bad.append(found)
                    print(json.dumps(found), flush=True)
                if options.keep is not None and found["outcome"] not in ("equal", "skipped"):
                    options.keep.mkdir(parents=True, exist_ok=True)
                    for file in folder.glob(f"{found['index']}.*"):
                        (options.keep / file.name).write_bytes(file.read_bytes())
        print(f"{indices[-1] + 1 - options.first} of {options.count}: {dict(outcomes)}", file=sys.stderr, flush=True)
    report(keras.__version__, options, outcomes, reasons, worst)
    sys.exit(1 if bad else 0)


def report(version, options, outcomes, reasons, worst):
    print(f"Keras {version}, seed {options.seed}, {options.count} networks from {options.first}; largest relative error {worst:.1e}")
    for outcome, count in outcomes.most_common():
        print(f"| {outcome} | {count} |")
    for reason, count in reasons.most_common(20):
        print(f"| refused: {reason} | {count} |")


if __name__ == "__main__":
    main(arguments())
