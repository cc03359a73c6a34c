import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { developmentAccounts } from '@evm-ml/node/parts';
import type { Figures } from '../attack/attack.ts';
import { Cluster } from '../cluster/cluster.ts';
import { evmMl } from '../cluster/evm-ml.ts';
import { wineName } from '../load/traffic/wine.ts';
import type { Fault, Scene } from './fault.ts';
import { Invariants } from './invariants.ts';
import { Traffic } from './traffic.ts';

const model = (file: string) =>
  fileURLToPath(new URL(`../../../examples/wine-cellar/model/${file}`, import.meta.url));

/** A network of four with a model on it, that is treated badly and looked at. */
export class Patient {
  private constructor(
    private readonly cluster: Cluster,
    private readonly traffic: Traffic,
    private readonly invariants: Invariants,
    private readonly random: () => number,
  ) {}

  static async start(folder: string, random: () => number): Promise<Patient> {
    const cluster = await Cluster.create(join(folder, 'network'), { validators: 4, linked: true });
    try {
      await cluster.start();
      await deployWine(folder, cluster.members[0]!.url);
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    const traffic = new Traffic(cluster.members, random);
    return new Patient(cluster, traffic, new Invariants(cluster, traffic), random);
  }

  /** Does one thing to it, under traffic, and looks whether all holds afterwards. @throws Finding, NotHere */
  async meet({ run }: Fault): Promise<Figures> {
    const { cluster, traffic, random, invariants } = this;
    const scene: Scene = { cluster, traffic, random };
    traffic.start();
    let figures: Figures;
    try {
      figures = await run(scene);
    } finally {
      await traffic.stop();
    }
    await invariants.hold();
    return figures;
  }

  /** Replays the chain of each member from genesis, and ends all. @throws Error when one comes to another hash */
  async verify(): Promise<string[]> {
    await this.stop();
    const { folder, members } = this.cluster;
    const said: string[] = [];
    for (const { name } of members) {
      const place = ['--data-dir', join(folder, name, 'data'), '--genesis', join(folder, 'genesis.json')];
      said.push(`${name}: ${(await evmMl('chain', 'verify', ...place)).trim()}`);
    }
    return said;
  }

  stop(): Promise<void> {
    return this.cluster.stop();
  }
}

/** Puts the demo's network on the chain. */
async function deployWine(folder: string, url: string): Promise<void> {
  const artefact = join(folder, 'wine.evmml');
  await evmMl('convert', model('wine.keras'), '--samples', model('train.csv'), '-o', artefact);
  const { privateKey } = developmentAccounts()[0]!;
  await evmMl('deploy', artefact, '--name', wineName, '--rpc', url, '--key', privateKey);
}
