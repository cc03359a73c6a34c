import type { Graph, InputPort } from '../../../graph/graph.ts';
import { findSentinels } from './counted-steps.ts';
import { short } from './short.ts';

/** A number that many of an input's numbers are, far from all others: it may stand for "nothing here". */
const FAR = 4;
const OFTEN = 0.005;
/** Features that are named at most. */
const NAMED = 5;

/**
 * What is odd about the samples of each input, in the user's own units: features that never change, and a number that
 * lies far from all others and stretches the range that they share. One sentence each.
 */
export function oddSamples(graph: Graph, samples: readonly Float32Array[], examples: number): string[] {
  const sentinels = findSentinels(graph);
  return graph.inputs.flatMap((port, index) => {
    if (port.kind !== 'real' || examples < 2) return [];
    const { shape } = graph.values[port.value]!;
    // An image's pixels share what they are in, and so do channels; a vector's numbers may be of different kinds.
    const features = shape.at(-1) ?? 1;
    const columns = Array.from(
      { length: features },
      (_, feature) => new Column(samples[index]!, feature, features),
    );
    const known = sentinels.get(port.value);
    return [
      ...sayMasked(port, columns, known),
      ...sayConstant(port, columns),
      ...sayStretched(port, columns, known),
    ];
  });
}

/** The numbers of one feature: index of the last axis. */
class Column {
  readonly #rest = new Map<number, { min: number; max: number; count: number }>();
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;

  constructor(
    readonly data: Float32Array,
    readonly feature: number,
    readonly features: number,
  ) {
    for (let i = feature; i < data.length; i += features) {
      this.min = Math.min(this.min, data[i]!);
      this.max = Math.max(this.max, data[i]!);
    }
  }

  /** How many numbers are `number`, and between which the others lie. */
  without(number: number): { min: number; max: number; count: number } {
    const known = this.#rest.get(number);
    if (known) return known;
    const rest = { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY, count: 0 };
    for (let i = this.feature; i < this.data.length; i += this.features) {
      const x = this.data[i]!;
      if (x === number) rest.count++;
      else [rest.min, rest.max] = [Math.min(rest.min, x), Math.max(rest.max, x)];
    }
    this.#rest.set(number, rest);
    return rest;
  }
}

function sayConstant(port: InputPort, columns: readonly Column[]): string[] {
  const constant = columns.filter(({ min, max }) => min === max);
  if (constant.length === 0) return [];
  const remedy =
    'give samples in which it varies, as others will be cut off, or ignore this if it never does.';
  if (columns.length === 1) {
    return [`Input "${port.name}" is ${short(columns[0]!.min)} in every sample: ${remedy}`];
  }
  const [first] = constant;
  if (constant.length === 1) {
    return [
      `Feature ${first!.feature} of input "${port.name}" is ${short(first!.min)} in every sample: ${remedy}`,
    ];
  }
  const named = constant.slice(0, NAMED).map(({ feature }) => feature);
  const more = constant.length > NAMED ? ', ...' : '';
  return [
    `${constant.length} of ${columns.length} features of input "${port.name}" (${named.join(', ')}${more}) never change ` +
      'in the samples: give samples in which they vary, as other numbers will be cut off, or ignore this if they never do.',
  ];
}

/** A number that a mask leaves out, where that makes a difference. */
function sayMasked(port: InputPort, columns: readonly Column[], known: number | undefined): string[] {
  const apart = columns.some((column) =>
    [column.min, column.max].some(
      (number) =>
        number !== 0 && isKnown(port, column.feature, number, known) && column.without(number).count > 0,
    ),
  );
  if (!apart) return [];
  const user = known! * port.scale[0]! + port.offset[0]!;
  return [`Input "${port.name}": ${short(user)} marks what is masked, and is left out of the range held.`];
}

function sayStretched(port: InputPort, columns: readonly Column[], known: number | undefined): string[] {
  for (const column of columns) {
    for (const number of [column.min, column.max]) {
      if (number === 0 || isKnown(port, column.feature, number, known)) continue;
      const { min, max, count } = column.without(number);
      const span = max - min;
      const distance = Math.max(min - number, number - max);
      const often = count >= 2 && count >= (OFTEN * column.data.length) / column.features;
      if (!often || !(span > 0) || distance < FAR * (Math.max(max, 0) - Math.min(min, 0))) continue;
      const share = ((100 * count * column.features) / column.data.length).toPrecision(2);
      const where = columns.length === 1 ? '' : ` of feature ${column.feature}`;
      return [
        `Input "${port.name}": ${short(number)} is ${Number(share)} % of the numbers${where} and the others lie between ` +
          `${short(min)} and ${short(max)}, for which few steps are left; if ${short(number)} stands for "missing", mask it ` +
          `(Masking(mask_value=${short(number)}), which is left out of ranges) or put a number of their range in its place, in training too.`,
      ];
    }
  }
  return [];
}

/** Whether a mask leaves `number` out of the range already. `known` is in the units behind the port. */
function isKnown(port: InputPort, feature: number, number: number, known: number | undefined): boolean {
  if (known === undefined) return false;
  const at = (list: readonly number[]): number => list[list.length === 1 ? 0 : feature]!;
  const user = known * at(port.scale) + at(port.offset);
  return Math.abs(user - number) <= 1e-6 * Math.abs(number);
}
