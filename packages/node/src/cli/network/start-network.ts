import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isServed } from '../../engine/is-served.ts';
import { UserError } from '../errors.ts';
import { EngineLog } from './engine-log.ts';
import { findEngine } from './find-engine.ts';
import { Guard } from './guard.ts';
import { socketOf } from './layout.ts';
import { type LogTarget, logPrinter } from './log-printer.ts';
import { type NetworkFile, type NetworkNode, nodesHere, readNetwork } from './network-file.ts';
import { Pair } from './pair.ts';
import { watchLag } from './watch-lag.ts';

const main = fileURLToPath(new URL('../main.js', import.meta.url));

/** A network that runs. */
export interface RunningNetwork {
  /** HTTP addresses of the nodes' JSON-RPC. */
  readonly urls: readonly string[];
  /** Ends all nodes and their engines; resolves when they are gone. */
  stop(): Promise<void>;
}

/**
 * Starts the nodes of a network that are on this machine and keeps them running.
 * @param log gets every line
 * @param only the one node to start; left out: all
 * @throws UserError when the folder holds no network, when nodes of it run already, and when no engine can be had
 */
export async function startNetwork(folder: string, log: LogTarget, only?: string): Promise<RunningNetwork> {
  const network = await readNetwork(folder);
  const nodes = choose(folder, network, only);
  for (const { name } of nodes) await expectIdle(folder, name);
  const engine = await findEngine({ configured: network.engine });
  const print = logPrinter(
    nodes.map(({ name }) => name),
    log,
  );
  const guard = new Guard();
  const pairs = new Map(
    nodes.map(({ name }) => {
      const engineLog = new EngineLog(network.nodes);
      const say = (source: string, line: string) => {
        const shown = source === 'engine' ? engineLog.read(line, performance.now()) : line;
        if (shown !== undefined) print(name, source, shown);
      };
      return [name, new Pair({ name, folder: join(folder, name), engine, main, say, guard })];
    }),
  );
  const watching = new AbortController();
  const runs = [
    ...[...pairs.values()].map((pair) => pair.run()),
    watchLag(
      nodes.map(({ name }) => ({
        name,
        socket: socketOf(folder, name, 'rpcSocket'),
        isRunning: () => pairs.get(name)!.hasEngine,
      })),
      { say: (name, line) => print(name, '', line), restart: (name, why) => pairs.get(name)!.restart(why) },
      watching.signal,
    ),
  ];
  return {
    urls: nodes.map(({ port }) => `http://127.0.0.1:${port}`),
    async stop() {
      watching.abort();
      await Promise.all([...pairs.values()].map((pair) => pair.stop()));
      await Promise.all(runs);
      await guard.close();
    },
  };
}

function choose(folder: string, network: NetworkFile, only: string | undefined): NetworkNode[] {
  const here = nodesHere(folder, network);
  const chosen = here.filter(({ name }) => only === undefined || name === only);
  if (chosen.length > 0) return chosen;
  const names = here.map(({ name }) => name).join(', ');
  throw new UserError(
    names === ''
      ? `${folder} holds a network, and no node of it: "evm-ml network join" puts one there.`
      : `${folder} has no node ${only}: it has ${names}.`,
  );
}

/** A second node with the same key would sign what the first one does not. */
async function expectIdle(folder: string, name: string): Promise<void> {
  for (const socket of ['abciSocket', 'rpcSocket'] as const) {
    if (await isServed(socketOf(folder, name, socket)))
      throw new UserError(`${name} of ${folder} runs already: end it before you start the network.`);
  }
}
