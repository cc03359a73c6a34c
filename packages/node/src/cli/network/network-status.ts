import { z } from 'zod';
import { EngineRpc } from '../../engine/engine-rpc.ts';
import { connect } from '../rpc/client.ts';
import { socketOf } from './layout.ts';
import { type NetworkNode, readNetwork } from './network-file.ts';

/** Where a node stands. What it does not say is undefined. */
export interface NodeStatus {
  name: string;
  /** Of the engine's newest block. */
  height: string | undefined;
  /** Number and hash of the newest block. */
  block: string | undefined;
  hash: string | undefined;
  /** Nodes that its engine is connected to. */
  peers: number | undefined;
  /** In one word: `up`, `joining` while it runs old blocks, `down`. */
  state: 'up' | 'joining' | 'down';
}

const statusSchema = z.object({
  sync_info: z.object({ latest_block_height: z.string(), catching_up: z.boolean() }),
});
const peersSchema = z.object({ n_peers: z.coerce.number() });

/** Asks every node of a network, and its engine. @throws UserError when the folder holds no network */
export async function networkStatus(folder: string): Promise<NodeStatus[]> {
  const { nodes } = await readNetwork(folder);
  return Promise.all(nodes.map((node) => nodeStatus(folder, node)));
}

async function nodeStatus(folder: string, { name, port }: NetworkNode): Promise<NodeStatus> {
  const [engine, head] = await Promise.all([engineStatus(socketOf(folder, name, 'rpcSocket')), headOf(port)]);
  const state = !engine || !head ? 'down' : engine.isJoining ? 'joining' : 'up';
  return { name, height: engine?.height, peers: engine?.peers, block: head?.block, hash: head?.hash, state };
}

async function engineStatus(socket: string) {
  const rpc = new EngineRpc(socket);
  try {
    const { sync_info: sync } = statusSchema.parse(await rpc.call('status'));
    const { n_peers: peers } = peersSchema.parse(await rpc.call('net_info'));
    return { height: sync.latest_block_height, isJoining: sync.catching_up, peers };
  } catch {
    return undefined;
  } finally {
    rpc.close();
  }
}

async function headOf(port: number) {
  try {
    const { number, hash } = await (await connect(`http://127.0.0.1:${port}`)).getBlock();
    return { block: String(number), hash };
  } catch {
    return undefined;
  }
}
