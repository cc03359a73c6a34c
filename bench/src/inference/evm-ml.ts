import { createModel, type Graph, type KernelSet, wasmKernels } from '@evm-ml/quantized-runtime';
import { type Network, type NodeTime, profileModel, quantize } from '@evm-ml/quantized-runtime/workshop';
import type { Runner } from './engine.ts';
import type { BenchNetwork } from './network-builder.ts';

/**
 * The integer network that this project makes of a float network: profile a16, ranges from `samples`. Weights are
 * rounded to the nearest: learning the rounding takes minutes for four million of them and changes no time here.
 */
export async function quantizeForBench(network: BenchNetwork, samples: Float32Array): Promise<Graph> {
  const source: Network = { graph: network.graph, keras: { config: null, variables: [] } };
  const quantized = await quantize(source, [samples], { profile: 'a16', rounding: 'nearest' });
  return quantized.network.graph;
}

/** One of this project's two kernel sets, for as many examples as `input` holds. `output` gives real numbers; `run` gives the bytes that contracts see. */
export function prepareEvmMl(graph: Graph, kernels: KernelSet, input: Float32Array): Runner {
  const model = createModel(graph, { kernels });
  const bytes = model.encodeReal(input);
  const batch = input.length / model.inputLength;
  let result: Uint8Array = new Uint8Array();
  return {
    run() {
      result = model.run(bytes, batch);
    },
    output: () => Float32Array.from(model.decodeReal(result)),
  };
}

/** Time of all nodes with one operator: where a run's time goes. Microseconds, each node at its best. */
export interface OperatorTime {
  readonly operator: string;
  readonly nodes: number;
  readonly best: number;
  readonly gigaMacsPerSecond: number;
}

/** Times every node of the wasm kernels on its own and adds them up by operator, the slowest operator first. */
export function profileOperators(graph: Graph, runs: number): OperatorTime[] {
  const groups = new Map<string, NodeTime[]>();
  for (const time of profileModel(graph, wasmKernels, runs)) {
    const operator = time.kernel === wasmKernels.name ? time.op : `${time.op} (reference kernel)`;
    groups.set(operator, [...(groups.get(operator) ?? []), time]);
  }
  return [...groups]
    .map(([operator, times]) => {
      const best = times.reduce((sum, time) => sum + time.best, 0);
      const macs = times.reduce((sum, time) => sum + time.macs, 0);
      return { operator, nodes: times.length, best, gigaMacsPerSecond: macs / best / 1000 };
    })
    .sort((a, b) => b.best - a.best);
}
