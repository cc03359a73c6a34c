import { canonicalJson } from '../../src/format/canonical-json.ts';
import type { Random } from '../support/random.ts';
import { graft, mutateBytes, mutateJson } from './mutate.ts';
import { join, type Parts, split } from './reassemble.ts';

type Metadata = Readonly<Record<'program' | 'keras', string>>;

const metadataOf = ({ header }: Parts): Metadata => header['__metadata__'] as Metadata;

function withProgram({ header, data }: Parts, program: unknown): Uint8Array {
  const metadata = { ...metadataOf({ header, data }), program: canonicalJson(program, 'program') };
  return join({ ...header, __metadata__: metadata }, data);
}

/** Tampers with the program inside a well-formed artefact, so that validate and not the parser has to notice. */
function mutateProgram(bytes: Uint8Array, random: Random): Uint8Array {
  const parts = split(bytes);
  let program: unknown = JSON.parse(metadataOf(parts).program);
  for (let hits = random.pick([1, 1, 1, 2, 3]); hits > 0; hits--) program = mutateJson(program, random);
  return withProgram(parts, program);
}

/** Puts a part of another artefact's program into this one. */
function graftProgram(bytes: Uint8Array, random: Random, donor: Uint8Array): Uint8Array {
  const parts = split(bytes);
  const [own, other] = [parts, split(donor)].map((p): unknown => JSON.parse(metadataOf(p).program));
  return withProgram(parts, graft(own, other, random));
}

/** Tampers with the tensors' header entries. */
function mutateHeader(bytes: Uint8Array, random: Random): Uint8Array {
  const { header, data } = split(bytes);
  return join(mutateJson(header, random), data);
}

/** Parameters keep their places and get other contents: ends of their types among them. */
function mutateTensors(bytes: Uint8Array, random: Random): Uint8Array {
  const { header, data } = split(bytes);
  const copy = Uint8Array.from(data);
  for (let hits = random.integer(1, 6); hits > 0 && copy.length > 0; hits--) {
    copy[random.integer(0, copy.length - 1)] = random.pick([0, 1, 0x7f, 0x80, 0xff, random.integer(0, 255)]);
  }
  return join(header, copy);
}

const MUTATIONS = [
  mutateBytes,
  mutateProgram,
  mutateProgram,
  mutateProgram,
  graftProgram,
  mutateHeader,
  mutateTensors,
] as const;

/** Damages an artefact in one way. One that no longer has a header that can be read is damaged byte by byte. */
export function mutateArtefact(bytes: Uint8Array, random: Random, donor: Uint8Array): Uint8Array {
  const mutation = random.pick(MUTATIONS);
  try {
    return mutation(bytes, random, donor);
  } catch {
    return mutateBytes(bytes, random);
  }
}
