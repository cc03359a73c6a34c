import { elementCount } from '../../graph/element-types.ts';
import type { Graph, TensorData } from '../../graph/graph.ts';
import { breathe, countOf } from './calibrate/calibrate.ts';
import { judgedValues } from './judged-values.ts';
import type { Assignment } from './lower/assign-schemes.ts';
import { quantizeReal, type Scheme } from './lower/scheme.ts';
import { joinedInputs, passesOn } from './lower/value-groups.ts';
import { createProbe } from './probe.ts';
import { Signal } from './report/signal.ts';

/** What one layer (or input) writes, and what rounding it alone does to the network's outputs. */
export interface Sensitivity {
  /** The real values that it writes. */
  readonly values: readonly number[];
  /** Power of the error over that of what varies, at the output where it is largest. */
  readonly noise: number;
}

/** Examples that are looked at, and numbers that are computed, about: a part of the network for each layer. */
const EXAMPLES = { least: 4, most: 32 };
const NUMBERS = 2 ** 30;

interface Unit {
  readonly values: number[];
  /** The first node to run again; 0 for inputs and constants, which no node writes anew. */
  first: number;
  /** By output: squared errors. */
  readonly errors: Float64Array;
}

/**
 * Rounds the values of each layer in turn to the integers of their schemes, everything else in floats, and looks at the outputs.
 * Layers in no order.
 */
export async function measureSensitivities(
  graph: Graph,
  inputs: readonly Float32Array[],
  assignments: ReadonlyMap<number, Assignment>,
  signal?: AbortSignal,
): Promise<Sensitivity[]> {
  const units = findUnits(graph, assignments);
  const numbers = graph.values.reduce((sum, { shape }) => sum + elementCount(shape), 1) * units.length;
  const affordable = Math.max(EXAMPLES.least, Math.min(EXAMPLES.most, Math.floor(NUMBERS / numbers)));
  const examples = Math.min(affordable, countOf(graph, inputs));
  const probe = createProbe(graph);
  const judged = judgedValues(graph);
  const signals = judged.map((value) => new Signal(elementCount(graph.values[value]!.shape)));
  for (let start = 0; start < examples; start += probe.capacity) {
    const count = Math.min(probe.capacity, examples - start);
    const read = probe.run(inputs, start, count);
    const truths = judged.map((value) => Float64Array.from(read(value)));
    for (const [index, truth] of truths.entries()) signals[index]!.add(truth);
    // From the last layer to the first: what a layer reads is as it was when its turn comes.
    for (const unit of units) {
      await breathe();
      signal?.throwIfAborted();
      const kept = unit.first > 0 ? [] : unit.values.map((value) => read(value).slice());
      const own = new Set(unit.values);
      const round = (value: number): void => {
        if (own.has(value)) roundTo(assignments.get(value)!.scheme, read(value));
      };
      if (unit.first === 0) unit.values.forEach(round);
      probe.rerun(unit.first, count, (node) => {
        if (graph.nodes[node]!.op !== 'constant') graph.nodes[node]!.outputs.forEach(round);
      });
      for (const [index, value] of judged.entries()) {
        unit.errors[index]! += squaredError(read(value), truths[index]!);
      }
      for (const [index, data] of kept.entries()) read(unit.values[index]!).set(data);
    }
  }
  return units.map(({ values, errors }) => ({
    values,
    noise: errors.reduce((most, error, i) => Math.max(most, signals[i]!.noise(error)), 0),
  }));
}

/** Values by the layer that writes them, inputs each by itself; the last first. What only moves numbers rounds nothing. */
function findUnits(graph: Graph, assignments: ReadonlyMap<number, Assignment>): Unit[] {
  const errors = (): Float64Array => new Float64Array(graph.outputs.length);
  const units = graph.inputs
    .filter(({ value }) => assignments.has(value))
    .map(({ value }): Unit => ({ values: [value], first: 0, errors: errors() }));
  const byLayer = new Map<string, Unit>();
  for (const [index, node] of graph.nodes.entries()) {
    const values = node.outputs.filter((value) => assignments.has(value));
    if (values.length === 0 || passesOn(node) || joinedInputs(node).length > 0) continue;
    const first = node.op === 'constant' ? 0 : index;
    const known = byLayer.get(node.layer);
    if (!known) byLayer.set(node.layer, { values, first, errors: errors() });
    else {
      known.values.push(...values);
      known.first = Math.min(known.first, first);
    }
  }
  return [...units, ...byLayer.values()].sort((a, b) => b.first - a.first);
}

function roundTo(scheme: Scheme, data: TensorData): void {
  for (let i = 0; i < data.length; i++) {
    data[i] = (quantizeReal(data[i]!, scheme) - scheme.zero) * scheme.scale;
  }
}

function squaredError(data: ArrayLike<number>, truth: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < truth.length; i++) sum += (data[i]! - truth[i]!) ** 2;
  return sum;
}
