import type { KerasModel, KerasVariable } from '../graph/graph.ts';
import { LIMITS } from '../graph/limits.ts';
import { readTensorName } from '../graph/schema/fields.ts';
import {
  type Read,
  readInteger,
  readList,
  readObject,
  readPair,
  readReal,
  readRecord,
  readText,
} from '../graph/schema/reader.ts';

const index = readInteger(0, LIMITS.elements);

type Origin = KerasVariable['from'];

const fromParam: Read<Origin> = (json, at) => {
  const { perm, slice, plus, rows, ...rest } = readRecord(json, at);
  const { param } = readObject<{ readonly param: string }>({ param: readTensorName })(rest, at);
  return {
    param,
    ...(perm === undefined ? {} : { perm: readList(index, LIMITS.rank)(perm, `${at}.perm`) }),
    ...(slice === undefined ? {} : { slice: readPair(index)(slice, `${at}.slice`) }),
    ...(plus === undefined ? {} : { plus: readTensorName(plus, `${at}.plus`) }),
    ...(rows === undefined ? {} : { rows: readList(readReal, LIMITS.elements)(rows, `${at}.rows`) }),
  };
};

const readOrigin: Read<Origin> = (json, at) => {
  const record = readRecord(json, at);
  if (Object.hasOwn(record, 'param')) return fromParam(json, at);
  if (Object.hasOwn(record, 'fill'))
    return readObject<{ readonly fill: number }>({ fill: readReal })(json, at);
  return readObject<{ readonly data: readonly number[] }>({ data: readList(readReal, LIMITS.elements) })(
    json,
    at,
  );
};

/** Rule F4. The config is Keras's own and is carried as it is. */
export const readKerasModel: Read<KerasModel> = readObject({
  config: (json: unknown) => json,
  variables: readList(
    readObject<KerasVariable>({
      path: readText(1024),
      shape: readList(index, 16),
      from: readOrigin,
    }),
    LIMITS.tensors,
  ),
});
