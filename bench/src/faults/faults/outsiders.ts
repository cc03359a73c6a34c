import { once } from 'node:events';
import { connect } from 'node:net';
import { join, relative } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { developmentAccounts, developmentGenesis } from '@evm-ml/node/parts';
import { type Hex, parseTransaction } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { Finding } from '../../attack/attack.ts';
import { usageOf } from '../../chain/process/usage.ts';
import { type Member, Refused } from '../../cluster/member.ts';
import { until } from '../../cluster/until.ts';
import { beginAnew } from '../come-back.ts';
import type { Fault } from '../fault.ts';
import { pickOne } from '../pick-one.ts';
import { goOn } from '../recovery.ts';

/** Transactions of each sender in a flood, of one batch, and bytes of one that is too long. */
const [flood, batch, tooLong] = [1_000, 100, 2 ** 21];

/** Bytes that are no frame of the engine's, and some that announce more than is read. */
const frames: readonly Uint8Array[] = [
  Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
  Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x7f),
  Uint8Array.of(3, 0xff, 0xff, 0xff),
  Uint8Array.of(0),
  Uint8Array.of(200),
  Buffer.from('GET / HTTP/1.1\r\n\r\n'),
];

const senders = developmentAccounts()
  .slice(5, 9)
  .map(({ privateKey }) => privateKeyToAccount(privateKey));

const sign = (at: number, nonce: number, data: Hex = '0x'): Promise<Hex> =>
  senders[at]!.signTransaction({
    chainId: developmentGenesis().config.chainId,
    type: 'eip1559',
    nonce,
    to: senders[0]!.address,
    gas: 21_000n + 40n * BigInt((data.length - 2) / 2),
    data,
    maxFeePerGas: 10n ** 12n,
    maxPriorityFeePerGas: 1n,
  });

/** True for what a node takes; its own sentence where it does not. */
async function take(member: Member, raw: Hex): Promise<true | string> {
  try {
    await member.call('eth_sendRawTransaction', raw);
    return true;
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
}

const nonceOf = async (member: Member, at: number): Promise<number> =>
  Number(await member.call<Hex>('eth_getTransactionCount', senders[at]!.address, 'latest'));

/** Sends transactions in one batch; how many were refused. */
async function blast(member: Member, raws: readonly Hex[]): Promise<number> {
  const calls = raws.map((raw, id) => ({
    jsonrpc: '2.0',
    id,
    method: 'eth_sendRawTransaction',
    params: [raw],
  }));
  try {
    const response = await fetch(member.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(calls),
      signal: AbortSignal.timeout(60_000),
    });
    const answers = (await response.json()) as { error?: unknown }[];
    return answers.filter(({ error }) => error !== undefined).length;
  } catch {
    // A connection that was kept open over a restart: nothing of it was taken.
    return raws.length;
  }
}

/** Sends what is in no block yet, until all is. */
async function drain(member: Member, at: number, raws: readonly Hex[]): Promise<void> {
  const last = Number(parseTransaction(raws.at(-1)!).nonce);
  await until(
    async () => {
      const nonce = await nonceOf(member, at);
      if (nonce > last) return true;
      await blast(member, raws.slice(nonce - last - 1).slice(0, batch));
      return undefined;
    },
    120,
    () => `all transfers of ${senders[at]!.address} are in blocks`,
  );
}

/** Signs a flood. In pieces: what a node ends of connections that rest has to be noticed before they are used again. */
async function signAll(at: number, first: number): Promise<Hex[]> {
  const signed: Hex[] = [];
  for (let i = 0; i < flood; i++) {
    if (i % batch === 0) await setImmediate();
    signed.push(await sign(at, first + i));
  }
  return signed;
}

export const outsiders: readonly Fault[] = [
  {
    name: 'frames',
    does: "what is no frame comes to a node's socket for the engine, again and again",
    holds: 'that connection ends, the member goes on',
    async run({ cluster, random }) {
      const member = pickOne(random, cluster.members);
      const engine = member.pidOf('engine');
      for (const bytes of frames) {
        const socket = connect(relative(process.cwd(), join(member.folder, 'abci.sock')));
        socket.on('error', () => undefined).resume();
        socket.end(bytes);
        await once(socket, 'close');
      }
      const blocks = await goOn([member], 5);
      if (member.pidOf('engine') !== engine) throw new Finding(`the engine of ${member.name} ended`);
      return { frames: frames.length, blocks };
    },
  },
  {
    name: 'too-long',
    does: 'a transaction of two megabytes is sent',
    holds: 'it is refused in a sentence',
    async run({ cluster, random }) {
      const raw = await sign(0, 0, `0x${'00'.repeat(tooLong)}`);
      const answer = await take(pickOne(random, cluster.members), raw);
      if (answer === true) throw new Finding('it was taken');
      return { answer };
    },
  },
  {
    name: 'flood',
    does: `four accounts send ${flood} transfers each, as fast as they can`,
    holds: 'all are in blocks at last, others are served meanwhile',
    async run({ cluster, random }) {
      const signed: Hex[][] = [];
      for (const at of senders.keys()) {
        const first = await nonceOf(cluster.members[0]!, at);
        signed.push(await signAll(at, first));
      }
      const batches = signed.flatMap((all) =>
        Array.from({ length: flood / batch }, (_, i) => all.slice(i * batch, (i + 1) * batch)),
      );
      const start = performance.now();
      const refused = await Promise.all(batches.map((raws) => blast(pickOne(random, cluster.members), raws)));
      const resident = cluster.members.map((member) => usageOf(member.pidOf('node')!).residentBytes);
      // Whoever was refused asks again, as a wallet would.
      for (const [at, raws] of signed.entries()) await drain(cluster.members[0]!, at, raws);
      return {
        'refused at first': refused.reduce((sum, count) => sum + count, 0),
        'transfers/s': Math.round((1_000 * signed.flat().length) / (performance.now() - start)),
        'resident MB': Math.round(Math.max(...resident) / 2 ** 20),
      };
    },
  },
  {
    name: 'wiped',
    does: 'a member loses all of the chain that it had on disk',
    holds: 'it runs all blocks from genesis again, to the same hashes',
    async run(scene) {
      const { cluster, random } = scene;
      const member = pickOne(random, cluster.members);
      await beginAnew(scene, member);
      const { block } = await cluster.agree(180);
      return { blocks: block };
    },
  },
];
