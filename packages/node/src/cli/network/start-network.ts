import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isServed } from '../../engine/is-served.ts';
import { UserError } from '../errors.ts';
import { findEngine } from './find-engine.ts';
import { socketOf } from './layout.ts';
import { readNetwork } from './network-file.ts';
import { Pair } from './pair.ts';

const main = fileURLToPath(new URL('../main.js', import.meta.url));

/** A network that runs. */
export interface RunningNetwork {
  /** HTTP addresses of the nodes' JSON-RPC. */
  readonly urls: readonly string[];
  /** Ends all nodes and their engines; resolves when they are gone. */
  stop(): Promise<void>;
}

/**
 * Starts all nodes of a network on this machine and keeps them running.
 * @param say is told each line of the log: who, and what
 * @param only the one node that runs on this machine; left out: all
 * @throws UserError when the folder holds no network, when nodes of it run already, and when no engine can be had
 */
export async function startNetwork(
  folder: string,
  say: (source: string, line: string) => void,
  only?: string,
): Promise<RunningNetwork> {
  const network = await readNetwork(folder);
  const { engine: configured } = network;
  const nodes = network.nodes.filter(({ name }) => only === undefined || name === only);
  if (nodes.length === 0)
    throw new UserError(
      `${folder} has no ${only}: it has ${network.nodes.map(({ name }) => name).join(', ')}.`,
    );
  for (const { name } of nodes) await expectIdle(folder, name);
  const engine = await findEngine({ configured });
  const pairs = nodes.map(
    ({ name }) =>
      new Pair({
        name,
        folder: join(folder, name),
        engine,
        main,
        say: (source, line) => say(source === '' ? name : `${name} ${source}`, line),
      }),
  );
  const runs = pairs.map((pair) => pair.run());
  return {
    urls: nodes.map(({ port }) => `http://127.0.0.1:${port}`),
    async stop() {
      await Promise.all(pairs.map((pair) => pair.stop()));
      await Promise.all(runs);
    },
  };
}

/** A second node with the same key would sign what the first one does not. */
async function expectIdle(folder: string, name: string): Promise<void> {
  for (const socket of ['abciSocket', 'rpcSocket'] as const) {
    if (await isServed(socketOf(folder, name, socket)))
      throw new UserError(`${name} of ${folder} runs already: end it before you start the network.`);
  }
}
