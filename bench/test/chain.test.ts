import { findFaults, readTexts } from '@evm-ml/chart/inspect';
import { expect, test } from 'vitest';
import { drawChain } from '../src/chain/chart.ts';
import { type Drive, pack } from '../src/chain/drive.ts';
import { batchBody } from '../src/chain/process/rpc-client.ts';
import { usageOf } from '../src/chain/process/usage.ts';
import { goalsOf, type Measured, median, summarize } from '../src/chain/report.ts';
import { Senders } from '../src/chain/senders.ts';
import { toMarkdown } from '../src/chain/text.ts';
import type { Token } from '../src/chain/token.ts';
import { phases, type Scene, Workload } from '../src/chain/workload.ts';

const round = (change: Partial<Drive> = {}): Drive => ({
  transactions: 1_000,
  seconds: 1,
  blocks: 10,
  cpuSeconds: 1,
  residentBytes: 200e6,
  ownBytes: 100e6,
  diskBytes: 500_000,
  ...change,
});
const transfers = 'transfers to new accounts';
const measured: readonly Measured[] = [
  { phase: transfers, peer: 'evm-ml', rounds: [round({ seconds: 2 }), round({ seconds: 1, diskBytes: 0 })] },
  { phase: transfers, peer: 'geth', rounds: [round({ seconds: 0.5, cpuSeconds: 0.5 }), round()] },
  { phase: transfers, peer: 'anvil', rounds: [round({ diskBytes: undefined })] },
];

test('a median is the middle, or the mean of the two in the middle', () => {
  expect(median([3])).toBe(3);
  expect(median([9, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(() => median([])).toThrow(RangeError);
});

test('rows are medians, the most of memory and all of the disk, each over that of geth', () => {
  const [ours, geth, anvil] = summarize(measured, 'geth');
  expect(ours).toMatchObject({
    transactionsPerSecond: 750,
    cpuSecondsPer1000: 1,
    residentMB: 200,
    diskKBPer100: 25,
    transactionsPerBlock: 100,
    ratioToGeth: { transactionsPerSecond: 0.5, resident: 1 },
  });
  expect(ours?.ratioToGeth?.cpuSeconds).toBeCloseTo(4 / 3);
  expect(geth?.ratioToGeth).toEqual({ transactionsPerSecond: 1, cpuSeconds: 1, resident: 1 });
  expect(anvil?.diskKBPer100).toBeUndefined();
});

test('without geth there are no ratios, and no goals that need one', () => {
  const rows = summarize(measured.slice(0, 1), 'geth');
  expect(rows[0]?.ratioToGeth).toBeUndefined();
  expect(goalsOf(rows, 'evm-ml').map(({ goal }) => goal)).toEqual([
    'memory: below 300 MB',
    '100 transfers to new accounts: at most 60 kB with history',
  ]);
});

test('what a system does not tell is left out, not nothing', () => {
  const silent = round({ cpuSeconds: 0, residentBytes: 0, ownBytes: 0 });
  const [row] = summarize([{ phase: transfers, peer: 'geth', rounds: [silent] }], 'geth');
  expect(row).toMatchObject({ cpuSecondsPer1000: undefined, residentMB: undefined, ownMB: undefined });
  expect(row?.ratioToGeth).toEqual({ transactionsPerSecond: 1, cpuSeconds: undefined, resident: undefined });
});

test('goals say what was found and whether it is enough', () => {
  const goals = goalsOf(summarize(measured, 'geth'), 'evm-ml');
  expect(goals.map(({ found, reached }) => [found, reached])).toEqual([
    ['0.50', false],
    ['1.33', false],
    ['200 MB', true],
    ['25 kB', true],
  ]);
});

test('the page and the picture name every peer and every phase', () => {
  const rows = summarize(measured, 'geth');
  const setting = {
    rounds: 2,
    transactions: 1_000,
    peers: { geth: 'g' },
    loadAverage: { least: 1, most: 2 },
  };
  const page = toMarkdown(rows, goalsOf(rows, 'evm-ml'), { made: 'Made.', ...setting });
  const svg = drawChain(rows, 'a processor');
  expect(findFaults(svg)).toEqual([]);
  const texts = readTexts(svg).map(({ text }) => text);
  for (const what of ['evm-ml', 'geth', 'anvil', transfers]) expect(texts).toContain(what);
  for (const what of ['| evm-ml | 750 |', '| anvil | 1,000 |', '## Transfers to new accounts'])
    expect(page).toContain(what);
  expect(page + svg).not.toMatch(/NaN|Infinity|undefined/);
});

test.each([0, 1e-12, 1e15])('the picture has room for figures of %s and long names', (value) => {
  const peer = `a very long <name> & ${'of a peer/'.repeat(40)}`;
  const figures = { seconds: 1_000 / (value || 1e-9), cpuSeconds: value, residentBytes: value };
  const svg = drawChain(
    summarize([{ phase: peer, peer, rounds: [round({ ...figures, diskBytes: value })] }], peer),
    peer,
  );
  expect(findFaults(svg)).toEqual([]);
  expect(svg).not.toMatch(/NaN|Infinity|undefined/);
});

test('a parcel holds every transaction once, in order, and the hashes of the last twenty', () => {
  const signed = Array.from({ length: 250 }, (_, i) => `0x${i.toString(16).padStart(4, '0')}` as const);
  const { transactions, bodies, last } = pack(signed);
  const sent = bodies.flatMap((body) =>
    JSON.parse(body).map(({ params }: { params: string[] }) => params[0]),
  );
  expect(transactions).toBe(250);
  expect(bodies.map((body) => JSON.parse(body).length)).toEqual([100, 100, 50]);
  expect(sent).toEqual(signed);
  expect(new Set(last).size).toBe(20);
});

test('the calls of a batch are told apart by their ids', () => {
  const calls = [
    { method: 'a', params: [] },
    { method: 'b', params: [1] },
  ];
  expect(JSON.parse(batchBody(calls)).map(({ id }: { id: number }) => id)).toEqual([0, 1]);
});

test('senders sign the same in every run, in order of nonces', async () => {
  const message = { to: `0x${'11'.repeat(20)}`, gas: 21_000n } as const;
  const sign = () => new Senders('s', 2, 1337).sign([message, message, message]);
  const [first, second, third] = await sign();
  expect(await sign()).toEqual([first, second, third]);
  expect(new Set([first, second, third]).size).toBe(3);
});

test('each sender of a phase sends as much, and new accounts are new each time', async () => {
  const token: Token = { deployment: () => '0x00', transfer: () => '0x01', balanceOf: () => '0x02' };
  const workload = new Workload(1337, token);
  for (const phase of phases) expect((await workload.sign(phase, 50)).length % 20, phase.name).toBe(0);
  const scene: Scene = { token, tokenAddress: '0x00', known: ['0x02'] };
  const [news] = phases;
  const targets = [0, 40].flatMap((from) => news!.messages(scene, 40, from).map(({ to }) => to));
  expect(new Set(targets).size).toBe(80);
});

test.runIf(process.platform === 'linux')('a process tells what it uses, its children too', () => {
  const { cpuSeconds, residentBytes, ownBytes } = usageOf(process.pid);
  expect(cpuSeconds).toBeGreaterThan(0);
  expect(residentBytes).toBeGreaterThan(10e6);
  expect(ownBytes).toBeLessThanOrEqual(residentBytes);
});
