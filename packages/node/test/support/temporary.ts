import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPublicClient, webSocket } from 'viem';
import { onTestFinished } from 'vitest';
import { type NodeOptions, type RunningNode, startNode } from '../../src/index.ts';
import { chainAt } from './clients.ts';

/** An empty folder that goes when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'evm-ml-node-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A node on a free port that stops when the test ends. */
export async function temporaryNode(options: NodeOptions = {}): Promise<RunningNode> {
  const node = await startNode({ port: 0, ...options });
  onTestFinished(() => node.close());
  return node;
}

/** A WebSocket to a node, as viem's client, that closes when the test ends. */
export async function temporarySocket({ wsUrl, url }: RunningNode) {
  const client = createPublicClient({ chain: chainAt(url), transport: webSocket(wsUrl, { retryCount: 0 }) });
  const socket = await client.transport.getRpcClient();
  onTestFinished(() => socket.close());
  return { client, socket };
}
