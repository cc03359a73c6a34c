import type { EVM } from '@ethereumjs/evm';
import { Address, bytesToUnprefixedHex, hexToBytes } from '@ethereumjs/util';
import { keccak_256 } from '@noble/hashes/sha3.js';
import type { Hex } from 'viem';
import type { GasMeter } from '../gas/meter.ts';
import type { GasKind } from '../gas/split.ts';

/**
 * Names the set of models that this transaction has loaded, in the journal of warm accounts and slots, so that a
 * revert undoes it like every access. It is longer than an address: no opcode and no access list can reach it.
 */
const LOADED = new TextEncoder().encode('models loaded by PREDICT');
const LOADED_KEY = bytesToUnprefixedHex(LOADED);

/** What reading state needs of the EVM that asks. */
export type StateHost = Pick<EVM, 'common' | 'journal' | 'stateManager'>;

/**
 * Reads state for PREDICT at the prices of EIP-2929: 2,600 for the first access to an account in a transaction, 2,100
 * for the first access to a slot, 100 afterwards. Charges before it reads.
 */
export class StateAccess {
  readonly #evm: StateHost;
  readonly #gas: GasMeter;
  readonly keccak: (bytes: Uint8Array) => Uint8Array;

  constructor(evm: StateHost, gas: GasMeter) {
    this.#evm = evm;
    this.#gas = gas;
    this.keccak = evm.common.customCrypto.keccak256 ?? keccak_256;
  }

  /** Charges an access to an account. */
  touch(address: Hex, kind: GasKind): void {
    const bytes = hexToBytes(address);
    const { journal } = this.#evm;
    this.#charge(kind, journal.isWarmedAddress(bytes) ? 'warmstoragereadGas' : 'coldaccountaccessGas');
    journal.addWarmedAddress(bytes);
  }

  /** The code at an address whose access was charged by `touch`. */
  code(address: Hex): Promise<Uint8Array> {
    return this.#evm.stateManager.getCode(new Address(hexToBytes(address)));
  }

  /** The word in a storage slot, without leading zeros. Charged. */
  async slot(address: Hex, key: Uint8Array, kind: GasKind): Promise<Uint8Array> {
    const bytes = hexToBytes(address);
    const { journal } = this.#evm;
    this.#charge(kind, journal.isWarmedStorage(bytes, key) ? 'warmstoragereadGas' : 'coldsloadGas');
    journal.addWarmedStorage(bytes, key);
    return this.#evm.stateManager.getStorage(new Address(bytes), key);
  }

  /** The word in a storage slot, for observers: neither charged nor warm afterwards. */
  peek(address: Hex, key: Uint8Array): Promise<Uint8Array> {
    return this.#evm.stateManager.getStorage(new Address(hexToBytes(address)), key);
  }

  /** True if this transaction has paid for loading the model. */
  isLoaded(modelId: Hex): boolean {
    return this.#evm.journal.isWarmedStorage(LOADED, hexToBytes(modelId));
  }

  /** Records that this transaction has paid for loading the model. */
  markLoaded(modelId: Hex): void {
    const { journal } = this.#evm;
    // It is no account: keep it out of the access list that eth_createAccessList reports.
    journal.accessList?.set(LOADED_KEY, new Set());
    journal.addWarmedStorage(LOADED, hexToBytes(modelId));
    journal.accessList?.delete(LOADED_KEY);
  }

  #charge(kind: GasKind, param: string): void {
    this.#gas.charge(kind, this.#evm.common.param(param));
  }
}
