import { nameOf } from './state-keys.ts';
import type { StateChanges, StateSource } from './state-source.ts';

/** A state with changes that are in memory only. */
export function changedState(base: StateSource, { records, nodes, code }: StateChanges): StateSource {
  return {
    record: (key) => (records.has(key) ? records.get(key) : base.record(key)),
    node: (key) => (nodes.has(key) ? nodes.get(key) : base.node(key)),
    code: (hash) => code.get(nameOf(hash)) ?? base.code(hash),
  };
}
