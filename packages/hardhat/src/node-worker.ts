/** The thread of a node: starts it, tells where, and closes it when told. */
import { parentPort, workerData } from 'node:worker_threads';
import { startNode } from '@evm-ml/node';
import type { FromNode } from './node-thread.ts';

const tell = (message: FromNode) => parentPort?.postMessage(message);

try {
  const node = await startNode({ dev: true, ...workerData, port: 0 });
  parentPort?.once('message', () => void node.close());
  tell({ url: node.url, warning: node.warning });
} catch (error) {
  tell({ failure: error instanceof Error ? error.message : String(error) });
}
