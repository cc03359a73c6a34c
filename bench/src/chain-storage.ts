import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { developmentAccounts, developmentGenesis } from '@evm-ml/node/parts';
import { describeRun } from './inference/machine.ts';
import { createEvmMlEngine, type EvmMlOptions } from './vm/evm-ml.ts';
import { Senders, signPredictions, signTransfers, signWineDeployment } from './vm/workload.ts';

const USAGE = `Usage: npm run bench:storage -- [--blocks N] [--json FILE]
What a block takes on disk and how long it takes until it is there: empty blocks, transfers and predictions, with each
way to keep a chain.
  --blocks N    blocks of each kind (default 2000); those of 100 transactions a twentieth of that
  --json FILE   every figure, with the machine, the versions and this command`;

/** Blocks of one kind. */
interface Kind {
  readonly name: string;
  readonly transactions: number;
  sign(senders: Senders, count: number, seed: number): Promise<Uint8Array[]>;
}

const kinds: readonly Kind[] = [
  { name: 'empty', transactions: 0, sign: async () => [] },
  { name: '1 transfer', transactions: 1, sign: (senders, count) => signTransfers(senders, count, 0) },
  { name: '1 PREDICT', transactions: 1, sign: signPredictions },
  { name: '100 transfers, each to a new account', transactions: 100, sign: signTransfers },
  { name: '100 PREDICT', transactions: 100, sign: signPredictions },
];

const ways: readonly { readonly name: string; readonly options: EvmMlOptions }[] = [
  { name: 'archive, flushed (default)', options: { state: 'archive', durability: 'disk' } },
  { name: 'archive, not flushed', options: { state: 'archive', durability: 'os' } },
  { name: '64 states, flushed', options: { state: 64, durability: 'disk' } },
];

interface Row {
  readonly way: string;
  readonly blocks: string;
  readonly bytesPerBlock: number;
  readonly p50: string;
  readonly p99: string;
  readonly meanMs: string;
}

/** One chain that grows, and the milliseconds of its blocks. */
async function start(way: (typeof ways)[number]) {
  const engine = await createEvmMlEngine(way.options);
  const keys = developmentAccounts().map(({ privateKey }) => privateKey);
  const senders = new Senders(keys, developmentGenesis().config.chainId);
  for (const raw of await signWineDeployment(senders)) await engine.runBlock([raw]);
  return { way, engine, senders, before: await engine.size(), milliseconds: [] as number[] };
}

/** Grows one chain for each way by blocks of a kind, in turns, so that all meet the same machine. */
async function measure({ name, transactions, sign }: Kind, blocks: number): Promise<Row[]> {
  const chains = [];
  for (const way of ways) chains.push(await start(way));
  for (let block = 0; block < blocks; block++) {
    for (const { engine, senders, milliseconds } of chains) {
      const signed = await sign(senders, transactions, block);
      const begin = performance.now();
      await engine.runBlock(signed);
      milliseconds.push(performance.now() - begin);
    }
  }
  const rows: Row[] = [];
  for (const { way, engine, before, milliseconds } of chains) {
    const bytesPerBlock = Math.round(((await engine.size()) - before) / blocks);
    await engine.close();
    const sorted = milliseconds.sort((a, b) => a - b);
    const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1);
    const meanMs = (sorted.reduce((sum, ms) => sum + ms, 0) / blocks).toFixed(1);
    rows.push({ way: way.name, blocks: name, bytesPerBlock, p50: at(0.5), p99: at(0.99), meanMs });
  }
  return rows;
}

const { values } = parseArgs({
  options: {
    blocks: { type: 'string', default: '2000' },
    json: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});
const blocks = Number(values.blocks);
if (values.help || !blocks) {
  console.log(USAGE);
} else {
  const rows: Row[] = [];
  for (const kind of kinds) {
    const count = kind.transactions > 1 ? Math.ceil(blocks / 20) : blocks;
    rows.push(...(await measure(kind, count)));
    process.stderr.write(`${kind.name}: done\n`);
  }
  console.table(rows);
  if (values.json !== undefined)
    writeFileSync(
      values.json,
      `${JSON.stringify({ ...describeRun(), settings: { blocks }, results: rows }, null, 2)}\n`,
    );
}
