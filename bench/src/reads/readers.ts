// A thread of clients that read: each asks one thing after another, each another thing first, until it is ended.
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { ask } from './ask.ts';
import { worstMix } from './mix.ts';

const { url, connections }: { url: string; connections: number } = workerData;
// The node comes first: what is measured is its time, not that of the clients.
if (process.platform === 'linux') setPriority(10);

async function read(first: number): Promise<never> {
  for (let turn = first; ; turn++) {
    await ask(url, worstMix[turn % worstMix.length]);
    parentPort?.postMessage('answered');
  }
}

await Promise.all(Array.from({ length: connections }, (_, index) => read(index)));
