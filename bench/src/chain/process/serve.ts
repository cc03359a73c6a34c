import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { RpcClient } from './rpc-client.ts';

/** A server to start. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A process that answers JSON-RPC. */
export interface Served {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Milliseconds: until it answers, until it has ended in order. */
const [patience, grace] = [120_000, 30_000];
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/**
 * Starts a process and waits until it answers on `port` of the loopback address. It ends with this one.
 * @throws Error with the end of what it wrote to stderr, if it ends before or does not answer in two minutes
 */
export async function serve({ file, args, cwd, env }: Command, port: number): Promise<Served> {
  const child = spawn(file, args, {
    ...(cwd !== undefined && { cwd }),
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  running.add(child);
  let complaints = '';
  child.stderr?.on('data', (chunk) => {
    complaints = `${complaints}${chunk}`.slice(-2_000);
  });
  const ended = once(child, 'exit').finally(() => running.delete(child));
  const failed = ended.then(([code]) => {
    throw new Error(`${file} ended with ${code}: ${complaints.trim()}`);
  });
  failed.catch(() => undefined);
  const stop = async () => {
    if (!running.has(child)) return;
    child.kill();
    const timer = setTimeout(() => child.kill('SIGKILL'), grace);
    await ended;
    clearTimeout(timer);
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    await Promise.race([answers(url), failed]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, pid: child.pid!, stop };
}

async function answers(url: string): Promise<void> {
  const client = new RpcClient(url);
  try {
    for (const end = performance.now() + patience; ; ) {
      try {
        await client.call('eth_chainId');
        return;
      } catch (error) {
        if (performance.now() > end) throw error;
        await sleep(20);
      }
    }
  } finally {
    client.close();
  }
}
