import keras
from cases import build
from keras import layers


def self_attention(layer, shape=(4, 6), **kwargs):
    x = keras.Input(shape, name="x")
    return keras.Model(x, layer(x, x, **kwargs))


def cross(layer, query=(3, 6), value=(5, 4), key=None, **kwargs):
    q, v = keras.Input(query, name="q"), keras.Input(value, name="v")
    inputs, named = [q, v], {}
    if key is not None:
        named["key"] = keras.Input(key, name="k")
        inputs.append(named["key"])
    return keras.Model(inputs, layer(q, v, **named, **kwargs))


def listed(layer, shapes, **kwargs):
    inputs = [keras.Input(shape, name=f"i{i}") for i, shape in enumerate(shapes)]
    return keras.Model(inputs, layer(inputs, **kwargs))


def transformer_block(width=6):
    x = keras.Input((5,), name="x", dtype="int32")
    y = layers.Embedding(9, width, mask_zero=True)(x)
    a = layers.MultiHeadAttention(2, 3)(y, y, use_causal_mask=True)
    y = layers.LayerNormalization()(layers.Add()([y, a]))
    f = layers.Dense(width)(layers.Dense(8, activation="gelu")(y))
    y = layers.LayerNormalization()(layers.Add()([y, f]))
    return keras.Model(x, layers.Dense(3, activation="softmax")(layers.GlobalAveragePooling1D()(y)))


def explicit_mask():
    x, m = keras.Input((4, 6), name="x"), keras.Input((4, 4), name="m", dtype="bool")
    return keras.Model([x, m], layers.MultiHeadAttention(2, 3)(x, x, attention_mask=m))


def masked_attention(layer):
    a, b = keras.Input((4,), name="a", dtype="int32"), keras.Input((5,), name="b", dtype="int32")
    table = layers.Embedding(4, 3, mask_zero=True)
    return keras.Model([a, b], layer([table(a), table(b)]))


def add_cases(family):
    add = family.add
    mha = layers.MultiHeadAttention
    add("mha", self_attention(mha(2, 3)))
    add("mha_dropout", self_attention(mha(2, 3, dropout=0.1)))
    add("mha_no_bias", self_attention(mha(3, 2, use_bias=False)))
    add("mha_value_dim", cross(mha(2, 3, value_dim=5, dropout=0.1)))
    add("mha_key", cross(mha(2, 3), key=(5, 2)))
    add("mha_output_shape", self_attention(mha(2, 3, output_shape=7)))
    add("mha_gate", self_attention(mha(2, 3, use_gate=True)))
    add("mha_causal", self_attention(mha(2, 3), use_causal_mask=True))
    add("mha_window", self_attention(mha(2, 3, sliding_window=2)))
    add("mha_scores", self_attention(mha(2, 3), return_attention_scores=True))
    add("mha_rank4", self_attention(mha(2, 3), (2, 3, 4)))
    add("mha_axes", self_attention(mha(2, 3, attention_axes=(2,)), (2, 3, 4)))
    add("mha_explicit_mask", explicit_mask(), limit=2)
    add("gqa", self_attention(layers.GroupQueryAttention(3, 4, 2)))
    add("gqa_causal", self_attention(layers.GroupQueryAttention(2, 4, 1), use_causal_mask=True))
    add("gqa_cross", cross(layers.GroupQueryAttention(3, 4, 4, use_bias=False), (3, 6), (5, 6)))
    add("attention", listed(layers.Attention(), [(3, 4), (5, 4)]))
    add("attention_key", listed(layers.Attention(use_scale=True, dropout=0.2), [(3, 4), (5, 2), (5, 4)]))
    add("attention_concat", listed(layers.Attention(score_mode="concat", use_scale=True), [(3, 4), (5, 4)]))
    add("attention_causal", listed(layers.Attention(), [(4, 3), (4, 3)], use_causal_mask=True))
    add("attention_scores", listed(layers.Attention(), [(4, 3), (4, 3)], return_attention_scores=True))
    add("attention_masked", masked_attention(layers.Attention()), limit=4)
    add("additive", listed(layers.AdditiveAttention(), [(3, 4), (5, 4)]))
    add("additive_plain", listed(layers.AdditiveAttention(use_scale=False), [(3, 4), (5, 4)]))
    add("additive_masked", masked_attention(layers.AdditiveAttention()), limit=4)
    add("transformer_block", transformer_block(), limit=9)
