import { bigIntMin } from '@ethereumjs/util';
import type { Change } from '../storage/key-value-store.ts';
import type { HistoryKind, PruningRecord, Retention } from './retention.ts';
import type { StateChanges } from './state-source.ts';
import type { FindNewest, StateStore } from './state-store.ts';

/** Blocks that are forgotten with one block at most, where a node keeps fewer than it did. */
const mostAtOnce = 8n;

/** What goes away with a new block, and what is known of the past then. */
export interface Forgotten {
  readonly changes: readonly Change[];
  readonly record: PruningRecord;
}

/** With a new block, forgets what blocks replaced whose states of before are kept no longer. */
export function forgetStates(
  store: StateStore,
  retention: Retention,
  head: bigint,
  written: StateChanges,
  newest: FindNewest,
): Forgotten {
  const changes: Change[] = [];
  const upTo = (kind: HistoryKind): bigint => {
    const known = retention.record[kind];
    // What the new block replaces is written with it, and goes with the next one, even where one state is kept.
    const oldest = bigIntMin(retention.oldest(kind, head), head - 1n);
    const last = oldest - known > mostAtOnce ? known + mostAtOnce : oldest;
    for (let block = known + 1n; block <= last; block++)
      changes.push(...store.forget(kind, Number(block), written[kind], newest));
    return last > known ? last : known;
  };
  return { record: { records: upTo('records'), nodes: upTo('nodes') }, changes };
}
