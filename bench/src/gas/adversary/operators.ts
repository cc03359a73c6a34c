import { operatorGas } from '@evm-ml/evm';
import {
  ArtefactError,
  type Graph,
  type Op,
  type Shape,
  validate,
  wasmKernels,
} from '@evm-ml/quantized-runtime';
import { createRunner, QuantizeError } from '@evm-ml/quantized-runtime/workshop';
import { specimenCase } from '../cases/operators.ts';
import { FAMILIES } from '../zoo/families.ts';
import { detokenize, tokenize } from '../zoo/text.ts';
import type { Attack, AttackFamily, Choices } from './attack.ts';
import { CONTENTS, contentBytes } from './content.ts';
import { AttackGraph, PROFILES } from './graph.ts';

/** Numbers of one activation: many times a cache, and still some ten of them a second. */
const MOST = 2 ** 22;

/** The steps of a graph that has one operator, on content and memory of the worst kind that can be chosen. */
function attackOf(name: string, op: Op, graph: Graph, choices: Choices): Attack {
  const content = choices.of(CONTENTS);
  const isCold = choices.uniform() < 0.3;
  const { work } = validate(graph);
  const { profile } = graph;
  return {
    kind: `${op} ${profile}`,
    name: `${profile} ${name}, ${content}${isCold ? ', caches cold' : ''}`,
    gas: Number(work.reduce((sum, item) => sum + operatorGas(item), 0n)),
    run: createRunner(graph, wasmKernels, contentBytes(graph, content, 7)),
    isCold,
  };
}

/** Rows and columns of at most MOST numbers. */
function plane(choices: Choices): [number, number] {
  const rows = choices.size(2 ** 17);
  return [rows, choices.size(Math.max(1, Math.floor(MOST / rows)))];
}

const alone = (
  name: string,
  op: Op,
  build: (choices: Choices) => { what: string; graph: Graph },
): AttackFamily => ({
  name,
  create(choices) {
    const { what, graph } = build(choices);
    return attackOf(`${name} ${what}`, op, graph, choices);
  },
});

const PERMUTATIONS = [
  [1, 0],
  [0, 2, 1],
  [1, 0, 2],
  [2, 1, 0],
  [1, 2, 0],
  [3, 1, 2, 0],
  [3, 2, 1, 0],
  [0, 2, 1, 3],
] as const;

/** Operators that look at much or move much, far beyond any cache. */
const LARGE: readonly AttackFamily[] = [
  alone('compare', 'compare', (choices) => {
    const graph = new AttackGraph(choices.of(PROFILES));
    const shape = plane(choices);
    const reduceLast = choices.of(['none', 'any', 'all'] as const);
    const fn = choices.of(['eq', 'ne', 'gt', 'le'] as const);
    const x = graph.input(shape);
    const outputShape = reduceLast === 'none' ? shape : shape.slice(0, 1);
    const y = graph.add({ op: 'compare', fn, constant: 99, reduceLast }, [x], outputShape, 'u8');
    return { what: `${fn} ${reduceLast} ${shape.join('x')}`, graph: graph.finish(y) };
  }),
  alone('transpose', 'transpose', (choices) => {
    const graph = new AttackGraph(choices.of(PROFILES));
    const perm = choices.of(PERMUTATIONS);
    const shape: number[] = [];
    for (let room = MOST; shape.length < perm.length; room = Math.max(1, Math.floor(room / shape.at(-1)!))) {
      shape.push(choices.size(Math.min(room, 2 ** 16)));
    }
    const x = graph.input(shape);
    const y = graph.add(
      { op: 'transpose', perm },
      [x],
      perm.map((axis) => shape[axis]!),
    );
    return { what: `${shape.join('x')} to ${perm.join(',')}`, graph: graph.finish(y) };
  }),
  alone('reduce', 'reduce', (choices) => {
    const graph = new AttackGraph(choices.of(PROFILES));
    const [rows, columns] = plane(choices);
    const shape = [rows, columns, choices.size(Math.max(1, Math.floor(MOST / rows / columns)))];
    const axes = choices.of([[0], [1], [2], [0, 1], [1, 2], [0, 2], [0, 1, 2]]);
    const sums: readonly 'sum'[] = graph.profile === 'f32' ? ['sum'] : [];
    const fn = choices.of(['max', 'min', ...sums] as const);
    const x = graph.input(shape);
    const y = graph.add(
      { op: 'reduce', fn, axes, params: {} },
      [x],
      shape.filter((_, axis) => !axes.includes(axis)),
    );
    return { what: `${fn} ${shape.join('x')} along ${axes.join(',')}`, graph: graph.finish(y) };
  }),
  alone('gather', 'gather', (choices) => {
    const graph = new AttackGraph(choices.of(PROFILES));
    const [rows, width] = plane(choices);
    const count = choices.size(Math.max(1, Math.floor(MOST / width)));
    const isScaled = graph.profile !== 'f32' && choices.uniform() < 0.5;
    const pairs = choices.of([1, rows]);
    const size = rows * width;
    const data = {
      a16: () => (isScaled ? new Int8Array(size) : new Int16Array(size)),
      a8: () => new Int8Array(size),
      f32: () => new Float32Array(size),
    }[graph.profile]();
    const params = {
      table: graph.tensor('table', [rows, width], data),
      ...(isScaled && graph.pairs('table', pairs)),
    };
    const x = graph.indices([count], rows);
    const y = graph.add({ op: 'gather', params }, [x], [count, width]);
    const what = `${count} of ${rows}x${width}${isScaled ? `, ${pairs} scales` : ''}`;
    return { what, graph: graph.finish(y) };
  }),
  alone('slice', 'slice', (choices) => {
    const graph = new AttackGraph(choices.of(PROFILES));
    const shape = plane(choices);
    const strides = shape.map((size) => Math.min(size, choices.size(64)) * choices.of([1, -1]));
    const size = shape.map((length, axis) => Math.ceil(length / Math.abs(strides[axis]!)));
    const begin = shape.map((length, axis) => (strides[axis]! < 0 ? length - 1 : 0));
    const x = graph.input(shape);
    const y = graph.add({ op: 'slice', begin, size, strides }, [x], size);
    return { what: `${shape.join('x')} by ${strides.join(',')}`, graph: graph.finish(y) };
  }),
  alone('tile', 'tile', (choices) => {
    const graph = new AttackGraph(choices.of(PROFILES));
    const [rows, columns] = plane(choices);
    const shape = [Math.ceil(rows / 16), Math.ceil(columns / 16)];
    const repeats = [choices.size(16), choices.size(16)];
    const x = graph.input(shape);
    const y = graph.add(
      { op: 'tile', repeats },
      [x],
      shape.map((size, axis) => size * repeats[axis]!),
    );
    return { what: `${shape.join('x')} by ${repeats.join('x')}`, graph: graph.finish(y) };
  }),
  alone('concat', 'concat', (choices) => {
    const graph = new AttackGraph(choices.of(PROFILES));
    const parts = choices.size(16, 2);
    const [rows, columns] = plane(choices);
    const shape = [rows, Math.ceil(columns / parts)];
    const axis = choices.of([0, 1]);
    const inputs = Array.from({ length: parts }, () => graph.input(shape));
    const whole = shape.map((size, index) => (index === axis ? size * parts : size));
    const y = graph.add({ op: 'concat', axis }, inputs, whole);
    return { what: `${parts} of ${shape.join('x')} along ${axis}`, graph: graph.finish(y) };
  }),
  alone('binary', 'binary', (choices) => {
    const graph = new AttackGraph(choices.of(PROFILES));
    const shape = plane(choices);
    const other: Shape = choices.of([shape, shape.slice(1), [shape[0], 1], [1]]);
    const x = graph.input(shape);
    const z = graph.input(other);
    const fn = choices.of(['max', 'min'] as const);
    const y = graph.add({ op: 'binary', fn, min: null, max: null, params: {} }, [x, z], shape);
    return { what: `${fn} ${shape.join('x')}, ${other.join('x')}`, graph: graph.finish(y) };
  }),
  {
    name: 'tokenize',
    create(choices) {
      const fn = choices.of(['words', 'characters', 'whole'] as const);
      const count = choices.size(2 ** 17);
      const bytes = choices.size(Math.max(1, Math.floor(MOST / count)), fn === 'characters' ? 1 : 2);
      const length = choices.size(2 ** 16);
      const tokens = choices.size(2 ** 16);
      const { name, graph, example } = tokenize(fn, length, tokens, { count, bytes });
      return {
        ...attackOf(name, 'tokenize', graph, choices),
        run: createRunner(graph, wasmKernels, example!),
      };
    },
  },
  alone('argmax', 'argmax', (choices) => {
    const graph = new AttackGraph(choices.of(PROFILES));
    const shape = plane(choices);
    const x = graph.input(shape);
    const y = graph.add({ op: 'argmax' }, [x], shape.slice(0, 1), 'i32');
    return { what: shape.join('x'), graph: graph.finish(y) };
  }),
  {
    name: 'detokenize',
    create(choices) {
      const fn = choices.of(['joined', 'words'] as const);
      const count = choices.size(2 ** 20);
      const bytes = choices.size(Math.max(1, Math.floor(MOST / count)));
      const tokens = choices.size(Math.max(1, Math.min(2 ** 17, Math.floor(MOST / (bytes + 1)))));
      const { name, graph, example } = detokenize(fn, tokens, { count, bytes });
      return {
        ...attackOf(name, 'detokenize', graph, choices),
        run: createRunner(graph, wasmKernels, example!),
      };
    },
  },
  alone('pool', 'pool', (choices) => {
    const graph = new AttackGraph(choices.of(PROFILES));
    const [height, width] = [choices.size(512), choices.size(512)];
    const c = choices.size(Math.max(1, Math.floor(MOST / height / width)));
    const [kernel, stride] = [choices.size(Math.min(height, width, 64)), choices.size(8)];
    const fn = graph.profile === 'f32' ? choices.of(['max', 'avg'] as const) : 'max';
    const x = graph.input([height, width, c]);
    const cells = [height, width].map((size) => Math.floor((size - kernel) / stride) + 1);
    const y = graph.add(
      {
        op: 'pool',
        fn,
        size: [kernel, kernel],
        strides: [stride, stride],
        padding: [
          [0, 0],
          [0, 0],
        ],
        params: {},
      },
      [x],
      [...cells, c],
    );
    return { what: `${fn} ${height}x${width}x${c}, ${kernel} stride ${stride}`, graph: graph.finish(y) };
  }),
];

/** The families whose shapes the other search varies, on other contents. */
const SMALL: readonly AttackFamily[] = FAMILIES.map((family, index) => ({
  name: `operator ${index}`,
  async create(choices) {
    const sizes = family.ranges.map(([least, most]) =>
      Math.min(
        most,
        Math.max(least, choices.size(Math.max(1, most), Math.max(1, least)) - (least === 0 ? 1 : 0)),
      ),
    );
    const profile = choices.of(PROFILES);
    const content = choices.of(CONTENTS);
    const specimen = family.create(sizes);
    const made = await specimenCase(specimen, profile, (graph) => contentBytes(graph, content, 7));
    const isCold = choices.uniform() < 0.3;
    return {
      ...made,
      kind: `${specimen.op} ${profile}`,
      name: `${profile} ${specimen.name}, ${content}${isCold ? ', caches cold' : ''}`,
      isCold,
    };
  },
}));

/** Sizes that make no valid graph: a window larger than its input, division in integers. */
const isRefusal = (error: unknown): boolean =>
  error instanceof ArtefactError || error instanceof QuantizeError || error instanceof RangeError;

/** Operators alone, as a validator runs them when all of their gas is paid. */
export const OPERATORS: readonly AttackFamily[] = [...LARGE, ...SMALL].map((family) => ({
  ...family,
  async create(choices) {
    try {
      return await family.create(choices);
    } catch (error) {
      if (isRefusal(error)) return null;
      throw error;
    }
  },
}));
