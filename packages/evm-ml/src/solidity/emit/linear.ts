import type { NodeOf } from '@evm-ml/quantized-runtime';
import { type Emission, type Emit, operandOf, outOf, requantsOf, tensorOf } from '../context.ts';
import { cellOffsets, padInput, positionLevels, type Window } from '../window.ts';
import { type Level, nest, offset, WORD } from '../yul.ts';
import { accumulate, clearTotal, finish, LANES, packLanes, packWeights, wordsOfRun } from './lanes.ts';

/** At most this many calls are written out one after another; more become a loop over a table of offsets. */
const INLINE_RUNS = 8;

/** A sum of products over runs of neighbouring numbers, at every position, for every output channel. */
interface Linear {
  /** Address of the first position, and how to reach the others. */
  readonly address: number;
  readonly levels: readonly Level[];
  /** Where runs begin, in elements from the position; all have the same length. */
  readonly runs: readonly number[];
  readonly length: number;
  readonly groups: number;
  /** Output channels of one group, and input channels by which groups lie apart. */
  readonly channels: number;
  readonly groupStep: number;
  /** Weight of element `k` of run `r` in output channel `channel` (of all groups). */
  weight(r: number, k: number, channel: number): number;
}

type LinearNode = NodeOf<'dense'> | NodeOf<'conv'>;

/** Blocks of up to 32 channels, each with up to four words of sums. */
function blocksOf(
  channels: number,
): { readonly first: number; readonly count: number; readonly vectors: number }[] {
  const blocks = [];
  for (let first = 0; first < channels; first += 4 * LANES) {
    const count = Math.min(4 * LANES, channels - first);
    blocks.push({ first, count, vectors: Math.ceil(count / LANES) });
  }
  return blocks;
}

/** Biases (with 2^31 added) and requantizations of each block, group by group. */
function addConstants(node: LinearNode, linear: Linear, { graph, params }: Emission): number {
  const requants = requantsOf(graph, node.params);
  const bias = node.params.bias === undefined ? undefined : tensorOf(graph, node.params.bias).data;
  const bytes: number[] = [];
  for (let group = 0; group < linear.groups; group += 1) {
    for (const { first, vectors, count } of blocksOf(linear.channels)) {
      const base = group * linear.channels + first;
      const lane = (of: (channel: number) => number) => {
        for (let vector = 0; vector < vectors; vector += 1) {
          const size = Math.min(LANES, count - LANES * vector);
          const channels = Array.from({ length: size }, (_, j) => base + LANES * vector + j);
          bytes.push(...packLanes(channels.map(of)));
        }
      };
      lane((channel) => (bias?.[channel] ?? 0) + 2 ** 31);
      lane((channel) => requants[requants.length === 1 ? 0 : channel]!);
    }
  }
  return params.add(bytes);
}

function addWeights(linear: Linear, { params }: Emission): number {
  const pieces: number[] = [];
  for (let group = 0; group < linear.groups; group += 1) {
    for (const { first, count, vectors } of blocksOf(linear.channels)) {
      const base = group * linear.channels + first;
      linear.runs.forEach((_, r) => {
        const packed = packWeights(linear.length, vectors, count, (k, channel) =>
          linear.weight(r, k, base + channel),
        );
        for (const byte of packed) pieces.push(byte);
      });
    }
  }
  return params.add(pieces);
}

/** All runs of one block; `w` moves on behind them. */
function emitRuns(linear: Linear, vectors: number, table: number, context: Emission): string {
  const bytes = wordsOfRun(linear.length, vectors).words * WORD;
  const run = (x: string) => `${accumulate(context, vectors, linear.length, x, 'w')}\nw := add(w, ${bytes})`;
  if (linear.runs.length <= INLINE_RUNS) {
    return linear.runs.map((start) => run(offset('x', WORD * start))).join('\n');
  }
  return `for { let t := ${table} } lt(t, ${table + WORD * linear.runs.length}) { t := add(t, ${WORD}) } {
${run('add(x, mload(t))')}
}`;
}

function emitLinear(node: LinearNode, linear: Linear, context: Emission): string {
  const { params, scratch } = context;
  const weights = addWeights(linear, context);
  const constants = addConstants(node, linear, context);
  const table =
    linear.runs.length <= INLINE_RUNS
      ? 0
      : params.add(
          linear.runs.flatMap((start) => [...new Array<number>(28).fill(0), ...word32(WORD * start)]),
        );
  const clamp = outOf(operandOf(context.graph, node.outputs[0]!), node);

  const block = (vectors: number, count: number) => `mcopy(${scratch}, b, ${vectors * WORD})
${clearTotal(scratch)}
${emitRuns(linear, vectors, table, context)}
${finish(context, vectors, count, 'y', 'b', clamp)}
b := add(b, ${2 * vectors * WORD})
y := add(y, ${count * WORD})`;

  const blocks = blocksOf(linear.channels);
  const whole = blocks.filter(({ count }) => count === 4 * LANES).length;
  const rest = blocks.find(({ count }) => count < 4 * LANES);
  const parts = [
    whole === 0 ? '' : repeat('i', whole, block(4, 4 * LANES)),
    rest ? block(rest.vectors, rest.count) : '',
  ].join('\n');
  const grouped =
    linear.groups === 1
      ? parts
      : repeat('g', linear.groups, `${parts}\nx := add(x, ${WORD * linear.groupStep})`);
  const positions = nest('x', [`${linear.address}`], linear.levels, ([position]) => {
    return `let x := ${position}\nlet w := ${weights}\nlet b := ${constants}\n${grouped}`;
  });
  return `let y := ${context.at(node.outputs[0]!)}\n${positions}`;
}

function repeat(counter: string, count: number, body: string): string {
  if (count === 1) return `{\n${body}\n}`;
  return `for { let ${counter} := ${count} } ${counter} { ${counter} := sub(${counter}, 1) } {\n${body}\n}`;
}

function word32(value: number): number[] {
  return [(value >>> 24) & 0xff, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];
}

/** x [..., K], kernel [K, N] -> [..., N]. */
export const emitDense: Emit<NodeOf<'dense'>> = (node, context) => {
  const { graph } = context;
  const kernel = tensorOf(graph, node.params.kernel);
  const [length, channels] = kernel.shape as [number, number];
  const positions = operandOf(graph, node.inputs[0]!).shape.slice(0, -1);
  return emitLinear(
    node,
    {
      address: context.at(node.inputs[0]!),
      levels: [{ count: positions.reduce((a, b) => a * b, 1), steps: [WORD * length] }],
      runs: [0],
      length,
      groups: 1,
      channels,
      groupStep: 0,
      weight: (_, k, channel) => kernel.data[k * channels + channel]!,
    },
    context,
  );
};

/** x [...S, C], kernel [...k, C / groups, N] -> [...S', N]. */
export const emitConv: Emit<NodeOf<'conv'>> = (node, context) => {
  const { graph } = context;
  const kernel = tensorOf(graph, node.params.kernel);
  const [depth, all] = kernel.shape.slice(-2) as [number, number];
  const window: Window = { ...node, size: kernel.shape.slice(0, -2) };
  const padded = padInput(context, node.inputs[0]!, node.padding, operandOf(graph, node.inputs[0]!).zero);
  const output = operandOf(graph, node.outputs[0]!).shape;

  // Cells that follow each other without a gap make one run.
  const cells = cellOffsets(window, padded.shape);
  const row = window.size.at(-1)!;
  const joined = node.groups === 1 && (node.dilations.at(-1) === 1 || row === 1) ? row : 1;
  const linear: Linear = {
    address: padded.address,
    levels: positionLevels(window, padded.shape, output),
    runs: cells.filter((_, cell) => cell % joined === 0),
    length: depth * joined,
    groups: node.groups,
    channels: all / node.groups,
    groupStep: depth,
    weight: (r, k, channel) => kernel.data[(r * joined * depth + k) * all + channel]!,
  };
  return `${padded.code}\n${emitLinear(node, linear, context)}`;
};
