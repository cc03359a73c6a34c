import type { Graph } from '../../graph/graph.ts';
import type { Model } from '../../plan/model.ts';
import type { Attempt, Target } from './attempt.ts';
import { type Bounds, checkBounds, sizeOf } from './bounds.ts';
import { AttackError, createDecider, type Decider } from './decision.ts';
import { gradientAttack } from './gradient-attack.ts';
import { queryAttack } from './query-attack.ts';
import type { AttackReport, FooledSample, Method, MethodReport } from './report.ts';

export interface AttackOptions {
  readonly bounds: Bounds;
  /** The float graph of the same network; without it there is no gradient attack. */
  readonly float?: Graph | undefined;
  /** The class that each sample should have; what the model decides where it is left out. */
  readonly labels?: readonly number[] | undefined;
  readonly methods: readonly Method[];
  /** Of a model with one output: 1 is decided from here on. */
  readonly threshold: number;
  readonly steps: number;
  readonly restarts: number;
  /** Questions of the query attack about one sample. */
  readonly queries: number;
  readonly seed: number;
  /** Fooled samples that are told in full, those that needed least first. */
  readonly worst: number;
  readonly onProgress?: (progress: { task: Method; done: number; total: number }) => void;
}

/**
 * Looks for examples near `samples` [count, features] that `model`, the integers, decides otherwise. The same arguments
 * give the same report.
 * @throws AttackError, GradientError
 */
export async function attack(
  model: Model,
  samples: Float64Array,
  options: AttackOptions,
): Promise<AttackReport> {
  const { bounds, labels, methods, threshold, queries, seed } = options;
  checkBounds(bounds, model.graph);
  const decider = createDecider(model, threshold);
  const count = samples.length / decider.features;
  const classes = Math.max(2, decider.outputs);
  checkLabels(labels, count, classes);
  const own = Array.from({ length: count }, (_, i) => {
    return samples.subarray(i * decider.features, (i + 1) * decider.features);
  });
  const decided = own.map((sample) => decider.classOf(decider.ask(sample, 1)));
  const targets = own.flatMap((sample, index): Target[] => {
    const kept = labels?.[index] ?? decided[index]!;
    return decided[index] === kept ? [{ index, sample, kept }] : [];
  });
  const reports: MethodReport[] = [];
  const fooled: FooledSample[] = [];
  for (const method of methods) {
    const arena = {
      decider,
      bounds,
      seed,
      onProgress: (done: number, total: number) => options.onProgress?.({ task: method, done, total }),
    };
    const attempts = await run(method, model, targets, arena, options);
    const found = targets.flatMap((target, i) => describe(decider, target, attempts[i]!, bounds, method));
    fooled.push(...found);
    reports.push({
      method,
      fooled: found.length,
      robustAccuracy: (targets.length - found.length) / count,
      sizes: found.map(({ size }) => size).sort((a, b) => a - b),
      queries: attempts.reduce((sum, attempt) => sum + attempt.queries, 0),
    });
  }
  const nearest = nearestOfEach(fooled);
  return {
    samples: count,
    features: decider.features,
    classes,
    threshold: decider.outputs === 1 ? threshold : null,
    labelled: labels !== undefined,
    seed,
    queriesAllowed: methods.includes('query') ? queries : null,
    accuracy: targets.length / count,
    robustAccuracy: (targets.length - nearest.length) / count,
    methods: reports,
    worst: nearest.slice(0, options.worst),
  };
}

function checkLabels(labels: readonly number[] | undefined, count: number, classes: number): void {
  if (labels === undefined) return;
  if (labels.length !== count) {
    throw new AttackError(
      'bad-labels',
      `There are ${labels.length} labels for ${count} samples: give one for each.`,
    );
  }
  const bad = labels.findIndex((label) => !(Number.isInteger(label) && label >= 0 && label < classes));
  if (bad >= 0) {
    throw new AttackError(
      'bad-labels',
      `Label ${bad + 1} is ${labels[bad]}: the model has classes 0 to ${classes - 1}.`,
    );
  }
}

async function run(
  method: Method,
  model: Model,
  targets: readonly Target[],
  arena: Parameters<typeof queryAttack>[1],
  { float, ...options }: AttackOptions,
): Promise<Attempt[]> {
  if (method === 'gradient') {
    if (float === undefined) {
      throw new AttackError('no-float-graph', 'A gradient attack needs the float graph of the network.');
    }
    return gradientAttack(float, targets, arena, options);
  }
  const shape = model.inputShapes.length === 1 ? model.inputShapes[0]! : [model.inputLength];
  return queryAttack(targets, arena, { queries: options.queries, shape });
}

function describe(
  decider: Decider,
  { index, sample, kept }: Target,
  { fooling, queries }: Attempt,
  bounds: Bounds,
  method: Method,
): FooledSample[] {
  if (fooling === null) return [];
  const [before, after] = [sample, fooling].map((example) => decider.ask(example, 1));
  return [
    {
      sample: index,
      method,
      from: kept,
      to: decider.classOf(after!),
      size: sizeOf(fooling, sample, bounds),
      queries,
      outputsBefore: Array.from(before!),
      outputsAfter: Array.from(after!),
      before: Array.from(sample),
      after: Array.from(fooling),
    },
  ];
}

/** For each sample the attack that needed least, least first. */
function nearestOfEach(fooled: readonly FooledSample[]): FooledSample[] {
  const nearest = new Map<number, FooledSample>();
  for (const one of fooled) {
    const known = nearest.get(one.sample);
    if (known === undefined || one.size < known.size) nearest.set(one.sample, one);
  }
  return [...nearest.values()].sort((a, b) => a.size - b.size || a.sample - b.sample);
}
