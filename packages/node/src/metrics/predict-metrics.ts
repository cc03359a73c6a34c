import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { PredictResources } from '../chain/predict-watch.ts';
import { createLabelLimit } from './label-limit.ts';

/** Models with a label of their own. */
const maxModels = 100;

/** How long networks and models take, by model, and what the caches save. */
export function watchPredict(register: Registry, { models, results, monitor }: PredictResources): void {
  const registers = [register];
  const labelOf = createLabelLimit(maxModels);
  const runSeconds = new Histogram({
    name: 'evm_ml_predict_run_seconds',
    help: 'Time to run a network for one call of PREDICT, in transactions and in calls; nothing for known answers.',
    labelNames: ['model'],
    buckets: [0.00001, 0.0001, 0.001, 0.01, 0.1, 1, 10],
    registers,
  });
  const planSeconds = new Histogram({
    name: 'evm_ml_predict_plan_seconds',
    help: 'Time to read a model from the chain, validate and plan it.',
    labelNames: ['model'],
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2],
    registers,
  });
  const requests = new Counter({
    name: 'evm_ml_predict_cache_requests_total',
    help: 'Plans and answers that were looked up, by whether they were there.',
    labelNames: ['cache', 'result'],
    registers,
  });
  new Gauge({
    name: 'evm_ml_predict_cache_bytes',
    help: 'Bytes that the caches of plans and answers hold.',
    labelNames: ['cache'],
    registers,
    collect() {
      this.set({ cache: 'plans' }, models.bytes);
      this.set({ cache: 'answers' }, results.bytes);
    },
  });
  new Gauge({
    name: 'evm_ml_predict_cache_entries',
    help: 'Plans and answers that the caches hold.',
    labelNames: ['cache'],
    registers,
    collect() {
      this.set({ cache: 'plans' }, models.size);
      this.set({ cache: 'answers' }, results.size);
    },
  });

  // A rate needs a first sample: a cache that never missed is not one without requests.
  for (const cache of ['plans', 'answers']) {
    for (const result of ['hit', 'miss']) requests.inc({ cache, result }, 0);
  }
  monitor.watchers.add({
    lookedUp: (cache, hit) => requests.inc({ cache, result: hit ? 'hit' : 'miss' }),
    planned: (modelId, seconds) => planSeconds.observe({ model: labelOf(modelId) }, seconds),
    ran: (modelId, seconds) => runSeconds.observe({ model: labelOf(modelId) }, seconds),
  });
}
