import type { Graph, Node } from '../../../graph/graph.ts';
import { extremes, rangeByError } from '../calibrate/range.ts';
import type { Range } from '../math/range.ts';
import { DOMAINS, IMAGES } from '../math/unary-limits.ts';
import { QuantizeError } from '../quantize-error.ts';
import { accumulatorLimit } from './accumulator-limit.ts';
import { ACTIVATIONS, type IntegerProfile, type Scheme, schemeFor } from './scheme.ts';
import { ValueGroups } from './value-groups.ts';
import type { Widened } from './widths.ts';

/** The range and the scheme chosen for a value; `i32` and `u8` values have neither. */
export interface Assignment {
  readonly range: Range;
  readonly scheme: Scheme;
  /** What the value cannot exceed, or may without anybody noticing: what reads it saturates. */
  readonly limits: Range;
}

/** The schemes that softmax writes in (spec/operators.md). */
const SOFTMAX: Readonly<Record<IntegerProfile, Scheme>> = {
  a16: { scale: 1 / 32767, zero: 0, low: -32767, high: 32767 },
  a8: { scale: 1 / 255, zero: -128, low: -128, high: 127 },
};

/** How far the end of the range, which stands for "beyond everything", lies outside what was seen. */
const OPEN = 4;
/** Numbers beyond this have no scale in an artefact. */
const LARGEST = 2 ** 90;
/** The share of the range, as a divisor, that is kept free on the side of a number that stands for nothing. */
const SENTINEL_ROOM = 32;

/**
 * Chooses range and scheme of every value of the float graph. Values that an operator needs alike (what reshapes,
 * pools and joins read and write) share one scheme. In int16 ranges get `headroom` beyond what the samples
 * showed; in int8 they are those of least error.
 */
export function assignSchemes(
  { graph, calibration, widthOf }: Widened,
  headroom: number,
): ReadonlyMap<number, Assignment> {
  const producers = new Map(
    graph.nodes.flatMap((node) => node.outputs.map((value) => [value, node] as const)),
  );
  const ranges = new Map<number, Range>();
  const limits = new Map<number, Range>();
  for (const [value, histogram] of calibration.histograms) {
    const profile = widthOf(value);
    const seen = histogram.total === 0 ? { min: -1, max: 1 } : extremes(histogram);
    const sentinel = calibration.sentinels.get(value);
    const chosen =
      profile === 'a16' || histogram.total === 0
        ? { min: seen.min * headroom, max: seen.max * headroom }
        : sentinel === undefined
          ? rangeByError(histogram, ACTIVATIONS.a8.levels)
          : besideSentinel(seen, sentinel);
    const widening = histogram.open ? OPEN : 1;
    const wide = { min: chosen.min * widening, max: chosen.max * widening };
    const bounds = boundsOf(graph, producers.get(value), value);
    limits.set(value, bounds);
    ranges.set(value, intersect(wide, bounds));
  }
  const fixed = new Map<number, Scheme>();
  for (const node of graph.nodes) {
    if (node.op === 'softmax' && !node.log) fixed.set(node.outputs[0]!, SOFTMAX[widthOf(node.outputs[0]!)]);
  }
  const groups = new ValueGroups(graph, ranges, fixed, widthOf);
  const result = new Map<number, Assignment>();
  for (const members of groups.all()) {
    const range = members.map((value) => ranges.get(value)!).reduce(hull);
    expectHoldable(range, producers.get(members[0]!)?.layer);
    const given = members.map((value) => fixed.get(value)).find((scheme) => scheme !== undefined);
    const profile = widthOf(members[0]!);
    const limit = profile === 'a16' ? accumulatorLimit(graph, members, range) : 32767;
    const scheme = given ?? schemeFor(profile, range, limit);
    for (const value of members) result.set(value, { range, scheme, limits: limits.get(value)! });
  }
  return result;
}

function expectHoldable({ min, max }: Range, layer: string | undefined): void {
  const largest = Math.max(-min, max);
  if (largest <= LARGEST) return;
  const what = layer === undefined ? 'An input' : `Layer "${layer}"`;
  throw new QuantizeError(
    'no-integer-form',
    `${what} has numbers up to ${largest.toExponential(1)}, which no integer can stand for: scale what goes in, or use --profile f32.`,
  );
}

/**
 * In `a8` a number that stands for "nothing here" may lie beyond the range: the last integer on its side stands for it,
 * and nothing that was seen may come near.
 */
function besideSentinel(seen: Range, sentinel: number): Range {
  const reach = (seen.max - seen.min) / SENTINEL_ROOM;
  return {
    min: sentinel < seen.min ? seen.min - reach : seen.min,
    max: sentinel > seen.max ? seen.max + reach : seen.max,
  };
}

/** What `value` cannot or need not exceed, from the operators around it. */
function boundsOf(graph: Graph, producer: Node | undefined, value: number): Range {
  let bounds: Range = { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY };
  if (producer?.op === 'unary') bounds = IMAGES[producer.fn] ?? bounds;
  if (producer && 'min' in producer && 'max' in producer) {
    bounds = { min: producer.min ?? bounds.min, max: producer.max ?? bounds.max };
  }
  const readers = graph.nodes.filter((node) => node.inputs.includes(value));
  const domains = readers.map((node) => (node.op === 'unary' ? DOMAINS[node.fn] : undefined));
  if (domains.length === 0 || graph.outputs.some((port) => port.value === value)) return bounds;
  if (domains.some((domain) => domain === undefined)) return bounds;
  const widest = Math.max(...domains.map((domain) => domain!));
  return intersect(bounds, { min: -widest, max: widest });
}

function intersect(a: Range, b: Range): Range {
  return { min: Math.min(Math.max(a.min, b.min), 0), max: Math.max(Math.min(a.max, b.max), 0) };
}

function hull(a: Range, b: Range): Range {
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
}
