import { hasSourceHash, splitCode } from './code-metadata.ts';
import type { Library, Match } from './messages.ts';

/** Bytes of a code, from a place on. */
export interface Place {
  readonly start: number;
  readonly length: number;
}

/** Code as a compiler gives it: with zeros for what is known when it is deployed, and placeholders for libraries. */
export interface CompiledCode {
  readonly object: string;
  readonly immutableReferences?: Readonly<Record<string, readonly Place[]>>;
  readonly linkReferences?: Readonly<Record<string, Readonly<Record<string, readonly Place[]>>>>;
}

export type Comparison =
  | { readonly match: Match; readonly immutables: readonly string[]; readonly libraries: readonly Library[] }
  /** Bytes in which codes of one length differ; undefined where the lengths do. */
  | { readonly match: undefined; readonly differing: number | undefined };

/** A library begins by pushing its own address, which the compiler leaves open: PUSH20, ADDRESS, EQ. */
const ownAddress = /^73(0{40})3014/;

/**
 * Compares the code of a contract with what a compiler made; codes are hexadecimal, without 0x.
 * @param address of the contract
 * @param metadata of all contracts that were compiled: code that creates others holds theirs
 */
export function compareCode(
  code: string,
  compiled: CompiledCode,
  address: string,
  metadata: readonly string[],
): Comparison {
  const chain = splitCode(code);
  const own = splitCode(compiled.object);
  if (chain.body.length !== own.body.length) return { match: undefined, differing: undefined };
  const libraries = Object.values(compiled.linkReferences ?? {}).flatMap((file) => Object.entries(file));
  const immutables = Object.entries(compiled.immutableReferences ?? {});
  const open = [...libraries, ...immutables];
  const self: Place[] = ownAddress.test(own.body) ? [{ start: 1, length: 20 }] : [];
  const valuesAt = (places: readonly Place[]) => [...new Set(places.map((place) => read(chain.body, place)))];
  const places = [...open.flatMap(([, list]) => list), ...self];
  const [left, right] = [blank(chain.body, places), blank(own.body, places)];
  const isSelf = self.every((place) => read(chain.body, place) === address.toLowerCase());
  // What is one value in the source is one value in the code.
  const isSteady = open.every(([, list]) => valuesAt(list).length === 1);
  if (!isSelf || !isSteady) return { match: undefined, differing: undefined };
  const answer = (match: Match): Comparison => ({
    match,
    immutables: immutables.flatMap(([, list]) => valuesAt(list)),
    libraries: libraries.flatMap(([name, list]) => valuesAt(list).map((at) => ({ name, address: at }))),
  });
  if (left === right && chain.metadata === own.metadata)
    return answer(hasSourceHash(own.metadata) ? 'exact' : 'unhashed');
  const nested = placesOf(own.body, metadata).filter((place) => isMetadata(read(chain.body, place)));
  if (blank(left, nested) === blank(right, nested)) return answer('metadata');
  return { match: undefined, differing: countDiffering(left, right) };
}

const read = (code: string, { start, length }: Place): string => code.slice(2 * start, 2 * (start + length));

/** The code with zeros at some places. */
function blank(code: string, places: readonly Place[]): string {
  let [text, at] = ['', 0];
  for (const { start, length } of [...places].sort((one, other) => one.start - other.start)) {
    text += code.slice(at, 2 * start) + '0'.repeat(2 * length);
    at = 2 * (start + length);
  }
  return text + code.slice(at);
}

/** Where some texts stand in a code. */
function placesOf(code: string, texts: readonly string[]): Place[] {
  const places: Place[] = [];
  for (const text of new Set(texts)) {
    if (text === '') continue;
    for (let at = code.indexOf(text); at >= 0; at = code.indexOf(text, at + text.length))
      places.push({ start: at / 2, length: text.length / 2 });
  }
  return places;
}

const isMetadata = (code: string): boolean => splitCode(code).body === '';

function countDiffering(left: string, right: string): number {
  let count = 0;
  for (let at = 0; at < left.length; at += 2)
    if (left[at] !== right[at] || left[at + 1] !== right[at + 1]) count++;
  return count;
}
