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

/** Outputs that one graph may have (F10 and its kin); values are looked at so many at a time. */
const OUTPUTS = 200;

/**
 * Prepares `graph` so that all its values can be looked at: the very kernels and plans that a validator runs, with
 * the values as outputs, so that none overwrites another. Inputs are in the units behind the ports.
 */
export function createProbe(graph: Graph): RuntimeProbe {
  const probes: RuntimeProbe[] = [];
  for (let first = 0; first < graph.values.length; first += OUTPUTS) {
    const count = Math.min(OUTPUTS, graph.values.length - first);
    probes.push(
      probeValues(
        graph,
        Array.from({ length: count }, (_, i) => first + i),
      ),
    );
  }
  return (inputs, batch) => new Map(probes.flatMap((probe) => [...probe(inputs, batch)]));
}

function probeValues(graph: Graph, values: readonly number[]): RuntimeProbe {
  const open: Graph = { ...graph, outputs: values.map((value) => ({ name: `value ${value}`, value })) };
  const plan = createPlan(open, validate(open), wasmKernels);
  return (inputs, batch) => {
    const results = values.map((value) => new Float64Array(plan.operands[value]!.elements * batch));
    for (let start = 0; start < batch; start += plan.capacity) {
      const count = Math.min(plan.capacity, batch - start);
      for (const [port, { value }] of graph.inputs.entries()) {
        writeInput(plan, plan.operands[value]!, inputs[port]!, start, count);
      }
      for (const step of plan.steps) step(count);
      for (const [i, result] of results.entries()) {
        readValue(plan, plan.operands[values[i]!]!, result, start, count);
      }
    }
    return new Map(results.map((result, i) => [values[i]!, result]));
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
