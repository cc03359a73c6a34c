import type { Abi } from 'viem';
import { parseAbiText } from './parse-abi.ts';

const prefix = 'evm-ml abi ';
const own = new Map<string, Abi>();
const listeners = new Set<() => void>();
let kept: Pick<Storage, 'setItem' | 'removeItem'> | undefined;

/** Takes in what this browser has kept; what was changed there since, so that it is none any more, is passed over. */
export function loadOwnAbis(storage: Storage): void {
  kept = storage;
  for (let index = 0; index < storage.length; index++) {
    const key = storage.key(index) ?? '';
    const parsed = key.startsWith(prefix) ? parseAbiText(storage.getItem(key) ?? '') : undefined;
    if (parsed && 'abi' in parsed) own.set(key.slice(prefix.length), parsed.abi);
  }
}

/** What somebody said a contract understands. */
export const ownAbi = (address: string): Abi | undefined => own.get(address.toLowerCase());

/** All of them: an error may come from a contract that was called inside. */
export const ownAbis = (): Iterable<Abi> => own.values();

/** Keeps the ABI of a contract in this browser; undefined forgets it. */
export function keepOwnAbi(address: string, abi: Abi | undefined): void {
  const name = address.toLowerCase();
  if (abi) own.set(name, abi);
  else own.delete(name);
  try {
    if (abi) kept?.setItem(prefix + name, JSON.stringify(abi));
    else kept?.removeItem(prefix + name);
  } catch {
    // The browser has no room: it is known until the page is closed.
  }
  for (const listener of listeners) listener();
}

/** Is told when an ABI is kept or forgotten. */
export function onOwnAbis(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
