import { createContainer } from '../../src/format/container.ts';
import { layOutData, MODEL_FORMAT } from '../../src/format/layout.ts';
import { writeProgram } from '../../src/format/program.ts';
import { typeOfData } from '../../src/graph/element-types.ts';
import type { Tensor } from '../../src/graph/graph.ts';
import type { Program } from '../../src/graph/schema/program.ts';

/** An artefact of a program that nobody has checked: what encodeGraph writes, without its refusals. */
export function assemble(program: unknown, tensors: ReadonlyMap<string, Tensor>): Uint8Array {
  const { bytes: written, tensorNames } = writeProgram(program as Program, tensors);
  const used = tensorNames.map((name) => tensors.get(name)!);
  const { parts, offsets } = layOutData(
    written.length,
    used.map(({ shape, data }) => ({ type: typeOfData(data), shape })),
  );
  const { bytes, start } = createContainer(MODEL_FORMAT, parts);
  bytes.set(written, start);
  used.forEach(({ data }, index) => {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start + offsets[index]!);
  });
  return bytes;
}
