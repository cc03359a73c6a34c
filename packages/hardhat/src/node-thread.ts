import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { HardhatPluginError } from 'hardhat/plugins';
import type { EvmMlNodeOptions } from './config.ts';
import { PACKAGE } from './package-name.ts';

/** What the thread of a node tells: where it listens, or why it does not. */
export type FromNode =
  | { readonly url: string; readonly warning: string | undefined }
  | { readonly failure: string };

/** A node in a thread of its own. */
export interface OwnNode {
  readonly url: string;
  /** Closes it and ends its thread. Safe to call twice. */
  close(): Promise<void>;
}

/** The thread's program, compiled: threads run no TypeScript. */
const program = new URL(
  import.meta.url.endsWith('.ts') ? '../dist/node-worker.js' : './node-worker.js',
  import.meta.url,
);

/**
 * Starts a node in memory, on a free port. It has a thread of its own, which keeps no process alive: a test that
 * forgets to close its connection ends all the same. Rejects with the node's own sentence when it cannot start.
 */
export async function startOwnNode(options: EvmMlNodeOptions): Promise<OwnNode> {
  // Flags of the process may lead to sources, or to a loader that a thread has no use for.
  const worker = new Worker(program, { workerData: cloneable(options), execArgv: [] });
  const ended = once(worker, 'exit').catch(() => undefined);
  const [answer] = (await Promise.race([
    once(worker, 'message'),
    ended.then(() => [{ failure: 'its thread ended before it listened' }]),
  ]).catch((error: unknown) => [{ failure: String(error) }])) as [FromNode];
  if ('failure' in answer) {
    await worker.terminate();
    throw new HardhatPluginError(PACKAGE, `the node did not start: ${answer.failure}`);
  }
  if (answer.warning !== undefined) console.warn(`${PACKAGE}: ${answer.warning}`);
  worker.unref();
  return {
    url: answer.url,
    async close() {
      worker.ref();
      worker.postMessage('close');
      await ended;
    },
  };
}

/** A thread is given copies, and functions have none. */
function cloneable(options: EvmMlNodeOptions): EvmMlNodeOptions {
  try {
    return structuredClone(options);
  } catch {
    throw new HardhatPluginError(
      PACKAGE,
      'evmMl.node of hardhat.config.ts holds what is no data: give numbers, texts, lists and objects.',
    );
  }
}
