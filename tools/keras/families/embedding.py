from cases import build
from keras import layers


def add_cases(family):
    add = family.add
    add("embedding", build(layers.Embedding(11, 4), (5,), "int32"), limit=11)
    add("embedding_float_input", build([layers.Embedding(6, 3), layers.Flatten(), layers.Dense(2)], (4,)), limit=6)
    add("embedding_single", build(layers.Embedding(6, 3), (1,), "int32"), limit=6)
    add("embedding_rank2", build(layers.Embedding(6, 3), (2, 3), "int32"), limit=6)
    add("embedding_reshaped", build([layers.Reshape((6,)), layers.Embedding(6, 3)], (2, 3), "int32"), limit=6)
    add("embedding_masked_mean", build([layers.Embedding(5, 3, mask_zero=True), layers.GlobalAveragePooling1D()], (6,), "int32"), limit=5)
    add("einsum_dense", build(layers.EinsumDense("abc,cd->abd", output_shape=(None, 6), bias_axes="d"), (3, 4)))
    add("einsum_multi", build(layers.EinsumDense("abc,cde->abde", output_shape=(None, 2, 3), bias_axes="de"), (3, 4)))
    add("einsum_join", build(layers.EinsumDense("abcd,cde->abe", output_shape=(None, 5), bias_axes="e", activation="relu"), (3, 2, 4)))
    add("einsum_swap", build(layers.EinsumDense("abc,cd->adb", output_shape=(6, 3), bias_axes="d"), (3, 4)))
    add("einsum_ellipsis", build(layers.EinsumDense("...x,xy->...y", output_shape=(5,), bias_axes="y"), (3, 2, 4)))
    add("einsum_no_bias", build(layers.EinsumDense("abc,bd->adc", output_shape=(5, 4)), (3, 4)))
    add("einsum_partial_bias", build(layers.EinsumDense("abc,cde->abde", output_shape=(None, 2, 3), bias_axes="e"), (3, 4)))
    add("einsum_shared", build(layers.EinsumDense("abc,bcd->abd", output_shape=(3, 5), bias_axes="d"), (3, 4)))
