import type { Graph } from '../../graph/graph.ts';
import { evaluate } from '../float/evaluate.ts';
import { pullBack } from '../float/pull-back.ts';
import { createUniform } from '../quantize/math/random.ts';
import type { Arena, Attempt, Target } from './attempt.ts';
import { confine } from './bounds.ts';
import { strongestOther } from './decision.ts';
import { logitsOf } from './logits.ts';
import { shrink } from './shrink.ts';

export interface GradientOptions {
  /** Steps of one start. */
  readonly steps: number;
  /** Times that it begins again at a random place within the bounds. */
  readonly restarts: number;
}

/** Samples that are differentiated at once. */
const BATCH = 64;
/** All steps together reach so many times from a sample to its bound (A. Madry et al., 2018). */
const REACH = 2.5;
const HALVINGS = 30;

/**
 * Projected gradient descent on the float graph (A. Madry et al., Towards deep learning models resistant to adversarial
 * attacks, 2018): each step moves every feature by a share of its own bound, to where the kept class loses its lead.
 * Whether a step has fooled anybody is asked of the integers; what did is then brought as near to its sample as they
 * allow.
 */
export async function gradientAttack(
  float: Graph,
  targets: readonly Target[],
  arena: Arena,
  { steps, restarts }: GradientOptions,
): Promise<Attempt[]> {
  const graph = logitsOf(float);
  const attempts: Attempt[] = [];
  for (let start = 0; start < targets.length; start += BATCH) {
    const batch = targets.slice(start, start + BATCH);
    let open = batch.map((target) => ({ target, fooling: null as Float64Array | null, queries: 0 }));
    const all = open;
    for (let round = 0; round <= restarts && open.length > 0; round++) {
      const places = open.map(({ target }) => startOf(target, arena, round));
      for (let step = 0; step < steps && open.length > 0; step++) {
        const slopes = await slopesOf(
          graph,
          places,
          open.map(({ target }) => target),
        );
        open.forEach((attempt, i) => {
          const { target } = attempt;
          const next = places[i]!.map((number, at) => {
            return number - ((REACH * arena.bounds.change[at]!) / steps) * Math.sign(slopes[i]![at]!);
          });
          places[i] = confine(next, target.sample, arena.bounds);
          attempt.queries++;
          const decided = arena.decider.classOf(arena.decider.ask(places[i]!, 1));
          if (decided !== target.kept) attempt.fooling = places[i]!;
        });
        for (let i = open.length - 1; i >= 0; i--) if (open[i]!.fooling !== null) places.splice(i, 1);
        open = open.filter(({ fooling }) => fooling === null);
      }
    }
    for (const { target, fooling, queries } of all) {
      attempts.push(
        fooling === null
          ? { fooling, queries }
          : {
              fooling: shrink(arena.decider, target.sample, fooling, target.kept, HALVINGS),
              queries: queries + HALVINGS,
            },
      );
    }
    arena.onProgress?.(attempts.length, targets.length);
  }
  return attempts;
}

/** The sample itself, then random places within its bounds. */
function startOf({ sample, index }: Target, { bounds, seed }: Arena, round: number): Float64Array {
  if (round === 0) return sample;
  const uniform = createUniform(seed + 7919 * index + 104729 * round);
  const place = sample.map((own, at) => own + (2 * uniform() - 1) * bounds.change[at]!);
  return confine(place, sample, bounds);
}

/** How the lead of each kept class grows with each feature. */
async function slopesOf(
  graph: Graph,
  places: readonly Float64Array[],
  targets: readonly Target[],
): Promise<Float32Array[]> {
  const count = places.length;
  const lengths = graph.inputs.map(({ value }) => {
    return graph.values[value]!.shape.reduce((product, length) => product * length, 1);
  });
  let from = 0;
  const inputs = lengths.map((length) => {
    const part = new Float32Array(count * length);
    places.forEach((place, i) => {
      part.set(place.subarray(from, from + length), i * length);
    });
    from += length;
    return part;
  });
  const outputs = [...(await evaluate(graph, inputs, count)).values()][0]!;
  const gradients = await pullBack(graph, inputs, count, leadWeights(outputs, targets));
  return places.map((_, i) => {
    const slope = new Float32Array(from);
    let at = 0;
    gradients.forEach((gradient, port) => {
      const length = lengths[port]!;
      slope.set(gradient.subarray(i * length, (i + 1) * length), at);
      at += length;
    });
    return slope;
  });
}

/** The lead as a weighted sum of outputs. */
function leadWeights(outputs: Float32Array, targets: readonly Target[]): Float32Array {
  const length = outputs.length / targets.length;
  const weights = new Float32Array(outputs.length);
  targets.forEach(({ kept }, i) => {
    if (length === 1) {
      weights[i] = kept === 1 ? 1 : -1;
      return;
    }
    const own = outputs.subarray(i * length, (i + 1) * length);
    weights[i * length + kept] = 1;
    weights[i * length + strongestOther(own, kept).index] = -1;
  });
  return weights;
}
