import type { Graph, Node } from '../../../graph/graph.ts';
import type { Calibration } from '../calibrate/calibrate.ts';
import { jumps } from '../passes/split-jumps.ts';
import type { IntegerProfile } from './scheme.ts';
import { joinedInputs, passesOn } from './value-groups.ts';

/** A float graph each of whose values and nodes has one width, and what was seen of it. */
export interface Widened {
  readonly graph: Graph;
  readonly calibration: Calibration;
  /** What each real value is held in. */
  readonly widthOf: (value: number) => IntegerProfile;
}

/** All in the width of `profile`. */
export const inOneWidth = (graph: Graph, calibration: Calibration, profile: IntegerProfile): Widened => ({
  graph,
  calibration,
  widthOf: () => profile,
});

/**
 * An `a8` graph with the values of `wide` in int16, and with them whatever is made of them by moving data. Around each of them
 * nodes compute in int16 (rule O3); where one that does not reads such a value, or the other way round, a reshape to the same shape
 * is put between: a bridge, which becomes a requantize. Values keep their numbers; bridges come behind them.
 */
export function widen(graph: Graph, calibration: Calibration, wide: ReadonlySet<number>): Widened {
  const kept = closeOver(graph, calibration, wide);
  const isReal = (value: number): boolean => calibration.histograms.has(value);
  const widths = new Map<number, IntegerProfile>();
  for (const { value } of graph.inputs) widths.set(value, kept.has(value) ? 'a16' : 'a8');
  const values = [...graph.values];
  const nodes: Node[] = [];
  const places = new Map<number, number>();
  const histograms = new Map(calibration.histograms);
  const bridges = new Map<string, number>();
  const bridge = (value: number, width: IntegerProfile, layer: string): number => {
    const key = `${value} ${width}`;
    const known = bridges.get(key);
    if (known !== undefined) return known;
    const output = values.push(values[value]!) - 1;
    nodes.push({ op: 'reshape', inputs: [value], outputs: [output], layer });
    widths.set(output, width);
    histograms.set(output, histograms.get(value)!);
    bridges.set(key, output);
    return output;
  };
  for (const [index, node] of graph.nodes.entries()) {
    const real = [...node.inputs, ...node.outputs].filter(isReal);
    const width = real.some((value) => kept.has(value)) ? 'a16' : 'a8';
    const inputs = node.inputs.map((value) =>
      !isReal(value) || widths.get(value) === width ? value : bridge(value, width, node.layer),
    );
    for (const value of node.outputs) widths.set(value, width);
    places.set(index, nodes.push({ ...node, inputs }) - 1);
  }
  const moved = <T>(map: ReadonlyMap<number, T>): Map<number, T> =>
    new Map([...map].map(([index, own]) => [places.get(index)!, own]));
  return {
    graph: { ...graph, values, nodes },
    calibration: {
      ...calibration,
      histograms,
      moments: moved(calibration.moments),
      recurrents: moved(calibration.recurrents),
    },
    widthOf: (value) => widths.get(value) ?? 'a8',
  };
}

/** `wide`, and what data of it is moved to; a constant that meets it is as wide. */
function closeOver(graph: Graph, { histograms }: Calibration, wide: ReadonlySet<number>): Set<number> {
  const kept = new Set([...wide].filter((value) => histograms.has(value)));
  for (const node of graph.nodes) {
    const sources = passesOn(node) ? node.inputs.slice(0, 1) : joinedInputs(node);
    if (sources.some((value) => kept.has(value))) kept.add(node.outputs[0]!);
  }
  const touches = (node: Node): boolean => [...node.inputs, ...node.outputs].some((value) => kept.has(value));
  const wideReads = new Set(graph.nodes.filter(touches).flatMap(({ inputs }) => inputs));
  for (const node of graph.nodes) {
    const [output] = node.outputs;
    if (node.op === 'constant' && histograms.has(output!) && wideReads.has(output!)) kept.add(output!);
  }
  // Tables of int8 hold every integer, those of int16 draw a slope where a function jumps.
  for (const node of graph.nodes) {
    if (node.op === 'unary' && jumps(node.fn))
      for (const value of [...node.inputs, ...node.outputs]) kept.delete(value);
  }
  return kept;
}
