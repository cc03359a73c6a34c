import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { bytesToHex } from '@ethereumjs/util';
import { openChain } from '../../chain/open-chain.ts';
import type { NodeConfigInput } from '../../config/node-config.ts';
import { makeFolder } from '../../files/make-folder.ts';
import { developmentGenesis } from '../../genesis/development.ts';
import { type GenesisFile, parseGenesis } from '../../genesis/genesis-file.ts';
import { createMemoryStore } from '../../storage/memory.ts';
import { UserError } from '../errors.ts';
import { engineConfig } from './engine-config.ts';
import { engineGenesis } from './engine-genesis.ts';
import { createEngineKey, newValidatorState, nodeId, nodeKeyFile, validatorKeyFile } from './engine-keys.ts';
import { layout } from './layout.ts';
import type { NetworkFile } from './network-file.ts';

/** What a network is made from. */
export interface NetworkPlan {
  validators: number;
  /** JSON-RPC port of the first node; the others have those after it. */
  port: number;
  /** Port on which the first engine waits for the others; the others have those after it. */
  p2pPort: number;
  /** Left out: the development chain's accounts, and blocks that may share a second. */
  genesis?: GenesisFile | undefined;
}

/**
 * Writes a network whose nodes all run on this machine: genesis, keys (which only this user can read) and configs. All
 * of it or nothing.
 * @throws UserError when there is something in the folder already
 */
export async function initNetwork(folder: string, plan: NetworkPlan): Promise<NetworkFile> {
  const target = resolve(folder);
  await expectEmpty(target);
  const draft = `${target}.${process.pid}.tmp`;
  await makeFolder(dirname(target));
  try {
    const network = await writeNetwork(draft, plan);
    await rename(draft, target);
    return network;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function expectEmpty(folder: string): Promise<void> {
  const found = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new UserError(`${folder} is no folder that can be used (${error.code}); give another -o.`);
  });
  if (found.length > 0) throw new UserError(`${folder} is not empty; give another -o.`);
}

async function writeNetwork(folder: string, plan: NetworkPlan): Promise<NetworkFile> {
  const genesis = plan.genesis ?? { ...developmentGenesis(), timestampStep: 0 };
  const parsed = parseGenesis(genesis);
  const chain = await openChain(createMemoryStore(), parsed);
  const members = Array.from({ length: plan.validators }, (_, index) => ({
    name: `node${index + 1}`,
    port: plan.port + index,
    p2pPort: plan.p2pPort + index,
    key: createEngineKey(),
    nodeKey: createEngineKey(),
  }));
  const engines = engineGenesis({
    chainId: parsed.config.chainId,
    gasLimit: BigInt(parsed.gasLimit),
    genesisHash: bytesToHex(chain.genesis.hash()),
    time: Date.now(),
    validators: members,
  });
  await write(folder, layout.genesis, genesis);
  for (const { name, port, p2pPort, key, nodeKey } of members) {
    const node = join(folder, name);
    const engine = join(node, layout.node.engine);
    const others = members.filter((member) => member.name !== name);
    const peers = others.map((other) => `${nodeId(other.nodeKey)}@127.0.0.1:${other.p2pPort}`);
    await write(node, layout.node.config, nodeConfig(port));
    await write(engine, layout.engine.config, engineConfig({ name, p2pPort, peers }));
    await write(engine, layout.engine.genesis, engines);
    await write(engine, layout.engine.nodeKey, nodeKeyFile(nodeKey));
    await write(engine, layout.engine.validatorKey, validatorKeyFile(key));
    await write(engine, layout.engine.validatorState, newValidatorState);
  }
  const network = { nodes: members.map(({ name, port, p2pPort }) => ({ name, port, p2pPort })) };
  await write(folder, layout.network, network);
  return network;
}

/** Settings of a node that is started in its own folder. */
const nodeConfig = (port: number): NodeConfigInput => ({
  dataDir: layout.node.data,
  genesis: `../${layout.genesis}`,
  port,
  keepPool: true,
  snapshotEvery: 1_000,
  logLevel: 'info',
  logFormat: 'pretty',
  cometbft: { abciSocket: layout.node.abciSocket, rpcSocket: layout.node.rpcSocket },
});

/** Text as it is, all else as JSON; for this user alone. */
async function write(folder: string, name: string, content: unknown): Promise<void> {
  const path = join(folder, name);
  await makeFolder(dirname(path), 0o700);
  const text = typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`;
  await writeFile(path, text, { mode: 0o600, flag: 'wx' });
}
