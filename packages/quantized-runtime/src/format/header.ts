import { ELEMENT_BYTES, elementCount, typeOfData } from '../graph/element-types.ts';
import type { ElementType, Shape, Tensor } from '../graph/graph.ts';

/** Element types by their safetensors names. */
export const DTYPES = { F32: 'f32', I32: 'i32', I16: 'i16', I8: 'i8', U8: 'u8' } as const;

export type Dtype = keyof typeof DTYPES;

const NAME_OF: Readonly<Record<ElementType, Dtype>> = {
  f32: 'F32',
  i32: 'I32',
  i16: 'I16',
  i8: 'I8',
  u8: 'U8',
};

/** One tensor of the header; bytes [begin, end) of the data. */
export interface HeaderEntry {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: Shape;
  readonly begin: number;
  readonly end: number;
}

export interface Metadata {
  readonly program: string;
  readonly keras: string;
}

/** Rule F5: falling alignment, then name by code unit; offsets without gaps. */
export function layOut(tensors: ReadonlyMap<string, Tensor>): HeaderEntry[] {
  const sorted = [...tensors].map(([name, { shape, data }]) => ({ name, shape, type: typeOfData(data) }));
  sorted.sort((a, b) => ELEMENT_BYTES[b.type] - ELEMENT_BYTES[a.type] || (a.name < b.name ? -1 : 1));
  let begin = 0;
  return sorted.map((entry) => {
    const end = begin + elementCount(entry.shape) * ELEMENT_BYTES[entry.type];
    const laid = { ...entry, begin, end };
    begin = end;
    return laid;
  });
}

/** Rule F6: the header's text without the spaces behind it. Names are ASCII, JSON may not be. */
export function headerText({ program, keras }: Metadata, entries: readonly HeaderEntry[]): string {
  const fields = [
    `"__metadata__":${JSON.stringify({ format: 'evm-ml', version: '1', program, keras })}`,
    ...entries.map(({ name, type, shape, begin, end }) => {
      const dtype = NAME_OF[type];
      return `"${name}":{"dtype":"${dtype}","shape":[${shape.join()}],"data_offsets":[${begin},${end}]}`;
    }),
  ];
  return `{${fields.join(',')}}`;
}

/** Rule F6: the header's text, padded with spaces to a multiple of 8 bytes. */
export function writeHeader(metadata: Metadata, entries: readonly HeaderEntry[]): Uint8Array {
  const text = new TextEncoder().encode(headerText(metadata, entries));
  const padded = new Uint8Array(Math.ceil(text.length / 8) * 8).fill(0x20);
  padded.set(text);
  return padded;
}
