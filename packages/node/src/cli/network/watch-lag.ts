import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { EngineRpc } from '../../engine/engine-rpc.ts';
import { type LagActions, LagWatch } from './lag-watch.ts';

/** Milliseconds between two looks. */
const interval = 5_000;

/** An engine to watch. */
export interface WatchedEngine {
  name: string;
  /** Its unix socket. */
  socket: string;
  /** True while it runs. */
  isRunning: () => boolean;
}

const heightSchema = z.object({ sync_info: z.object({ latest_block_height: z.coerce.number() }) });
const peersSchema = z.object({
  peers: z.array(
    z.object({ peer_state: z.object({ round_state: z.object({ height: z.coerce.number() }) }) }),
  ),
});

/** Looks at engines until `signal`. */
export async function watchLag(
  engines: readonly WatchedEngine[],
  actions: LagActions,
  signal: AbortSignal,
): Promise<void> {
  const watch = new LagWatch(actions);
  for (;;) {
    await setTimeout(interval, undefined, { signal, ref: false }).catch(() => undefined);
    if (signal.aborted) return;
    const running = engines.filter(({ isRunning }) => isRunning());
    const found = await Promise.all(running.map(({ socket }) => ask(socket)));
    const heights = new Map(running.map(({ name }, at) => [name, found[at]?.height]));
    const elsewhere = Math.max(0, ...found.map((each) => each?.peers ?? 0));
    watch.look(performance.now(), heights, elsewhere);
  }
}

/** Height of an engine, and the highest of its peers'. @returns undefined when it does not answer */
async function ask(socket: string): Promise<{ height: number; peers: number } | undefined> {
  const rpc = new EngineRpc(socket);
  try {
    const { sync_info: sync } = heightSchema.parse(await rpc.call('status'));
    const { peers } = peersSchema.parse(await rpc.call('dump_consensus_state'));
    // They decide the block after their newest.
    const heights = peers.map(({ peer_state: { round_state } }) => round_state.height - 1);
    return { height: sync.latest_block_height, peers: Math.max(0, ...heights) };
  } catch {
    return undefined;
  } finally {
    rpc.close();
  }
}
