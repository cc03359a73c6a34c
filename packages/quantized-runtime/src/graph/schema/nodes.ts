import type { Node } from '../graph.ts';
import { LIMITS } from '../limits.ts';
import { OPERATORS } from '../operators.ts';
import { refuse } from '../refuse.ts';
import {
  checkRecord,
  type Field,
  integerField,
  listField,
  literalField,
  objectField,
  textField,
} from './field.ts';

const value = integerField(0, LIMITS.values - 1);

const common = {
  inputs: listField(value, LIMITS.ports),
  outputs: listField(value, LIMITS.ports, 1),
  layer: textField(LIMITS.layerLength),
};

const READERS: ReadonlyMap<string, Field<Node>> = new Map(
  Object.entries(OPERATORS).map(([op, { fields }]) => [
    op,
    objectField({ ...common, op: literalField(op), ...fields }) as Field<Node>,
  ]),
);

/** Operators by the numbers that stand for them in bytes: their order in OPERATORS (rule F3). */
const OPS: readonly string[] = [...READERS.keys()];

/** A node, every field present and of its type; nothing is said yet about how nodes fit together. */
export const nodeField: Field<Node> = {
  says: 'node',
  check(given, at) {
    const { op } = checkRecord(given, at);
    const reader = typeof op === 'string' ? READERS.get(op) : undefined;
    if (reader === undefined) {
      return refuse('BadProgram', `${at}.op is no known operator: ${JSON.stringify(op)?.slice(0, 60)}.`);
    }
    return reader.check(given, at);
  },
  write(node, to) {
    to.natural(OPS.indexOf(node.op));
    READERS.get(node.op)!.write(node, to);
  },
  read(from, at) {
    const number = from.natural(at);
    const reader = READERS.get(OPS[number] ?? '');
    if (reader === undefined) return refuse('BadProgram', `${at} has the unknown operator ${number}.`);
    return reader.read(from, at);
  },
};
