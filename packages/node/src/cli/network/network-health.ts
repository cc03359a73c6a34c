import type { NodeStatus } from './network-status.ts';

/** Whether a network decides, in figures. */
export interface NetworkHealth {
  /** Votes of the validators that run, and of all. */
  power: { up: number; all: number };
  /** True if more than two thirds of the votes are up: otherwise there are no blocks. */
  decides: boolean;
  /** Transactions that wait at one node, the most. */
  waiting: number;
  /** Seconds since the newest block of the engines, where transactions wait; otherwise the network rests. */
  finalityLag: number | undefined;
}

/** @param now milliseconds since 1970 */
export function networkHealth(nodes: readonly NodeStatus[], now: number): NetworkHealth {
  const sum = (some: readonly NodeStatus[]) => some.reduce((all, { power }) => all + power, 0);
  const all = sum(nodes);
  const up = sum(nodes.filter(({ state }) => state === 'up' || state === 'peer'));
  const waiting = Math.max(0, ...nodes.map((node) => node.waiting ?? 0));
  const newest = Math.max(...nodes.flatMap(({ blockTime }) => blockTime ?? []).map(Date.parse));
  const finalityLag = waiting > 0 && newest > 0 ? Math.max(0, (now - newest) / 1_000) : undefined;
  return { power: { up, all }, decides: 3 * up > 2 * all, waiting, finalityLag };
}
