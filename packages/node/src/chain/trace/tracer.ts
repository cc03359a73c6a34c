import type { EVM } from '@ethereumjs/evm';
import type { Machine } from '../machine.ts';
import type { ReadBudget } from '../read-budget.ts';

/** What is known when a traced transaction or call is over. */
export interface Traced {
  /** Gas used, refunds taken off. */
  gasUsed: bigint;
  /** Gas limit. */
  gas: bigint;
  success: boolean;
  returnData: Uint8Array;
}

/**
 * Watches one transaction or call and leaves the changes of one run in the machine.
 * @param run does it once on the machine
 * @returns what the client asked for
 */
export type Tracer = (machine: Machine, run: () => Promise<Traced>) => Promise<unknown>;

/** Bounds of a trace. */
export interface TraceLimits {
  maxTraceSteps: number;
  /** What all traces of one read may collect together. */
  bytes: ReadBudget;
}

/** The trace would be too long. */
export class TraceTooLong extends Error {
  override readonly name = 'TraceTooLong';
}

/** The machine's EVM with its events; every EVM of this node has them. */
export function eventsOf({ vm }: Machine): EVM['events'] {
  const { events } = vm.evm;
  if (!events) throw new Error('this EVM has no events to trace');
  return events;
}
