import type {
  Graph,
  InputPort,
  KerasVariable,
  Network,
  Node,
  OutputPort,
  Tensor,
  Value,
} from '../../../graph/graph.ts';

/** One rewriting of a network. Passes never change what they are given. */
export type Pass = (network: Network) => Network;

/** A network being rewritten: nodes may be replaced or removed; `finish` sweeps what nothing reads. */
export class Draft {
  readonly values: Value[];
  readonly nodes: (Node | undefined)[];
  readonly inputs: InputPort[];
  readonly outputs: OutputPort[];
  readonly tensors: Map<string, Tensor>;
  variables: KerasVariable[];
  readonly #network: Network;

  constructor(network: Network) {
    this.#network = network;
    const { graph } = network;
    this.values = [...graph.values];
    this.nodes = [...graph.nodes];
    this.inputs = [...graph.inputs];
    this.outputs = [...graph.outputs];
    this.tensors = new Map(graph.tensors);
    this.variables = [...network.keras.variables];
  }

  /** The index of the node that writes `value`; undefined for inputs. */
  producer(value: number): number | undefined {
    const index = this.nodes.findIndex((node) => node?.outputs.includes(value));
    return index < 0 ? undefined : index;
  }

  /** The indices of the nodes that read `value`. */
  consumers(value: number): number[] {
    return this.nodes.flatMap((node, index) => (node?.inputs.includes(value) ? [index] : []));
  }

  /** True if `value` has exactly one reader and is no output of the graph. */
  isPrivate(value: number): boolean {
    return this.consumers(value).length === 1 && !this.isOutput(value);
  }

  isOutput(value: number): boolean {
    return this.outputs.some((port) => port.value === value);
  }

  /** Every reader of `from` reads `to` instead. */
  redirect(from: number, to: number): void {
    const swap = (value: number): number => (value === from ? to : value);
    for (const [index, node] of this.nodes.entries()) {
      if (node?.inputs.includes(from)) this.nodes[index] = { ...node, inputs: node.inputs.map(swap) };
    }
    for (const [index, port] of this.outputs.entries()) {
      this.outputs[index] = { ...port, value: swap(port.value) };
    }
  }

  tensor(name: string): Tensor {
    const tensor = this.tensors.get(name);
    if (!tensor) throw new Error(`the graph has no tensor ${name}`);
    return tensor;
  }

  /** True if a Keras variable, or another node, also reads tensor `name`. */
  readersOf(name: string): number {
    return this.nodes.filter((node) => node && tensorNames(node).includes(name)).length;
  }

  addTensor(wanted: string, tensor: Tensor): string {
    let name = wanted;
    for (let n = 1; this.tensors.has(name); n++) name = `${wanted}.${n}`;
    this.tensors.set(name, tensor);
    return name;
  }

  /** What the Keras variables fed by tensor `name` are fed by from now on. */
  rewriteVariables(name: string, from: (variable: KerasVariable) => KerasVariable['from']): void {
    this.variables = this.variables.map((variable) =>
      'param' in variable.from && variable.from.param === name
        ? { ...variable, from: from(variable) }
        : variable,
    );
  }

  finish(): Network {
    const keras = { ...this.#network.keras, variables: this.variables };
    return { graph: this.#sweep(keras.variables), keras };
  }

  /** Drops nodes, values and tensors that nothing reads; numbers the remaining values in order. */
  #sweep(variables: readonly KerasVariable[]): Graph {
    const used = new Set(this.outputs.map((port) => port.value));
    const kept: Node[] = [];
    for (const node of [...this.nodes].reverse()) {
      if (!node?.outputs.some((value) => used.has(value))) continue;
      for (const value of node.inputs) used.add(value);
      kept.unshift(node);
    }
    for (const port of this.inputs) used.add(port.value);
    for (const node of kept) for (const value of node.outputs) used.add(value);
    const order = [...used].sort((a, b) => a - b);
    const renumbered = new Map(order.map((value, index) => [value, index]));
    const number = (value: number): number => renumbered.get(value)!;
    const names = new Set(kept.flatMap(tensorNames));
    for (const { from } of variables) if ('param' in from) names.add(from.param);
    return {
      profile: this.#network.graph.profile,
      values: order.map((value) => this.values[value]!),
      nodes: kept.map((node) => ({
        ...node,
        inputs: node.inputs.map(number),
        outputs: node.outputs.map(number),
      })),
      inputs: this.inputs.map((port) => ({ ...port, value: number(port.value) })),
      outputs: this.outputs.map((port) => ({ ...port, value: number(port.value) })),
      tensors: new Map([...this.tensors].filter(([name]) => names.has(name))),
    };
  }
}

/** The names of the tensors that a node reads. */
export function tensorNames(node: Node): string[] {
  if (!('params' in node)) return [];
  return Object.values(node.params).filter((name): name is string => typeof name === 'string');
}
