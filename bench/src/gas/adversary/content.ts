import { elementCount, type Graph } from '@evm-ml/quantized-runtime';
import { createRandom } from '../../random.ts';

/** What an input is filled with. */
export const CONTENTS = [
  'zeros',
  'ones',
  'largest',
  'least and largest by turns',
  'random',
  'falling',
  'subnormal',
  'NaN',
  'infinite',
] as const;
export type Content = (typeof CONTENTS)[number];

/** Contents that only binary32 can hold. */
const FLOATS: Partial<Record<Content, number>> = {
  subnormal: 2 ** -140,
  NaN: Number.NaN,
  infinite: Number.POSITIVE_INFINITY,
};

/** One number of `content`, between `least` and `most`. */
function numberOf(
  content: Content,
  index: number,
  count: number,
  least: number,
  most: number,
  uniform: () => number,
): number {
  switch (content) {
    case 'zeros':
      return 0;
    case 'ones':
      return Math.min(1, most);
    case 'largest':
      return most;
    case 'least and largest by turns':
      return index % 2 === 0 ? least : most;
    case 'falling':
      return Math.round(most - ((most - least) * index) / count);
    default:
      return least + Math.floor(uniform() * (most - least + 1));
  }
}

/** One example for a graph, of one content; what binary32 alone can hold is random in other types. */
export function contentBytes(graph: Graph, content: Content, seed: number): Uint8Array {
  const { uniform } = createRandom(seed);
  const parts = graph.inputs.map(({ value, kind, limit }) => {
    const { shape, type } = graph.values[value]!;
    const count = elementCount(shape);
    const draw = (least: number, most: number) => (_: unknown, i: number) =>
      numberOf(content, i, count, least, most, uniform);
    const source = { length: count };
    // Of bytes that a text may hold; a specimen of a text has worse ones of its own.
    if (kind === 'text') return Uint8Array.from(source, draw(0, 127));
    if (kind === 'index') return Int32Array.from(source, draw(0, limit - 1));
    if (type === 'i16') return Int16Array.from(source, draw(-32767, 32767));
    if (type === 'i8') return Int8Array.from(source, draw(-128, 127));
    const float = FLOATS[content];
    if (float !== undefined) return new Float32Array(count).fill(float);
    return Float32Array.from(source, content === 'random' ? () => uniform() * 8 - 4 : draw(-1e6, 1e6));
  });
  const bytes = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(new Uint8Array(part.buffer), at);
    at += part.byteLength;
  }
  return bytes;
}
