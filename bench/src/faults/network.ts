import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Figures } from '../attack/attack.ts';
import { Cluster } from '../cluster/cluster.ts';
import { deployWine } from '../cluster/deploy-wine.ts';
import { evmMl } from '../cluster/evm-ml.ts';
import { createRandom } from '../random.ts';
import type { Fault, Scene } from './fault.ts';
import { Invariants } from './invariants.ts';
import { Traffic } from './traffic.ts';
import { writeGenesis } from './votes.ts';

/** Blocks from one snapshot to the next: few, so that there are some whenever a node joins. */
const snapshotEvery = 20;

/** A seed of its own for each name. */
const seedOf = (seed: number, name: string): number =>
  createHash('sha256').update(`${seed} ${name}`).digest().readUInt32LE();

/** A network of four with a model on it, that is treated badly and looked at. */
export class Patient {
  private constructor(
    private readonly cluster: Cluster,
    private readonly traffic: Traffic,
    private readonly invariants: Invariants,
    private readonly seed: number,
  ) {}

  /** @param seed what it meets chooses by it and by its own name, whatever came before */
  static async start(folder: string, seed: number): Promise<Patient> {
    const cluster = await Cluster.create(join(folder, 'network'), {
      validators: 4,
      linked: true,
      genesis: await writeGenesis(folder),
    });
    try {
      for (const member of cluster.members) await member.configure({ snapshotEvery });
      await cluster.start();
      await deployWine(folder, cluster.members[0]!.url);
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    const traffic = new Traffic(cluster.members, createRandom(seed).uniform);
    return new Patient(cluster, traffic, new Invariants(cluster, traffic), seed);
  }

  /** How its members are parted, in words. */
  get partedBy(): string {
    return this.cluster.links!.how;
  }

  /** Does one thing to it, under traffic, and looks whether all holds afterwards. @throws Finding, NotHere */
  async meet({ name, run }: Fault): Promise<Figures> {
    const { cluster, traffic, invariants } = this;
    const { uniform: random } = createRandom(seedOf(this.seed, name));
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
