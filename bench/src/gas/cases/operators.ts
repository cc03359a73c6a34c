import { operatorGas } from '@evm-ml/evm';
import {
  ArtefactError,
  createModel,
  type Graph,
  type Op,
  type Profile,
  wasmKernels,
} from '@evm-ml/quantized-runtime';
import { createRunner } from '@evm-ml/quantized-runtime/workshop';
import type { GasCase } from '../case.ts';
import { exampleBytes, toProfile } from '../examples.ts';
import { singleOut } from '../zoo/single-out.ts';
import type { Specimen } from '../zoo/specimen.ts';
import { isNewInIntegers, ZOO } from '../zoo/zoo.ts';

const plainExample = (graph: Graph): Uint8Array => exampleBytes(createModel(graph));

/** Running a graph of integers or binary32, without anything around it. `op` is the operator in question. */
export function runCase(
  name: string,
  graph: Graph,
  kind: string = graph.profile,
  op?: Op,
  example: (graph: Graph) => Uint8Array = plainExample,
): GasCase {
  const model = createModel(graph);
  const { profile } = graph;
  const list = [...model.work].sort((a, b) => Number(b.op === op) - Number(a.op === op));
  return {
    kind,
    name,
    gas: Number(list.reduce((sum, work) => sum + operatorGas(work) * BigInt(work.times), 0n)),
    operators: { profile, list: list.map(({ kind, effort }) => ({ kind, effort })) },
    run: createRunner(graph, wasmKernels, example(graph)),
  };
}

/** A specimen in a profile. `example`: what goes in, raw. */
export async function specimenCase(
  { name, op, graph, example: own }: Specimen,
  profile: Profile,
  example: (graph: Graph) => Uint8Array = own === undefined ? plainExample : () => own,
): Promise<GasCase> {
  const converted = await toProfile(graph, profile);
  try {
    return runCase(name, singleOut(converted, op), profile, op, example);
  } catch (error) {
    // Taken out of its graph it cannot be proven to be safe: then with what keeps it safe.
    if (error instanceof ArtefactError) return runCase(name, converted, profile, op, example);
    throw error;
  }
}

const hasDivision = ({ graph: { nodes } }: Specimen) =>
  nodes.some((node) => node.op === 'binary' && node.fn === 'div');

/** The zoo in a profile. Integers know no division, and one table for all functions of one number. */
export function zooOf(profile: Profile): readonly Specimen[] {
  if (profile === 'f32') return ZOO;
  return ZOO.filter((specimen) => isNewInIntegers(specimen) && !hasDivision(specimen));
}
