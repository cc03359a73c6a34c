import { roundHalfUp } from '../math/multiplier.ts';
import { type Curvature, type CurvaturePart, ROWS } from './curvature.ts';

/** Largest magnitude of a weight (N1). */
const LIMIT = 127;
const SWEEPS = 24;
/** The finest scale tried is this share of the one that reaches the largest weight. */
const NARROWEST = 0.72;
/** How far from its exact place a weight may be put, in steps. */
const REACH = 1;

/** One output channel's weights as real numbers, and the finest scale that they may take. */
export interface Channel {
  readonly weights: Float64Array;
  readonly least: number;
}

/** One output channel's weights as integers times a scale. */
export interface Rounded {
  readonly weights: Int8Array;
  readonly scale: number;
}

/** The best found so far for one channel. */
interface Search {
  readonly channel: Channel;
  /** The scale that reaches the largest weight. */
  readonly widest: number;
  best: Rounded;
  fewest: number;
}

/**
 * Rounds channels that share their inputs: for each of `candidates` scales from the largest weight's down, the best
 * integers found and then the scale that fits them best; the pair of least error wins.
 *
 * Without a curvature every weight goes to the nearest integer. With one, each goes up or down so that the squared
 * error of the channel's output over the samples is least: coordinate descent on the quadratic form that learned
 * rounding (AdaRound) minimizes, in basic operations and a fixed order, hence reproducible.
 */
export function roundChannels(
  channels: readonly Channel[],
  curvature: Curvature | undefined,
  candidates: number,
): Rounded[] {
  const searches = channels.map(startSearch);
  for (let start = 0; start < searches.length; start += ROWS) {
    const group = searches.slice(start, start + ROWS).filter(({ fewest }) => fewest > 0);
    if (group.length === 0) continue;
    if (curvature) searchLearned(group, curvature, candidates);
    else for (const search of group) searchNearest(search, candidates);
  }
  return searches.map(({ best }) => best);
}

function startSearch(channel: Channel): Search {
  let largest = 0;
  for (const w of channel.weights) largest = Math.max(largest, Math.abs(w));
  const widest = Math.max(largest / LIMIT, channel.least);
  const best = { weights: new Int8Array(channel.weights.length), scale: widest };
  return { channel, widest, best, fewest: largest === 0 ? 0 : Number.POSITIVE_INFINITY };
}

/** The scale of a candidate; undefined where it is finer than the channel may take. */
function candidateScale({ channel, widest }: Search, candidate: number, candidates: number) {
  const scale = widest * (1 - ((1 - NARROWEST) * candidate) / candidates);
  return scale < channel.least ? undefined : scale;
}

function searchNearest(search: Search, candidates: number): void {
  const { weights, least } = search.channel;
  for (let candidate = 0; candidate < candidates; candidate++) {
    const scale = candidateScale(search, candidate, candidates);
    if (scale === undefined) break;
    const rounded = Int8Array.from(weights, (w) => toWeight(w / scale));
    let [product, norm] = [0, 0];
    for (let i = 0; i < weights.length; i++) {
      product += rounded[i]! * weights[i]!;
      norm += rounded[i]! * rounded[i]!;
    }
    const fitted = Math.max(norm > 0 ? product / norm : scale, least);
    let error = 0;
    for (let i = 0; i < weights.length; i++) {
      const left = weights[i]! - fitted * rounded[i]!;
      error += left * left;
    }
    keepBetter(search, rounded, fitted, error);
  }
}

function keepBetter(search: Search, weights: Int8Array, scale: number, error: number): void {
  if (!(error < search.fewest)) return;
  search.best = { weights, scale };
  search.fewest = error;
}

/** Up to `ROWS` channels at once, so that products with the curvature are products of matrices. */
function searchLearned(group: readonly Search[], curvature: Curvature, candidates: number): void {
  const { size } = curvature;
  const exact = group.map(({ channel, widest }) => channel.weights.map((w) => w / widest));
  const pulls = multiply(curvature, exact);
  for (let candidate = 0; candidate < candidates; candidate++) {
    const scales = group.map((search) => candidateScale(search, candidate, candidates));
    if (scales.every((scale) => scale === undefined)) break;
    const rounded: Int8Array[] = [];
    const errors = group.map(({ channel }, row) => {
      const scale = scales[row];
      rounded[row] = new Int8Array(size);
      if (scale === undefined) return new Float64Array(size);
      return channel.weights.map((w, i) => {
        const q = toWeight(w / scale);
        rounded[row]![i] = q;
        return w / scale - q;
      });
    });
    const gradients = multiply(curvature, errors);
    for (const [row, search] of group.entries()) {
      const scale = scales[row];
      if (scale === undefined) continue;
      const [q, error, gradient] = [rounded[row]!, errors[row]!, gradients[row]!];
      for (const part of curvature.parts) descend(part, q, error, gradient);
      fitScale(search, scale, q, error, gradient, pulls[row]!);
    }
  }
}

/** Each of up to `ROWS` rows times the curvature. */
function multiply(curvature: Curvature, rows: readonly Float64Array[]): Float64Array[] {
  const results = rows.map(() => new Float64Array(curvature.size));
  for (const { start, size, times } of curvature.parts) {
    const x = new Float32Array(ROWS * size);
    for (const [r, row] of rows.entries()) x.set(row.subarray(start, start + size), r * size);
    const y = times(x);
    for (const [r, result] of results.entries()) {
      result.set(y.subarray(r * size, (r + 1) * size), start);
    }
  }
  return results;
}

/** Moves weights by one step while that lessens `error · matrix · error`; keeps `gradient = matrix · error`. */
function descend(
  { start, size, matrix }: CurvaturePart,
  q: Int8Array,
  error: Float64Array,
  gradient: Float64Array,
): void {
  const pull = gradient.subarray(start, start + size);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let moved = false;
    for (let i = 0; i < size; i++) {
      const slope = pull[i]!;
      const step = slope > 0 ? 1 : -1;
      const own = matrix[i * size + i]!;
      if (2 * step * slope - own <= 1e-12 * own) continue;
      const next = q[start + i]! + step;
      const left = error[start + i]! - step;
      if (Math.abs(next) > LIMIT || Math.abs(left) >= REACH) continue;
      q[start + i] = next;
      error[start + i] = left;
      moved = true;
      for (let j = 0, at = i * size; j < size; j++, at++) pull[j]! -= step * matrix[at]!;
    }
    if (!moved) break;
  }
}

/**
 * Weighs the integers `q` at the scale of least error. In units of `scale`: e = w - q, with H e = `gradient`;
 * the fitted scale is t = (q H w) / (q H q), and its error (e + (1 - t) q) H (e + (1 - t) q).
 */
function fitScale(
  search: Search,
  scale: number,
  q: Int8Array,
  error: Float64Array,
  gradient: Float64Array,
  pulls: Float64Array,
): void {
  const unit = search.widest / scale;
  let [product, norm, cross, left] = [0, 0, 0, 0];
  for (let i = 0; i < q.length; i++) {
    const pull = pulls[i]! * unit;
    product += q[i]! * pull;
    norm += q[i]! * (pull - gradient[i]!);
    cross += q[i]! * gradient[i]!;
    left += error[i]! * gradient[i]!;
  }
  const fitted = Math.max(norm > 0 && product > 0 ? product / norm : 1, search.channel.least / scale);
  const rest = 1 - fitted;
  const total = left + 2 * rest * cross + rest * rest * norm;
  keepBetter(search, q, fitted * scale, total * scale * scale);
}

function toWeight(x: number): number {
  return Math.min(Math.max(roundHalfUp(x), -LIMIT), LIMIT);
}
