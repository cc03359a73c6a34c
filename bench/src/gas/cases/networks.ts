import { readFileSync } from 'node:fs';
import type { Graph, Profile } from '@evm-ml/quantized-runtime';
import { importKeras } from '@evm-ml/quantized-runtime/workshop';
import { NETWORKS } from '../../inference/networks.ts';
import type { GasCase } from '../case.ts';
import { toProfile } from '../examples.ts';
import { callCases } from './calls.ts';
import { runCase } from './operators.ts';

interface Whole {
  readonly name: string;
  readonly graph: Graph;
}

/** A network that real Keras trained for the bench of fidelity. */
async function keras(name: string, file: string): Promise<Whole> {
  const bytes = readFileSync(new URL(`../../../fidelity/${file}.keras`, import.meta.url));
  return { name, graph: (await importKeras(new Uint8Array(bytes))).graph };
}

const WHOLE: readonly (() => Whole | Promise<Whole>)[] = [
  NETWORKS.mlp,
  NETWORKS.lenet,
  NETWORKS['mobilenet-0.25'],
  () => keras('ResNet', 'mnist_resnet'),
  () => keras('LSTM', 'mnist_lstm'),
  () => keras('GRU', 'sequence_gru'),
  () => keras('Transformer', 'sequence_transformer'),
];

/** Whole networks: their operators alone, and as calls of PREDICT. */
export async function networkCases(): Promise<GasCase[]> {
  const cases: GasCase[] = [];
  for (const create of WHOLE) {
    const { name, graph } = await create();
    for (const profile of ['a16', 'a8', 'f32'] as const satisfies readonly Profile[]) {
      const converted = await toProfile(graph, profile, 4);
      const { operators: _, ...whole } = runCase(`${name} (${profile})`, converted, 'network');
      cases.push(whole);
      if (profile === 'a16') cases.push(...(await callCases(name, converted)));
    }
  }
  return cases;
}
