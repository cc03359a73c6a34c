import { powerOfTwo } from '../../../numerics/power-of-two.ts';
import type { Network } from '../../origin/network.ts';
import { mapBehindSlice } from './behind-slice.ts';
import { Draft } from './draft.ts';

/** Features whose largest magnitudes differ by less than this share one scale. */
const TOLERATED = 8;

/**
 * Gives each feature of a table-like input (rank 1, read by dense layers and slices alone) a scale of its own, and the layers'
 * kernel rows the inverse, as what follows the slices: features of very different ranges then cost no precision. Factors are powers of two, so
 * nothing is rounded. `samples` are in the units behind the ports; hands back the network and the samples as its
 * ports see them.
 */
export function balanceInputs(
  network: Network,
  samples: readonly Float32Array[],
): { network: Network; samples: Float32Array[] } {
  const draft = new Draft(network);
  const balanced = samples.map((data, index) => {
    const factors = featureFactors(draft, index, data);
    if (!factors) return data;
    const port = draft.inputs[index]!;
    const at = (list: readonly number[], i: number): number => list[list.length === 1 ? 0 : i]!;
    draft.inputs[index] = {
      ...port,
      scale: factors.map((factor, i) => at(port.scale, i) * factor),
      offset: factors.map((_, i) => at(port.offset, i)),
    };
    for (const reader of draft.consumers(port.value).toReversed()) {
      if (draft.nodes[reader]!.op === 'slice') mapBehindSlice(draft, reader, { kernel: factors, bias: [0] });
      else scaleRows(draft, reader, factors);
    }
    return data.map((x, i) => x / factors[i % factors.length]!);
  });
  return { network: draft.finish(), samples: balanced };
}

/** One power of two for each feature, near its largest magnitude; undefined where nothing is to be gained. */
function featureFactors(draft: Draft, index: number, data: Float32Array): number[] | undefined {
  const port = draft.inputs[index]!;
  const { shape } = draft.values[port.value]!;
  if (port.kind !== 'real' || shape.length !== 1 || draft.isOutput(port.value)) return undefined;
  const readers = draft.consumers(port.value).map((reader) => draft.nodes[reader]!);
  const apt = readers.every(
    (node) => node.op === 'slice' || (node.op === 'dense' && draft.readersOf(node.params.kernel) === 1),
  );
  if (!apt || readers.length === 0) return undefined;
  const largest = new Float64Array(shape[0]!);
  for (const [i, x] of data.entries()) {
    const feature = i % largest.length;
    largest[feature] = Math.max(largest[feature]!, Math.abs(x));
  }
  const present = largest.filter((x) => x > 0);
  if (present.length === 0 || Math.max(...present) < TOLERATED * Math.min(...present)) return undefined;
  return Array.from(largest, (x) => (x > 0 ? nearestPowerOfTwo(x) : 1));
}

function nearestPowerOfTwo(x: number): number {
  let exponent = 0;
  for (let left = x; left > 1.5; left /= 2) exponent++;
  for (let left = x; left <= 0.75; left *= 2) exponent--;
  return powerOfTwo(exponent);
}

function scaleRows(draft: Draft, index: number, factors: readonly number[]): void {
  const node = draft.nodes[index]!;
  if (node.op !== 'dense') throw new Error('only dense layers have rows to scale');
  const name = node.params.kernel;
  const { shape, data } = draft.tensorNamed(name);
  const columns = shape.at(-1)!;
  const scaled = data.map((w, i) => w * factors[Math.floor(i / columns)]!);
  draft.tensors.set(name, { shape, data: Float32Array.from(scaled) });
  const rows = factors.map((factor) => 1 / factor);
  draft.rewriteVariables(name, ({ from }) => ({ ...from, rows }));
}
