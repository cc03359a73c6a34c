import { bytesToBigInt, bytesToHex, concatBytes, setLengthLeft } from '@ethereumjs/util';
import { type Hex, numberToBytes } from 'viem';
import { MODEL_REGISTRY_ADDRESS } from '../addresses.ts';
import { revert } from '../outcome/revert.ts';
import type { Reference } from '../reference.ts';
import type { StateAccess } from './access.ts';

/** The model that a reference stands for in this state. */
export interface Resolved {
  readonly modelId: Hex;
  /** 0 for a reference by model id. */
  readonly version: number;
}

const ENTRIES_SLOT = numberToBytes(0, { size: 32 });
const VERSIONS_SLOT = numberToBytes(1, { size: 32 });
const UINT32 = 0xffff_ffffn;

/**
 * Looks a reference up in the registry's storage (rule P5). Charges one access to the registry and two to slots; a
 * model id needs none.
 *
 * @throws PredictRevert UnknownModel
 */
export async function resolve(reference: Reference, text: Uint8Array, state: StateAccess): Promise<Resolved> {
  if (reference.kind === 'id') return { modelId: reference.modelId, version: 0 };
  const nameHash = state.keccak(new TextEncoder().encode(reference.name));
  state.touch(MODEL_REGISTRY_ADDRESS, 'resolve');

  const entry = await readWord(state, state.keccak(concatBytes(nameHash, ENTRIES_SLOT)));
  // Entry {address owner; uint32 latest; uint32 count; bool frozen}, packed from the low end.
  const latest = Number((entry >> 160n) & UINT32);
  const count = Number((entry >> 192n) & UINT32);
  const version = reference.version === 0 ? latest : reference.version;
  if (version === 0 || version > count) throw revert.unknownModel(text);

  const ofName = state.keccak(concatBytes(nameHash, VERSIONS_SLOT));
  const key = state.keccak(concatBytes(numberToBytes(version, { size: 32 }), ofName));
  const modelId = await state.slot(MODEL_REGISTRY_ADDRESS, key, 'resolve');
  return { modelId: bytesToHex(setLengthLeft(modelId, 32)), version };
}

async function readWord(state: StateAccess, key: Uint8Array): Promise<bigint> {
  return bytesToBigInt(await state.slot(MODEL_REGISTRY_ADDRESS, key, 'resolve'));
}
