import { CAPACITY } from '../graph/capacity.ts';
import { elementCount, viewOf } from '../graph/element-types.ts';
import type { Graph, Tensor } from '../graph/graph.ts';
import { refuse } from '../graph/refuse.ts';
import type { DeclaredTensor } from '../graph/schema/byte-reader.ts';
import { cutContainer, expectContainer } from './container.ts';
import { layOutData, MODEL_FORMAT } from './layout.ts';
import { decodeProgram, writeProgram } from './program.ts';

/** Views into the artefact; a copy of it only where the data is not aligned in memory. Names are numbers. */
function viewTensors(
  bytes: Uint8Array,
  start: number,
  declared: readonly DeclaredTensor[],
  offsets: readonly number[],
): Map<string, Tensor> {
  // Not slice(): that of a Buffer is no copy.
  const whole = (bytes.byteOffset + start) % 4 === 0 ? bytes : new Uint8Array(bytes);
  return new Map(
    declared.map(({ type, shape }, index) => {
      const offset = whole.byteOffset + start + offsets[index]!;
      return [String(index), { shape, data: viewOf(type, whole.buffer, offset, elementCount(shape)) }];
    }),
  );
}

/**
 * Reads a graph (rules F1 to F10). Tensors are called by their numbers ("0", "1" ...) and are views into `bytes`, which
 * must not change afterwards. Throws ArtefactError and nothing else, whatever the bytes. Whether the graph makes sense
 * is `validate`'s question. `mostBytes`: of the chain's capacity.
 */
export function decodeGraph(bytes: Uint8Array, mostBytes = CAPACITY.artefactBytes): Graph {
  const cut = cutContainer(MODEL_FORMAT, bytes, mostBytes);
  const { program, declared, bytes: given } = decodeProgram(bytes.subarray(cut.start));
  const { parts, offsets } = layOutData(given.length, declared);
  expectContainer(MODEL_FORMAT, bytes, cut, parts);
  const tensors = viewTensors(bytes, cut.start, declared, offsets);
  // Rule F7: what was read must be written as the same bytes. Tensors' elements are views, so only the program matters.
  const { bytes: written } = writeProgram(program, tensors);
  if (written.length !== given.length || written.some((byte, index) => byte !== given[index])) {
    refuse(
      'NotCanonical',
      'The program is not the one encoding of what it says (rules F3 and F7); encode it again.',
    );
  }
  return { ...program, tensors };
}
