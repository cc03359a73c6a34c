import { mapBehindSlice } from './behind-slice.ts';
import { Draft, type Pass } from './draft.ts';

/**
 * Moves an affine map that an input enters (Normalization, Rescaling) into the input's own scale and offset:
 * x * k + b = (x - offset) / scale with scale = 1 / k and offset = -b / k. Slices that read the input besides get the
 * map back behind them. Integer profiles only, where the scale of the value itself is multiplied in later.
 */
export const absorbInputAffine: Pass = (network) => {
  const draft = new Draft(network);
  for (const index of draft.inputs.keys()) {
    let isAbsorbed = true;
    while (isAbsorbed) isAbsorbed = absorbNext(draft, index);
  }
  return draft.finish();
};

/** Takes in the affine map that input `portIndex` enters; false if it enters none that can be. */
function absorbNext(draft: Draft, portIndex: number): boolean {
  const port = draft.inputs[portIndex]!;
  const readers = draft.consumers(port.value);
  const slices = readers.filter((reader) => draft.nodes[reader]!.op === 'slice');
  const [index, ...others] = readers.filter((reader) => !slices.includes(reader));
  const node = index === undefined ? undefined : draft.nodes[index];
  if (port.kind !== 'real' || node?.op !== 'affine' || others.length > 0 || draft.isOutput(port.value))
    return false;
  const { shape } = draft.values[port.value]!;
  const output = draft.values[node.outputs[0]!]!;
  if (node.min !== null || node.max !== null || output.shape.length !== shape.length) return false;
  const kernel = draft.tensorNamed(node.params.kernel).data;
  const bias = node.params.bias === undefined ? undefined : draft.tensorNamed(node.params.bias).data;
  const last = shape.at(-1) ?? 1;
  const length = Math.max(kernel.length, bias?.length ?? 1, port.scale.length);
  const perFeature = (data: ArrayLike<number>): boolean => data.length === 1 || data.length === last;
  if (!perFeature(kernel) || !(bias === undefined || perFeature(bias)) || kernel.some((k) => !(k > 0))) {
    return false;
  }
  const at = (data: ArrayLike<number>, i: number): number => data[data.length === 1 ? 0 : i]!;
  const scale = Array.from({ length }, (_, i) => at(port.scale, i) / at(kernel, i));
  const offset = Array.from({ length }, (_, i) => at(port.offset, i) - (bias ? at(bias, i) : 0) * scale[i]!);
  draft.inputs[portIndex] = { ...port, scale, offset };
  draft.redirect(node.outputs[0]!, port.value);
  draft.nodes[index!] = undefined;
  const back = {
    kernel: Array.from({ length }, (_, i) => 1 / at(kernel, i)),
    bias: Array.from({ length }, (_, i) => (bias ? -at(bias, i) : 0) / at(kernel, i)),
  };
  for (const slice of slices.toReversed()) mapBehindSlice(draft, slice, back);
  return true;
}
