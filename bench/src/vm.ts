import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { developmentAccounts, developmentGenesis } from '@evm-ml/node/parts';
import { describeRun } from './inference/machine.ts';
import type { Engine } from './vm/engine.ts';
import { createEvmMlEngine } from './vm/evm-ml.ts';
import { watchMemory } from './vm/memory.ts';
import { createStockEngine } from './vm/stock.ts';
import { measureBlocks, type Throughput } from './vm/throughput.ts';
import { Senders, signPredictions, signTransfers, signWineDeployment } from './vm/workload.ts';

const USAGE = `Usage: npm run bench:vm -- [--rounds N] [--block N] [--memory N] [--json FILE]
Signed transactions in, durable state out, one process: this node (decoding, mempool, block, receipts, LMDB) beside
stock @ethereumjs/vm (decoding and execution alone, in memory), engines in turns.
  --rounds N    rounds of 10 blocks for each engine (default 5)
  --block N     transactions in a block (default 100)
  --memory N    afterwards, N blocks of one transfer each, with the memory on the way (default 0)
  --json FILE   every figure, with the machine, the versions and this command`;

const BLOCKS_A_ROUND = 10;

const chunk = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));

function readOptions() {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      block: { type: 'string', default: '100' },
      memory: { type: 'string', default: '0' },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const [rounds, block, memory] = [values.rounds, values.block, values.memory].map(Number);
  if (!rounds || !block || memory === undefined || Number.isNaN(memory)) throw new Error(USAGE);
  return { ...values, rounds, block, memory };
}

async function main(): Promise<void> {
  const { rounds, block, memory, json, help } = readOptions();
  if (help) return console.log(USAGE);
  const accounts = developmentAccounts();
  const chainId = developmentGenesis().config.chainId;
  const stock = await createStockEngine(
    chainId,
    accounts.map(({ address }) => address),
  );
  const node = await createEvmMlEngine();
  const senders = new Map<Engine, Senders>(
    [stock, node].map((engine) => [
      engine,
      new Senders(
        accounts.map(({ privateKey }) => privateKey),
        chainId,
      ),
    ]),
  );
  const count = BLOCKS_A_ROUND * block;

  const transfers = new Map<Engine, Throughput[]>([
    [stock, []],
    [node, []],
  ]);
  for (let round = 0; round <= rounds; round++) {
    for (const [engine, results] of transfers) {
      const signed = await signTransfers(sendersOf(senders, engine), count, round);
      const result = await measureBlocks(engine, chunk(signed, block));
      if (round > 0) results.push(result); // The first round warms up.
    }
  }
  for (const raw of await signWineDeployment(sendersOf(senders, node))) await node.runBlock([raw]);
  const predictions: Throughput[] = [];
  for (let round = 0; round <= rounds; round++) {
    const signed = await signPredictions(sendersOf(senders, node), count);
    const result = await measureBlocks(node, chunk(signed, block));
    if (round > 0) predictions.push(result);
  }

  const ratio = median(transfers.get(node)!) / median(transfers.get(stock)!);
  console.table({
    'transfers, stock @ethereumjs/vm': summary(transfers.get(stock)!),
    'transfers, evm-ml': summary(transfers.get(node)!),
    'PREDICT with the wine network, evm-ml': summary(predictions),
  });
  console.log(`transfers: ${ratio.toFixed(2)} times stock @ethereumjs/vm (median over median)`);

  const memorySamples = memory > 0 ? await watchMemory(node, sendersOf(senders, node), memory) : [];
  if (memorySamples.length > 0) console.table(memorySamples);
  if (json !== undefined) {
    const results = {
      transfers: { stock: transfers.get(stock), node: transfers.get(node), ratio },
      predictions,
      memory: memorySamples,
    };
    writeFileSync(
      json,
      `${JSON.stringify({ ...describeRun(), settings: { rounds, block }, results }, null, 2)}\n`,
    );
  }
  await stock.close();
  await node.close();
}

function sendersOf(all: ReadonlyMap<Engine, Senders>, engine: Engine): Senders {
  const senders = all.get(engine);
  if (senders === undefined) throw new RangeError(`${engine.name} has no senders`);
  return senders;
}

const median = (results: readonly Throughput[]): number => {
  const sorted = results.map(({ perSecond }) => perSecond).sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
};

const summary = (results: readonly Throughput[]) => ({
  'best tx/s': Math.round(Math.max(...results.map(({ perSecond }) => perSecond))),
  'median tx/s': Math.round(median(results)),
  'block p50, ms': Math.min(...results.map(({ p50 }) => p50)).toFixed(1),
  'block p99, ms': Math.max(...results.map(({ p99 }) => p99)).toFixed(1),
});

await main();
