import type { Node, OutputPort } from '../../../graph/graph.ts';
import { GraphParts } from '../../build/graph-parts.ts';
import { sweep } from '../../build/sweep.ts';
import { tensorNames } from '../../build/tensors.ts';
import type { KerasVariable, Network } from '../../origin/network.ts';

/** One rewriting of a network. Passes never change what they are given. */
export type Pass = (network: Network) => Network;

/** A network being rewritten: nodes may be replaced or removed; `finish` sweeps what nothing reads. */
export class Draft extends GraphParts {
  readonly nodes: (Node | undefined)[];
  readonly outputs: OutputPort[];
  variables: KerasVariable[];
  readonly #network: Network;

  constructor(network: Network) {
    super(network.graph);
    this.#network = network;
    this.nodes = [...network.graph.nodes];
    this.outputs = [...network.graph.outputs];
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

  /** How many nodes read tensor `name`. */
  readersOf(name: string): number {
    return this.nodes.filter((node) => node && tensorNames(node).includes(name)).length;
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
    const { values, inputs, outputs, tensors, variables } = this;
    const { graph, keras } = this.#network;
    const nodes = this.nodes.filter((node) => node !== undefined);
    const fed = variables.flatMap(({ from }) => ('param' in from ? [from.param] : []));
    return {
      graph: sweep({ profile: graph.profile, values, nodes, inputs, outputs, tensors }, fed),
      keras: { ...keras, variables },
    };
  }
}
