import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Hex } from 'viem';
import { freePorts } from '../chain/process/free-ports.ts';
import { evmMl } from './evm-ml.ts';
import { Links } from './links.ts';
import { Member } from './member.ts';
import { until } from './until.ts';

/** Where a member stands. */
export interface Stand {
  readonly block: number;
  readonly hash: Hex;
}

/** What a network is like. */
export interface ClusterOptions {
  readonly validators: number;
  /** True: engines reach each other through links that can be cut and delayed. */
  readonly linked?: boolean;
  /** Path of a genesis; left out: the development chain's accounts. */
  readonly genesis?: string;
}

/** A network on this machine whose members can be treated badly, one by one. */
export class Cluster {
  private constructor(
    readonly folder: string,
    readonly members: readonly Member[],
    /** Between the engines; undefined where they reach each other directly. */
    readonly links: Links | undefined,
    /** Port of the first engine; the others have those after it. */
    private readonly p2pPort: number,
  ) {}

  /** Writes a network into a folder that does not exist yet; nothing runs. */
  static async create(
    folder: string,
    { validators, linked = false, genesis }: ClusterOptions,
  ): Promise<Cluster> {
    const port = await freePorts(2 * validators);
    const p2pPort = port + validators;
    const flags = ['--validators', `${validators}`, '--port', `${port}`, '--p2p-port', `${p2pPort}`];
    await evmMl(
      ...['network', 'init', '-o', folder, ...flags],
      ...(genesis === undefined ? [] : ['--genesis', genesis]),
    );
    const links = linked ? await Links.open(validators, p2pPort) : undefined;
    const members = Array.from(
      { length: validators },
      (_, at) =>
        new Member(folder, `node${at + 1}`, `http://127.0.0.1:${port + at}`, links?.commandIn(at) ?? []),
    );
    const cluster = new Cluster(folder, members, links, p2pPort);
    if (links) await cluster.throughLinks(links);
    return cluster;
  }

  /** Starts all members; resolves when they agree. */
  async start(): Promise<void> {
    for (const member of this.members) member.start();
    await this.agree(60);
  }

  async stop(): Promise<void> {
    await Promise.all(this.members.map((member) => member.stop()));
    this.links?.close();
  }

  /**
   * Waits until all of these are at the same block.
   * @param least number of it at the least
   * @throws Error that says where each stands
   */
  async agree(patience: number, members = this.members, least = 0): Promise<Stand> {
    let last: (Stand | undefined)[] = [];
    const look = async () => {
      last = await Promise.all(members.map(standOf));
      const [first] = last;
      const isSame = last.every((stand) => stand && first && stand.hash === first.hash);
      return isSame && first && first.block >= least ? first : undefined;
    };
    return until(look, patience, () => {
      const stands = members.map(({ name }, at) => `${name} ${last[at]?.block ?? 'does not answer'}`);
      const silent = members.find((_, at) => last[at] === undefined);
      return `all agree: ${stands.join(', ')}${silent ? `\n${silent.tail()}` : ''}`;
    });
  }

  /** Where a member's engine listens for others. */
  placeOf(member: Member): string {
    const at = this.members.indexOf(member);
    return this.links?.placeOf(at) ?? `127.0.0.1:${this.p2pPort + at}`;
  }

  /** Has each engine listen at its own place, and call the others through the links. */
  private async throughLinks(links: Links): Promise<void> {
    for (const [from, member] of this.members.entries()) {
      const path = join(member.folder, 'engine/config/config.toml');
      let config = await readFile(path, 'utf8');
      for (const to of this.members.keys()) {
        const [usual, place] = [
          `127.0.0.1:${this.p2pPort + to}`,
          to === from ? links.placeOf(to) : links.placeFrom(from, to),
        ];
        config = config
          .replaceAll(`@${usual}`, `@${place}`)
          .replace(`laddr = "tcp://${usual}"`, `laddr = "tcp://${place}"`);
      }
      await writeFile(path, config);
    }
  }
}

/** Where a member stands; undefined when it does not answer, or its engine does not. */
export async function standOf(member: Member): Promise<Stand | undefined> {
  try {
    const head = await member.call<{ number: Hex; hash: Hex }>('eth_getBlockByNumber', 'latest', false);
    await member.engine('health');
    return { block: Number(head.number), hash: head.hash };
  } catch {
    return undefined;
  }
}
