import type { Chain } from '../chain/chain.ts';
import type { Limits } from '../config/limits.ts';
import type { Genesis } from '../genesis/genesis-file.ts';
import { ReadPool } from '../reads/read-pool.ts';
import type { RetentionPolicy } from '../state/retention.ts';
import type { KeyValueStore } from '../storage/key-value-store.ts';
import type { PendingBlocks } from './pending-blocks.ts';

/** What reads beside a chain need. */
export interface OpenReads {
  chain: Chain;
  genesis: Genesis;
  limits: Limits;
  /** The chain's store, for workers that cannot open it themselves. */
  store: KeyValueStore;
  /** The LMDB folder of the store; left out: workers ask the node. */
  folder?: string | undefined;
  retention: RetentionPolicy;
  threads: number;
  /** Makes what reads see as the pending block. */
  pending: PendingBlocks;
}

/** The workers' program, compiled: threads of Node.js 20 run no TypeScript, so tests build it before they begin. */
const program = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/rpc/read-worker.js' : './read-worker.js',
  import.meta.url,
);

/** Workers beside a chain. None starts before it is needed. */
export function openReads({
  chain,
  genesis,
  limits,
  store,
  folder,
  retention,
  threads,
  pending,
}: OpenReads): ReadPool {
  let rewinds = 0;
  // A read that begins while blocks go, too, is to be told from those after it.
  chain.events.on('rewinding', () => rewinds++);
  const begin = () => rewinds++;
  for (const moved of ['rewind', 'joining', 'joined'] as const) chain.events.on(moved, begin);
  return new ReadPool({
    program,
    chain: {
      genesis,
      limits,
      source: folder === undefined ? 'node' : { folder },
      retention,
      pruned: chain.pruned,
    },
    store,
    limits,
    threads,
    now: () => ({ head: { number: chain.head.header.number, hash: chain.head.hash() }, rewinds }),
    next: async () => {
      const before = rewinds; // It may go back while the block's transactions are chosen.
      return { ...(await pending.next()), rewinds: before };
    },
    settled: () => chain.idle(),
    giveUp: (id) => pending.giveUp(id),
    note: (note) => {
      const monitor = chain.predict?.monitor;
      if (note.kind === 'lookedUp') monitor?.lookedUp(...note.what);
      else monitor?.[note.kind](...note.what);
    },
  });
}
