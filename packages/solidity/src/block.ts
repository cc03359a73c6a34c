import type { Graph } from '@evm-ml/quantized-runtime';
import type { Emission, Helper } from './context.ts';
import type { MemoryLayout } from './memory-layout.ts';
import { Parameters } from './parameters.ts';

/** Where everything lies in memory, in bytes; values and temporary rooms are in the layout. */
export interface Addresses {
  /** Words for sums of lanes. */
  readonly scratch: number;
  /** Constants of the layer that runs. */
  readonly params: number;
}

/** A step of an assembly block: its constants have to be copied to memory before its code runs. */
export interface Step {
  readonly title: string;
  readonly code: string;
  readonly constants: Uint8Array;
}

/** One assembly block: steps, and the Yul functions that they share. */
export class Block {
  readonly steps: Step[] = [];
  readonly helpers = new Map<string, Helper>();

  constructor(
    readonly graph: Graph,
    readonly layout: MemoryLayout,
    readonly addresses: Addresses,
  ) {}

  /** Adds a step; `emit` writes its code. `temporary`: its room in memory. */
  add(title: string, emit: (context: Emission) => string, temporary = 0): void {
    const params = new Parameters(this.addresses.params);
    const code = emit({
      graph: this.graph,
      at: (value) => this.layout.values[value]!,
      temporary,
      params,
      scratch: this.addresses.scratch,
      helper: (name, source, parameters) => this.helpers.set(name, { source: source.trim(), parameters }),
    });
    this.steps.push({ title, code, constants: params.bytes });
  }
}
