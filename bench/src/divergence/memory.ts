import { usageOf } from '../chain/process/usage.ts';
import type { Member } from '../cluster/member.ts';

/** MB (10^6 bytes) that a member's processes hold: pages of their own, and what of the node's is known by name. */
export interface MemberMemory {
  readonly node: number;
  readonly engine: number;
  /** Models and plans, up to the bound of a block (gas.md, G7). */
  readonly cache: number;
  /** JavaScript's heap of the thread that makes blocks, and what lies beside it. */
  readonly heap: number;
  readonly external: number;
}

/** What all members held when they agreed at a block, in their order. */
export interface MemorySample {
  readonly block: number;
  readonly members: readonly MemberMemory[];
}

/** Blocks between two samples. */
const apart = 500;

/** Memory of the members over the blocks: whether it is flat is seen by comparing its parts. */
export class MemoryRecord {
  readonly samples: MemorySample[] = [];

  constructor(private readonly members: readonly Member[]) {}

  /** Takes a sample where enough blocks have passed since the last one. */
  async look(block: number): Promise<void> {
    if (block < (this.samples.at(-1)?.block ?? -apart) + apart) return;
    const own = (pid: number | undefined) => (pid ? toMB(usageOf(pid).ownBytes) : 0);
    const members = this.members.map(async (member) => {
      const text = await (await fetch(`${member.url}/metrics`)).text();
      return {
        node: own(member.pidOf('node')),
        engine: own(member.pidOf('engine')),
        cache: toMB(metric(text, 'evm_ml_predict_cache_bytes{cache="plans"}')),
        heap: toMB(metric(text, 'evm_ml_nodejs_heap_size_used_bytes')),
        external: toMB(metric(text, 'evm_ml_nodejs_external_memory_bytes')),
      };
    });
    this.samples.push({ block, members: await Promise.all(members) });
  }

  /** One line for each member: the most that it held in each quarter of the samples. */
  lines(): string[] {
    const quarter = Math.max(1, Math.ceil(this.samples.length / 4));
    const parts = [0, 1, 2, 3]
      .map((at) => this.samples.slice(at * quarter, (at + 1) * quarter))
      .filter(({ length }) => length > 0);
    const most = (at: number, half: keyof MemberMemory) =>
      parts.map((part) => Math.max(...part.map(({ members }) => members[at]![half]))).join(', ');
    return this.members.map(
      ({ name }, at) =>
        `${name}: node ${most(at, 'node')} MB, of them models ${most(at, 'cache')} and heap ${most(at, 'heap')}; engine ${most(at, 'engine')} MB`,
    );
  }
}

const toMB = (bytes: number): number => Math.round(bytes / 1e6);

/** A figure of Prometheus' text. */
function metric(text: string, name: string): number {
  const line = text.split('\n').find((each) => each.startsWith(`${name} `));
  return Number(line?.slice(name.length + 1) ?? 0);
}
