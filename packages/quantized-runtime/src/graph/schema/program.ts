import type { Graph, InputPort, OutputPort, Value } from '../graph.ts';
import { LIMITS } from '../limits.ts';
import {
  choiceField,
  type Field,
  integerField,
  listField,
  objectField,
  realField,
  textField,
} from './field.ts';
import { nodeField } from './nodes.ts';

/** A graph without its tensors: rule F3. */
export type Program = Omit<Graph, 'tensors'>;

const valueIndex = integerField(0, LIMITS.values - 1);
const portName = textField(LIMITS.nameLength);
const shape = listField(integerField(1, LIMITS.elements), LIMITS.rank);

const valueField: Field<Value> = objectField({
  shape,
  type: choiceField('f32', 'i32', 'i16', 'i8', 'u8'),
  scale: realField,
  zero: integerField(-128, 127),
});

const inputField: Field<InputPort> = objectField({
  name: portName,
  value: valueIndex,
  kind: choiceField('real', 'index', 'text'),
  scale: listField(realField, LIMITS.elements, 1),
  offset: listField(realField, LIMITS.elements, 1),
  limit: integerField(0, 2 ** 31 - 1),
});

const outputField: Field<OutputPort> = objectField({ name: portName, value: valueIndex });

/** A program's fields in the order of its bytes. */
export const programFields = {
  profile: choiceField('f32', 'a16', 'a8'),
  values: listField(valueField, LIMITS.values, 1),
  nodes: listField(nodeField, LIMITS.nodes),
  inputs: listField(inputField, LIMITS.ports, 1),
  outputs: listField(outputField, LIMITS.ports, 1),
};

/** A program: every field there and of its type, nothing else. */
export const programField: Field<Program> = objectField(programFields);

/** The program of a graph. Refuses fields that no program can have. */
export function programOf({ profile, values, nodes, inputs, outputs }: Graph): Program {
  return programField.check({ profile, values, nodes, inputs, outputs }, 'program');
}
