import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { Finding } from './attack/attack.ts';
import { Cluster } from './cluster/cluster.ts';
import { deployWine } from './cluster/deploy-wine.ts';
import { evmMl } from './cluster/evm-ml.ts';
import { become, kinds } from './divergence/kinds.ts';
import { MemoryRecord } from './divergence/memory.ts';
import { RandomSender } from './divergence/traffic.ts';
import { describeRun } from './inference/machine.ts';
import { createRandom } from './random.ts';

const USAGE = `Usage: npm run test:divergence -- [--blocks N] [--seed N] [--node PATH] [--out FOLDER]
Four validators that differ in kernels, databases, states that they keep, memory and Node.js run random blocks full of
predictions, hostile models and reverts. Each block has one hash, or the run ends with a finding. What the members hold in
memory is sampled on the way: a long run is a soak, too.
  --blocks N     (default 10000)
  --seed N       where choices begin (default 1)
  --node PATH    another Node.js, for one of them
  --out FOLDER   writes divergence.json there`;

/** Transactions of each sender between two looks, and seconds that members may need to come to one block. */
const [between, patience] = [25, 300];

const run = promisify(execFile);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      blocks: { type: 'string', default: '10000' },
      seed: { type: 'string', default: '1' },
      node: { type: 'string' },
      out: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  const [blocks, seed] = [Number(values.blocks), Number(values.seed)];
  if (!(blocks >= 1) || !Number.isSafeInteger(seed)) throw new Error(USAGE);
  const other = values.node ?? process.execPath;
  const version = (await run(other, ['--version'])).stdout.trim();
  process.env['EVM_ML_COMETBFT'] = (await evmMl('network', 'engine')).trim();
  const root = await mkdtemp(join(tmpdir(), 'evm-ml-divergence-'));
  const cluster = await Cluster.create(join(root, 'network'), { validators: kinds.length });
  const memory = new MemoryRecord(cluster.members);
  const start = performance.now();
  let head = { block: 0, hash: '' };
  let sent = 0;
  try {
    for (const [at, member] of cluster.members.entries()) {
      await become(member, kinds[at]!);
      member.start(kinds[at]!.env, kinds[at]!.isOtherRuntime ? other : undefined);
    }
    await cluster.agree(60);
    await deployWine(root, cluster.members[0]!.url);
    const senders = cluster.members.map(
      (member, at) => new RandomSender(at + 1, member, createRandom(1_000 * seed + at).uniform),
    );
    while (head.block < blocks) {
      const ends = await Promise.allSettled(senders.map((sender) => sender.send(between)));
      for (const end of ends) if (end.status === 'rejected') throw end.reason;
      // Members that are slower catch up; one that came to another state stands still, or is at another hash.
      head = await cluster.agree(patience).catch((error: Error) => {
        throw new Finding(`after ${head.block} blocks: ${error.message}`);
      });
      await memory.look(head.block);
      sent = senders.reduce((sum, sender) => sum + sender.sent, 0);
      const seconds = Math.round((performance.now() - start) / 1_000);
      process.stderr.write(
        `${process.stderr.isTTY ? '\r' : ''}${head.block} blocks, ${sent} transactions, ${seconds} s${process.stderr.isTTY ? '\u001b[K' : '\n'}`,
      );
    }
  } catch (error) {
    console.error(`\nwhat did not hold lies in ${root}`);
    throw error;
  } finally {
    await cluster.stop();
  }
  const seconds = Math.round((performance.now() - start) / 1_000);
  console.log(
    `\n${head.block} blocks with ${sent} transactions in ${seconds} s, one hash: ${head.hash}\n${kinds.map(({ says, isOtherRuntime }) => `- ${says}${isOtherRuntime ? ` (${version})` : ''}`).join('\n')}\nmemory of their own, the most in each quarter of the run:\n${memory.lines().join('\n')}`,
  );
  if (values.out !== undefined) {
    mkdirSync(values.out, { recursive: true });
    const report = {
      ...describeRun(),
      seed,
      other: version,
      seconds,
      sent,
      head,
      kinds: kinds.map(({ says }) => says),
      memory: memory.samples,
    };
    writeFileSync(join(values.out, 'divergence.json'), `${JSON.stringify(report, null, 2)}\n`);
  }
  await rm(root, { recursive: true, force: true });
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));
await main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
