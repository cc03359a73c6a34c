"""The whole zoo by one command: makes what FOLDER lacks, converts and compares everything, and writes docs/keras-zoo.md.

    npm run build
    pip install -r tools/keras/zoo/requirements.txt
    KERAS_BACKEND=jax python tools/keras/zoo/zoo.py FOLDER [network ...]
"""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main(folder, *wanted):
    subprocess.run([sys.executable, HERE / "make.py", folder, *wanted], check=True)
    only = [word for name in wanted for word in ("--only", name)]
    into = ["--into", HERE.parents[2] / "docs/keras-zoo"]
    subprocess.run(["node", HERE / "measure.mjs", folder, *only, *into], check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
