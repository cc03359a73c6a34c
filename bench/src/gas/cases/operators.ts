import { operatorGas } from '@evm-ml/evm';
import { createModel, type Graph, type Profile } from '@evm-ml/quantized-runtime';
import type { GasCase } from '../case.ts';
import { exampleBytes, toProfile } from '../examples.ts';
import { singleOut } from '../zoo/single-out.ts';
import type { Specimen } from '../zoo/specimen.ts';
import { isNewInIntegers, ZOO } from '../zoo/zoo.ts';

/** Running a graph of integers or binary32, without anything around it. */
export function runCase(name: string, graph: Graph, kind: string = graph.profile): GasCase {
  const model = createModel(graph, { backend: 'wasm' });
  const input = exampleBytes(model);
  const { profile } = graph;
  const list = [...model.work].reverse();
  return {
    kind,
    name,
    gas: Number(list.reduce((sum, work) => sum + operatorGas(work, profile), 0n)),
    operators: { profile, list: list.map(({ kind, effort }) => ({ kind, effort })) },
    run: () => model.run(input, 1),
  };
}

/** A specimen in a profile; `null` where the profile refuses it. */
export async function specimenCase({ name, op, graph }: Specimen, profile: Profile): Promise<GasCase> {
  return runCase(name, singleOut(await toProfile(graph, profile), op));
}

const hasDivision = ({ graph: { nodes } }: Specimen) =>
  nodes.some((node) => node.op === 'binary' && node.fn === 'div');

/** The zoo in a profile. Integers know no division, and one table for all functions of one number. */
export function zooOf(profile: Profile): readonly Specimen[] {
  if (profile === 'f32') return ZOO;
  return ZOO.filter((specimen) => isNewInIntegers(specimen) && !hasDivision(specimen));
}
