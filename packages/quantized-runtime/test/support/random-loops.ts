import { elementCount } from '../../src/graph/element-types.ts';
import { findLoops } from '../../src/graph/loops.ts';
import type { Graph, Node, Profile, Shape, Tensor, Value } from '../../src/index.ts';
import { plainValue } from '../../src/workshop/build/plain.ts';
import { GraphMaker } from './graph-maker.ts';
import { LINEAR } from './node-fields.ts';
import { addRandomOps } from './random-ops.ts';

const layer = 'loop';
const SHAPES = [[], [1], [4], [2, 3], [3, 2], [6], [4, 3], [2, 2, 3]] as const;
const LIMIT = 9;

const reshaped = (m: GraphMaker, x: number, shape: Shape): number =>
  m.add({ op: 'reshape', inputs: [x], outputs: [m.alike(x, shape)], layer });

/** As many elements as `shape` has: all of `x`, the first of them, or some of them again. */
function resized(m: GraphMaker, x: number, shape: Shape): number {
  const [given, wanted] = [elementCount(m.shape(x)), elementCount(shape)];
  let flat = reshaped(m, x, [given]);
  const repeats = Math.ceil(wanted / given);
  if (repeats > 1)
    flat = m.add({
      op: 'tile',
      inputs: [flat],
      outputs: [m.alike(x, [given * repeats])],
      layer,
      repeats: [repeats],
    });
  if (given * repeats > wanted) {
    const strides = [1];
    const cut = { begin: [m.random.integer(0, given * repeats - wanted)], size: [wanted], strides };
    flat = m.add({ op: 'slice', inputs: [flat], outputs: [m.alike(x, [wanted])], layer, ...cut });
  }
  return reshaped(m, flat, shape);
}

const isActivation = ({ type }: Value): boolean => type !== 'i32' && type !== 'u8';
const isAlike = (a: Value, b: Value): boolean =>
  a.type === b.type && a.scale === b.scale && a.zero === b.zero;

/** A loop's own values, and those that it may read. */
class Scope {
  readonly #m: GraphMaker;
  constructor(m: GraphMaker) {
    this.#m = m;
  }

  /** A visible value that suits; undefined if there is none. The newest are as likely as all others together. */
  pick(suits: (value: Value) => boolean): number | undefined {
    const m = this.#m;
    const all = m.values.flatMap((value, index) => (suits(value) && !m.hidden.has(index) ? index : []));
    if (all.length === 0) return undefined;
    return m.random.pick([m.random.pick(all), m.random.pick(all.slice(-4))]);
  }

  /** A mask of one number or of a shape, of what an activation is. */
  mask(shape: Shape): number {
    const m = this.#m;
    const x = this.pick(isActivation)!;
    const { zero, type } = m.at(x);
    const fn = m.random.pick(['gt', 'ge', 'lt', 'ne', 'eq'] as const);
    const constant = type === 'f32' ? m.random.pick([0, 0.5, -3]) : m.random.pick([zero, 0, 100, -100]);
    const outputs = [m.mask(m.shape(x))];
    const all = m.add({ op: 'compare', inputs: [x], outputs, layer, fn, constant, reduceLast: 'none' });
    return resized(m, all, shape);
  }

  /** Indices below LIMIT: places of the largest numbers of rows, or a constant. */
  indices(shape: Shape): number {
    const m = this.#m;
    const x = this.pick((value) => isActivation(value) && value.shape.length > 0);
    if (x === undefined || m.shape(x).at(-1)! > LIMIT || m.random.integer(0, 3) === 0) {
      const value = m.tensor('indices', 'i32', shape, 0, LIMIT - 1);
      return m.add({
        op: 'constant',
        inputs: [],
        outputs: [m.addValue(plainValue(shape, 'i32'))],
        layer,
        params: { value },
      });
    }
    const rows = m.addValue(plainValue(m.shape(x).slice(0, -1), 'i32'));
    return resized(m, m.add({ op: 'argmax', inputs: [x], outputs: [rows], layer }), shape);
  }

  /** What is, in another place, of `state`'s kind, or a new value that is. */
  next(state: number, states: readonly number[], step: number): number {
    const m = this.#m;
    const kind = m.at(state);
    const { shape } = kind;
    const choice = m.random.integer(0, 9);
    const isNext = (value: Value) =>
      isAlike(value, kind) && elementCount(value.shape) === elementCount(shape);
    if (choice <= 3) {
      // Itself, another state, or a value from anywhere. States of indices and masks alone are sure to be in range.
      const others = states.filter((other) => isNext(m.at(other)));
      const other = isActivation(kind) ? this.pick(isNext)! : m.random.pick(others);
      const same = m.shape(other).join() === shape.join();
      return same && m.random.integer(0, 2) > 0 ? other : reshaped(m, other, shape);
    }
    if (choice <= 5 && shape.length > 0) {
      const axis = m.random.integer(0, shape.length - 1);
      const part = shape.with(axis, 1);
      const place = this.place(shape[axis]!, step);
      const inputs = [state, this.made(kind, part), place];
      return m.add({ op: 'put', inputs, outputs: [m.alike(state, shape)], layer, axis, offset: 0 });
    }
    if (choice === 6 && isActivation(kind) && shape.length > 0) {
      const mask = this.mask(shape);
      const other = this.made(kind, shape);
      return m.add({ op: 'select', inputs: [mask, state, other], outputs: [m.alike(state, shape)], layer });
    }
    return this.made(kind, shape);
  }

  /** A place of an axis that a run alone knows. */
  place(length: number, step: number): number {
    const m = this.#m;
    const from = m.random.pick([step, this.indices([])]);
    const bounds = { min: 0, max: length - 1 };
    return m.add({
      op: 'binary',
      inputs: [from, from],
      outputs: [m.addValue(plainValue([], 'i32'))],
      layer,
      ...bounds,
      fn: 'min',
      params: {},
    });
  }

  /** A value of a kind and shape, of what is there. */
  made(kind: Value, shape: Shape): number {
    const m = this.#m;
    if (kind.type === 'u8') return this.mask(shape);
    if (kind.type === 'i32') return this.indices(shape);
    const x = resized(m, this.pick(isActivation)!, shape);
    if (isAlike(m.at(x), kind)) return x;
    const params = {
      mult: m.tensor('mult', 'i32', [1], 2 ** 20, 2 ** 21 - 1),
      shift: m.tensor('shift', 'u8', [1], 19, 21),
    };
    const outputs = [m.addValue({ ...kind, shape })];
    return m.add({ op: 'requantize', inputs: [x], outputs, layer, ...LINEAR, params });
  }
}

function addLoop(m: GraphMaker): void {
  const { random } = m;
  const scope = new Scope(m);
  const initials = Array.from({ length: random.integer(1, 6) }, () => {
    const shape = random.pick(SHAPES);
    const kind = random.integer(0, 7);
    if (kind === 0) return scope.mask(shape);
    if (kind === 1) return scope.indices(shape);
    // As it is, an input among them, or made to be of a shape.
    return random.integer(0, 1) === 0
      ? scope.pick(isActivation)!
      : resized(m, scope.pick(isActivation)!, shape);
  });
  const steps = random.integer(1, 6);
  const limits = initials.map((value) => (m.at(value).type === 'i32' ? LIMIT : 0));
  const first = m.values.length;
  const step = m.addValue(plainValue([], 'i32'));
  const states = initials.map((value) => m.alike(value, m.shape(value)));
  m.add({ op: 'repeat', inputs: initials, outputs: [step, ...states], layer, steps, limits });
  const start = random.pick(states.filter((state) => isActivation(m.at(state))));
  if (start !== undefined && m.shape(start).length > 0) addRandomOps(m, start, random.integer(0, 4));
  const source = random.pick(states.filter((state) => m.shape(state).length > 0));
  if (source !== undefined) {
    const shape = m.shape(source);
    const axis = random.integer(0, shape.length - 1);
    const places = scope.place(shape[axis]!, step);
    const outputs = [m.alike(source, shape.toSpliced(axis, 1))];
    m.add({ op: 'take', inputs: [source, places], outputs, layer, axis, offset: 0 });
  }
  const next = states.map((state) => scope.next(state, states, step));
  const flags = states.filter((state) => m.at(state).type === 'u8' && elementCount(m.shape(state)) === 1);
  // A state itself may tell that it was the last step.
  const flag = flags.length > 0 && random.integer(0, 2) > 0 ? random.pick(flags) : scope.mask([]);
  const stop = m.shape(flag).length === 0 ? flag : reshaped(m, flag, []);
  for (let value = first; value < m.values.length; value++) m.hidden.add(value);
  const outputs = states.map((state) => m.alike(state, m.shape(state)));
  m.add({ op: 'until', inputs: [stop, ...next], outputs, layer });
}

/** Operators, loops of up to six steps one behind the other, operators: what is seen of it leaves, or the last of it. */
export function randomLoops(profile: Profile, seed: number): Graph {
  const m = new GraphMaker(profile, seed);
  const x = m.input(m.random.pick([[3], [4, 3], [2, 2, 3], [6]]));
  m.input(m.random.pick([[1], [5]]));
  addRandomOps(m, x, m.random.integer(0, 3));
  const loops = m.random.integer(1, 3);
  for (let made = 0; made < loops; made++) {
    addLoop(m);
    addRandomOps(
      m,
      m.random.pick(
        [x, ...m.values.keys()].filter(
          (value) => !m.hidden.has(value) && isActivation(m.at(value)) && m.shape(value).length > 0,
        ),
      ),
      m.random.integer(0, 2),
    );
  }
  const seen = [...m.values.keys()].filter((value) => !m.hidden.has(value));
  const last = m.nodes.findLast(({ op }) => op === 'until')!.outputs;
  return m.graph(m.random.pick([seen, last, seen.slice(-1)]));
}

/**
 * The same without loops: the nodes of each once for each of as many steps as `taken` says. Every value leaves, so that
 * none takes another's place; those that a loop asks whether to stop come first behind the outputs, step by step.
 */
export function unrolled(graph: Graph, taken: readonly number[]): Graph {
  const { values, nodes } = { values: [...graph.values], nodes: [] as Node[] };
  const tensors = new Map<string, Tensor>(graph.tensors);
  const loops = findLoops(graph);
  const names = new Map<number, number>();
  const now = (value: number): number => names.get(value) ?? value;
  const flags: number[] = [];
  const copy = (node: Node): void => {
    const inputs = node.inputs.map(now);
    const outputs = node.outputs.map((value) => values.push(graph.values[value]!) - 1);
    for (const [index, value] of node.outputs.entries()) names.set(value, outputs[index]!);
    nodes.push({ ...node, inputs, outputs });
  };
  let done = 0;
  loops.forEach(({ head, end, repeat, until }, loop) => {
    for (const node of graph.nodes.slice(done, head)) copy(node);
    let current = repeat.inputs.map(now);
    const [number, ...states] = repeat.outputs;
    for (let step = 0; step < taken[loop]!; step++) {
      tensors.set(`step${step}`, { shape: [], data: Int32Array.of(step) });
      copy({
        op: 'constant',
        layer: 'step',
        inputs: [],
        outputs: [number!],
        params: { value: `step${step}` },
      });
      for (const [index, state] of states.entries()) names.set(state, current[index]!);
      for (const node of graph.nodes.slice(head + 1, end)) copy(node);
      const [stop, ...next] = until.inputs.map(now);
      flags.push(stop!);
      current = next;
    }
    for (const [index, value] of until.outputs.entries()) names.set(value, current[index]!);
    done = end + 1;
  });
  for (const node of graph.nodes.slice(done)) copy(node);
  // What nothing writes any more has no place.
  const written = new Set([
    ...graph.inputs.map(({ value }) => value),
    ...nodes.flatMap(({ outputs }) => outputs),
  ]);
  const kept = [...values.keys()].filter((value) => written.has(value));
  const places = new Map(kept.map((value, index) => [value, index]));
  const move = (value: number): number => places.get(value)!;
  const named = [...graph.outputs.map(({ value }) => now(value)), ...flags, ...kept].slice(0, 256);
  return {
    ...graph,
    tensors,
    values: kept.map((value) => values[value]!),
    nodes: nodes.map((node) => ({ ...node, inputs: node.inputs.map(move), outputs: node.outputs.map(move) })),
    inputs: graph.inputs.map((port) => ({ ...port, value: move(port.value) })),
    outputs: named.map((value, index) => ({ name: `y${index}`, value: move(value) })),
  };
}
