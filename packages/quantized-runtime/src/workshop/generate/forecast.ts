import { sameShape } from '../../graph/element-types.ts';
import type { Graph, InputPort, Shape } from '../../graph/graph.ts';
import { LIMITS } from '../../graph/limits.ts';
import { plainValue } from '../build/plain.ts';
import { sweep } from '../build/sweep.ts';
import { toMultiplier } from '../quantize/math/multiplier.ts';
import { dependents } from './dependence.ts';
import { GenerateError } from './generate-error.ts';
import { LoopDraft } from './loop-draft.ts';

/** How a network that tells the next row of a series is made to go on. */
export interface ForecastOptions {
  /** Name of the input that takes the latest rows, [W, ...F]. */
  readonly window: string;
  /** The most rows of a forecast. */
  readonly steps: number;
}

/**
 * Puts a loop around a network of a window [W, ...F] -> the row that follows it, of any profile: each step takes the row
 * into the window, whose first one leaves. What hangs on no window is computed once. The output becomes [steps, ...F], in
 * the row's own scale. Throws GenerateError.
 */
export function forecast(graph: Graph, { window, steps }: ForecastOptions): Graph {
  const port = graph.inputs.find(({ name }) => name === window);
  if (port === undefined) {
    const names = graph.inputs.map(({ name }) => `"${name}"`).join(', ');
    throw new GenerateError(
      'no-input',
      `The network has no input "${window}" for the latest rows, only ${names}.`,
    );
  }
  expectFitting(graph, port, steps);
  const draft = new LoopDraft(graph, window);
  const dependent = dependents(graph, port.value);
  const isDependent = (node: (typeof graph.nodes)[number]) =>
    node.outputs.some((value) => dependent.has(value));
  draft.before.push(...graph.nodes.filter((node) => !isDependent(node)));
  const [output] = graph.outputs;
  const shape = draft.shape(port.value);
  const row = [1, ...shape.slice(1)];

  // The port's own value is what a run brings in; the nodes read the window of their step.
  const state = draft.carry(port.value);
  for (const node of graph.nodes.filter(isDependent)) {
    const inputs = node.inputs.map((value) => (value === port.value ? state.current : value));
    draft.body.push({ ...node, inputs });
  }
  const told = draft.reshape(draft.body, output!.value, row);
  state.next = moveOn(draft, state.current, toWindow(draft, port, told));

  const list = { ...draft.at(told), shape: [steps, ...shape.slice(1)] };
  const zero =
    list.type === 'f32'
      ? Float32Array.of(0)
      : list.type === 'i16'
        ? Int16Array.of(0)
        : Int8Array.of(list.zero);
  const rows = draft.carry(draft.filled(list, zero));
  rows.next = draft.put(rows.current, told, 0);
  const value = draft.finals().at(-1)!;
  const never = draft.constant(plainValue([], 'u8'), Uint8Array.of(0));
  return sweep({
    profile: graph.profile,
    values: draft.values,
    nodes: draft.nodes(steps, never),
    inputs: graph.inputs,
    outputs: [{ ...output!, value }],
    tensors: draft.tensors,
  });
}

function expectFitting({ values, outputs }: Graph, port: InputPort, steps: number): void {
  const fail = (message: string): never => {
    throw new GenerateError('wrong-setting', message);
  };
  const window = values[port.value]!.shape;
  if (port.kind !== 'real' || window.length < 1) fail(`Input "${port.name}" takes no rows of real numbers.`);
  // Each place of a list may have units of its own, and rows wander through all of them.
  const isMixed = [port.scale, port.offset].some((list) => list.some((own) => own !== list[0]));
  if (window.length === 1 && isMixed)
    fail(
      `Input "${port.name}" has units of their own for each of its places; give it the shape [${window}, 1].`,
    );
  if (outputs.length !== 1)
    fail(`The network has ${outputs.length} outputs; one that goes on has one: the row behind the window.`);
  const told = values[outputs[0]!.value]!;
  const row = window.slice(1);
  const isRow = [row, [1, ...row]].some((shape: Shape) => sameShape(shape, told.shape));
  if (!isRow)
    fail(
      `The network gives [${told.shape}]; behind a window of [${window}] it should give [${row}], the next row.`,
    );
  if (told.type !== values[port.value]!.type)
    fail('The row that the network gives has another width than its window; convert in the profile a16.');
  if (!(Number.isInteger(steps) && steps >= 1 && steps <= LIMITS.steps))
    fail(`${steps} steps: give a whole number from 1 to ${LIMITS.steps}.`);
}

/** The window without its first row, and another behind. */
function moveOn(draft: LoopDraft, window: number, row: number): number {
  const shape = draft.shape(window);
  const [length, ...rest] = shape as [number, ...number[]];
  if (length === 1) return row;
  const kept = draft.add(draft.body, {
    ...{
      op: 'slice',
      layer: draft.layer,
      inputs: [window],
      outputs: [draft.like(window, { shape: [length - 1, ...rest] })],
    },
    ...{ begin: [1, ...rest.map(() => 0)], size: [length - 1, ...rest], strides: shape.map(() => 1) },
  });
  return draft.add(draft.body, {
    ...{ op: 'concat', layer: draft.layer, inputs: [kept, row], outputs: [draft.like(window)], axis: 0 },
  });
}

/** int32 sums: what a constant may add to a product. */
const LARGEST_SUM = 2 ** 31 - 1;

/** A row as it would come in by the port: (q - zero) * scale of the network's answer in the port's own units (N13). */
function toWindow(draft: LoopDraft, port: InputPort, row: number): number {
  const [from, to] = [draft.at(row), draft.at(port.value)];
  if (from.type === 'f32') return row;
  const width = from.shape.at(-1) ?? 1;
  const scales = spread(port.scale, width);
  const offsets = spread(port.offset, width);
  // Offsets are added in units of the answer, as fine as sums allow.
  const reach =
    (from.type === 'i16' ? 32767 : 255) + Math.max(...offsets.map((x) => Math.abs(x))) / from.scale;
  const fine = 2 ** Math.max(0, Math.min(14, Math.floor(Math.log2(LARGEST_SUM / (reach + 1)))));
  const biases = offsets.map((offset) => Math.round((-offset / from.scale) * fine) - from.zero * fine);
  const pairs = scales.map((scale) => toMultiplier(from.scale / scale / fine));
  const tensor = (role: string, shape: Shape, data: Int16Array | Int32Array | Uint8Array) =>
    draft.shareTensor(`${draft.layer}/${role}`, { shape, data });
  const output = draft.like(port.value, { shape: from.shape, scale: to.scale, zero: to.zero });
  return draft.add(draft.body, {
    ...{ op: 'affine', layer: draft.layer, inputs: [row], outputs: [output], min: null, max: null },
    params: {
      kernel: tensor('kernel', [1], Int16Array.of(fine)),
      bias: tensor('bias', [width], Int32Array.from(biases)),
      mult: tensor(
        'mult',
        [width],
        Int32Array.from(pairs, ({ mult }) => mult),
      ),
      shift: tensor(
        'shift',
        [width],
        Uint8Array.from(pairs, ({ shift }) => shift),
      ),
    },
  });
}

const spread = (list: readonly number[], width: number): readonly number[] =>
  list.length === width ? list : new Array<number>(width).fill(list[0]!);
