import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { NodeOptions } from '../../src/index.ts';

const repository = fileURLToPath(new URL('../../../..', import.meta.url));
const script = fileURLToPath(new URL('node-process.mjs', import.meta.url));

/** A node in a process of its own. */
export interface NodeProcess {
  url: string;
  child: ChildProcess;
  /** Ends the process at once, without a chance to clean up. */
  kill(): Promise<void>;
}

/** Brings the build up to date: a plain Node process cannot run TypeScript. */
export function buildNode(): void {
  spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-b', 'packages/node'], {
    cwd: repository,
  });
}

/** Starts a node in a child process and waits until it serves. Rejects with the child's stderr when it does not. */
export async function startNodeProcess(options: NodeOptions): Promise<NodeProcess> {
  const child = fork(script, [JSON.stringify(options)], {
    execArgv: [], // vitest's own conditions would lead to the sources
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let stderr = '';
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = once(child, 'exit');
  const failed = ended.then(() => {
    throw new Error(`the node ended before it served: ${stderr}`);
  });
  failed.catch(() => undefined);
  const [{ url }] = await Promise.race([once(child, 'message'), failed]);
  return {
    url,
    child,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
