import { bytesToHex } from '@ethereumjs/util';
import { openChain } from '../../chain/open-chain.ts';
import { developmentGenesis } from '../../genesis/development.ts';
import { type GenesisFile, parseGenesis } from '../../genesis/genesis-file.ts';
import { createMemoryStore } from '../../storage/memory.ts';
import { UserError } from '../errors.ts';
import { engineGenesis } from './engine-genesis.ts';
import { fillPermissions } from './fill-permissions.ts';
import { layout } from './layout.ts';
import { expectDistinct, type NetworkFile, type NetworkNode } from './network-file.ts';
import { newFolder } from './new-folder.ts';
import { type NodePlan, writeNodeKeys } from './node-keys.ts';
import { writeNodeSettings } from './node-settings.ts';
import { writeOwned } from './write-owned.ts';

/** What a network whose nodes all run on this machine is made from. */
export interface NetworkPlan {
  validators: number;
  /** Nodes without a vote: they execute every block and answer. */
  fullNodes?: number;
  /** JSON-RPC port of the first node; the others have those after it. */
  port: number;
  /** Port on which the first engine waits for the others; the others have those after it. */
  p2pPort: number;
  /** Or what gives it, of the nodes. Left out: the development chain's accounts, and blocks that may share a second. */
  genesis?: GenesisFile | ((nodes: readonly NetworkNode[]) => GenesisFile) | undefined;
}

/**
 * Writes a network whose nodes all run on this machine: genesis, keys (which only this user can read) and configs. All
 * of it or nothing.
 * @throws UserError when there is something in the folder already
 */
export function initNetwork(folder: string, plan: NetworkPlan): Promise<NetworkFile> {
  return newFolder(folder, async (draft) => {
    const nodes: NetworkNode[] = [];
    for (const node of plansOf(plan)) nodes.push(await writeNodeKeys(draft, node));
    expectDistinct('--port and --p2p-port', nodes);
    const shared = await writeShared(draft, nodes, plan.genesis);
    for (const node of nodes) await writeNodeSettings(draft, { node, nodes, engineGenesis: shared });
    return { nodes };
  });
}

/**
 * Writes what all nodes of a network share, when each was made on the machine that it runs on: everything but keys and
 * settings.
 * @param nodes what `network key` printed on each machine
 * @throws UserError when there is something in the folder already, or when the nodes cannot be a network
 */
export function initFromMembers(
  folder: string,
  nodes: readonly NetworkNode[],
  genesis?: GenesisFile,
): Promise<NetworkFile> {
  expectDistinct('the members', nodes);
  if (!nodes.some(({ validator }) => validator))
    throw new UserError('none of the members is a validator: nobody would decide.');
  return newFolder(folder, async (draft) => {
    await writeShared(draft, nodes, genesis);
    return { nodes: [...nodes] };
  });
}

/** @returns the engine's genesis */
async function writeShared(folder: string, nodes: readonly NetworkNode[], given: NetworkPlan['genesis']) {
  const asked = typeof given === 'function' ? given(nodes) : given;
  const genesis = fillPermissions(asked ?? { ...developmentGenesis(), timestampStep: 0 }, nodes);
  const parsed = parseGenesis(genesis);
  const chain = await openChain(createMemoryStore(), parsed);
  const engine = engineGenesis({
    chainId: parsed.config.chainId,
    gasLimit: BigInt(parsed.gasLimit),
    genesisHash: bytesToHex(chain.genesis.hash()),
    time: Date.now(),
    nodes,
  });
  await writeOwned(folder, layout.genesis, genesis);
  await writeOwned(folder, layout.engineGenesis, engine);
  await writeOwned(folder, layout.network, { nodes });
  return engine;
}

function plansOf({ validators, fullNodes = 0, port, p2pPort }: NetworkPlan): NodePlan[] {
  return Array.from({ length: validators + fullNodes }, (_, index) => {
    const validator = index < validators;
    const name = validator ? `node${index + 1}` : `full${index + 1 - validators}`;
    return { name, host: '127.0.0.1', port: port + index, p2pPort: p2pPort + index, validator };
  });
}
