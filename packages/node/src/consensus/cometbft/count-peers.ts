import { z } from 'zod';
import { EngineError, type EngineRpc } from '../../engine/engine-rpc.ts';

/** Milliseconds for which an answer holds: whoever asks often asks the engine no more often than this. */
const holds = 2_000;

const schema = z.object({ n_peers: z.coerce.number().int() });

/** Asks an engine how many nodes it is connected to; one that does not answer gives undefined. */
export function countPeers(engine: Pick<EngineRpc, 'call'>): () => Promise<number | undefined> {
  let last: { at: number; answer: Promise<number | undefined> } | undefined;
  return () => {
    const now = performance.now();
    if (last && now - last.at < holds) return last.answer;
    const answer = engine
      .call('net_info')
      .then((info) => schema.parse(info).n_peers)
      .catch((error: unknown) => {
        if (error instanceof EngineError) return undefined;
        throw error;
      });
    last = { at: now, answer };
    return answer;
  };
}
