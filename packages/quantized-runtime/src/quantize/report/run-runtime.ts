import { TYPE_RANGE } from '../../graph/element-types.ts';
import type { ElementType, Graph, TensorData } from '../../graph/graph.ts';
import { validate } from '../../graph/validate.ts';
import { wasmKernels } from '../../kernels/wasm/index.ts';
import { createPlan, type Plan } from '../../plan/create-plan.ts';
import type { Operand } from '../../plan/kernel.ts';
import { roundHalfUp } from '../math/multiplier.ts';

type View = new (buffer: ArrayBuffer, offset: number, length: number) => TensorData;

const VIEWS: Readonly<Record<ElementType, View>> = {
  f32: Float32Array,
  i32: Int32Array,
  i16: Int16Array,
  i8: Int8Array,
  u8: Uint8Array,
};

/** Runs batches of examples through the runtime's kernels and gives back every value as real numbers. */
export type RuntimeProbe = (
  inputs: readonly Float32Array[],
  batch: number,
) => ReadonlyMap<number, Float64Array>;

/**
 * Prepares `graph` so that all its values can be looked at: the very kernels and plan that a validator runs, with
 * every value an output, so that none overwrites another. Inputs are in the units behind the ports.
 */
export function createProbe(graph: Graph): RuntimeProbe {
  const open: Graph = {
    ...graph,
    outputs: graph.values.map((_, value) => ({ name: `value ${value}`, value })),
  };
  const plan = createPlan(open, validate(open), wasmKernels);
  return (inputs, batch) => {
    const results = graph.values.map((_, value) => new Float64Array(plan.operands[value]!.elements * batch));
    for (let start = 0; start < batch; start += plan.capacity) {
      const count = Math.min(plan.capacity, batch - start);
      for (const [port, { value }] of graph.inputs.entries()) {
        writeInput(plan, plan.operands[value]!, inputs[port]!, start, count);
      }
      for (const step of plan.steps) step(count);
      for (const [value, result] of results.entries()) {
        readValue(plan, plan.operands[value]!, result, start, count);
      }
    }
    return new Map(results.map((result, value) => [value, result]));
  };
}

function view(plan: Plan, operand: Operand, count: number): TensorData {
  return new VIEWS[operand.value.type](plan.buffer, operand.offset, operand.elements * count);
}

/** Rule N13, behind the port's own scale and offset. */
function writeInput(plan: Plan, operand: Operand, data: Float32Array, start: number, count: number): void {
  const { type, scale, zero } = operand.value;
  const target = view(plan, operand, count);
  const [low, high] = TYPE_RANGE[type];
  const from = start * operand.elements;
  for (let i = 0; i < target.length; i++) {
    const x = data[from + i]!;
    target[i] = type === 'f32' ? x : Math.min(Math.max(roundHalfUp(x / scale) + zero, low), high);
  }
}

function readValue(plan: Plan, operand: Operand, result: Float64Array, start: number, count: number): void {
  const { scale, zero } = operand.value;
  const source = view(plan, operand, count);
  const to = start * operand.elements;
  for (let i = 0; i < source.length; i++) result[to + i] = (source[i]! - zero) * scale;
}
