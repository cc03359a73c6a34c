import { type Hex, keccak256 } from 'viem';
import { keepOwnAbi } from '../decode/own-abis.ts';
import { parseAbiText } from '../decode/parse-abi.ts';
import type { Verified } from '../verification/messages.ts';

const prefix = 'evm-ml sources ';
/** Those that this browser has no room for, until the page is closed. */
const here = new Map<string, string>();

/** Sources that were found to give this very code; another contract at the address has none. */
export function keptSources(address: string, code: Hex): Verified | undefined {
  const name = prefix + address.toLowerCase();
  try {
    const text = here.get(name) ?? localStorage.getItem(name);
    if (text === null) return undefined;
    const { hash, verified } = JSON.parse(text);
    return hash === keccak256(code) && isVerified(verified) ? verified : undefined;
  } catch {
    // This browser keeps nothing for pages, or somebody changed what it kept.
    return undefined;
  }
}

/** Keeps sources in this browser, and what the contract understands by them; whoever shows ABIs is told. */
export function keepSources(address: string, code: Hex, verified: Verified): void {
  const name = prefix + address.toLowerCase();
  const text = JSON.stringify({ hash: keccak256(code), verified });
  here.set(name, text);
  try {
    localStorage.setItem(name, text);
  } catch {
    // There is no room.
  }
  const parsed = parseAbiText(verified.abi);
  keepOwnAbi(address, 'abi' in parsed ? parsed.abi : undefined);
}

export function forgetSources(address: string): void {
  const name = prefix + address.toLowerCase();
  here.delete(name);
  try {
    localStorage.removeItem(name);
  } catch {
    // It keeps nothing.
  }
  keepOwnAbi(address, undefined);
}

/** What the browser gives back may be of an older page. */
function isVerified(given: unknown): given is Verified {
  const { match, name, file, compiler, settings, abi, sources, immutables, libraries } = Object(given);
  return (
    ['exact', 'metadata', 'unhashed'].includes(match) &&
    [name, file, compiler, settings, abi].every(isText) &&
    isListOf(sources, (each) => isListOf(each, isText)) &&
    isListOf(immutables, isText) &&
    isListOf(libraries, (each) => isText(Object(each).name) && isText(Object(each).address))
  );
}

const isText = (given: unknown): given is string => typeof given === 'string';

const isListOf = (given: unknown, is: (item: unknown) => boolean): boolean =>
  Array.isArray(given) && given.every((item) => is(item));
