import { describe, expect, it } from 'vitest';
import { evaluate, exportKeras, importKeras, quantize } from '../../../src/workshop/index.ts';
import { decodeNetwork } from '../../../src/workshop/origin/decode-network.ts';
import { encodeNetwork } from '../../../src/workshop/origin/encode-network.ts';
import { inputsOf, loadFamily, relativeError } from '../import/fixtures.ts';

/** A quantized network's artefact, exported to a Keras file, computes what the float network computed. */
const CASES: Readonly<Record<string, readonly string[]>> = {
  normalization: ['mlp', 'batch_norm', 'batch_norm_no_center', 'normalization_last'],
  conv: [
    'conv2d_same_2',
    'conv2d_channels_first_chain',
    'conv1d_grouped',
    'depthwise2d_multiplier',
    'separable2d',
    'conv2d_transpose_same_2',
  ],
  norms: ['layer_norm', 'rms_norm', 'group_norm'],
  embedding: ['embedding', 'einsum_multi', 'einsum_swap'],
  models: ['shared_and_nested', 'nested_functional'],
  rnn: [
    'simplernn_sequences',
    'lstm_sequences',
    'lstm_masked_10',
    'gru_sequences',
    'gru_reset_before',
    'gru_no_bias',
    'bidirectional_lstm',
    'bidirectional_concat',
  ],
  attention: ['mha', 'mha_key', 'transformer_block'],
};

const families = Object.fromEntries(Object.keys(CASES).map((name) => [name, loadFamily(name)]));
const cases = Object.entries(CASES).flatMap(([family, names]) =>
  names.map((name) => [family, name] as const),
);

describe.each([
  ['a16', 0.02],
  ['a8', 0.2],
] as const)('exports of %s artefacts', (profile, bound) => {
  it.each(cases)('%s/%s', async (family, name) => {
    const example = families[family]!.find((candidate) => candidate.name === name)!;
    const network = await importKeras(example.bytes);
    const samples = inputsOf(network.graph, example);
    const artefact = encodeNetwork((await quantize(network, samples, { profile })).network);
    const exported = await importKeras(await exportKeras(decodeNetwork(artefact)));
    expect(exported.keras.variables.map(({ path, shape }) => ({ path, shape }))).toEqual(
      network.keras.variables.map(({ path, shape }) => ({ path, shape })),
    );
    const values = await evaluate(exported.graph, inputsOf(exported.graph, example), example.batch);
    exported.graph.outputs.forEach((port, i) => {
      expect(relativeError(values.get(port.value)!, example.outputs[i]!)).toBeLessThan(bound);
    });
  });
});
