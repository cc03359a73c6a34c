import { countWritten } from '../count.ts';
import { movedEffort, untouchedTail } from '../effort/moved.ts';
import { elementCount } from '../element-types.ts';
import { LIMITS } from '../limits.ts';
import { fewNeeds } from '../memory/needs.ts';
import type { NodeBase } from '../node.ts';
import type { Operator } from '../operator.ts';
import { movedBounds } from '../rules/moved.ts';
import { integerField, listField } from '../schema/field.ts';
import { offset, sizes } from '../schema/fields.ts';
import { badShape } from '../shapes/context.ts';

/** Python slicing: `size` elements from `begin` on each axis, every `strides`-th (negative: backwards). */
export interface SliceNode extends NodeBase {
  readonly op: 'slice';
  readonly begin: readonly number[];
  readonly size: readonly number[];
  readonly strides: readonly number[];
}

export const slice = {
  fields: {
    begin: listField(integerField(0, LIMITS.elements), LIMITS.rank),
    size: sizes,
    strides: listField(offset, LIMITS.rank),
  },
  inputs: [1, 1],
  outputs: 1,
  shapes(node, { inputs: [input] }) {
    const { begin, size, strides } = node;
    for (const list of [begin, size, strides]) {
      if (list.length !== input!.length)
        badShape(node, `needs begin, size and strides for ${input!.length} axes`);
    }
    input!.forEach((length, axis) => {
      const last = begin[axis]! + (size[axis]! - 1) * strides[axis]!;
      if (begin[axis]! >= length || last < 0 || last >= length || strides[axis] === 0) {
        badShape(node, `reads outside of axis ${axis}`);
      }
    });
    return [size];
  },
  bounds: movedBounds,
  count: countWritten,
  effort(node, { inputs: [input], outputs: [output] }) {
    const isCut = (axis: number) => node.strides[axis] !== 1 || output![axis] !== input![axis];
    const axis = output!.findLastIndex((_, index) => isCut(index));
    const last = axis >= 0 && node.strides[axis] === 1 ? output![axis]! : 1;
    return movedEffort(elementCount(output!), untouchedTail(output!, isCut) * last);
  },
  memory: fewNeeds,
  kinds: { integer: 'slice', f32: 'slice' },
} as const satisfies Operator<SliceNode>;
