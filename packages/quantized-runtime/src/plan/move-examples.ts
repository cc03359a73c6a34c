import { InputError } from '../errors.ts';
import { viewOf } from '../graph/element-types.ts';
import { findNoText } from '../graph/text.ts';
import type { Plan } from './create-plan.ts';
import type { ExampleLayout, InputLayout } from './ports.ts';

const CANONICAL_NAN = 0x7fc00000;

type Admit = (first: number, count: number) => void;

/** Refuses what is no text, rule N14. */
function createTextAdmission(
  { port, elements, firstElement, index }: InputLayout,
  length: number,
  plan: Plan,
): Admit {
  const texts = new Uint8Array(plan.buffer, plan.operands[index]!.offset, elements * plan.capacity);
  return (first, count) => {
    for (let example = 0; example < count; example++) {
      const wrong = findNoText(texts.subarray(example * elements, (example + 1) * elements));
      if (wrong < 0) continue;
      const position = (first + example) * length + firstElement + wrong;
      const message = `Number ${position} (byte ${wrong} of the text "${port.name}") is no UTF-8, or follows the text's end.`;
      throw new InputError('InputOutOfRange', message, position);
    }
  };
}

/**
 * Refuses elements in the arena that validate did not reckon with: -32768, indices beyond the port's limit, and what is
 * no text.
 */
function createAdmission(layout: InputLayout, length: number, plan: Plan): Admit {
  const { port, value, elements, firstElement, index } = layout;
  const { offset } = plan.operands[index]!;
  const total = elements * plan.capacity;
  if (value.type === 'f32') {
    const words = new Int32Array(plan.buffer, offset, total);
    return (_, count) => {
      for (let i = 0; i < count * elements; i++) {
        if ((words[i]! & 0x7fffffff) > 0x7f800000) words[i] = CANONICAL_NAN;
      }
    };
  }
  if (port.kind === 'text') return createTextAdmission(layout, length, plan);
  if (value.type !== 'i16' && value.type !== 'i32') return () => {};
  const low = value.type === 'i16' ? -32767 : 0;
  const high = value.type === 'i16' ? 32767 : port.limit - 1;
  const view = viewOf(value.type, plan.buffer, offset, total);
  return (first, count) => {
    // Nearly always nothing is wrong, and a vectorized scan finds that out (a loop takes 0.4 ns a number).
    if (value.type === 'i16' && !plan.hasLowest(offset, count * elements)) return;
    for (let i = 0; i < count * elements; i++) {
      const element = view[i]!;
      if (element >= low && element <= high) continue;
      const example = first + Math.floor(i / elements);
      const position = example * length + firstElement + (i % elements);
      const message = `Number ${position} (input "${port.name}") is ${element}; expected ${low} to ${high}.`;
      throw new InputError('InputOutOfRange', message, position);
    }
  };
}

/** Copies examples `first` .. `first + count - 1` of the caller's bytes into the arena, and checks them there. */
export function createBringIn({ ports, bytes, length }: ExampleLayout<InputLayout>, plan: Plan) {
  const memory = new Uint8Array(plan.buffer);
  const places = ports.map((port) => ({
    ...port,
    offset: plan.operands[port.index]!.offset,
    admit: createAdmission(port, length, plan),
  }));
  return (data: Uint8Array, first: number, count: number): void => {
    for (const { bytes: size, firstByte, offset, admit } of places) {
      if (size === bytes) {
        // A view costs as much as copying 2 KB: most calls are one run of one input, all bytes at once.
        const all = data.length === count * bytes;
        memory.set(all ? data : data.subarray(first * bytes, (first + count) * bytes), offset);
      } else {
        for (let example = 0; example < count; example++) {
          const begin = (first + example) * bytes + firstByte;
          memory.set(data.subarray(begin, begin + size), offset + example * size);
        }
      }
      admit(first, count);
    }
  };
}

/** Copies the outputs of `count` examples from the arena to the caller's bytes, from example `first` on. */
export function createTakeOut({ ports, bytes }: ExampleLayout, plan: Plan) {
  const memory = new Uint8Array(plan.buffer);
  const places = ports.map((port) => ({ ...port, offset: plan.operands[port.index]!.offset }));
  return (data: Uint8Array, first: number, count: number): void => {
    for (const { bytes: size, firstByte, offset } of places) {
      if (size === bytes) data.set(memory.subarray(offset, offset + count * bytes), first * bytes);
      else {
        for (let example = 0; example < count; example++) {
          const begin = offset + example * size;
          data.set(memory.subarray(begin, begin + size), (first + example) * bytes + firstByte);
        }
      }
    }
  };
}
