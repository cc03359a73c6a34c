"""Builds small networks of every kind of layer with real Keras, runs them, and bundles files and outputs.

    KERAS_BACKEND=jax python tools/keras/make_layer_fixtures.py [family ...]
    python tools/keras/make_layer_fixtures.py --keras2 [family ...]

The second makes those of `families2` with tf_keras, which is Keras 2.
"""

import importlib
import os
import pkgutil
import sys
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")
sys.path.insert(0, str(Path(__file__).resolve().parent))


def main(wanted):
    package = "families"
    if "--keras2" in wanted:
        wanted = [name for name in wanted if name != "--keras2"]
        package = "families2"
        sys.modules["keras"] = importlib.import_module("tf_keras")
    import keras
    from cases import Family

    folder = importlib.import_module(package)
    for name in (module.name for module in pkgutil.iter_modules(folder.__path__)):
        if wanted and name not in wanted:
            continue
        keras.utils.set_random_seed(7)
        keras.backend.clear_session()
        family = Family(name)
        importlib.import_module(f"{package}.{name}").add_cases(family)
        family.write()


if __name__ == "__main__":
    main(sys.argv[1:])
