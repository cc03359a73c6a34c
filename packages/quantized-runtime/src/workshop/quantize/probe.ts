import { LARGEST_CAPACITY } from '../../graph/capacity.ts';
import { TYPE_RANGE, viewOf } from '../../graph/element-types.ts';
import type { Graph, TensorData } from '../../graph/graph.ts';
import { measureMemory } from '../../graph/measure-memory.ts';
import { validate } from '../../graph/validate.ts';
import { wasmKernels } from '../../kernels/wasm/index.ts';
import { createPlan } from '../../plan/create-plan.ts';
import { usedTensors } from '../build/tensors.ts';
import { roundHalfUp } from './math/multiplier.ts';

/** A graph that runs on the runtime's own kernels, all of its values open to view. */
export interface Probe {
  /** The most examples of one run. */
  readonly capacity: number;
  /**
   * Runs `count` examples from `start` on of `inputs` (one array a port, in the units behind the ports) and hands
   * back a reader: value index to its elements [count, ...shape], a view that the next run overwrites.
   */
  run(inputs: readonly Float32Array[], start: number, count: number): (value: number) => TensorData;
  /** Runs the nodes from `first` on once more, on what values hold now; calls `after` behind each of them. */
  rerun(first: number, count: number, after: (node: number) => void): void;
}

/**
 * Prepares `graph` with every value as an output, so that none overwrites another: the very kernels and plans that
 * a validator runs. What a float graph gives is therefore fixed to the bit by spec/operators.md, on every engine.
 */
export function createProbe(graph: Graph): Probe {
  const tensors = usedTensors(graph.nodes, graph.tensors);
  // Numbers arrive in the units behind the ports.
  const plain = graph.inputs.map((port) => ({ ...port, scale: [1], offset: [0] }));
  const lean = { ...graph, tensors, inputs: plain };
  const outputs = graph.values.map((_, value) => ({ name: `value ${value}`, value }));
  const analysis = validate(lean, wasmKernels.scan, LARGEST_CAPACITY);
  const open = { ...lean, outputs };
  const { buffer, capacity, operands, run, nodeSteps } = createPlan(
    open,
    analysis,
    wasmKernels,
    measureMemory(open, LARGEST_CAPACITY.planBytes),
  );
  const view = (value: number, count: number): TensorData => {
    const { value: own, offset, elements } = operands[value]!;
    return viewOf(own.type, buffer, offset, elements * count);
  };
  return {
    capacity,
    run(inputs, start, count) {
      for (const [port, { value }] of graph.inputs.entries()) {
        const { type, scale, zero } = graph.values[value]!;
        const target = view(value, count);
        const from = start * operands[value]!.elements;
        const source = inputs[port]!.subarray(from, from + target.length);
        if (type === 'f32') target.set(source);
        else writeIntegers(target, source, scale, zero, TYPE_RANGE[type]);
      }
      run(count);
      return (value) => view(value, count);
    },
    rerun(first, count, after) {
      for (let node = first; node < nodeSteps.length; node++) {
        nodeSteps[node]?.(count);
        after(node);
      }
    },
  };
}

/** Rule N13, behind the port's own scale and offset. */
function writeIntegers(
  target: TensorData,
  source: Float32Array,
  scale: number,
  zero: number,
  [low, high]: readonly [number, number],
): void {
  for (let i = 0; i < target.length; i++) {
    target[i] = Math.min(Math.max(roundHalfUp(source[i]! / scale) + zero, low), high);
  }
}
