import type { Graph, InputPort, OutputPort, Value } from '../graph.ts';
import { LIMITS } from '../limits.ts';
import { readNode } from './nodes.ts';
import { type Field, readInteger, readList, readObject, readOneOf, readReal, readText } from './reader.ts';

/** A graph without its tensors: rule F3. */
export type Program = Omit<Graph, 'tensors'>;

const valueIndex = readInteger(0, LIMITS.values - 1);
const portName = readText(LIMITS.nameLength);
const shape = readList(readInteger(1, LIMITS.elements), LIMITS.rank);

const readValue: Field<Value> = readObject({
  shape,
  type: readOneOf('f32', 'i32', 'i16', 'i8', 'u8'),
  scale: readReal,
  zero: readInteger(-128, 127),
});

const readInput: Field<InputPort> = readObject({
  name: portName,
  value: valueIndex,
  kind: readOneOf('real', 'index'),
  scale: readList(readReal, LIMITS.elements, 1),
  offset: readList(readReal, LIMITS.elements, 1),
  limit: readInteger(0, 2 ** 31 - 1),
});

const readOutput: Field<OutputPort> = readObject({ name: portName, value: valueIndex });

/** A program: every field there and of its type, nothing else. */
export const readProgram: Field<Program> = readObject({
  profile: readOneOf('f32', 'a16', 'a8'),
  values: readList(readValue, LIMITS.values, 1),
  nodes: readList(readNode, LIMITS.nodes),
  inputs: readList(readInput, LIMITS.ports, 1),
  outputs: readList(readOutput, LIMITS.ports, 1),
});

/** The program of a graph. Refuses fields that no program can have. */
export function programOf({ profile, values, nodes, inputs, outputs }: Graph): Program {
  return readProgram.check({ profile, values, nodes, inputs, outputs }, 'program');
}
