// Runs the node in a process of its own and tells its parent, when asked, how it is. Options come as JSON in argv.
import { readFileSync } from 'node:fs';
import { startNode } from '@evm-ml/node';

/** What the node's process uses. */
export interface Vitals {
  /** MiB of JavaScript objects after a collection. */
  heapMB: number;
  /** MiB of resident pages; of them those of the process alone, and those of mapped files. */
  residentMB: number;
  anonymousMB: number;
  mappedMB: number;
  /** Open TCP connections. */
  sockets: number;
  /** Seconds of processor time since the start. */
  processorSeconds: number;
}

const MB = 2 ** 20;

function takeVitals(): Vitals {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  const status = process.platform === 'linux' ? readFileSync('/proc/self/status', 'utf8') : '';
  const kilobytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0);
  const { user, system } = process.cpuUsage();
  return {
    heapMB: heapUsed / MB,
    residentMB: rss / MB,
    anonymousMB: kilobytes('RssAnon') / 1024,
    mappedMB: kilobytes('RssFile') / 1024,
    sockets: process.getActiveResourcesInfo().filter((type) => type === 'TCPSocketWrap').length,
    processorSeconds: (user + system) / 1e6,
  };
}

const node = await startNode(JSON.parse(process.argv[2] ?? '{}'));
process.on('message', (question) => {
  if (question === 'vitals') process.send?.({ vitals: takeVitals() });
  if (question === 'stop') void node.close();
});
process.on('disconnect', () => void node.close()); // The parent is gone.
process.send?.({ url: node.url, wsUrl: node.wsUrl, keys: node.accounts.map(({ privateKey }) => privateKey) });
const fault = await node.stopped;
if (fault) process.stderr.write(`${fault.message}\n`);
if (process.connected) process.disconnect();
