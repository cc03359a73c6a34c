import type { Graph, Node, Tensor, Value } from '../../graph/graph.ts';
import { GraphParts } from '../build/graph-parts.ts';
import { plainValue } from '../build/plain.ts';

/** Something that is carried from one step of a loop to the next. */
export interface State {
  /** Before the loop; at a step; behind it. Values. */
  readonly initial: number;
  readonly current: number;
  next: number;
  /** For indices the number below which they stay; 0 for all others. */
  readonly limit: number;
}

/** A graph with one loop under construction: what runs before it, in it and behind it. */
export class LoopDraft extends GraphParts {
  readonly before: Node[] = [];
  readonly body: Node[] = [];
  readonly behind: Node[] = [];
  readonly states: State[] = [];
  /** The number of the step, i32 []. */
  readonly step = this.addValue(plainValue([], 'i32'));
  /** The same, i32 [1]. */
  readonly place: number;

  constructor(
    readonly graph: Graph,
    /** What its own nodes are called in traces. */
    readonly layer: string,
  ) {
    super(graph);
    this.place = this.reshape(this.body, this.step, [1]);
  }

  /** Adds a node to a part, and hands back its first output. */
  add(part: Node[], node: Node): number {
    part.push(node);
    return node.outputs[0]!;
  }

  /** A value like `value` but for `changes`. */
  like(value: number, changes: Partial<Value> = {}): number {
    return this.addValue({ ...this.at(value), ...changes });
  }

  reshape(part: Node[], value: number, shape: readonly number[]): number {
    const outputs = [this.like(value, { shape })];
    return this.add(part, { op: 'reshape', layer: this.layer, inputs: [value], outputs });
  }

  constant(value: Value, data: Tensor['data']): number {
    const name = this.shareTensor(`${this.layer}/constant`, { shape: value.shape, data });
    const outputs = [this.addValue(value)];
    return this.add(this.before, {
      ...{ op: 'constant', layer: this.layer, inputs: [], outputs },
      params: { value: name },
    });
  }

  /** A value of one number everywhere, which takes the bytes of one. */
  filled(value: Value, one: Tensor['data']): number {
    const ones = value.shape.map(() => 1);
    const single = this.constant({ ...value, shape: ones }, one);
    if (value.shape.every((size) => size === 1)) return single;
    const outputs = [this.addValue(value)];
    return this.add(this.before, {
      ...{ op: 'tile', layer: this.layer, inputs: [single], outputs },
      repeats: value.shape,
    });
  }

  /** A state that begins as `initial`; the caller says what comes `next`. */
  carry(initial: number, limit = 0): State {
    const current = this.like(initial);
    const state = { initial, current, next: current, limit };
    this.states.push(state);
    return state;
  }

  /** The part of `value` at this step, along `axis`, which stays and has 1. */
  take(value: number, axis: number): number {
    const shape = this.shape(value).map((size, index) => (index === axis ? 1 : size));
    const outputs = [this.like(value, { shape })];
    return this.add(this.body, {
      ...{ op: 'take', layer: this.layer, inputs: [value, this.place], outputs },
      ...{ axis, offset: 0 },
    });
  }

  /** `whole` with `part` at this step's place of `axis`, `offset` further. */
  put(whole: number, part: number, axis: number, offset = 0): number {
    return this.add(this.body, {
      ...{ op: 'put', layer: this.layer, inputs: [whole, part, this.step], outputs: [this.like(whole)] },
      ...{ axis, offset },
    });
  }

  /** Before, the loop of at most `steps` steps that ends when `stop` (u8 []) is not 0, and behind. */
  nodes(steps: number, stop: number): Node[] {
    const { before, body, behind, states, layer } = this;
    return [
      ...before,
      {
        ...{ op: 'repeat', layer, steps, limits: states.map(({ limit }) => limit) },
        ...{
          inputs: states.map(({ initial }) => initial),
          outputs: [this.step, ...states.map(({ current }) => current)],
        },
      },
      ...body,
      {
        ...{ op: 'until', layer, inputs: [stop, ...states.map(({ next }) => next)] },
        outputs: this.finals(),
      },
      ...behind,
    ];
  }

  readonly #finals: number[] = [];

  /** What each state is behind the loop. */
  finals(): readonly number[] {
    while (this.#finals.length < this.states.length)
      this.#finals.push(this.like(this.states[this.#finals.length]!.current));
    return this.#finals;
  }
}
