import keras
from cases import build
from keras import layers

ACTIVATIONS = """celu elu exponential gelu hard_shrink hard_sigmoid hard_silu hard_tanh leaky_relu linear
log_sigmoid log_softmax mish relu relu6 selu sigmoid silu soft_shrink softmax softplus softsign sparse_plus
sparse_sigmoid squareplus tanh tanh_shrink glu sparsemax""".split()


def add_cases(family):
    add = family.add
    add("dense", build(layers.Dense(7)))
    add("dense_no_bias", build(layers.Dense(3, use_bias=False, activation="relu")))
    add("dense_rank3", build(layers.Dense(4, activation="tanh"), (2, 3, 5)))
    add("dense_single", build(layers.Dense(1, activation="sigmoid"), (1,)))
    for name in ACTIVATIONS:
        add(f"activation_{name}", build(layers.Activation(name), (3, 8)))
    add("activation_shrink_nested", build(layers.Dense(6, activation=keras.layers.LeakyReLU(negative_slope=0.4))))
    add("relu_max", build(layers.ReLU(max_value=1.5)))
    add("relu_6", build(layers.ReLU(max_value=6)))
    add("relu_slope", build(layers.ReLU(negative_slope=0.3, max_value=1.0, threshold=0.5)))
    add("relu_threshold", build(layers.ReLU(threshold=0.7)))
    add("leaky_relu", build(layers.LeakyReLU(negative_slope=0.13)))
    add("elu", build(layers.ELU(alpha=0.7)))
    add("prelu", build(layers.PReLU(), (4, 3)))
    add("prelu_shared", build(layers.PReLU(shared_axes=[1, 2]), (4, 3, 2)))
    add("softmax", build(layers.Softmax(), (4, 3)))
    add("softmax_axis", build(layers.Softmax(axis=1), (4, 3)))
    add("identity", build([layers.Identity(), layers.Dropout(0.5), layers.GaussianNoise(0.1), layers.Dense(2)]))
    add(
        "no_ops",
        build(
            [
                layers.AlphaDropout(0.2),
                layers.GaussianDropout(0.2),
                layers.ActivityRegularization(0.1),
                layers.SpatialDropout1D(0.3),
                layers.Dense(2),
            ],
            (4, 3),
        ),
    )
    add("no_ops_2d", build([layers.SpatialDropout2D(0.3), layers.Dense(2)], (4, 3, 2)))
    add("no_ops_3d", build([layers.SpatialDropout3D(0.3), layers.Dense(2)], (2, 4, 3, 2)))
    add("flatten", build([layers.Flatten(), layers.Dense(2)], (2, 3, 4)))
    add("flatten_channels_first", build([layers.Flatten(data_format="channels_first")], (2, 3, 4)))
    add("reshape", build(layers.Reshape((4, -1)), (2, 3, 4)))
    add("reshape_scalar", build([layers.Reshape((1, 5)), layers.Reshape((5,))]))
    add("permute", build(layers.Permute((3, 1, 2)), (2, 3, 4)))
