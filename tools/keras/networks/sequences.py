"""Layers over steps in random settings: recurrent ones, attention, and what goes with masks."""

from keras import layers

from networks.settings import IS_3, yes

CELLS = ["LSTM", "GRU", "SimpleRNN"]


def cell_settings(choose, name):
    settings = {"units": choose.randint(1, 5), "use_bias": yes(choose, 0.8), "activation": choose.choice(["tanh", "tanh", "relu", "softsign", "linear"])}
    if name.startswith(("LSTM", "GRU")):
        settings["recurrent_activation"] = choose.choice(["sigmoid", "sigmoid", "hard_sigmoid", "tanh"])
    if name.startswith("GRU"):
        settings["reset_after"] = yes(choose)
    return settings


def recurrent(choose, x):
    name = choose.choice(CELLS)
    run = {"return_sequences": yes(choose), "go_backwards": yes(choose, 0.2), "unroll": yes(choose, 0.1)}
    kind = choose.random()
    if kind < 0.2:
        cells = [getattr(layers, f"{name}Cell")(**cell_settings(choose, f"{name}Cell")) for _ in range(choose.randint(1, 3))]
        return layers.RNN(cells if len(cells) > 1 else cells[0], **run)(x)
    if kind < 0.35 and IS_3:
        run["zero_output_for_mask"] = yes(choose)
    settings = {**cell_settings(choose, name), **run}
    layer = getattr(layers, name)(**settings)
    if yes(choose, 0.3):
        back = None
        if yes(choose, 0.3):
            other = choose.choice(CELLS)
            shared = {"units": settings["units"], "return_sequences": settings["return_sequences"], "go_backwards": not settings["go_backwards"]}
            back = getattr(layers, other)(**{**cell_settings(choose, other), **shared})
        layer = layers.Bidirectional(layer, merge_mode=choose.choice(["concat", "sum", "mul", "ave"]), backward_layer=back)
    return layer(x)


def handed_on(choose, x):
    """The states of one layer begin the next, as in an encoder and its decoder."""
    name = choose.choice(CELLS)
    settings = cell_settings(choose, name)
    first = getattr(layers, name)(**settings, return_sequences=yes(choose), return_state=True)
    y, *states = first(x)
    source = choose.choice([x, y if len(y.shape) == 3 else x])
    second = getattr(layers, name)(settings["units"], return_sequences=yes(choose), return_state=yes(choose, 0.2))
    found = second(source, initial_state=states)
    return found[choose.randrange(len(found))] if isinstance(found, (list, tuple)) else found


def other_steps(choose, x):
    """A sequence to look at that need not be as long as x, of the same width."""
    return choose.choice([lambda: x, lambda: layers.Dense(x.shape[-1])(x), lambda: layers.MaxPooling1D(2)(x) if x.shape[1] > 2 else x])()


def attention(choose, x):
    kind = choose.random()
    if kind < 0.35:
        query, value = choose.choice([(x, other_steps(choose, x)), (other_steps(choose, x), x)])
        more = [layers.Dense(x.shape[-1])(value)] if yes(choose, 0.3) else []
        settings = {"use_scale": yes(choose), "dropout": choose.choice([0.0, 0.2])}
        make = layers.AdditiveAttention
        if yes(choose, 0.6):
            make = layers.Attention
            settings["score_mode"] = choose.choice(["dot", "concat"])
        return called(choose, make(**settings), [query, value, *more])
    heads, depth = choose.randint(1, 3), choose.randint(1, 4)
    settings = {"use_bias": yes(choose), "dropout": choose.choice([0.0, 0.0, 0.3])}
    if kind < 0.5 and IS_3:
        layer = layers.GroupQueryAttention(depth, heads * choose.randint(1, 2), heads, **settings)
    else:
        layer = layers.MultiHeadAttention(heads, depth, value_dim=choose.choice([None, 3]), output_shape=choose.choice([None, 5]), **settings)
    query, value = choose.choice([(x, x), (x, other_steps(choose, x)), (other_steps(choose, x), x)])
    more = {"key": layers.Dense(4)(value)} if yes(choose, 0.2) else {}
    return called(choose, layer, query, value, **more)


def called(choose, layer, *args, **more):
    """With a causal mask, with the weights too, or plain; scores are an output as good as any."""
    more["use_causal_mask"] = yes(choose, 0.3)
    if yes(choose, 0.2):
        return layer(*args, return_attention_scores=True, **more)[choose.choice([0, 0, 1])]
    return layer(*args, **more)


def distributed(choose, x):
    inner = choose.choice(
        [
            lambda: layers.Dense(3, activation="tanh"),
            lambda: layers.Dropout(0.2),
            lambda: layers.LayerNormalization(),
            *([lambda: layers.Conv1D(2, 2), lambda: layers.GlobalAveragePooling1D()] if len(x.shape) == 4 else []),
            *([lambda: layers.Conv2D(2, 2), lambda: layers.MaxPooling2D(2), lambda: layers.Flatten()] if len(x.shape) == 5 else []),
        ]
    )
    return layers.TimeDistributed(inner())(x)


def repeated(choose, x):
    return layers.RepeatVector(choose.randint(1, 4))(x)


def masking(choose, x):
    return layers.Masking(mask_value=choose.choice([0.0, -1.0]))(x)


def steps_dropped(choose, x):
    return layers.SpatialDropout1D(0.2)(x)
