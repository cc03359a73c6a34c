import { type Hex, toHex } from 'viem';
import { post, socketClient } from '../client.ts';
import { type Actor, pick, type Scene } from '../scene.ts';
import type { Wallet } from '../wallet.ts';

const recipients = Array.from({ length: 1_000 }, (_, i): Hex => toHex(2n ** 159n + BigInt(i), { size: 20 }));

const transfer = (random: () => number) => ({
  to: pick(random, recipients),
  value: BigInt(1 + Math.floor(random() * 1e9)),
  gas: 21_000n,
});

/** Transfers over HTTP, one by one and now and then in a batch. */
export function transfersOverHttp(scene: Scene, wallet: Wallet): Actor {
  return {
    name: 'transfers, HTTP',
    every: 150,
    async turn() {
      if (scene.random() < 0.9) return void (await wallet.send(scene.http, transfer(scene.random)));
      const raws: Hex[] = [];
      for (let i = 0; i < 5; i++) raws.push(await wallet.sign(transfer(scene.random)));
      const batch = raws.map((raw, id) => ({
        jsonrpc: '2.0',
        id,
        method: 'eth_sendRawTransaction',
        params: [raw],
      }));
      const start = performance.now();
      const { answer } = await post(scene.node.url, scene.key, JSON.stringify(batch));
      scene.ledger.answer('a batch of 5 transfers', performance.now() - start);
      const answers = answer as unknown as { result: Hex; error?: { message: string } }[];
      for (const { result, error } of answers) {
        if (error) throw new Error(`in a batch: ${error.message}`);
        await wallet.acknowledge(scene.http, result);
      }
    },
  };
}

/** Transfers over one WebSocket. */
export async function transfersOverSocket(scene: Scene, wallet: Wallet): Promise<Actor> {
  const client = await socketClient(scene.node.wsUrl, scene.key, scene.ledger);
  return {
    name: 'transfers, WebSocket',
    every: 150,
    turn: async () => void (await wallet.send(client, transfer(scene.random))),
    end: () => client.close(),
  };
}
