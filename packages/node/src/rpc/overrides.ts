import { type BlockHeader, createBlockHeader } from '@ethereumjs/block';
import type { Common } from '@ethereumjs/common';
import {
  Account,
  type Address,
  createAddressFromString,
  hexToBytes,
  setLengthLeft,
  unpadBytes,
} from '@ethereumjs/util';
import { PredictEvm } from '@evm-ml/evm';
import { type BlockOverrides, type StateOverrides, simulationErrorCode } from '@evm-ml/rpc';
import type { Hex } from 'viem';
import type { WorldState } from '../state/world-state.ts';
import { invalidParams, RpcError, serverError } from './errors.ts';
import type { OverridableMachine } from './lend-machine.ts';

/** Changes accounts and precompiles in a machine that is lent for a call. */
export async function applyStateOverrides(
  machine: OverridableMachine,
  overrides: StateOverrides,
): Promise<void> {
  const { state } = machine;
  movePrecompiles(machine, overrides);
  // Pretended code may lie where a model's manifest or chunks do, or be the store.
  const { evm } = machine.vm;
  if (evm instanceof PredictEvm && Object.values(overrides).some(({ code }) => code !== undefined))
    evm.leaveCaches();
  for (const [name, override] of Object.entries(overrides)) {
    const who = createAddressFromString(name.toLowerCase() as Hex);
    if (override.state && override.stateDiff) {
      throw invalidParams(`account ${name} has both state and stateDiff: send one of them`);
    }
    const account = (await state.getAccount(who)) ?? new Account();
    if (override.balance !== undefined) account.balance = override.balance;
    if (override.nonce !== undefined) account.nonce = override.nonce;
    const slots = override.state ?? override.stateDiff ?? {};
    // An account with nothing in it must not be in the state (EIP-158).
    const isNothing = account.isEmpty() && override.code === undefined && Object.keys(slots).length === 0;
    if (isNothing) await state.deleteAccount(who);
    else await state.putAccount(who, account);
    if (override.code !== undefined) await state.putCode(who, hexToBytes(override.code));
    if (override.state) await state.clearStorage(who);
    await putSlots(state, who, slots);
  }
}

/** An address that is overridden is no precompile any more; its precompile may run at another, free one. */
function movePrecompiles({ vm: { evm }, precompiles }: OverridableMachine, overrides: StateOverrides): void {
  const overridden = Object.keys(overrides).map((name) => name.toLowerCase());
  for (const [name, { movePrecompileToAddress: target }] of Object.entries(overrides)) {
    const isPrecompile =
      evm.getPrecompile?.(createAddressFromString(name.toLowerCase() as Hex)) !== undefined;
    if (target) {
      if (target === name.toLowerCase()) {
        throw new RpcError(
          simulationErrorCode.selfReference,
          `MovePrecompileToAddress referenced itself: ${name}`,
        );
      }
      if (!isPrecompile) throw serverError(`account ${name} is not a precompile`);
      if (overridden.includes(target)) throw serverError(`account ${target} is already overridden`);
      precompiles.set(target.slice(2), name.slice(2).toLowerCase());
    }
    if (isPrecompile) precompiles.set(name.slice(2).toLowerCase(), undefined);
  }
}

async function putSlots(state: WorldState, who: Address, slots: Record<string, Hex>): Promise<void> {
  for (const [key, value] of Object.entries(slots)) {
    const bytes = unpadBytes(hexToBytes(value));
    await state.putStorage(who, setLengthLeft(hexToBytes(key as Hex), 32), bytes);
  }
}

/** A header with the fields that a call wants to see. */
export function applyBlockOverrides(
  header: BlockHeader,
  overrides: BlockOverrides,
  common: Common,
): BlockHeader {
  if (Object.keys(overrides).length === 0) return header;
  const { number, time, gasLimit, feeRecipient, prevRandao, baseFeePerGas } = overrides;
  return createBlockHeader(
    {
      ...header,
      ...(number !== undefined && { number }),
      ...(time !== undefined && { timestamp: time }),
      ...(gasLimit !== undefined && { gasLimit }),
      ...(feeRecipient && { coinbase: feeRecipient }),
      ...(prevRandao && { mixHash: prevRandao }),
      ...(baseFeePerGas !== undefined && { baseFeePerGas }),
    },
    { common },
  );
}
