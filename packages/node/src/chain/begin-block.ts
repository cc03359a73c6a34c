import type { BlockHeader } from '@ethereumjs/block';
import {
  Address,
  bigIntToAddressBytes,
  bigIntToBytes,
  createAddressFromString,
  setLengthLeft,
} from '@ethereumjs/util';
import type { VM } from '@ethereumjs/vm';

/** EIP-4788, "Beacon roots contract". */
const beaconRoots = createAddressFromString('0x000F3df6D732807Ef1319fB7B8bB8522d0Beac02');

const word = (value: bigint): Uint8Array => setLengthLeft(bigIntToBytes(value), 32);

/**
 * What a block writes before its transactions, where genesis has the contracts: the parent's hash (EIP-2935) and the
 * parent beacon block root, which is 0 without a beacon chain (EIP-4788).
 */
export async function beginBlock(vm: VM, header: BlockHeader): Promise<void> {
  if (vm.common.isActivatedEIP(4788)) {
    const size = vm.common.param('historicalRootsLength');
    const place = header.timestamp % size;
    await store(vm, beaconRoots, place, bigIntToBytes(header.timestamp));
    const root = header.parentBeaconBlockRoot ?? new Uint8Array();
    const first = root.findIndex((byte) => byte !== 0);
    await store(vm, beaconRoots, place + size, first < 0 ? new Uint8Array() : root);
  }
  if (vm.common.isActivatedEIP(2935)) {
    const history = new Address(bigIntToAddressBytes(vm.common.param('historyStorageAddress')));
    await store(vm, history, (header.number - 1n) % vm.common.param('historyServeWindow'), header.parentHash);
  }
  await vm.evm.journal.cleanup();
}

async function store(
  { stateManager }: VM,
  contract: Address,
  slot: bigint,
  value: Uint8Array,
): Promise<void> {
  if ((await stateManager.getCode(contract)).length > 0)
    await stateManager.putStorage(contract, word(slot), value);
}
