import type { AffineNode, Tensor } from '../../../graph/graph.ts';
import { isLinear, kernelLayout, type LinearNode } from '../linear.ts';
import { Draft, type Pass } from './draft.ts';

/**
 * Folds affine maps (batch normalization and its kin) into the linear operator before or after them. The Keras
 * variables that fed the affine map become those of the identity, so that the stored network stays equivalent;
 * an affine map that no Keras variable can undo stays where it is.
 */
export const foldAffine: Pass = (network) => {
  const draft = new Draft(network);
  for (const index of draft.nodes.keys()) {
    const node = draft.nodes[index];
    if (node?.op === 'affine' && isUndoable(draft, node)) {
      if (!foldIntoProducer(draft, index, node)) foldIntoConsumer(draft, index, node);
    }
  }
  return draft.finish();
};

/** `values[channel]` of a tensor that holds one number, or one for each channel. */
function perChannel(tensor: Tensor | undefined, channels: number, missing: number): Float64Array | undefined {
  const result = new Float64Array(channels).fill(missing);
  if (!tensor) return result;
  if (tensor.data.length === 1) return result.fill(tensor.data[0]!);
  return tensor.data.length === channels && (tensor.shape.at(-1) ?? 1) === channels
    ? result.map((_, channel) => tensor.data[channel]!)
    : undefined;
}

/** True if both parameters belong to this node alone and Keras has variables for them. */
function isUndoable(draft: Draft, node: AffineNode): boolean {
  const { kernel, bias } = node.params;
  const fed = (name: string): boolean =>
    draft.variables.some(({ from }) => 'param' in from && from.param === name && !from.perm && !from.slice);
  const lone = (name: string): boolean => draft.readersOf(name) === 1;
  return fed(kernel) && lone(kernel) && (bias === undefined || (fed(bias) && lone(bias)));
}

/** affine(linear(x)): y = (W x + b) k + a. */
function foldIntoProducer(draft: Draft, index: number, node: AffineNode): boolean {
  const input = node.inputs[0]!;
  const producerIndex = draft.producer(input);
  const producer = producerIndex === undefined ? undefined : draft.nodes[producerIndex];
  if (producerIndex === undefined || !isLinear(producer) || !draft.isPrivate(input)) return false;
  if (producer.min !== null || producer.max !== null || isShared(draft, producer)) return false;
  const kernel = draft.tensorNamed(producer.params.kernel);
  const layout = kernelLayout(producer, kernel.shape);
  const scale = perChannel(draft.tensorNamed(node.params.kernel), layout.outputs, 1);
  const shift = perChannel(biasOf(draft, node), layout.outputs, 0);
  if (!scale || !shift) return false;
  const bias = perChannel(biasOf(draft, producer), layout.outputs, 0)!;
  replaceKernel(draft, producer, (w, element) => w * scale[layout.outputOf(element)]!);
  const folded = bias.map((b, channel) => b * scale[channel]! + shift[channel]!);
  const name = setBias(draft, producerIndex, folded);
  const hadBias = producer.params.bias !== undefined;
  draft.rewriteVariables(node.params.kernel, () => ({ fill: 1 }));
  if (node.params.bias !== undefined) {
    draft.rewriteVariables(node.params.bias, () => (hadBias ? { fill: 0 } : { param: name }));
  }
  const current = draft.nodes[producerIndex]!;
  draft.nodes[producerIndex] = { ...(current as LinearNode), min: node.min, max: node.max };
  draft.redirect(node.outputs[0]!, input);
  draft.nodes[index] = undefined;
  return true;
}

/** linear(affine(x)): y = W (x k + a) + b, for one linear reader without padding (or a = 0). */
function foldIntoConsumer(draft: Draft, index: number, node: AffineNode): boolean {
  const output = node.outputs[0]!;
  const readerIndex = draft.consumers(output)[0];
  const reader = readerIndex === undefined ? undefined : draft.nodes[readerIndex];
  if (readerIndex === undefined || !isLinear(reader) || !draft.isPrivate(output)) return false;
  if (node.min !== null || node.max !== null || isShared(draft, reader)) return false;
  const kernel = draft.tensorNamed(reader.params.kernel);
  const layout = kernelLayout(reader, kernel.shape);
  const scale = perChannel(draft.tensorNamed(node.params.kernel), layout.inputs, 1);
  const shift = perChannel(biasOf(draft, node), layout.inputs, 0);
  if (!scale || !shift) return false;
  const shifts = shift.some((a) => a !== 0);
  const padded = reader.op !== 'dense' && reader.padding.some((ends) => ends.some((cells) => cells !== 0));
  if (shifts && (padded || reader.op === 'convTranspose' || reader.params.bias === undefined)) return false;
  const bias = perChannel(biasOf(draft, reader), layout.outputs, 0)!;
  for (const [element, w] of kernel.data.entries()) {
    bias[layout.outputOf(element)]! += w * shift[layout.inputOf(element)]!;
  }
  replaceKernel(draft, reader, (w, element) => w * scale[layout.inputOf(element)]!);
  if (shifts) setBias(draft, readerIndex, bias);
  draft.rewriteVariables(node.params.kernel, () => ({ fill: 1 }));
  if (node.params.bias !== undefined) draft.rewriteVariables(node.params.bias, () => ({ fill: 0 }));
  draft.redirect(output, node.inputs[0]!);
  draft.nodes[index] = undefined;
  return true;
}

/** A layer that is called twice shares its kernel: changing it for one call would change the other. */
function isShared(draft: Draft, node: LinearNode): boolean {
  const { kernel, bias } = node.params;
  return draft.readersOf(kernel) > 1 || (bias !== undefined && draft.readersOf(bias) > 1);
}

function biasOf(draft: Draft, node: LinearNode | AffineNode): Tensor | undefined {
  return node.params.bias === undefined ? undefined : draft.tensorNamed(node.params.bias);
}

function replaceKernel(draft: Draft, node: LinearNode, change: (w: number, element: number) => number): void {
  const { shape, data } = draft.tensorNamed(node.params.kernel);
  draft.tensors.set(node.params.kernel, { shape, data: Float32Array.from(data, change) });
}

/** Writes the bias of node `index`, making the tensor if there is none; returns its name. */
function setBias(draft: Draft, index: number, bias: Float64Array): string {
  const node = draft.nodes[index]!;
  if (!isLinear(node)) throw new Error('only linear operators have a bias to fold into');
  const tensor: Tensor = { shape: [bias.length], data: Float32Array.from(bias) };
  if (node.params.bias !== undefined) {
    draft.tensors.set(node.params.bias, tensor);
    return node.params.bias;
  }
  const name = draft.addTensor(`${node.params.kernel}.bias`, tensor);
  draft.nodes[index] = withBias(node, name);
  return name;
}

function withBias(node: LinearNode, bias: string): LinearNode {
  return { ...node, params: { ...node.params, bias } } as LinearNode;
}
