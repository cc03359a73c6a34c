import type { Hex } from 'viem';

/** What a reference to a model stands for, rule P4. `version` 0 is the one that the owner marked latest. */
export type Reference =
  | { readonly kind: 'id'; readonly modelId: Hex }
  | { readonly kind: 'name'; readonly name: string; readonly version: number };

/** A name of 255 bytes, an at sign, ten digits and some: what an error repeats of a longer text. */
export const MAX_REFERENCE_LENGTH = 272;

const MODEL_ID = /^0x[0-9a-f]{64}$/;
const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})+$`);
/** Decimal from 1, no leading zero. */
const VERSION = /^[1-9][0-9]{0,9}$/;
const MAX_VERSION = 2 ** 32 - 1;
const MAX_NAME_LENGTH = 255;

/** True if the text is a well-formed name; the registry checks the same on chain. */
export function isName(text: string): boolean {
  return text.length <= MAX_NAME_LENGTH && NAME.test(text);
}

/** Reads a reference (one character a byte); undefined if it is malformed. */
export function parseReference(text: string): Reference | undefined {
  if (MODEL_ID.test(text)) return { kind: 'id', modelId: text as Hex };
  const at = text.indexOf('@');
  const name = at < 0 ? text : text.slice(0, at);
  if (!isName(name)) return undefined;
  if (at < 0) return { kind: 'name', name, version: 0 };
  const version = text.slice(at + 1);
  if (!VERSION.test(version) || Number(version) > MAX_VERSION) return undefined;
  return { kind: 'name', name, version: Number(version) };
}
