import type { Hex } from 'viem';
import { Finding } from '../attack/attack.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Member } from '../cluster/member.ts';
import { until } from '../cluster/until.ts';
import type { Traffic } from './traffic.ts';

/** Headers of the engine in one answer. */
const headersAtOnce = 20;

/** Seconds until everybody is there again, and until what was acknowledged is in blocks. */
const patience = 120;

interface Block {
  readonly hash: Hex;
  readonly transactions: readonly Hex[];
}

/** What has to hold after every fault, from where it was looked at last. */
export class Invariants {
  private block = 0;
  private height = 0;
  private readonly mined = new Set<Hex>();

  constructor(
    private readonly cluster: Cluster,
    private readonly traffic: Traffic,
  ) {}

  /**
   * All members agree; blocks, receipts and the engine's application hashes are the same at each; what was acknowledged
   * is in one block, once.
   * @throws Finding
   */
  async hold(): Promise<void> {
    const { cluster, traffic } = this;
    let waiting: string[] = [];
    try {
      await until(
        async () => {
          waiting = await Promise.all(cluster.members.map(waitingAt));
          return waiting.every((count) => count === '0+0') || undefined;
        },
        patience,
        () => `what was sent is in blocks: ${waiting.join(', ')}`,
      );
    } catch (error) {
      const engines = await Promise.all(cluster.members.map(engineOf));
      const logs = cluster.members.map((member) => member.tail(3));
      throw new Finding([(error as Error).message, ...engines, ...logs].join('\n'));
    }
    const { block } = await cluster.agree(patience);
    await this.sameBlocks(block);
    await this.sameAppHashes();
    for (const hash of traffic.acknowledged.keys()) {
      if (!this.mined.has(hash)) throw new Finding(`${hash} was acknowledged and is in no block`);
    }
    traffic.acknowledged.clear();
    for (const [address, count] of traffic.sent) {
      for (const member of cluster.members) {
        const nonce = Number(await member.call<Hex>('eth_getTransactionCount', address, 'latest'));
        if (nonce !== count)
          throw new Finding(
            `${member.name} has seen ${nonce} transactions of ${address}, ${count} were sent`,
          );
      }
    }
  }

  private async sameBlocks(head: number): Promise<void> {
    for (; this.block < head; this.block++) {
      const number = `0x${(this.block + 1).toString(16)}`;
      const [block] = await this.sameAnswers<Block>('eth_getBlockByNumber', number, false);
      await this.sameAnswers('eth_getBlockReceipts', number);
      for (const hash of block.transactions) {
        if (this.mined.has(hash)) throw new Finding(`${hash} is in two blocks`);
        this.mined.add(hash);
      }
    }
  }

  private async sameAnswers<T>(method: string, ...params: unknown[]): Promise<[T]> {
    const answers = await Promise.all(
      this.cluster.members.map((member) => member.call<T>(method, ...params)),
    );
    const texts = new Set(answers.map((answer) => JSON.stringify(answer)));
    if (texts.size !== 1) throw new Finding(`${method}(${params}) differs: ${[...texts].join('\n')}`);
    return [answers[0]!];
  }

  private async sameAppHashes(): Promise<void> {
    const { members } = this.cluster;
    const heights = await Promise.all(members.map(heightOf));
    const top = Math.min(...heights);
    while (this.height < top) {
      const [from, to] = [this.height + 1, Math.min(top, this.height + headersAtOnce)];
      const hashes = await Promise.all(members.map((member) => appHashes(member, from, to)));
      const texts = new Set(hashes);
      if (texts.size !== 1)
        throw new Finding(`application hashes from ${from} to ${to} differ: ${[...texts].join('\n')}`);
      this.height = to;
    }
  }
}

/** Transactions that wait at a member, those that could be in the next block and the others; or why it does not say. */
async function waitingAt(member: Member): Promise<string> {
  try {
    const { pending, queued } = await member.call<{ pending: Hex; queued: Hex }>('txpool_status');
    return `${Number(pending)}+${Number(queued)}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Where a member's engine stands, whom it reaches, and what it has heard of; or why it does not say. */
async function engineOf(member: Member): Promise<string> {
  try {
    const [{ n_peers: peers }, { round_state: round }, { n_txs: transactions }] = (await Promise.all([
      member.engine('net_info'),
      member.engine('consensus_state'),
      member.engine('num_unconfirmed_txs'),
    ])) as [{ n_peers: string }, { round_state: Record<string, unknown> }, { n_txs: string }];
    const at = `${round['height/round/step']} since ${round['start_time']}`;
    return `${member.name}'s engine: ${peers} peers, ${transactions} transactions, ${at}`;
  } catch (error) {
    return `${member.name}'s engine: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function heightOf(member: Member): Promise<number> {
  const status = (await member.engine('status')) as { sync_info: { latest_block_height: string } };
  return Number(status.sync_info.latest_block_height);
}

/** Blocks of the engine as it has them, as one text. */
async function appHashes(member: Member, minHeight: number, maxHeight: number): Promise<string> {
  const params = { minHeight: `${minHeight}`, maxHeight: `${maxHeight}` };
  const { block_metas: metas } = (await member.engine('blockchain', params)) as {
    block_metas: { block_id: { hash: string }; header: { height: string; app_hash: string } }[];
  };
  return metas
    .map(({ block_id, header }) => `${header.height} ${block_id.hash} ${header.app_hash}`)
    .join('\n');
}
