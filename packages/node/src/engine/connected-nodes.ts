import { z } from 'zod';
import type { EngineRpc } from './engine-rpc.ts';

const nodeInfo = z.object({ id: z.string() });
const statusSchema = z.object({ node_info: nodeInfo, sync_info: z.object({ catching_up: z.boolean() }) });
const peersSchema = z.object({ peers: z.array(z.object({ node_info: nodeInfo })) });

/** Who an engine is, and whom it is connected to: ids of 40 hexadecimal digits. */
export interface ConnectedNodes {
  readonly own: string;
  /** True while it runs blocks that the others have already. */
  readonly isCatchingUp: boolean;
  readonly peers: readonly string[];
}

/** Asks an engine. @throws EngineError */
export async function connectedNodes(engine: Pick<EngineRpc, 'call'>): Promise<ConnectedNodes> {
  const { node_info: own, sync_info: sync } = statusSchema.parse(await engine.call('status'));
  const { peers } = peersSchema.parse(await engine.call('net_info'));
  return {
    own: own.id,
    isCatchingUp: sync.catching_up,
    peers: peers.map(({ node_info }) => node_info.id),
  };
}
