import type { NormalizeNode } from '../../../graph/graph.ts';
import { LEAST_FACTOR, roundHalfUp } from '../math/multiplier.ts';
import type { LoweringContext } from './context.ts';
import { emitWide } from './emit-wide.ts';

/** The unit of a normalized value before gamma. */
const UNIT = 1 / 32768;
const EPSILON_LIMIT = 2 ** 24;

/** Layer, RMS and unit normalization: gamma to int16, beta to int32, epsilon as e * 2^-t of the input's steps. */
export function lowerNormalize(context: LoweringContext, node: NormalizeNode): void {
  const x = context.scheme(node.inputs[0]!);
  const y = context.scheme(node.outputs[0]!);
  const size = context.graph.values[node.inputs[0]!]!.shape.at(-1)!;
  const read = (name: string | undefined, missing: number): Float64Array =>
    Float64Array.from({ length: size }, (_, c) =>
      name === undefined ? missing : context.real(name).data[c]!,
    );
  const [gamma, beta] = [read(node.params.gamma, 1), read(node.params.beta, 0)];
  const largest = (data: Float64Array): number => data.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  const scale = Math.max(
    largest(gamma) / 32767,
    largest(beta) / (UNIT * 2 ** 30),
    (1.0001 * LEAST_FACTOR * y.scale) / UNIT,
  );
  const inputs = [context.input(node.inputs[0]!)];
  emitWide(context, node, scale * UNIT, (target, { params, ...clamp }, bounds) => {
    const name = `normalize${target}`;
    const own = {
      gamma: context.tensor(
        node.params.gamma ?? `${name}.gamma`,
        [size],
        Int16Array.from(gamma, (g) => roundHalfUp(g / scale)),
      ),
      beta: context.tensor(
        node.params.beta ?? `${name}.beta`,
        [size],
        Int32Array.from(beta, (b) => roundHalfUp(b / (scale * UNIT))),
      ),
      ...(node.fn === 'unit'
        ? {}
        : { epsilon: lowerEpsilon(context, name, node.epsilon / (x.scale * x.scale)) }),
    };
    context.emit({ ...node, inputs, outputs: [target], ...clamp, params: { ...own, ...params } }, bounds);
  });
}

/** [e, t] with e * 2^-t nearest to `epsilon`, -16 <= t <= 31. */
function lowerEpsilon(context: LoweringContext, name: string, epsilon: number): string {
  let [e, t] = [epsilon / 65536, -16];
  for (; t < 31 && e * 2 < EPSILON_LIMIT; t++) e *= 2;
  return context.derived(`${name}.epsilon`, [2], Int32Array.of(Math.min(roundHalfUp(e), 2 ** 31 - 1), t));
}
