import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { knownEngine } from '../../../src/cli/network/find-engine.ts';
import { initNetwork } from '../../../src/cli/network/init-network.ts';
import { networkStatus } from '../../../src/cli/network/network-status.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { start } from '../evm-ml.ts';

/**
 * Why no network runs here; undefined: one does. An engine is looked for wherever `evm-ml network` looks, and never built:
 * that takes minutes.
 */
export const noEngine: string | undefined = await knownEngine({}).then(
  (path) => (path === undefined ? 'there is no CometBFT: `npx evm-ml network engine` gets one' : undefined),
  (error: unknown) => (error instanceof Error ? error.message : String(error)),
);

/** Why networks that take long do not run here: several validators want the machine for themselves, so the engine has to be named. */
export const noLongNetworks: string | undefined =
  process.env['EVM_ML_COMETBFT'] === undefined ? 'EVM_ML_COMETBFT names no CometBFT' : noEngine;

/** Ports below those that Linux gives to connections that begin on it: none is taken before it is used. */
const [lowestPort, highestPort] = [15_000, 32_000];

/** First of so many TCP ports in a row that are free. */
export async function freePorts(count: number): Promise<number> {
  for (;;) {
    const first = randomInt(lowestPort, highestPort - count);
    const servers: Server[] = [];
    try {
      for (let at = 0; at < count; at++) {
        const server = createServer().listen(first + at, '127.0.0.1');
        servers.push(server);
        await once(server, 'listening');
      }
      return first;
    } catch {
      // One in the row is taken.
    } finally {
      for (const server of servers) server.close();
    }
  }
}

/** A network of real processes that ends with the test. */
export async function runningNetwork(
  validators: number,
  fullNodes = 0,
  genesis?: NonNullable<Parameters<typeof initNetwork>[1]['genesis']>,
) {
  const folder = join(await temporaryFolder(), 'chain');
  const count = validators + fullNodes;
  const port = await freePorts(2 * count);
  const { nodes } = await initNetwork(folder, {
    ...{ validators, fullNodes, port, genesis },
    p2pPort: port + count,
  });
  const network = await startNetwork(folder);
  return { ...network, nodes, urls: nodes.map((node) => `http://127.0.0.1:${node.port}`) };
}

/** `evm-ml network start`; resolves when all nodes are up. */
export async function startNetwork(folder: string) {
  const network = launchNetwork(folder);
  await network.agreed(0n);
  return network;
}

/** `evm-ml network start`, not yet up. */
export function launchNetwork(
  folder: string,
  env: Readonly<Record<string, string>> = {},
  flags: readonly string[] = [],
) {
  const child = start(['network', 'start', folder, ...flags], env);
  let log = '';
  let hasEnded = false;
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    log += chunk;
  });
  const complaints = text(child.stderr);
  const ended = once(child, 'exit').then(([code]) => {
    hasEnded = true;
    return code;
  });
  const stop = async () => {
    child.kill('SIGTERM');
    return { code: await ended, log };
  };
  onTestFinished(async () => {
    await stop();
  });
  /** Waits for something that takes as long as it takes; the test's own time is the bound. */
  const until = async <T>(look: () => Promise<T | undefined>): Promise<T> => {
    for (;;) {
      if (hasEnded) throw new Error(`the network ended: ${await complaints}\n${log}`);
      const found = await look();
      if (found !== undefined) return found;
      await wait(100);
    }
  };
  const isUp = async () => {
    const status = await networkStatus(folder);
    return status.every(({ state }) => state === 'up') ? status : undefined;
  };
  /** Every node up and at the same block, not before `block`. */
  const agreed = (block: bigint) =>
    until(async () => {
      const status = await isUp();
      const [first] = status ?? [];
      const isSame = status?.every(({ block, hash }) => block === first?.block && hash === first?.hash);
      return isSame && BigInt(first?.block ?? -1) >= block ? status : undefined;
    });
  return {
    folder,
    stop,
    until,
    agreed,
    /** Waits for a line of the log. */
    said: (pattern: RegExp) => until(async () => pattern.exec(log)?.[0]),
    /** Process of a node or an engine, the newest that the log names. */
    pidOf(name: string, what: 'node' | 'engine'): number {
      const found = [...log.matchAll(new RegExp(`^${name} +the ${what} is process (\\d+)$`, 'gm'))];
      return Number(found.at(-1)![1]);
    },
  };
}
