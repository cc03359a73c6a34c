import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { kernelsWasm } from '../../generated/kernels-wasm.ts';
import { decodeBase64 } from './decode-base64.ts';

/** SHA-256 of the WebAssembly binary that the fast kernels run, 64 hex digits; spec/digests.json names it. */
export const wasmKernelsDigest = (): string => bytesToHex(sha256(decodeBase64(kernelsWasm)));
