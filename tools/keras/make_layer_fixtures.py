"""Builds small networks of every kind of layer with real Keras, runs them, and bundles files and outputs.

    KERAS_BACKEND=jax python tools/keras/make_layer_fixtures.py [family ...]
"""

import importlib
import os
import pkgutil
import sys
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")
sys.path.insert(0, str(Path(__file__).resolve().parent))

import families  # noqa: E402
import keras  # noqa: E402
from cases import Family  # noqa: E402


def main(wanted):
    names = [module.name for module in pkgutil.iter_modules(families.__path__)]
    for name in names:
        if wanted and name not in wanted:
            continue
        keras.utils.set_random_seed(7)
        keras.backend.clear_session()
        family = Family(name)
        importlib.import_module(f"families.{name}").add_cases(family)
        family.write()


if __name__ == "__main__":
    main(sys.argv[1:])
