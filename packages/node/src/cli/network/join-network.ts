import { existsSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bytesToHex } from '@ethereumjs/util';
import { z } from 'zod';
import { openChain } from '../../chain/open-chain.ts';
import { parseGenesis } from '../../genesis/genesis-file.ts';
import { createMemoryStore } from '../../storage/memory.ts';
import { UserError } from '../errors.ts';
import { readJson } from '../node/read-config.ts';
import { layout } from './layout.ts';
import {
  expectDistinct,
  type NetworkFile,
  type NetworkNode,
  readNetwork,
  readPublic,
} from './network-file.ts';
import { writeNodeSettings } from './node-settings.ts';
import { toJson } from './write-owned.ts';

const genesisSchema = z.object({ app_state: z.object({ genesis: z.string() }) });
const keySchema = z.object({ pub_key: z.object({ value: z.string() }) });

/**
 * Makes a node of a network out of keys that lie beside the network's files: writes its settings. One that the network
 * does not know is entered in this folder's `network.json` as a node without a vote; it finds the others, and no
 * other machine has to know of it.
 * @throws UserError when files or keys are missing or do not belong together
 */
export async function joinNetwork(folder: string, name: string): Promise<NetworkNode> {
  const network = await readNetwork(folder);
  const own = await readPublic(folder, name);
  await expectKeys(folder, name, own);
  if (existsSync(join(folder, name, layout.node.config)))
    throw new UserError(`${name} is a node of ${folder} already: run "evm-ml network start ${folder}".`);
  const engineGenesis = await readEngineGenesis(folder);
  const known = network.nodes.find((node) => node.name === name);
  if (known && (known.publicKey !== own.publicKey || known.nodeId !== own.nodeId))
    throw new UserError(
      `${folder} knows a ${name} with other keys: use those, or make new keys under another name.`,
    );
  const node = known ?? { ...own, validator: false };
  const nodes = known ? network.nodes : [...network.nodes, node];
  expectDistinct(join(folder, layout.network), nodes);
  await writeNodeSettings(folder, { node, nodes, engineGenesis });
  if (!known) await replaceNetwork(folder, { ...network, nodes });
  return node;
}

/** The public part may have been copied without the keys, or beside others. */
async function expectKeys(folder: string, name: string, { publicKey }: NetworkNode): Promise<void> {
  const path = join(folder, name, layout.node.engine, layout.engine.validatorKey);
  const { data } = keySchema.safeParse(await readJson(path, 'key'));
  if (data?.pub_key.value !== publicKey)
    throw new UserError(`${path} is not the key that ${layout.node.public} beside it names: restore it.`);
}

/** @throws UserError when it is of another chain than `genesis.json` */
async function readEngineGenesis(folder: string): Promise<unknown> {
  const [path, chainPath] = [join(folder, layout.engineGenesis), join(folder, layout.genesis)];
  const file = await readJson(path, "engine's genesis");
  const { data } = genesisSchema.safeParse(file);
  const chain = await openChain(createMemoryStore(), parseGenesis(await readJson(chainPath, 'genesis')));
  if (data?.app_state.genesis !== bytesToHex(chain.genesis.hash()))
    throw new UserError(
      `${path} and ${chainPath} are not of the same network: get both from the same member.`,
    );
  return file;
}

async function replaceNetwork(folder: string, network: NetworkFile): Promise<void> {
  const path = join(folder, layout.network);
  const draft = `${path}.${process.pid}.tmp`;
  await writeFile(draft, toJson(network), { mode: 0o600 });
  await rename(draft, path);
}
