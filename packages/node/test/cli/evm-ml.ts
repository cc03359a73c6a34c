import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../../../scripts/evm-ml.mjs', import.meta.url));

/** A committed file of the wine cellar. */
export const wineFile = (name: string) =>
  fileURLToPath(new URL(`../../../../examples/wine-cellar/model/${name}`, import.meta.url));

/** What a finished command left behind. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export type Running = ChildProcessByStdio<null, Readable, Readable>;

/** Starts `evm-ml` as its own process. */
export function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  const { EVM_ML_KEY: _, ...clean } = process.env;
  return spawn(process.execPath, [script, ...args], {
    env: { ...clean, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Runs `evm-ml` to its end. */
export async function evmMl(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  const child = start(args, env);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { code, stdout, stderr };
}

/** A node as its own process. */
export interface NodeProcess {
  readonly url: string;
  readonly banner: string;
  /** Sends the signal and waits for the end. */
  stop(signal: NodeJS.Signals): Promise<Finished>;
}

/** Starts `evm-ml node` on a free port and waits until it says where it listens. */
export async function startNodeProcess(args: readonly string[]): Promise<NodeProcess> {
  const child = start(['node', '--port', '0', ...args]);
  const stderr = text(child.stderr);
  const closed = once(child, 'close');
  let banner = '';
  child.stdout.setEncoding('utf8');
  const up = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: string) => {
      banner += chunk;
      if (banner.includes('PREDICT')) resolve();
    });
  });
  await Promise.race([
    up,
    closed.then(async ([code]) => Promise.reject(new Error(`node ended with ${code}: ${await stderr}`))),
  ]);
  const url = /http:\/\/[^\s]+/.exec(banner)?.[0] ?? '';
  return {
    url,
    banner,
    async stop(signal) {
      child.kill(signal);
      const [code] = await closed;
      return { code, stdout: banner, stderr: await stderr };
    },
  };
}
