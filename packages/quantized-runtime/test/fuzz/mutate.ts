import type { Random } from '../support/random.ts';

/** Changes, drops, repeats or overwrites a few bytes. */
export function mutateBytes(bytes: Uint8Array, random: Random): Uint8Array {
  const kind = random.integer(0, 5);
  if (kind === 0) return bytes.subarray(0, random.integer(0, bytes.length));
  if (kind === 1)
    return Buffer.concat([bytes, new Uint8Array(random.integer(1, 16)).fill(random.integer(0, 255))]);
  if (kind === 2) {
    const at = random.integer(0, bytes.length);
    return Buffer.concat([
      bytes.subarray(0, at),
      bytes.subarray(Math.min(bytes.length, at + random.integer(1, 8))),
    ]);
  }
  const copy = Uint8Array.from(bytes); // Buffers would give a view.
  // The header's length and its text deserve as many hits as the (far longer) data.
  const reach = random.pick([8, 256, copy.length, copy.length]);
  for (let hits = random.integer(1, 4); hits > 0; hits--) {
    copy[random.integer(0, Math.min(reach, copy.length) - 1)] = random.pick([
      0,
      0xff,
      0x22,
      0x7b,
      random.integer(0, 255),
    ]);
  }
  return copy;
}

const NUMBERS = [
  0,
  -1,
  1,
  2,
  3,
  5,
  127,
  128,
  255,
  32767,
  -32768,
  65536,
  2 ** 24,
  2 ** 31,
  2 ** 53,
  0.5,
  -0.5,
  1e-300,
  1e300,
];
const WORDS = [
  '',
  'f32',
  'a16',
  'a8',
  'i8',
  'i32',
  'u8',
  'max',
  'avg',
  'mult',
  'x0',
  '__proto__',
  'constructor',
];

function otherLeaf(leaf: unknown, random: Random): unknown {
  if (typeof leaf === 'number')
    return random.pick([leaf + 1, leaf - 1, -leaf, leaf * 2, random.pick(NUMBERS)]);
  if (typeof leaf === 'boolean') return !leaf;
  if (typeof leaf === 'string') return random.pick([random.pick(WORDS), `${leaf}x`]);
  return random.pick<unknown>([null, 0, 1, '', [], {}]);
}

/** JSON with one place changed: another leaf, a lost or repeated item, another kind of thing. */
export function mutateJson(json: unknown, random: Random): unknown {
  if (Array.isArray(json) && json.length > 0) {
    const list: unknown[] = [...json];
    const at = random.integer(0, list.length - 1);
    const kind = random.integer(0, 11);
    if (kind === 0) list.splice(at, 1);
    else if (kind === 1) list.splice(at, 0, list[at]);
    else if (kind === 2) list.reverse();
    else list[at] = mutateJson(list[at], random);
    return list;
  }
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) {
    const fields = Object.entries(json);
    if (fields.length === 0) return random.pick<unknown>([{ x: 1 }, [], null]);
    const at = random.integer(0, fields.length - 1);
    const kind = random.integer(0, 15);
    if (kind === 0) fields.splice(at, 1);
    else if (kind === 1) fields.push([random.pick(WORDS), 1]);
    else fields[at] = [fields[at]![0], mutateJson(fields[at]![1], random)];
    return Object.fromEntries(fields);
  }
  return otherLeaf(json, random);
}

type Place = readonly [holder: object, key: string];

/** Where values are, by the name of the field (or list) that holds them. */
function placesOf(json: unknown, name = '', places = new Map<string, Place[]>()): Map<string, Place[]> {
  if (typeof json !== 'object' || json === null) return places;
  for (const [key, value] of Object.entries(json)) {
    const known = Array.isArray(json) ? name : key;
    places.set(known, [...(places.get(known) ?? []), [json, key]]);
    placesOf(value, known, places);
  }
  return places;
}

/** JSON in which the value of one field is taken from a field of the same name in `donor`. */
export function graft(json: unknown, donor: unknown, random: Random): unknown {
  const copy = structuredClone(json);
  const [here, there] = [placesOf(copy), placesOf(donor)];
  const shared = [...here.keys()].filter((name) => there.has(name));
  if (shared.length === 0) return copy;
  const name = random.pick(shared);
  const [holder, key] = random.pick(here.get(name)!);
  const [source, from] = random.pick(there.get(name)!);
  Object.assign(holder, { [key]: structuredClone(Reflect.get(source, from)) });
  return copy;
}
