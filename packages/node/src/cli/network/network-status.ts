import { validatorAddress } from './engine-keys.ts';
import { type EngineView, viewEngine } from './engine-view.ts';
import { socketOf } from './layout.ts';
import { type NetworkNode, nodesHere, readNetwork } from './network-file.ts';
import { type NodeView, viewNode } from './node-view.ts';

/** Where a node stands. What nobody here can say is undefined. */
export interface NodeStatus {
  name: string;
  /**
   * In one word: `up`; `joining` while it runs old blocks; `down` when it or its engine does not answer. Of a node on
   * another machine: `peer` when an engine here is connected to it, `away` when none is.
   */
  state: 'up' | 'joining' | 'down' | 'peer' | 'away';
  /** Votes that it has now, or began with when no engine here says; 0: it is no validator. */
  power: number;
  /** Whether the newest block has its signature; a late one may be missing. */
  signedLast: boolean | undefined;
  /** How many of the newest blocks have its signature, and how many were looked at. */
  signed: { count: number; of: number } | undefined;
  /** Of the engine's newest block. */
  height: string | undefined;
  /** Blocks of the engine by which it is behind the highest here. */
  behind: number | undefined;
  /** Round that its engine is in; more than 0 when those before failed. */
  round: number | undefined;
  /** When its engine's newest block was made, in the form of ISO 8601. */
  blockTime: string | undefined;
  /** Number and hash of the newest block. */
  block: string | undefined;
  hash: string | undefined;
  /** Names of the nodes that its engine is connected to. */
  peers: string[] | undefined;
  /** Transactions that could be in its next block. */
  waiting: number | undefined;
}

/** Asks every node of a network that is here, and its engine. @throws UserError when the folder holds no network */
export async function networkStatus(folder: string): Promise<NodeStatus[]> {
  const network = await readNetwork(folder);
  const here = await Promise.all(
    nodesHere(folder, network).map(async ({ name, port }) => {
      const [engine, node] = await Promise.all([
        viewEngine(socketOf(folder, name, 'rpcSocket')),
        viewNode(`http://127.0.0.1:${port}`),
      ]);
      return [name, { engine, node }] as const;
    }),
  );
  return describe(network.nodes, new Map(here));
}

/** What a node on this machine and its engine say. */
export interface Views {
  engine: EngineView | undefined;
  node: NodeView | undefined;
}

/** @param views of the nodes that are here, by name */
export function describe(nodes: readonly NetworkNode[], views: ReadonlyMap<string, Views>): NodeStatus[] {
  const engines = [...views.values()].flatMap(({ engine }) => engine ?? []);
  const highest = engines.reduce<EngineView | undefined>(
    (best, engine) => (best && best.height >= engine.height ? best : engine),
    undefined,
  );
  const nameOf = new Map(nodes.map(({ nodeId, name }) => [nodeId, name]));
  return nodes.map((node) => {
    const view = views.get(node.name);
    const engine = view?.engine;
    return {
      name: node.name,
      state: stateOf(node, view, engines),
      ...votesOf(node, highest),
      height: engine && `${engine.height}`,
      behind: engine && highest && highest.height - engine.height,
      round: engine?.round,
      blockTime: engine && new Date(engine.blockTime).toISOString(),
      block: view?.node?.block,
      hash: view?.node?.hash,
      peers: engine && [...engine.peers].map(([id, moniker]) => nameOf.get(id) ?? moniker).sort(),
      waiting: view?.node?.waiting,
    };
  });
}

function stateOf({ nodeId }: NetworkNode, view: Views | undefined, engines: readonly EngineView[]) {
  if (!view) return engines.some(({ peers }) => peers.has(nodeId)) ? 'peer' : 'away';
  if (!view.engine || !view.node) return 'down';
  return view.engine.isJoining ? 'joining' : 'up';
}

/** What the engine that has the newest block says of a node's votes. */
function votesOf({ publicKey, validator }: NetworkNode, highest: EngineView | undefined) {
  const address = validatorAddress(Buffer.from(publicKey, 'base64'));
  // Before its first block an engine names none.
  const power = highest?.power.size ? (highest.power.get(address) ?? 0) : Number(validator);
  if (!highest || power === 0 || highest.signers.length === 0)
    return { power, signedLast: undefined, signed: undefined };
  const count = highest.signers.filter((signers) => signers.has(address)).length;
  return {
    power,
    signedLast: highest.signers[0]!.has(address),
    signed: { count, of: highest.signers.length },
  };
}
