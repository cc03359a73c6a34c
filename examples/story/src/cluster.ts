import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const main = fileURLToPath(new URL('../../../packages/node/dist/cli/main.js', import.meta.url));
const network = (...args: string[]) => [main, 'network', ...args];

const VALIDATORS = 4;

/** A network that runs for as long as the demo. */
export interface Cluster {
  /** Of the JSON-RPC of each validator. */
  readonly urls: readonly string[];
  /** Ends all of it and removes its folder. */
  close(): Promise<void>;
}

/**
 * Sets up four validators on this machine and waits until they decide. Throws an Error whose message says in a sentence
 * what to do where no engine can be had.
 */
export async function startCluster(): Promise<Cluster> {
  // Where it has to be built, its progress is to be seen.
  const engine = spawn(process.execPath, network('engine'), { stdio: ['ignore', 'ignore', 'pipe'] });
  engine.stderr.pipe(process.stderr, { end: false });
  const [complaint, [code]] = await Promise.all([text(engine.stderr), once(engine, 'close')]);
  if (code !== 0) throw new Error(complaint.trim().split('\n').at(-1));

  const folder = await mkdtemp(join(tmpdir(), 'evm-ml-demo-'));
  const chain = join(folder, 'chain');
  const port = await freePorts(2 * VALIDATORS);
  const ports = ['--port', `${port}`, '--p2p-port', `${port + VALIDATORS}`];
  await run(process.execPath, network('init', '--validators', `${VALIDATORS}`, ...ports, '-o', chain));
  const nodes = spawn(process.execPath, network('start', chain), { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(nodes, 'exit');
  const log: string[] = [];
  for (const stream of [nodes.stdout, nodes.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => log.push(chunk));
  const close = async () => {
    nodes.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void close().then(() => process.exit(1)));
  try {
    while (!(await isUp(chain))) {
      if (nodes.exitCode !== null) throw new Error(`the network ended:\n${log.slice(-20).join('')}`);
      await setTimeout(250);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { urls: Array.from({ length: VALIDATORS }, (_, at) => `http://127.0.0.1:${port + at}`), close };
}

/** True if all validators are up. */
async function isUp(chain: string): Promise<boolean> {
  const { stdout } = await run(process.execPath, network('status', chain, '--json')).catch(
    (failed: { stdout?: string }) => ({ stdout: failed.stdout ?? '' }),
  );
  const { power } = JSON.parse(stdout || '{}');
  return power?.up === VALIDATORS;
}

/** First of so many TCP ports in a row that are free. */
async function freePorts(count: number): Promise<number> {
  for (let first = 18_545; first < 60_000; first += count) {
    const ports = Array.from({ length: count }, (_, at) => first + at);
    const free = await Promise.all(ports.map(isFree));
    if (free.every(Boolean)) return first;
  }
  throw new Error('no ports are free on this machine.');
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
