import { setTimeout as sleep } from 'node:timers/promises';
import { PREDICT_ADDRESS } from '@evm-ml/evm';
import { type Hex, keccak256 } from 'viem';
import { pack } from '../chain/drive.ts';
import { RpcClient } from '../chain/process/rpc-client.ts';
import { type Message, Senders } from '../chain/senders.ts';
import { gradeData } from '../load/traffic/wine.ts';
import type { Kind, Subject } from './subject.ts';

/** Milliseconds between two looks for a receipt. */
const pause = 2;

const messages: Readonly<Record<Kind, (random: () => number, to: Hex) => Message>> = {
  transfers: (_, to) => ({ to, gas: 21_000n, value: 1n }),
  predictions: (random) => ({ to: PREDICT_ADDRESS, data: gradeData(random), gas: 300_000n }),
};

export const senderCount = 20;

/** Who sends to a chain of a name, and who puts the network on it; all of them need ether in genesis. */
export const sendersOf = (chainId: number) => new Senders('finality', senderCount, chainId);

/** A chain of evm-ml: one node, or several; what is sent goes to all of them in turns. */
export class ChainSubject implements Subject {
  readonly kinds = ['transfers', 'predictions'] as const;
  private readonly clients: readonly RpcClient[];
  private turn = 0;

  constructor(
    readonly name: string,
    readonly says: string,
    urls: readonly string[],
    private readonly senders: Senders,
    private readonly random: () => number,
    readonly pids: () => number[],
    private readonly end: () => Promise<void>,
  ) {
    this.clients = urls.map((url) => new RpcClient(url));
  }

  /** Sends to one node and waits for the receipt there. */
  async once(): Promise<number> {
    const to = this.senders.addresses[0]!;
    const [raw] = await this.sign('transfers', to, 1);
    const client = this.clients[this.turn++ % this.clients.length]!;
    const start = performance.now();
    const hash = await client.call<Hex>('eth_sendRawTransaction', raw);
    while ((await client.call('eth_getTransactionReceipt', hash)) === null) await sleep(pause);
    return performance.now() - start;
  }

  /** Each sender has a node of its own, as wallets do. */
  async many(kind: Kind, count: number): Promise<number> {
    const { clients } = this;
    const signed = await this.sign(kind, this.senders.addresses[0]!, count);
    const parcels = clients.map((_, at) =>
      pack(signed.filter((_, i) => (i % senderCount) % clients.length === at)),
    );
    const start = performance.now();
    await Promise.all(
      clients.map(async (client, at) => {
        for (const body of parcels[at]!.bodies) await client.send(body);
      }),
    );
    await clients[0]!.receipts(signed.slice(-senderCount).map((raw) => keccak256(raw)));
    return (performance.now() - start) / 1_000;
  }

  async stop(): Promise<void> {
    for (const client of this.clients) client.close();
    await this.end();
  }

  private sign(kind: Kind, to: Hex, count: number): Promise<Hex[]> {
    return this.senders.sign(Array.from({ length: count }, () => messages[kind](this.random, to)));
  }
}
