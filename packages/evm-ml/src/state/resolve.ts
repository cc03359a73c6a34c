import { bytesToBigInt, bytesToHex, concatBytes, setLengthLeft } from '@ethereumjs/util';
import { type Hex, numberToBytes } from 'viem';
import { MODEL_REGISTRY_ADDRESS } from '../addresses.ts';
import { revert } from '../outcome/revert.ts';
import type { Reference } from '../reference.ts';
import type { StateAccess } from './access.ts';

/** The model that a reference stands for in this state. */
export interface Resolved {
  readonly modelId: Hex;
  /** Whether the registry was asked. */
  readonly isNamed: boolean;
}

/** Slots of the registry's mappings, rule P5. */
const SLOT = {
  entries: numberToBytes(0, { size: 32 }),
  versions: numberToBytes(1, { size: 32 }),
  latest: numberToBytes(2, { size: 32 }),
} as const;

const UINT32 = 0xffff_ffffn;

/**
 * Looks a reference up in the registry's storage (rule P5): one access to the registry and one to a slot, both charged.
 * A model id needs none.
 *
 * @throws PredictRevert UnknownModel
 */
export async function resolve(reference: Reference, text: Uint8Array, state: StateAccess): Promise<Resolved> {
  if (reference.kind === 'id') return { modelId: reference.modelId, isNamed: false };
  state.touch(MODEL_REGISTRY_ADDRESS, 'resolve');
  const word = await state.slot(MODEL_REGISTRY_ADDRESS, modelSlot(reference, state), 'resolve');
  // Versions stand for sealed models, whose ids are hashes: an empty slot is a name or a version that there is not.
  if (word.length === 0 || bytesToBigInt(word) === 0n) throw revert.unknownModel(text);
  return { modelId: bytesToHex(setLengthLeft(word, 32)), isNamed: true };
}

/** Where the registry keeps the model of a name, the latest if no version is named. */
function modelSlot({ name, version }: Reference & { kind: 'name' }, { keccak }: StateAccess): Uint8Array {
  const nameHash = keccak(new TextEncoder().encode(name));
  if (version === 0) return keccak(concatBytes(nameHash, SLOT.latest));
  return keccak(
    concatBytes(numberToBytes(version, { size: 32 }), keccak(concatBytes(nameHash, SLOT.versions))),
  );
}

/**
 * The version that a reference stands for, 0 for a model id. Reads a further slot for a bare name: charged, unless it
 * is for an observer, who must not change what a call costs.
 */
export async function versionOf(
  reference: Reference,
  state: StateAccess,
  isCharged: boolean,
): Promise<number> {
  if (reference.kind === 'id') return 0;
  if (reference.version !== 0) return reference.version;
  const key = state.keccak(concatBytes(state.keccak(new TextEncoder().encode(reference.name)), SLOT.entries));
  const entry = isCharged
    ? await state.slot(MODEL_REGISTRY_ADDRESS, key, 'resolve')
    : await state.peek(MODEL_REGISTRY_ADDRESS, key);
  // Entry {address owner; uint32 latest; uint32 count; bool frozen}, packed from the low end.
  return Number((bytesToBigInt(entry) >> 160n) & UINT32);
}
