import type { Node } from '../graph.ts';
import { LIMITS } from '../limits.ts';
import { OPERATORS } from '../operators.ts';
import { refuse } from '../refuse.ts';
import { type Read, readInteger, readList, readObject, readOneOf, readRecord, readText } from './reader.ts';

const value = readInteger(0, LIMITS.values - 1);

const common = {
  inputs: readList(value, LIMITS.ports),
  outputs: readList(value, LIMITS.ports, 1),
  layer: readText(LIMITS.layerLength),
};

const READERS: ReadonlyMap<string, Read<Node>> = new Map(
  Object.entries(OPERATORS).map(([op, { fields }]) => [
    op,
    readObject({ ...common, op: readOneOf(op), ...fields }) as Read<Node>,
  ]),
);

/** A node from JSON, every field present and of its type; nothing is said yet about how nodes fit together. */
export const readNode: Read<Node> = (json, at) => {
  const { op } = readRecord(json, at);
  const read = typeof op === 'string' ? READERS.get(op) : undefined;
  if (read === undefined) {
    return refuse('BadProgram', `${at}.op is no known operator: ${JSON.stringify(op)?.slice(0, 60)}.`);
  }
  return read(json, at);
};
