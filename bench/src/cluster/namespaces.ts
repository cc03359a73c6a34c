import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Nobody has this hardware address: what is sent to it is lost, and nobody is told. */
const nobody = '02:00:00:00:00:fe';

/** 10.64.0.0/10 is cut into networks of 65,536 addresses: their second bytes. */
const [firstNet, lastNet] = [64, 127];

/** Begins the names of a network's switch and of what is at it. */
const prefixOf = (net: number): string => `eml${net}`;

/** What `ip` said, or why there was no `ip`. */
const why = (error: unknown): string => {
  const { stderr, message } = error as Error & { stderr?: string };
  return (stderr?.trim() || message).split('\n')[0]!;
};

/** This machine lets nobody make network namespaces. */
export class NoNamespaces extends Error {
  override readonly name = 'NoNamespaces';
}

/**
 * Network namespaces of Linux, as machines on one switch: each has an address, and reaches one more for each way to
 * another member, which ends in this process. What is sent on a way that is cut is lost without a word, as by a pulled
 * cable; connections stay, and TCP sends again.
 */
export class Namespaces {
  private readonly ended = () => this.removeNow();

  private constructor(
    /** Begins the names of the switch and of what is at it. */
    private readonly prefix: string,
    private readonly net: string,
    private readonly count: number,
  ) {
    process.on('exit', this.ended);
  }

  /** @throws NoNamespaces with the machine's own words */
  static async open(count: number): Promise<Namespaces> {
    const net = await Namespaces.claim();
    const namespaces = new Namespaces(prefixOf(net), `10.${net}`, count);
    try {
      await namespaces.build();
      return namespaces;
    } catch (error) {
      namespaces.remove();
      throw new NoNamespaces(why(error));
    }
  }

  /** A network that nobody has on this machine: who makes its switch has it. @throws NoNamespaces */
  private static async claim(): Promise<number> {
    for (let net = firstNet; net <= lastNet; net++) {
      try {
        await run('ip', ['link', 'add', prefixOf(net), 'type', 'bridge']);
        return net;
      } catch (error) {
        if (!/exists/.test(why(error))) throw new NoNamespaces(why(error));
      }
    }
    throw new NoNamespaces(`${prefixOf(firstNet)} to ${prefixOf(lastNet)} are all taken: see "ip link"`);
  }

  /** Where a member's own sockets are. */
  addressOf(member: number): string {
    return `${this.net}.255.${member + 1}`;
  }

  /** Where one member finds the way to another; in this process' namespace. */
  wayFrom(from: number, to: number): string {
    return `${this.net}.${from + 1}.${to + 1}`;
  }

  /** Words before a command that run it in a member's namespace, as the process that it is started as. */
  commandIn(member: number): readonly string[] {
    return ['nsenter', `--net=/run/netns/${this.nameOf(member)}`, '--'];
  }

  /** What either member sends on the way from one to another is lost. */
  async cut(from: number, to: number): Promise<void> {
    const way = this.wayFrom(from, to);
    for (const member of [from, to])
      await this.inside(member, 'neigh', 'replace', way, 'lladdr', nobody, 'nud', 'permanent', 'dev', 'eth0');
  }

  async heal(from: number, to: number): Promise<void> {
    const way = this.wayFrom(from, to);
    for (const member of [from, to]) await this.inside(member, 'neigh', 'del', way, 'dev', 'eth0');
  }

  /** Takes all of it away. */
  remove(): void {
    process.off('exit', this.ended);
    this.removeNow();
  }

  private nameOf(member: number): string {
    return `${this.prefix}-${member}`;
  }

  private inside(member: number, ...words: string[]): Promise<unknown> {
    return run('ip', ['-n', this.nameOf(member), ...words]);
  }

  private async build(): Promise<void> {
    const { prefix } = this;
    await run('ip', ['link', 'set', prefix, 'up']);
    for (let member = 0; member < this.count; member++) {
      const name = this.nameOf(member);
      await run('ip', ['netns', 'add', name]);
      await run('ip', ['link', 'add', name, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name]);
      await run('ip', ['link', 'set', name, 'master', prefix, 'up']);
      await this.inside(member, 'address', 'add', `${this.addressOf(member)}/16`, 'dev', 'eth0');
      for (const device of ['lo', 'eth0']) await this.inside(member, 'link', 'set', device, 'up');
    }
    for (let from = 0; from < this.count; from++)
      for (let to = 0; to < this.count; to++)
        if (from !== to) await run('ip', ['address', 'add', `${this.wayFrom(from, to)}/16`, 'dev', prefix]);
  }

  private removeNow(): void {
    const names = Array.from({ length: this.count }, (_, member) => this.nameOf(member));
    for (const words of [...names.map((name) => ['netns', 'del', name]), ['link', 'del', this.prefix]]) {
      try {
        execFileSync('ip', words, { stdio: 'ignore' });
      } catch {
        // It was not made.
      }
    }
  }
}
