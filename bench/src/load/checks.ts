import type { Hex } from 'viem';
import { closeConnections } from './client.ts';
import type { NodeProcess } from './node-process.ts';
import { type ChainBlock, type ChainReceipt, readChain } from './read-chain.ts';
import type { Scene } from './scene.ts';
import type { Seen } from './traffic/subscriptions.ts';

/** One thing that has to be so. */
export interface Check {
  readonly what: string;
  readonly passed: boolean;
  /** The figures behind it. */
  readonly found: string;
}

const check = (what: string, passed: boolean, found: string): Check => ({ what, passed, found });

const genesisBalance = 10_000n * 10n ** 18n;

/** Reads the whole chain and compares it with what clients were told. */
export async function checkNothingLost(scene: Scene, seen: Seen): Promise<Check[]> {
  const { acknowledged } = scene;
  const places = new Map<Hex, Hex>();
  const balances = new Map<Hex, bigint>();
  const add = (who: Hex, amount: bigint) => balances.set(who, (balances.get(who) ?? 0n) + amount);
  for (const { account } of scene.wallets) add(account.address.toLowerCase() as Hex, genesisBalance);
  let [blocks, transactions, twice, unlinked] = [0, 0, 0, 0];
  const heads: Hex[] = [];
  const logs: string[] = [];
  let parent: Hex | undefined;
  for await (const [block, receipts] of readChain(scene)) {
    blocks++;
    if (parent !== undefined && block.parentHash !== parent) unlinked++;
    parent = block.hash;
    heads.push(block.hash);
    for (const { hash } of block.transactions) {
      transactions++;
      if (places.has(hash)) twice++;
      places.set(hash, block.hash);
    }
    settle(block, receipts, add);
    for (const receipt of receipts) logs.push(...receipt.logs.map(logName));
  }
  const lost = acknowledged.filter(({ hash, blockHash }) => places.get(hash) !== blockHash);
  const watched = seen.heads.length;
  const wrongHeads = seen.heads.filter(({ hash }, i) => hash !== heads[heads.length - watched + i]).length;
  const missedPending = [...places.keys()].filter((hash) => !seen.pending.has(hash)).length;
  return [
    check(
      'every acknowledged transaction is in the chain once, in the block of its receipt',
      lost.length === 0 && twice === 0,
      `${acknowledged.length} acknowledged, ${lost.length} lost, ${twice} there twice`,
    ),
    check('every block follows its parent', unlinked === 0, `${blocks} blocks, ${transactions} transactions`),
    await checkBalances(scene, balances),
    check(
      'a subscriber saw every block in order',
      watched === blocks && wrongHeads === 0,
      `${watched} heads of ${blocks} blocks, ${wrongHeads} wrong`,
    ),
    check(
      'a subscriber saw every log in order',
      seen.logs.map(logName).join() === logs.join(),
      `${seen.logs.length} of ${logs.length} logs`,
    ),
    check(
      'a subscriber saw every transaction arrive',
      missedPending === 0,
      `${seen.pending.size} seen, ${missedPending} missed`,
    ),
  ];
}

const logName = ({ transactionHash, logIndex }: { transactionHash: Hex; logIndex: Hex }) =>
  `${transactionHash}/${logIndex}`;

/** What a block moves: values, fees to its account; the base fee is burnt. */
function settle(
  { transactions, miner, baseFeePerGas }: ChainBlock,
  receipts: readonly ChainReceipt[],
  add: (who: Hex, amount: bigint) => void,
): void {
  transactions.forEach(({ from, to, value }, index) => {
    const receipt = receipts[index];
    if (!receipt) throw new Error('a block has fewer receipts than transactions');
    const [gas, price] = [BigInt(receipt.gasUsed), BigInt(receipt.effectiveGasPrice)];
    add(from.toLowerCase() as Hex, -gas * price);
    add(miner.toLowerCase() as Hex, gas * (price - BigInt(baseFeePerGas)));
    if (receipt.status !== '0x1') return;
    add(from.toLowerCase() as Hex, -BigInt(value));
    const target = to ?? receipt.contractAddress;
    if (target) add(target.toLowerCase() as Hex, BigInt(value));
  });
}

async function checkBalances({ http }: Scene, expected: ReadonlyMap<Hex, bigint>): Promise<Check> {
  let wrong = 0;
  for (const [who, amount] of expected)
    if (BigInt(await http.call<Hex>('eth_getBalance', who, 'latest')) !== amount) wrong++;
  return check(
    'balances are what the chain adds up to',
    wrong === 0,
    `${expected.size} accounts, ${wrong} wrong`,
  );
}

/** Whether what clients left behind is gone. */
export async function checkNothingLeaked(
  { http, node }: Scene,
  maxFilters: number,
  heap: readonly number[],
): Promise<Check[]> {
  let filters = 0;
  for (; filters < maxFilters; filters++) {
    const id = await http.call<Hex>('eth_newBlockFilter').catch(() => undefined);
    if (id === undefined) break;
  }
  const subscriptions = await subscriptionsLeft(node);
  const sockets = await socketsLeft(node);
  const third = Math.max(1, Math.floor(heap.length / 3));
  const [early, late] = [heap.slice(third, 2 * third), heap.slice(-third)].map(mean) as [number, number];
  return [
    check('no filter was left', filters === maxFilters, `${filters} of ${maxFilters} new ones fit`),
    check('no subscription was left', subscriptions === 0, `${subscriptions} open`),
    check('no socket was left', sockets === 0, `${sockets} open`),
    ...(heap.length < enoughSamples
      ? []
      : [
          check(
            'the heap of the last third is that of the second',
            late < early * 1.1 + 5,
            `${early.toFixed(0)} MB, then ${late.toFixed(0)} MB`,
          ),
        ]),
    check(
      'the node had nothing to complain of',
      node.complaints() === '',
      node.complaints().slice(0, 500) || 'nothing',
    ),
  ];
}

/** Open connections once this process has closed its own. */
async function socketsLeft(node: NodeProcess): Promise<number> {
  closeConnections();
  return settled(async () => (await node.vitals()).sockets);
}

const subscriptionsLeft = ({ url }: NodeProcess): Promise<number> =>
  settled(async () => {
    const response = await fetch(new URL('/metrics', url), { headers: { connection: 'close' } });
    return Number(/^evm_ml_subscriptions (\d+)$/m.exec(await response.text())?.[1]);
  });

/** A count once it is 0, or after 10 seconds: the node may need a moment to see that a client has gone. */
async function settled(count: () => Promise<number>): Promise<number> {
  const until = Date.now() + 10_000;
  for (;;) {
    const left = await count();
    if (left === 0 || Date.now() > until) return left;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Looks at the heap below which its growth says nothing: caches are still filling. */
const enoughSamples = 30;

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
