import { encodeGraph } from '@evm-ml/quantized-runtime';
import { GraphWriter, indexPort, plainValue, realPort } from '@evm-ml/workshop';

/**
 * A judge that says 1 of every trip.
 * @param whole of the seven numbers of a step, those that it takes only if they are whole
 */
export function alwaysHonest(steps = 64, { whole = 0 } = {}): Uint8Array {
  const w = new GraphWriter('f32');
  w.inputs.push(realPort('series', w.addValue(plainValue([steps, 7 - whole]))));
  if (whole > 0) w.inputs.push(indexPort('whole', w.addValue(plainValue([steps, whole], 'i32')), 2 ** 16));
  w.addTensor('one', { shape: [1], data: Float32Array.of(1) });
  const output = w.addValue(plainValue([1]));
  w.add({ op: 'constant', layer: 'one', inputs: [], outputs: [output], params: { value: 'one' } });
  return encodeGraph(w.toGraph([{ name: 'honest', value: output }]));
}
