import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { genesisOf, startEvmMl } from '../chain/peers/evm-ml.ts';
import type { Senders } from '../chain/senders.ts';
import { Cluster } from '../cluster/cluster.ts';
import { evmMl } from '../cluster/evm-ml.ts';
import { wineName } from '../load/traffic/wine.ts';
import { ChainSubject, sendersOf } from './chain-subject.ts';
import type { Subject } from './subject.ts';

const rules = { chainId: 1337, gasLimit: 30_000_000n, balance: 10n ** 30n } as const;

/** Who deploys; a key of this bench alone. */
const deployer = '0x8b3a350cf5c34c9194ca85829a2df0ec3153be0318b5e2d3348e872092edffba';
const deployerAddress = '0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc';

const model = (file: string) =>
  fileURLToPath(new URL(`../../../examples/wine-cellar/model/${file}`, import.meta.url));

const fundedBy = (senders: Senders) => ({
  ...rules,
  funded: [...senders.addresses, deployerAddress] as const,
});

async function deployWine(folder: string, url: string): Promise<void> {
  const artefact = join(folder, 'wine.evmml');
  await evmMl('convert', model('wine.keras'), '--samples', model('train.csv'), '-o', artefact);
  await evmMl('deploy', artefact, '--name', wineName, '--rpc', url, '--key', deployer);
}

/** One node that decides alone, in a data folder, every block flushed. */
export async function startSolo(folder: string, random: () => number): Promise<Subject> {
  const senders = sendersOf(rules.chainId);
  await mkdir(folder);
  const dataDir = join(folder, 'data');
  const peer = await startEvmMl('solo', fundedBy(senders), folder, { dataDir, keepPool: true });
  await deployWine(folder, peer.url);
  return new ChainSubject(
    ...(['solo', 'evm-ml, one node that decides alone', [peer.url], senders, random] as const),
    () => [peer.pid],
    () => peer.stop(),
  );
}

/** So many validators, each with its engine. */
export async function startCluster(
  folder: string,
  validators: number,
  random: () => number,
): Promise<{ subject: Subject; cluster: Cluster }> {
  const senders = sendersOf(rules.chainId);
  await mkdir(folder);
  const genesis = join(folder, 'genesis.json');
  await writeFile(genesis, JSON.stringify({ ...genesisOf(fundedBy(senders)), timestampStep: 0 }));
  const cluster = await Cluster.create(join(folder, 'network'), { validators, genesis });
  await cluster.start();
  await deployWine(folder, cluster.members[0]!.url);
  const subject = new ChainSubject(
    `cluster-${validators}`,
    `evm-ml, ${validators} validators with CometBFT`,
    cluster.members.map(({ url }) => url),
    senders,
    random,
    () => cluster.members.flatMap((member) => [member.pidOf('node')!, member.pidOf('engine')!]),
    () => cluster.stop(),
  );
  return { subject, cluster };
}
