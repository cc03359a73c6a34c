import type { Node, NodeOf, Op, Padding } from '../graph.ts';
import { LIMITS } from '../limits.ts';
import { refuse } from '../refuse.ts';
import { RECURRENT_CONSTANTS, UNARY_FUNCTIONS } from '../vocabulary.ts';
import {
  type Read,
  readBoolean,
  readInteger,
  readList,
  readNullable,
  readObject,
  readOneOf,
  readPair,
  readReal,
  readRecord,
  readRoles,
  readText,
} from './reader.ts';

/** Names of tensors (rule F5). */
export const readTensorName = readText(LIMITS.nameLength, /^[A-Za-z0-9_./-]+$/);

const value = readInteger(0, LIMITS.values - 1);
const size = readInteger(1, LIMITS.elements);
const axis = readInteger(0, LIMITS.rank - 1);
const offset = readInteger(-LIMITS.elements, LIMITS.elements);
const clamp = readNullable(readReal);
const sizes = readList(size, LIMITS.rank);
const cropping: Read<Padding> = readList(readPair(offset), LIMITS.rank);
const padding: Read<Padding> = readList(readPair(readInteger(0, LIMITS.elements)), LIMITS.rank);

const base = {
  inputs: readList(value, LIMITS.ports),
  outputs: readList(value, LIMITS.ports, 1),
  layer: readText(LIMITS.layerLength),
};
const clamped = { ...base, min: clamp, max: clamp };
const requant = ['mult', 'shift'] as const;
const linear = readRoles(['kernel'], ['bias', ...requant], readTensorName);
const onlyRequant = readRoles([], requant, readTensorName);
const op = <O extends Op>(name: O) => readOneOf(name);

const READERS: { readonly [O in Op]: Read<NodeOf<O>> } = {
  dense: readObject({ ...clamped, op: op('dense'), params: linear }),
  conv: readObject({
    ...clamped,
    op: op('conv'),
    strides: sizes,
    dilations: sizes,
    padding,
    groups: size,
    params: linear,
  }),
  depthwise: readObject({
    ...clamped,
    op: op('depthwise'),
    strides: sizes,
    dilations: sizes,
    padding,
    params: linear,
  }),
  convTranspose: readObject({
    ...clamped,
    op: op('convTranspose'),
    strides: sizes,
    dilations: sizes,
    padding: cropping,
    params: linear,
  }),
  pool: readObject({
    ...base,
    op: op('pool'),
    fn: readOneOf('max', 'avg'),
    size: sizes,
    strides: sizes,
    padding,
    params: onlyRequant,
  }),
  binary: readObject({
    ...clamped,
    op: op('binary'),
    fn: readOneOf('add', 'sub', 'mul', 'div', 'max', 'min'),
    params: onlyRequant,
  }),
  affine: readObject({ ...clamped, op: op('affine'), params: linear }),
  requantize: readObject({ ...clamped, op: op('requantize'), params: onlyRequant }),
  unary: readObject({
    ...base,
    op: op('unary'),
    fn: readOneOf(...UNARY_FUNCTIONS),
    alpha: readReal,
    beta: readReal,
    params: readRoles([], ['table'], readTensorName),
  }),
  softmax: readObject({
    ...base,
    op: op('softmax'),
    log: readBoolean,
    params: readRoles([], ['table'], readTensorName),
  }),
  normalize: readObject({
    ...clamped,
    op: op('normalize'),
    fn: readOneOf('layer', 'rms', 'unit'),
    epsilon: readReal,
    params: readRoles([], ['gamma', 'beta', 'epsilon', ...requant], readTensorName),
  }),
  reduce: readObject({
    ...base,
    op: op('reduce'),
    fn: readOneOf('sum', 'mean', 'max', 'min'),
    axes: readList(axis, LIMITS.rank, 1),
    params: onlyRequant,
  }),
  matmul: readObject({ ...clamped, op: op('matmul'), transposeB: readBoolean, params: onlyRequant }),
  gather: readObject({
    ...base,
    op: op('gather'),
    params: readRoles(['table'], requant, readTensorName),
  }),
  reshape: readObject({ ...base, op: op('reshape') }),
  transpose: readObject({ ...base, op: op('transpose'), perm: readList(axis, LIMITS.rank) }),
  pad: readObject({ ...base, op: op('pad'), padding, fill: readReal }),
  slice: readObject({
    ...base,
    op: op('slice'),
    begin: readList(readInteger(0, LIMITS.elements), LIMITS.rank),
    size: sizes,
    strides: readList(offset, LIMITS.rank),
  }),
  concat: readObject({ ...base, op: op('concat'), axis }),
  tile: readObject({ ...base, op: op('tile'), repeats: sizes }),
  constant: readObject({
    ...base,
    op: op('constant'),
    params: readRoles(['value'], [], readTensorName),
  }),
  resize: readObject({
    ...base,
    op: op('resize'),
    fn: readOneOf('nearest', 'bilinear'),
    alignCorners: readBoolean,
    halfPixel: readBoolean,
  }),
  select: readObject({ ...base, op: op('select') }),
  compare: readObject({
    ...base,
    op: op('compare'),
    fn: readOneOf('ne', 'eq', 'gt', 'ge', 'lt', 'le'),
    constant: readReal,
    reduceLast: readOneOf('none', 'any', 'all'),
  }),
  recurrent: readObject({
    ...base,
    op: op('recurrent'),
    fn: readOneOf('rnn', 'lstm', 'gru'),
    units: size,
    backwards: readBoolean,
    resetAfter: readBoolean,
    zeroOutputForMask: readBoolean,
    activation: readOneOf('linear', ...UNARY_FUNCTIONS),
    recurrentActivation: readOneOf('linear', ...UNARY_FUNCTIONS),
    params: readRoles(['kernel', 'recurrent'], ['bias', ...RECURRENT_CONSTANTS], readTensorName),
  }),
};

/** A node from JSON, every field present and of its type; nothing is said yet about how nodes fit together. */
export const readNode: Read<Node> = (json, at) => {
  const { op: name } = readRecord(json, at);
  if (typeof name !== 'string' || !Object.hasOwn(READERS, name)) {
    return refuse('BadProgram', `${at}.op is no known operator: ${JSON.stringify(name)?.slice(0, 60)}.`);
  }
  return READERS[name as Op](json, at);
};
