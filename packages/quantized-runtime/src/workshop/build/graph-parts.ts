import type { Graph, InputPort, Shape, Tensor, Value } from '../../graph/graph.ts';
import { equalTensors } from './tensors.ts';

/** Values, input ports and tensors of a graph under construction. What is done to nodes is each builder's own. */
export class GraphParts {
  readonly values: Value[];
  readonly inputs: InputPort[];
  readonly tensors: Map<string, Tensor>;

  constructor(from?: Pick<Graph, 'values' | 'inputs' | 'tensors'>) {
    this.values = [...(from?.values ?? [])];
    this.inputs = [...(from?.inputs ?? [])];
    this.tensors = new Map(from?.tensors);
  }

  /** Adds a value and hands back its number. */
  addValue(value: Value): number {
    return this.values.push(value) - 1;
  }

  at(value: number): Value {
    const found = this.values[value];
    if (found === undefined) throw new RangeError(`the graph has no value ${value}`);
    return found;
  }

  shape(value: number): Shape {
    return this.at(value).shape;
  }

  tensorNamed(name: string): Tensor {
    const found = this.tensors.get(name);
    if (found === undefined) throw new RangeError(`the graph has no tensor ${name}`);
    return found;
  }

  /** Adds a tensor under `wanted`, or `wanted.1`, `wanted.2` ... where that is taken; hands back its name. */
  addTensor(wanted: string, tensor: Tensor): string {
    let name = wanted;
    for (let n = 1; this.tensors.has(name); n++) name = `${wanted}.${n}`;
    this.tensors.set(name, tensor);
    return name;
  }

  /** As `addTensor`, but equal tensors of one wanted name are stored once. */
  shareTensor(wanted: string, tensor: Tensor): string {
    let name = wanted;
    for (let n = 1; ; n++) {
      const known = this.tensors.get(name);
      if (known === undefined) break;
      if (equalTensors(known, tensor)) return name;
      name = `${wanted}.${n}`;
    }
    this.tensors.set(name, tensor);
    return name;
  }
}
