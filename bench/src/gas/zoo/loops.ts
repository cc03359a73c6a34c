import type { Op, Shape } from '@evm-ml/quantized-runtime';
import { GraphWriter, indexPort, plainValue, realPort } from '@evm-ml/quantized-runtime/workshop';
import type { Specimen } from './specimen.ts';

/** `places` rows of `length`, of `width` numbers each. */
export function take(length: number, width: number, places: number): Specimen {
  const graph = new GraphWriter('f32');
  const rows = graph.addValue(plainValue([length, width]));
  const at = graph.addValue(plainValue([places], 'i32'));
  const taken = graph.addValue(plainValue([places, width]));
  graph.inputs.push(realPort('rows', rows), indexPort('places', at, length));
  const name = `take ${places} of ${length}x${width}`;
  graph.add({ op: 'take', layer: name, inputs: [rows, at], outputs: [taken], axis: 0, offset: 0 });
  return { name, op: 'take', graph: graph.toGraph([{ name: 'y', value: taken }]) };
}

/** A row into `length` of them, for each of `groups`. */
export function put(groups: number, length: number, width: number): Specimen {
  const graph = new GraphWriter('f32');
  const rows = graph.addValue(plainValue([groups, length, width]));
  const part = graph.addValue(plainValue([groups, 1, width]));
  const at = graph.addValue(plainValue([], 'i32'));
  const changed = graph.addValue(plainValue([groups, length, width]));
  graph.inputs.push(realPort('rows', rows), realPort('part', part), indexPort('place', at, length));
  const name = `put ${groups}x${length}x${width}`;
  graph.add({ op: 'put', layer: name, inputs: [rows, part, at], outputs: [changed], axis: 1, offset: 0 });
  return { name, op: 'put', graph: graph.toGraph([{ name: 'y', value: changed }]) };
}

/** One step of `states` states that trade places: head and end of a loop, and nothing between. */
export function loop(op: Op & ('repeat' | 'until'), states: number, shape: Shape): Specimen {
  const graph = new GraphWriter('f32');
  const value = (own: Shape, type: 'f32' | 'i32' | 'u8' = 'f32') => graph.addValue(plainValue(own, type));
  const initial = value(shape);
  const number = value([]);
  graph.inputs.push(realPort('x', initial), realPort('number', number));
  const stop = value([], 'u8');
  const name = `${op} ${states} of ${shape.join('x')}`;
  const current = Array.from({ length: states }, () => value(shape));
  const final = Array.from({ length: states }, () => value(shape));
  const around = { layer: name, inputs: [number], outputs: [stop] };
  graph.add({ op: 'compare', ...around, fn: 'ge', constant: 0, reduceLast: 'none' });
  graph.add({
    ...{ op: 'repeat', layer: name, inputs: current.map(() => initial) },
    ...{ outputs: [value([], 'i32'), ...current], steps: 1, limits: current.map(() => 0) },
  });
  graph.add({ op: 'until', layer: name, inputs: [stop, ...current.toReversed()], outputs: final });
  return { name, op, graph: graph.toGraph([{ name: 'y', value: final[0]! }]) };
}
