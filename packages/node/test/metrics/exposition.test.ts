import { mlActions } from '@evm-ml/evm/viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningNode, startNode } from '../../src/index.ts';
import { createLabelLimit } from '../../src/metrics/label-limit.ts';
import { call, publicClient, walletClient } from '../support/clients.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { deployWine, wineTable } from '../support/wine.ts';

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

interface Family {
  readonly type: string;
  readonly help: string;
  readonly samples: Sample[];
}

const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\.)*)"(?:,|$)/g;

/** Reads Prometheus' text format 0.0.4 and refuses whatever is not in it. */
function parse(text: string): Map<string, Family> {
  const families = new Map<string, Family>();
  let open: [string, Family] | undefined;
  expect(text.endsWith('\n')).toBe(true);
  for (const line of text.split('\n').filter((item) => item !== '')) {
    const [, keyword, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
    if (keyword === 'HELP') {
      expect(families.has(name), `${name} comes once`).toBe(false);
      open = [name, { help: rest, type: '', samples: [] }];
    } else if (keyword === 'TYPE') {
      expect(open?.[0]).toBe(name);
      open = [name, { ...open![1], type: rest }];
      families.set(...open);
    } else {
      const [, sample = '', labels = '', value = ''] = SAMPLE.exec(line) ?? [];
      expect(sample.startsWith(open![0]), line).toBe(true);
      const pairs = [...labels.matchAll(LABEL)];
      expect(pairs.map(([whole]) => whole).join(''), line).toBe(labels);
      open![1].samples.push({
        name: sample,
        labels: Object.fromEntries(pairs.map(([, key, content]) => [key, content])),
        value: Number(value.replace('Inf', 'Infinity')),
      });
    }
  }
  return families;
}

let node: RunningNode;
let families: Map<string, Family>;

/** The sum of the samples with these labels. */
function read(name: string, labels: Readonly<Record<string, string>> = {}): number {
  const family = families.get(name.replace(/_(sum|count|bucket)$/, '')) ?? families.get(name);
  return (family?.samples ?? [])
    .filter((s) => s.name === name && Object.entries(labels).every(([key, value]) => s.labels[key] === value))
    .reduce((sum, { value }) => sum + value, 0);
}

describe('/metrics of a node that has worked', () => {
  beforeAll(async () => {
    node = await startNode({ port: 0, metrics: true, dev: true });
    await deployWine(node.url, 'acme.cellar.grader');
    const client = publicClient(node.url).extend(mlActions());
    const [lot] = wineTable('test.csv');
    for (let i = 0; i < 3; i++) await client.predict({ model: 'acme.cellar.grader', input: lot! });
    for (let i = 0; i < 20; i++) await call(node.url, `no_such_method_${i}`);
    await call(node.url, 'eth_getBalance', 'nobody');
    families = parse(await (await fetch(`${node.url}/metrics`)).text());
  });
  afterAll(() => node.close());

  it('is well formed, and every family says what it is', () => {
    expect(families.size).toBeGreaterThan(20);
    for (const [name, { type, help }] of families) {
      expect(['counter', 'gauge', 'histogram', 'summary'], name).toContain(type);
      expect(help.length, name).toBeGreaterThan(5);
      expect(name.startsWith('evm_ml_'), name).toBe(true);
    }
  });

  it('has units in its names, as Prometheus asks for', () => {
    const own = [...families].filter(([name]) => !/^evm_ml_(nodejs|process)_/.test(name));
    for (const [name, { type }] of own) {
      if (type === 'counter') expect(name).toMatch(/_total$/);
      expect(name).toMatch(
        /(seconds|bytes|wei|gas_limit|number|transactions|subscriptions|entries|(bytes|gas|requests|errors|transactions|reads)_total)$/,
      );
    }
  });

  it('counts a histogram as its largest bucket does', () => {
    const histograms = [...families].filter(([, { type }]) => type === 'histogram');
    expect(histograms.length).toBeGreaterThan(4);
    for (const [name, { samples }] of histograms) {
      for (const { labels, value } of samples.filter((sample) => sample.name === `${name}_count`)) {
        expect(read(`${name}_bucket`, { ...labels, le: '+Inf' }), name).toBe(value);
      }
    }
  });

  it('tells what the operator asks: blocks, gas, PREDICT by model, caches, database, RPC, event loop', async () => {
    const blocks = Number((await call(node.url, 'eth_blockNumber')).result);
    const models = families.get('evm_ml_predict_run_seconds')!.samples.map(({ labels }) => labels['model']);
    expect(new Set(models).size).toBe(1);
    expect(models[0]).toMatch(/^0x[0-9a-f]{64}$/);
    expect(read('evm_ml_block_append_seconds_count')).toBe(blocks);
    expect(read('evm_ml_block_gas_total')).toBeGreaterThan(21_000);
    expect(read('evm_ml_predict_run_seconds_count')).toBeGreaterThanOrEqual(3);
    expect(read('evm_ml_predict_plan_seconds_count')).toBe(1);
    expect(read('evm_ml_predict_cache_requests_total', { cache: 'plans', result: 'miss' })).toBe(1);
    expect(read('evm_ml_predict_cache_requests_total', { cache: 'plans', result: 'hit' })).toBeGreaterThan(1);
    // Calls were asked of a worker, which has a cache of its own: the node's is for blocks.
    expect(read('evm_ml_predict_cache_bytes', { cache: 'plans' })).toBe(0);
    expect(read('evm_ml_read_run_seconds_count', { method: 'eth_call' })).toBeGreaterThanOrEqual(3);
    expect(read('evm_ml_read_wait_seconds_count')).toBe(read('evm_ml_read_run_seconds_count'));
    expect(families.get('evm_ml_ended_reads_total')?.samples.map(({ value }) => value)).toEqual([0, 0, 0]);
    // Genesis is a write, too.
    expect(read('evm_ml_database_write_seconds_count')).toBe(blocks + 1);
    expect(read('evm_ml_database_written_bytes_total')).toBeGreaterThan(16_000);
    expect(read('evm_ml_database_reads_total')).toBeGreaterThan(0);
    expect(read('evm_ml_rpc_request_seconds_count', { method: 'eth_call' })).toBeGreaterThanOrEqual(3);
    expect(read('evm_ml_rpc_errors_total', { method: 'eth_getBalance', code: '-32602' })).toBe(1);
    expect(read('evm_ml_rpc_errors_total', { method: 'unknown' })).toBeGreaterThanOrEqual(20);
    expect(families.has('evm_ml_nodejs_eventloop_lag_p99_seconds')).toBe(true);
  });

  it('takes no name that a caller made up', () => {
    const labels = [...families.values()].flatMap(({ samples }) =>
      samples.flatMap((s) => Object.values(s.labels)),
    );
    expect(labels.filter((label) => label.startsWith('no_such'))).toEqual([]);
  });
});

it('the size of the data folder is told', async () => {
  const dataDir = await temporaryFolder();
  const own = await startNode({ port: 0, metrics: true, dataDir });
  try {
    await walletClient(own.url).sendTransaction({ to: own.accounts[1]!.address, value: 1n });
    families = parse(await (await fetch(`${own.url}/metrics`)).text());
    expect(read('evm_ml_database_size_bytes')).toBeGreaterThan(10_000);
  } finally {
    await own.close();
  }
});

it('a label takes so many values and then one more', () => {
  const labelOf = createLabelLimit(2);
  expect(['a', 'b', 'c', 'a', 'd'].map(labelOf)).toEqual(['a', 'b', 'other', 'a', 'other']);
});
