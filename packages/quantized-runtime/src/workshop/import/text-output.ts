import { ImportError } from '../../errors.ts';
import { encodePieces, type TextOutput } from '../build/pieces.ts';
import type { GraphBuilder } from './build/graph-builder.ts';
import { reshape } from './build/moving-ops.ts';

/**
 * The text of an output [steps, classes] or [classes]: at each step the piece of the largest class. Throws ImportError
 * `wrong-shape`, `broken-config`.
 */
export function toText(g: GraphBuilder, output: number, { pieces, fn = 'joined', stop }: TextOutput): number {
  const shape = g.shape(output);
  if (shape.length < 1 || shape.length > 2 || shape.at(-1) !== pieces.length) {
    throw new ImportError(
      'wrong-shape',
      `The network gives [${shape}], and a text of ${pieces.length} pieces comes of [${pieces.length}] or [steps, ${pieces.length}]: the vocabulary has a piece for each class.`,
    );
  }
  const at = stop === undefined ? pieces.length : pieces.indexOf(stop);
  if (at < 0) {
    throw new ImportError('broken-config', `The vocabulary has no piece "${stop}" for texts to stop at.`);
  }
  const encoded = encodePieces({ pieces, fn });
  if (encoded === null) throw new ImportError('broken-config', 'The vocabulary has empty pieces alone.');
  const steps = shape.slice(0, -1);
  const tokens = g.value(steps, 'i32');
  g.add({ op: 'argmax', layer: g.layer, inputs: [beforeSoftmax(g, output)], outputs: [tokens] });
  const row = reshape(g, tokens, [steps[0] ?? 1]);
  const text = g.value([encoded.textBytes(steps[0] ?? 1)], 'u8');
  const tensor = (role: 'pieces' | 'ends') =>
    g.tensor(`${g.layer}/${role}`, encoded[role].shape, encoded[role].data);
  return g.add({
    ...{ op: 'detokenize', layer: g.layer, inputs: [row], outputs: [text], fn, stop: at },
    params: { pieces: tensor('pieces'), ends: tensor('ends') },
  });
}

/** A softmax keeps the order of its numbers, and in integers it makes equal ones of some that are not. */
function beforeSoftmax(g: GraphBuilder, value: number): number {
  const producer = g.producer(value);
  return producer?.op === 'softmax' && producer.inputs.length === 1 ? producer.inputs[0]! : value;
}
