import { LIMITS } from '../../graph/limits.ts';
import {
  checkRecord,
  type Field,
  integerField,
  listField,
  objectField,
  pairField,
  realField,
  textField,
} from '../../graph/schema/field.ts';
import { tensorNameField } from '../../graph/schema/fields.ts';
import type { KerasModel, KerasVariable } from './network.ts';

type Check<T> = Field<T>['check'];
type From = KerasVariable['from'];

const index = integerField(0, LIMITS.elements);
const indices = listField(index, 16);
const numbers = listField(realField, LIMITS.elements);
const onlyParam = objectField<{ readonly param: string }>({ param: tensorNameField });
const onlyFill = objectField<{ readonly fill: number }>({ fill: realField });
const onlyData = objectField<{ readonly data: readonly number[] }>({ data: numbers });
const pair = pairField(index);

const checkParam: Check<From> = (value, at) => {
  const { perm, slice, plus, rows, ...rest } = checkRecord(value, at);
  return {
    ...onlyParam.check(rest, at),
    ...(perm === undefined ? {} : { perm: indices.check(perm, `${at}.perm`) }),
    ...(slice === undefined ? {} : { slice: pair.check(slice, `${at}.slice`) }),
    ...(plus === undefined ? {} : { plus: tensorNameField.check(plus, `${at}.plus`) }),
    ...(rows === undefined ? {} : { rows: numbers.check(rows, `${at}.rows`) }),
  };
};

const checkFrom: Check<From> = (value, at) => {
  const record = checkRecord(value, at);
  if (Object.hasOwn(record, 'param')) return checkParam(value, at);
  return Object.hasOwn(record, 'fill') ? onlyFill.check(value, at) : onlyData.check(value, at);
};

const path = textField(1024);

const checkVariable: Check<KerasVariable> = (value, at) => {
  const { path: given, shape, from, ...rest } = checkRecord(value, at);
  objectField({}).check(rest, at);
  return {
    path: path.check(given, `${at}.path`),
    shape: indices.check(shape, `${at}.shape`),
    from: checkFrom(from, `${at}.from`),
  };
};

/** Rule F13. The config is Keras's own and is carried as it is. */
export const checkKerasModel: Check<KerasModel> = (value, at) => {
  const { config, variables, ...rest } = checkRecord(value, at);
  objectField({}).check(rest, at);
  const list = listField<unknown>(ANYTHING, LIMITS.tensors).check(variables, `${at}.variables`);
  return { config, variables: list.map((variable, i) => checkVariable(variable, `${at}.variables[${i}]`)) };
};

/** Looked at one by one afterwards. */
const ANYTHING: Field<unknown> = {
  says: 'anything',
  check: (value) => value,
  write: () => undefined,
  read: () => undefined,
};
