import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { NodeOptions } from '@evm-ml/node';
import type { Hex } from 'viem';
import type { Vitals } from './node-child.ts';

/** A node in a process of its own. */
export interface NodeProcess {
  readonly url: string;
  readonly wsUrl: string;
  readonly chainId: number;
  /** Keys of the funded accounts. */
  readonly keys: readonly Hex[];
  /** What it wrote to stderr: nothing, if all is well. */
  complaints(): string;
  vitals(): Promise<Vitals>;
  /** Closes it in order; the exit code. */
  stop(): Promise<number | null>;
}

export async function startNodeProcess(options: NodeOptions, chainId: number): Promise<NodeProcess> {
  const child = fork(fileURLToPath(new URL('node-child.js', import.meta.url)), [JSON.stringify(options)], {
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let complaints = '';
  child.stderr?.on('data', (chunk) => {
    complaints += chunk;
  });
  const exit = once(child, 'exit');
  const gone = exit.then(() => Promise.reject(new Error(`the node ended: ${complaints}`)));
  gone.catch(() => undefined);
  const answer = async () => (await Promise.race([once(child, 'message'), gone]))[0];
  const ready: Pick<NodeProcess, 'url' | 'wsUrl' | 'keys'> = await answer();
  return {
    ...ready,
    chainId,
    complaints: () => complaints,
    async vitals() {
      child.send('vitals');
      return (await answer()).vitals;
    },
    async stop() {
      child.send('stop');
      const [code] = await exit;
      return code;
    },
  };
}
