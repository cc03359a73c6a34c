"""Random values of settings that many layers have."""

import keras

IS_3 = keras.__version__.split(".")[0] == "3"
SMOOTH = ["tanh", "sigmoid", "softplus", "softsign", "elu", "selu", "gelu", "silu" if IS_3 else "swish", "linear", "exponential"]
BENT = ["relu", "relu6" if IS_3 else "relu", "leaky_relu" if IS_3 else "relu", "hard_sigmoid"]
NEW = ["mish", "celu", "log_sigmoid", "hard_tanh", "squareplus", "tanh_shrink", "hard_silu"] if IS_3 else ["mish"]


def activation(choose):
    return choose.choice([None, *SMOOTH, *BENT, *NEW])


def yes(choose, chance=0.5):
    return choose.random() < chance


def sizes(choose, rank, high=3):
    return [choose.randint(1, high) for _ in range(rank)] if yes(choose) else choose.randint(1, high)


def window(choose, rank, padding=("valid", "same")):
    """Strides and dilations exclude each other in Keras."""
    found = {"padding": choose.choice(padding)}
    if yes(choose, 0.3):
        found["dilation_rate"] = choose.randint(1, 2)
    elif yes(choose):
        found["strides"] = choose.randint(1, 3) if rank == 1 or yes(choose, 0.7) else [choose.randint(1, 2) for _ in range(rank)]
    return found
