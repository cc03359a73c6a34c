import { programBytesOf } from '../../src/format/program.ts';
import { decodeGraph } from '../../src/index.ts';
import type { Random } from '../support/random.ts';
import { assemble } from './assemble.ts';
import { graft, mutateBytes, mutateJson } from './mutate.ts';
import { join, split } from './reassemble.ts';

/** Tampers with the program inside a well-formed artefact, so that validate and not the decoder has to notice. */
function mutateProgram(bytes: Uint8Array, random: Random): Uint8Array {
  const { tensors, ...fields } = decodeGraph(bytes);
  let program: unknown = fields;
  for (let hits = random.pick([1, 1, 1, 2, 3]); hits > 0; hits--) program = mutateJson(program, random);
  return assemble(program, tensors);
}

/** Puts a part of another artefact's program into this one. */
function graftProgram(bytes: Uint8Array, random: Random, donor: Uint8Array): Uint8Array {
  const [own, other] = [bytes, donor].map(decodeGraph);
  const { tensors, ...program } = own!;
  const { tensors: _, ...source } = other!;
  return assemble(graft(program, source, random), tensors);
}

/** Gives a tensor another shape, with as many elements or not. */
function mutateShape(bytes: Uint8Array, random: Random): Uint8Array {
  const { tensors, ...program } = decodeGraph(bytes);
  const name = random.pick([...tensors.keys()]);
  const { shape, data } = tensors.get(name)!;
  const other = random.pick([
    [...shape].reverse(),
    [...shape, 1],
    shape.slice(1),
    [data.length],
    [2, ...shape],
  ]);
  return assemble(program, new Map(tensors).set(name, { shape: other, data }));
}

/** Changes a few bytes of the program: what they say of it and the one way to say it are for the decoder to notice. */
function mutateProgramBytes(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const length = programBytesOf(copy);
  const { data } = split(copy);
  for (let hits = random.integer(1, 3); hits > 0 && length > 0; hits--) {
    const at = copy.length - data.length + random.integer(0, length + 3);
    copy[at] = random.pick([0, 1, 0x7f, 0x80, 0xff, copy[at]! + 1, random.integer(0, 255)]);
  }
  return copy;
}

/** Tampers with the container's header. */
function mutateHeader(bytes: Uint8Array, random: Random): Uint8Array {
  const { header, data } = split(bytes);
  return join(mutateJson(header, random), data);
}

/** Parameters keep their places and get other contents: ends of their types among them. */
function mutateTensors(bytes: Uint8Array, random: Random): Uint8Array {
  const { header, data } = split(bytes);
  const copy = Uint8Array.from(data);
  const begin = Math.min(programBytesOf(bytes) + 4, copy.length - 1);
  for (let hits = random.integer(1, 6); hits > 0 && copy.length > 0; hits--) {
    copy[random.integer(begin, copy.length - 1)] = random.pick([
      0,
      1,
      0x7f,
      0x80,
      0xff,
      random.integer(0, 255),
    ]);
  }
  return join(header, copy);
}

const MUTATIONS = [
  mutateBytes,
  mutateProgram,
  mutateProgram,
  mutateProgram,
  graftProgram,
  mutateProgramBytes,
  mutateShape,
  mutateHeader,
  mutateTensors,
] as const;

/** Damages an artefact in one way. One that can no longer be read is damaged byte by byte. */
export function mutateArtefact(bytes: Uint8Array, random: Random, donor: Uint8Array): Uint8Array {
  const mutation = random.pick(MUTATIONS);
  try {
    return mutation(bytes, random, donor);
  } catch {
    return mutateBytes(bytes, random);
  }
}
