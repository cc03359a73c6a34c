import { ELEMENT_BYTES, ELEMENT_TYPES, elementCount } from '../graph/element-types.ts';
import type { DeclaredTensor } from '../graph/schema/byte-reader.ts';
import type { Part } from './container.ts';

/** Rule F2. */
export const MODEL_FORMAT = 'evm-ml';

/** Where the elements of tensors lie in an artefact. */
export interface DataLayout {
  /** The tensors of the container: the program, then all elements of one type together. */
  readonly parts: readonly Part[];
  /** Byte offset of each tensor behind the header, in the order in which they were given. */
  readonly offsets: readonly number[];
}

/** Rule F5: the program, then tensors in order of falling alignment; among equals, as the program names them. */
export function layOutData(programBytes: number, tensors: readonly DeclaredTensor[]): DataLayout {
  const parts: Part[] = [{ name: 'program', type: 'u8', elements: programBytes }];
  const offsets = new Array<number>(tensors.length).fill(0);
  let end = programBytes;
  for (const type of ELEMENT_TYPES) {
    let elements = 0;
    tensors.forEach((tensor, index) => {
      if (tensor.type !== type) return;
      offsets[index] = end + elements * ELEMENT_BYTES[type];
      elements += elementCount(tensor.shape);
    });
    if (elements > 0) parts.push({ name: type, type, elements });
    end += elements * ELEMENT_BYTES[type];
  }
  return { parts, offsets };
}
