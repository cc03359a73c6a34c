#!/usr/bin/env node
// Writes deploy/grafana/evm-ml.json: the dashboard, a panel for each line below.
import { writeFileSync } from 'node:fs';

const rate = (metric) => `rate(${metric}[1m])`;
const quantile = (q, metric, by = '') =>
  `histogram_quantile(${q}, sum by (le${by && `, ${by}`}) (rate(${metric}_bucket[1m])))`;

/** [title, unit, [query, legend]...] */
const panels = [
  ['Newest block', 'none', ['evm_ml_head_block_number', 'block']],
  ['Age of the newest block', 's', ['time() - evm_ml_head_timestamp_seconds', 'age']],
  ['Transactions', 'ops', [`sum by (status) (${rate('evm_ml_block_transactions_total')})`, '{{status}}']],
  ['Gas', 'none', [rate('evm_ml_block_gas_total'), 'gas a second']],
  [
    'Time to execute and write a block',
    's',
    [quantile(0.5, 'evm_ml_block_append_seconds'), 'p50'],
    [quantile(0.99, 'evm_ml_block_append_seconds'), 'p99'],
  ],
  [
    'Time between blocks',
    's',
    [quantile(0.5, 'evm_ml_block_interval_seconds'), 'p50'],
    [quantile(0.99, 'evm_ml_block_interval_seconds'), 'p99'],
  ],
  [
    'Networks run, by model',
    'ops',
    [`topk(8, sum by (model) (${rate('evm_ml_predict_run_seconds_count')}))`, '{{model}}'],
  ],
  ['Time to run a network, p99', 's', [quantile(0.99, 'evm_ml_predict_run_seconds', 'model'), '{{model}}']],
  [
    'Time that networks take, of one core',
    'percentunit',
    [`sum by (model) (${rate('evm_ml_predict_run_seconds_sum')})`, '{{model}}'],
  ],
  [
    'Time to read, validate and plan a model, p99',
    's',
    [quantile(0.99, 'evm_ml_predict_plan_seconds', 'model'), '{{model}}'],
  ],
  [
    'Found in the caches of PREDICT',
    'percentunit',
    [
      `sum by (cache) (rate(evm_ml_predict_cache_requests_total{result="hit"}[1m])) / sum by (cache) (${rate('evm_ml_predict_cache_requests_total')})`,
      '{{cache}}',
    ],
  ],
  ['Size of the caches of PREDICT', 'bytes', ['evm_ml_predict_cache_bytes', '{{cache}}']],
  [
    'Time of an atomic write',
    's',
    [quantile(0.5, 'evm_ml_database_write_seconds'), 'p50'],
    [quantile(0.99, 'evm_ml_database_write_seconds'), 'p99'],
  ],
  [
    'Database, bytes written and values read a second',
    'none',
    [rate('evm_ml_database_written_bytes_total'), 'bytes written'],
    [rate('evm_ml_database_reads_total'), 'values read'],
  ],
  ['Size of the data folder', 'bytes', ['evm_ml_database_size_bytes', 'size']],
  ['Waiting transactions', 'none', ['evm_ml_mempool_transactions', 'waiting']],
  [
    'Requests by method',
    'reqps',
    [`topk(8, sum by (method) (${rate('evm_ml_rpc_request_seconds_count')}))`, '{{method}}'],
  ],
  ['Time to answer, p99', 's', [quantile(0.99, 'evm_ml_rpc_request_seconds', 'method'), '{{method}}']],
  [
    'Errors by method',
    'reqps',
    [`sum by (method, code) (${rate('evm_ml_rpc_errors_total')})`, '{{method}} {{code}}'],
  ],
  ['Subscriptions', 'none', ['evm_ml_subscriptions', 'alive']],
  ['Event loop lag, p99', 's', ['evm_ml_nodejs_eventloop_lag_p99_seconds', 'lag']],
  [
    'Memory',
    'bytes',
    ['evm_ml_process_resident_memory_bytes', 'resident'],
    ['evm_ml_nodejs_heap_size_used_bytes', 'heap'],
  ],
  ['CPU', 'percentunit', [rate('evm_ml_process_cpu_seconds_total'), 'cpu']],
];

/** Of nodes that decide together with others. */
const clusterPanels = [
  [
    'Time from send to final',
    's',
    [quantile(0.5, 'evm_ml_cluster_finality_seconds'), 'p50'],
    [quantile(0.99, 'evm_ml_cluster_finality_seconds'), 'p99'],
  ],
  [
    'Validators, missing signatures, peers',
    'none',
    ['evm_ml_cluster_validators', 'validators'],
    ['evm_ml_cluster_missing_signatures', 'missing signatures'],
    ['evm_ml_cluster_peers', 'peers'],
  ],
  ['Members', 'none', ['evm_ml_cluster_members', 'members']],
  [
    'Signatures that were not in time, by validator',
    'percentunit',
    [
      `sum by (validator) (${rate('evm_ml_cluster_missed_signatures_total')}) / scalar(sum(${rate('evm_ml_cluster_proposed_blocks_total')}))`,
      '{{validator}}',
    ],
  ],
  [
    'Blocks by proposer',
    'ops',
    [`sum by (validator) (${rate('evm_ml_cluster_proposed_blocks_total')})`, '{{validator}}'],
  ],
  [
    'Rounds without a block, refused proposals',
    'ops',
    [rate('evm_ml_cluster_failed_rounds_total'), 'failed rounds'],
    [rate('evm_ml_cluster_refused_proposals_total'), 'refused proposals'],
    ['evm_ml_cluster_round', 'round of the last block'],
  ],
  ['Proofs of misbehaviour', 'none', ['sum by (kind) (evm_ml_cluster_misbehaviour_total)', '{{kind}}']],
  [
    "Engine's height, and whether it is there",
    'none',
    ['evm_ml_cluster_engine_height', 'height'],
    ['evm_ml_cluster_engine_connected', 'connected'],
  ],
];

/** Three in a row, of 8 by 8. */
const placed = (list, top, firstId) =>
  list.map(([title, unit, ...queries], index) => ({
    id: firstId + index,
    type: 'timeseries',
    title,
    datasource: { type: 'prometheus', uid: 'prometheus' },
    gridPos: { x: (index % 3) * 8, y: top + Math.floor(index / 3) * 8, w: 8, h: 8 },
    fieldConfig: { defaults: { unit }, overrides: [] },
    targets: queries.map(([expr, legendFormat], i) => ({ refId: 'ABCD'[i], expr, legendFormat })),
  }));

const bottom = 8 * Math.ceil(panels.length / 3);

const dashboard = {
  uid: 'evm-ml',
  title: 'evm-ml node',
  timezone: 'browser',
  refresh: '5s',
  time: { from: 'now-30m', to: 'now' },
  schemaVersion: 41,
  panels: [
    ...placed(panels, 0, 1),
    {
      id: 100,
      type: 'row',
      title: 'Cluster: nodes that decide together with others',
      collapsed: false,
      gridPos: { x: 0, y: bottom, w: 24, h: 1 },
      panels: [],
    },
    ...placed(clusterPanels, bottom + 1, 101),
  ],
};

writeFileSync(
  new URL('../deploy/grafana/evm-ml.json', import.meta.url),
  `${JSON.stringify(dashboard, null, 2)}\n`,
);
