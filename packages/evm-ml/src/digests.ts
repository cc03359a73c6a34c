import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { predictGenesis } from './evm/genesis.ts';
import { FLOATS_GAS } from './floats/index.ts';
import { GAS } from './gas/params.ts';
import { modelRegistryCode, modelStoreCode, permissionsCode } from './generated/contracts.ts';

const ofText = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)));
const ofCode = (code: string): string => bytesToHex(sha256(hexToBytes(code.replace(/^0x/, ''))));

/** SHA-256 of each part of this package that consensus depends on, 64 hex digits, by its name in spec/digests.json. */
export const consensusDigests = () => ({
  predictPlaceholderCode: ofCode(predictGenesis()[0]?.code ?? ''),
  modelStoreCode: ofCode(modelStoreCode),
  modelRegistryCode: ofCode(modelRegistryCode),
  permissionsCode: ofCode(permissionsCode),
  gasTable: ofText(JSON.stringify(GAS)),
  floatsGasTable: ofText(JSON.stringify(FLOATS_GAS)),
});
