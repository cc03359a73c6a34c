import { elementCount } from '../../../graph/element-types.ts';
import type { ConvNode, DepthwiseNode, Shape, TensorData } from '../../../graph/graph.ts';

/** Rows of numbers that a kernel is multiplied by, one after another, for one group of channels. */
export type PatchVisitor = (group: number, patch: Float32Array) => void;

/**
 * Visits every `stride`-th window of one example x [...S, C] of a conv or depthwise node: for each group the
 * patch [...k, C / groups] in the kernel's row order. Padding cells are 0.
 */
export function forEachPatch(
  node: ConvNode | DepthwiseNode,
  kernelShape: Shape,
  x: TensorData,
  xShape: Shape,
  yShape: Shape,
  stride: number,
  visit: PatchVisitor,
): void {
  const rank = node.strides.length;
  const channels = xShape.at(-1)!;
  const groups = node.op === 'conv' ? node.groups : channels;
  const perGroup = channels / groups;
  const size = kernelShape.slice(0, rank);
  const window = elementCount(size);
  const patch = new Float32Array(window * perGroup);
  const positions = elementCount(yShape.slice(0, rank));
  const offsets = new Int32Array(window);
  for (let position = 0; position < positions; position += stride) {
    windowOffsets(node, size, xShape, yShape, position, offsets);
    for (let group = 0; group < groups; group++) {
      for (let cell = 0; cell < window; cell++) {
        const from = offsets[cell]! < 0 ? -1 : offsets[cell]! * channels + group * perGroup;
        for (let c = 0; c < perGroup; c++) patch[cell * perGroup + c] = from < 0 ? 0 : x[from + c]!;
      }
      visit(group, patch);
    }
  }
}

/** The cell of x under each cell of the window at output `position`; -1 in the padding. */
function windowOffsets(
  node: ConvNode | DepthwiseNode,
  size: Shape,
  xShape: Shape,
  yShape: Shape,
  position: number,
  offsets: Int32Array,
): void {
  const rank = size.length;
  for (let cell = 0; cell < offsets.length; cell++) {
    let [restCell, restPosition, offset, scale, inside] = [cell, position, 0, 1, true];
    for (let axis = rank - 1; axis >= 0; axis--) {
      const k = restCell % size[axis]!;
      const y = restPosition % yShape[axis]!;
      restCell = Math.floor(restCell / size[axis]!);
      restPosition = Math.floor(restPosition / yShape[axis]!);
      const at = y * node.strides[axis]! + k * node.dilations[axis]! - node.padding[axis]![0];
      if (at < 0 || at >= xShape[axis]!) inside = false;
      offset += at * scale;
      scale *= xShape[axis]!;
    }
    offsets[cell] = inside ? offset : -1;
  }
}
