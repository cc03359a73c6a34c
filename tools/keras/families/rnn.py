import keras
import numpy as np
from cases import build
from keras import layers


def masked(layer, rng_seed=5, width=3):
    """Steps whose numbers are all zero are masked."""
    model = build([layers.Masking(), layer], (6, width))
    x = np.random.default_rng(rng_seed).normal(0, 1, (3, 6, width)).astype("float32")
    x[0, 4:] = 0
    x[1, :2] = 0
    x[2, 2] = 0
    return model, [x]


def with_states(layer, count, sequence=(5, 3), state=(4,)):
    x = keras.Input(sequence, name="x")
    states = [keras.Input(state, name=f"s{i}") for i in range(count)]
    return keras.Model([x, *states], layer(x, initial_state=states))


def encoder_decoder():
    source, target = keras.Input((5, 3), name="source"), keras.Input((4, 2), name="target")
    _, h, c = layers.LSTM(4, return_state=True)(source)
    decoded = layers.LSTM(4, return_sequences=True)(target, initial_state=[h, c])
    return keras.Model([source, target], layers.TimeDistributed(layers.Dense(2))(decoded))


def add_cases(family):
    add = family.add
    shape = (5, 3)
    for name in ("SimpleRNN", "LSTM", "GRU"):
        layer, low = getattr(layers, name), name.lower()
        add(low, build(layer(4), shape))
        add(f"{low}_sequences", build(layer(4, return_sequences=True), shape))
        add(f"{low}_backwards", build(layer(3, return_sequences=True, go_backwards=True), shape))
        add(f"{low}_no_bias", build(layer(2, use_bias=False), shape))
        add(f"{low}_relu", build(layer(2, activation="relu"), shape))
        add(f"{low}_elu", build(layer(2, activation="elu", return_sequences=True), shape))
        add(f"{low}_states", with_states(layer(4, return_state=True, return_sequences=True), 2 if name == "LSTM" else 1))
        for sequences in (False, True):
            for zero in (False, True):
                model, inputs = masked(layer(3, return_sequences=sequences, zero_output_for_mask=zero))
                add(f"{low}_masked_{int(sequences)}{int(zero)}", model, inputs)
        model, inputs = masked(layer(3, return_sequences=True, go_backwards=True, activation="elu"))
        add(f"{low}_masked_unrolled", model, inputs)
        add(f"bidirectional_{low}", build(layers.Bidirectional(layer(3)), shape))
        model, inputs = masked(layers.Bidirectional(layer(3, return_sequences=True)))
        add(f"bidirectional_{low}_masked", model, inputs)
    add("gru_reset_before", build(layers.GRU(3, reset_after=False), shape))
    add("gru_reset_before_unrolled", build(layers.GRU(3, reset_after=False, activation="elu"), shape))
    add("gru_hard_sigmoid", build(layers.GRU(3, recurrent_activation="hard_sigmoid"), shape))
    for mode in ("sum", "mul", "ave", "concat"):
        add(f"bidirectional_{mode}", build(layers.Bidirectional(layers.GRU(3, return_sequences=True), merge_mode=mode), shape))
    x = keras.Input(shape, name="x")
    add("bidirectional_both", keras.Model(x, layers.Bidirectional(layers.LSTM(2), merge_mode=None)(x)))
    x = keras.Input(shape, name="x")
    add("bidirectional_states", keras.Model(x, layers.Bidirectional(layers.LSTM(2, return_state=True))(x)))
    add("bidirectional_two_layers", build(layers.Bidirectional(layers.LSTM(2), backward_layer=layers.LSTM(3, go_backwards=True)), shape))
    add("encoder_decoder", encoder_decoder())
    add("rnn_cell", build(layers.RNN(layers.GRUCell(3)), shape))
    add("rnn_lstm_cell", build(layers.RNN(layers.LSTMCell(3), return_sequences=True), shape))
    add("rnn_simple_cell", build(layers.RNN(layers.SimpleRNNCell(3), go_backwards=True), shape))
    add("rnn_stacked", build(layers.RNN([layers.LSTMCell(3), layers.GRUCell(2)], return_sequences=True), shape))
    model, inputs = masked(layers.RNN([layers.SimpleRNNCell(3), layers.SimpleRNNCell(2)]))
    add("rnn_stacked_masked", model, inputs)
    add("rnn_two_lstm", build([layers.LSTM(3, return_sequences=True, dropout=0.2), layers.LSTM(2, recurrent_dropout=0.1)], shape))
    add("embedding_lstm", build([layers.Embedding(7, 3, mask_zero=True), layers.LSTM(3), layers.Dense(2)], (6,), "int32"), limit=7)
    add("conv_lstm1d", build(layers.ConvLSTM1D(2, 3, padding="same"), (3, 5, 2)))
    add("conv_lstm2d", build(layers.ConvLSTM2D(2, (2, 3), return_sequences=True), (3, 4, 5, 2)))
    add("conv_lstm2d_strided", build(layers.ConvLSTM2D(2, 2, strides=2, padding="same", go_backwards=True), (3, 4, 5, 2)))
    add("conv_lstm2d_first", build(layers.ConvLSTM2D(3, 2, data_format="channels_first", return_sequences=True), (3, 2, 4, 5)))
    add("conv_lstm3d", build(layers.ConvLSTM3D(2, 2, padding="same", use_bias=False), (2, 3, 2, 3, 1)))
    add("time_distributed_dense", build(layers.TimeDistributed(layers.Dense(3, activation="relu")), shape))
    add("time_distributed_conv", build(layers.TimeDistributed(layers.Conv2D(2, 2)), (3, 4, 4, 1)))
    inner = keras.Sequential([keras.Input((4,)), layers.Dense(3), layers.BatchNormalization()])
    add("time_distributed_model", build(layers.TimeDistributed(inner), (3, 4)))
    add("time_distributed_flatten", build(layers.TimeDistributed(layers.Flatten()), (3, 4, 2)))
    model, inputs = masked(layers.TimeDistributed(layers.Dense(3)))
    add("masking", model, inputs)
    for name in ("lstm", "gru"):
        layer = {"lstm": layers.LSTM, "gru": layers.GRU}[name]
        add(f"{name}_relu_gates", build(layer(3, recurrent_activation="relu", return_sequences=True), shape))
        add(f"{name}_linear_gates", build(layer(2, recurrent_activation="linear", activation="relu"), (3, 3)))
    stateful = keras.Sequential([keras.Input(batch_shape=(3, 5, 3), name="x"), layers.LSTM(3, stateful=True), layers.Dense(2)])
    add("lstm_stateful", stateful)
