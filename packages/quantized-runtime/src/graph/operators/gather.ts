import { countWritten } from '../count.ts';
import { NO_EFFORT } from '../effort/effort.ts';
import { elementCount, typeOfData } from '../element-types.ts';
import { needs } from '../memory/needs.ts';
import type { NodeBase, Requant } from '../node.ts';
import type { Operator } from '../operator.ts';
import {
  boundedTensor,
  expectActivations,
  expectRequant,
  expectType,
  fail,
  isFloat,
} from '../rules/context.ts';
import { typeInterval } from '../rules/interval.ts';
import { requant, roles } from '../schema/fields.ts';
import { badShape } from '../shapes/context.ts';

/** indices i32 [...I] into table [V, ...D] -> [...I, ...D]. */
export interface GatherNode extends NodeBase {
  readonly op: 'gather';
  readonly params: Requant & { readonly table: string };
}

export const gather = {
  fields: { params: roles(['table'], requant) },
  inputs: [1, 1],
  outputs: 1,
  shapes(node, { inputs: [indices], param }) {
    const table = param('table');
    if (table.length < 1) badShape(node, 'the table needs rows');
    return [[...indices!, ...table.slice(1)]];
  },
  bounds(node, context) {
    const { params } = node;
    const [output] = context.outputs;
    expectType(context, context.inputs[0]!, 'i32');
    expectActivations(context, output!);
    const { tensor } = context.facts(params.table);
    const rows = tensor.shape[0]!;
    const { low, high } = context.ranges[0]!;
    if (low < 0 || high >= rows) {
      fail(context, 'BadGraph', `indices can be ${low} to ${high}, the table has ${rows} rows`);
    }
    const copies = params.mult === undefined;
    const type = typeOfData(tensor.data);
    if (copies ? type !== output!.type : isFloat(context) || type !== 'i8') {
      fail(context, 'BadParameter', `a table of ${type} does not give ${output!.type}`);
    }
    const table = boundedTensor(context, params.table, 'table', type);
    if (copies) {
      if (params.shift !== undefined) fail(context, 'BadParameter', 'has a shift but no multiplier');
      return [{ low: table.least, high: table.most }];
    }
    expectRequant(context, params, rows);
    return [typeInterval(output!)];
  },
  count: countWritten,
  effort: (_, { inputs: [indices], outputs: [output] }) => ({
    ...NO_EFFORT,
    writes: elementCount(output!),
    runs: elementCount(indices!),
  }),
  memory(node, { param, tensor, outputBytes }) {
    const { mult } = node.params;
    const bytes = elementCount(param('table')) * (mult === undefined ? outputBytes : 1);
    const factors = mult === undefined ? 0 : elementCount(param('mult')) * 16;
    return needs(factors, 0, [{ form: `${tensor('table')}: as it is`, bytes }]);
  },
  kinds: { integer: 'gather', f32: 'gather' },
} as const satisfies Operator<GatherNode>;
