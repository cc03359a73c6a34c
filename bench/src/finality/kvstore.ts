import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { EngineRpc } from '@evm-ml/node/parts';
import { freePorts } from '../chain/process/free-ports.ts';
import { evmMl } from '../cluster/evm-ml.ts';
import { until } from '../cluster/until.ts';
import type { Subject } from './subject.ts';

/** Transactions that are on their way to the engine at once. */
const atOnce = 16;

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** The engine's own key-value store: what the same engines take with next to nothing to execute. */
export async function startKvstore(folder: string, engine: string, validators: number): Promise<Subject> {
  const port = await freePorts(2 * validators);
  await evmMl(
    ...['network', 'init', '-o', folder, '--validators', `${validators}`],
    ...['--port', `${port}`, '--p2p-port', `${port + validators}`],
  );
  const log = openSync(join(folder, 'kvstore.log'), 'w');
  const children = Array.from({ length: validators }, (_, at) => {
    const child = spawn(engine, ['start', '--home', 'engine', '--proxy_app', 'kvstore'], {
      cwd: join(folder, `node${at + 1}`),
      stdio: ['ignore', log, log],
    });
    running.add(child);
    child.once('exit', () => running.delete(child));
    return child;
  });
  const engines = children.map((_, at) => new EngineRpc(join(folder, `node${at + 1}`, 'engine.sock')));
  let sent = 0;
  const next = () => Buffer.from(`key${++sent}=value`).toString('base64');
  const read = async (rpc: EngineRpc, key: string) => {
    const { response } = (await rpc.call('abci_query', { data: Buffer.from(key).toString('hex') })) as {
      response: { value: string | null };
    };
    return response.value;
  };
  const arrives = (key: string) =>
    until(
      async () => ((await read(engines[0]!, key)) === null ? undefined : true),
      60,
      () => `${key} is there`,
    );
  const stop = async () => {
    for (const rpc of engines) rpc.close();
    await Promise.all(
      children.map(async (child) => {
        if (!running.has(child)) return;
        child.kill();
        await once(child, 'exit');
      }),
    );
  };
  try {
    await until(
      () => engines[0]!.call('status').catch(() => undefined),
      30,
      () => 'the engines with a key-value store answer',
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    name: 'kvstore-4',
    says: `CometBFT's own key-value store, ${validators} validators, the same settings of the engine`,
    kinds: ['transfers'],
    pids: () => children.map(({ pid }) => pid!),
    async once() {
      const start = performance.now();
      await engines[0]!.call('broadcast_tx_commit', { tx: next() });
      return performance.now() - start;
    },
    async many(_, count) {
      const start = performance.now();
      for (let left = count; left > 0; left -= atOnce) {
        const batch = Array.from({ length: Math.min(atOnce, left) }, (_, i) =>
          engines[i % engines.length]!.call('broadcast_tx_async', { tx: next() }),
        );
        await Promise.all(batch);
      }
      await arrives(`key${sent}`);
      return (performance.now() - start) / 1_000;
    },
    stop,
  };
}
