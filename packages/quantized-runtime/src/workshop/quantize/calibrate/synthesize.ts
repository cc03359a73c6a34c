import { elementCount } from '../../../graph/element-types.ts';
import type { Graph, InputPort, Shape } from '../../../graph/graph.ts';
import { createNormal, createUniform } from '../math/random.ts';

/** Examples made up where the user gave none, and in plain words what was assumed. */
export interface SyntheticSamples {
  /** One array a port, in the graph's own units (after the port's scale and offset). */
  readonly samples: Float32Array[];
  readonly assumptions: string[];
}

const EXAMPLES = 256;
const SEED = 20240229;
/** What random texts are made of: the alphabet, and a space for every fifth letter. */
const LETTERS = new TextEncoder().encode(`abcdefghijklmnopqrstuvwxyz${' '.repeat(6)}`);
/** A port whose own scale is at least this took a division by 127.5 or 255 into itself: raw bytes of an image. */
const BYTE_SCALE = 32;

/** Makes examples for every port of `graph`: reproducible, and only as good as the assumptions they rest on. */
export function synthesizeSamples(graph: Graph): SyntheticSamples {
  const samples: Float32Array[] = [];
  const assumptions: string[] = [];
  for (const [index, port] of graph.inputs.entries()) {
    const { shape } = graph.values[port.value]!;
    const length = EXAMPLES * elementCount(shape);
    const { draw, says } = distribution(port, shape, SEED + index);
    samples.push(Float32Array.from({ length }, draw));
    assumptions.push(
      `No samples were given: input "${port.name}" is assumed to be ${says}. ` +
        'Give real examples for ranges that fit your data.',
    );
  }
  return { samples, assumptions };
}

function distribution(port: InputPort, shape: Shape, seed: number): { draw: () => number; says: string } {
  const rank = shape.length;
  const uniform = createUniform(seed);
  if (port.kind === 'index') {
    const draw = (): number => Math.floor(uniform() * port.limit);
    return { draw, says: `spread evenly over the indices 0 to ${port.limit - 1}` };
  }
  if (port.kind === 'text')
    return {
      draw: () => LETTERS[Math.floor(uniform() * LETTERS.length)]!,
      says: 'a text of random lower-case letters',
    };
  if (rank >= 3) {
    const bytes = port.scale.every((scale) => scale >= BYTE_SCALE);
    const high = bytes ? 255 : 1;
    const [scale, offset] = [port.scale[0]!, port.offset[0]!];
    const draw = (): number => (uniform() * high - offset) / scale;
    return { draw, says: `an image with values spread evenly over 0 to ${high}` };
  }
  const normalized = port.scale.some((scale) => scale !== 1) || port.offset.some((offset) => offset !== 0);
  const says = normalized
    ? 'normally distributed with the mean and variance that its normalization expects'
    : 'normally distributed with mean 0 and variance 1';
  return { draw: createNormal(seed), says };
}
