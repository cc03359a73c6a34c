import type { ChainView } from '../chain/chain-view.ts';
import type { Limits } from '../config/limits.ts';
import { Reads } from './reads.ts';
import { runRead } from './run-read.ts';

/** Reads in the caller's own thread, without budgets of time: for programs that serve nobody, and chains that no worker knows. */
export function readsHere(chain: ChainView, limits: Limits): Reads {
  const run = (_caller: string, method: string, given: Parameters<typeof runRead>[0]['given']) =>
    runRead({ method, given }, async () => chain, limits);
  return new Reads({ run }, limits);
}
