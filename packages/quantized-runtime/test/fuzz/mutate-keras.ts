import { strFromU8, strToU8 } from 'fflate';
import type { ModelSource } from '../../src/workshop/index.ts';
import type { Random } from '../support/random.ts';
import type { KerasSeed } from './keras-seeds.ts';
import { graft, mutateBytes, mutateJson } from './mutate.ts';

const JSON_ENTRIES = ['config.json', 'model.json', 'metadata.json'];

/** Sizes and offsets that lie: whole words of a binary file become small, huge or negative. */
function mutateWords(bytes: Uint8Array, random: Random): Uint8Array {
  if (bytes.length < 8) return mutateBytes(bytes, random);
  const copy = Uint8Array.from(bytes);
  const view = new DataView(copy.buffer);
  for (let hits = random.integer(1, 3); hits > 0; hits--) {
    const at = 4 * random.integer(0, Math.floor((copy.length - 8) / 4));
    const value = random.pick([0n, 1n, 0x7fffffffn, 0xffffffffn, 2n ** 40n, 2n ** 63n, BigInt(copy.length)]);
    if (random.integer(0, 1) === 0) view.setUint32(at, Number(value & 0xffffffffn), true);
    else view.setBigUint64(at, value, true);
  }
  return copy;
}

function jsonOf(bytes: Uint8Array): unknown {
  return JSON.parse(strFromU8(bytes));
}

function mutateEntry(
  name: string,
  bytes: Uint8Array,
  random: Random,
  donor: KerasSeed,
): Uint8Array | undefined {
  if (random.integer(0, 30) === 0) return undefined;
  if (!JSON_ENTRIES.includes(name)) return random.pick([mutateBytes, mutateWords])(bytes, random);
  const other = donor.entries?.[name];
  if (other !== undefined && random.integer(0, 2) === 0) {
    return strToU8(JSON.stringify(graft(jsonOf(bytes), jsonOf(other), random)));
  }
  let json: unknown = jsonOf(bytes);
  for (let hits = random.pick([1, 1, 2, 4]); hits > 0; hits--) json = mutateJson(json, random);
  return strToU8(JSON.stringify(json));
}

/** Damages a model's file as a whole, or one of the files inside it. */
export function mutateKeras({ file, entries }: KerasSeed, random: Random, donor: KerasSeed): ModelSource {
  const names = Object.keys(entries ?? {});
  if (entries === undefined || names.length === 0 || random.integer(0, 4) === 0) {
    return random.pick([mutateBytes, mutateWords])(file, random);
  }
  const configs = names.filter((name) => JSON_ENTRIES.includes(name));
  const name = random.pick(random.integer(0, 2) > 0 && configs.length > 0 ? configs : names);
  const changed = mutateEntry(name, entries[name]!, random, donor);
  const { [name]: _, ...rest } = entries;
  return new Map(Object.entries(changed === undefined ? rest : { ...rest, [name]: changed }));
}
