import { createBlock } from '@ethereumjs/block';
import { Common, type CustomCrypto, Mainnet } from '@ethereumjs/common';
import { RLP } from '@ethereumjs/rlp';
import { createTxFromRLP, type TypedTransaction } from '@ethereumjs/tx';
import {
  bytesToHex,
  createAccount,
  createAddressFromString,
  hexToBytes,
  setLengthLeft,
  unpadBytes,
} from '@ethereumjs/util';
import { createVM, runTx } from '@ethereumjs/vm';
import { keccak_256 } from '@noble/hashes/sha3.js';
import type { ChainEvm } from '../../chain/evm.ts';
import { changedState } from '../../state/changed-state.ts';
import { emptyState } from '../../state/state-source.ts';
import { WorldState } from '../../state/world-state.ts';
import { type Expectation, forks, type StateTest } from './fixture.ts';

/** What a transaction left behind. */
interface Aftermath {
  readonly hash: string;
  readonly logs: string;
  /** Why the transaction was refused; undefined if it was executed. */
  readonly refusal?: string;
}

/** One transaction of one test on one fork. `failure` is undefined when all is as it must be. */
export interface StateTestResult {
  readonly fork: string;
  readonly indexes: Expectation['indexes'];
  readonly failure?: string;
}

/** Runs every transaction of a test on the forks that this EVM has; the others are left out. */
export async function runStateTest(
  test: StateTest,
  evm: ChainEvm,
  customCrypto: CustomCrypto,
): Promise<StateTestResult[]> {
  const results: StateTestResult[] = [];
  for (const [fork, expectations] of Object.entries(test.post)) {
    const hardfork = forks[fork];
    if (hardfork === undefined) continue;
    for (const expected of expectations) {
      const common = new Common({ chain: Mainnet, hardfork, customCrypto });
      const failure = compare(expected, await execute(test, expected, common, evm));
      results.push({ fork, indexes: expected.indexes, ...(failure !== undefined && { failure }) });
    }
  }
  return results;
}

function compare(expected: Expectation, actual: Aftermath): string | undefined {
  if (expected.expectException !== undefined && actual.refusal === undefined) {
    return `executed, expected ${expected.expectException}`;
  }
  if (expected.expectException === undefined && actual.refusal !== undefined) {
    return `refused (${actual.refusal}), expected to be executed`;
  }
  if (actual.hash !== expected.hash) return `state root ${actual.hash}, expected ${expected.hash}`;
  if (actual.logs !== expected.logs) return `hash of logs ${actual.logs}, expected ${expected.logs}`;
  return undefined;
}

async function execute(
  test: StateTest,
  { txbytes }: Expectation,
  common: Common,
  chainEvm: ChainEvm,
): Promise<Aftermath> {
  const state = await createWorld(test, common);
  const vm = await createVM({
    common,
    stateManager: state,
    evm: await chainEvm.create({ common, stateManager: state, blockchain: blockHashes }),
  });
  const keccak = common.customCrypto.keccak256 ?? keccak_256;
  const empty = bytesToHex(keccak(RLP.encode([])));
  const end = async (refusal?: string, logs = empty): Promise<Aftermath> => ({
    hash: bytesToHex(await state.getStateRoot()),
    logs,
    ...(refusal !== undefined && { refusal }),
  });
  let tx: TypedTransaction;
  try {
    tx = createTxFromRLP(hexToBytes(txbytes), { common });
  } catch (error) {
    return end(messageOf(error));
  }
  try {
    const { execResult } = await runTx(vm, { tx, block: blockOf(test, common) });
    return end(undefined, bytesToHex(keccak(RLP.encode(execResult.logs ?? []))));
  } catch (error) {
    return end(messageOf(error));
  }
}

async function createWorld({ pre }: StateTest, common: Common): Promise<WorldState> {
  const state = new WorldState(common, emptyState);
  await state.checkpoint();
  for (const [key, { balance, nonce, code, storage }] of Object.entries(pre)) {
    const address = createAddressFromString(key);
    await state.putAccount(address, createAccount({ balance, nonce }));
    await state.putCode(address, hexToBytes(code));
    for (const [slot, value] of Object.entries(storage)) {
      const bytes = unpadBytes(wordOf(value));
      if (bytes.length > 0) await state.putStorage(address, wordOf(slot), bytes);
    }
  }
  await state.commit();
  // As a block before it would have left it: accounts with their storage roots (EIP-7610 looks at them).
  return new WorldState(common, changedState(emptyState, state.finish().changes));
}

const wordOf = (hex: string): Uint8Array =>
  setLengthLeft(hexToBytes(`0x${BigInt(hex).toString(16).padStart(64, '0')}`), 32);

/** Tests name the hash of block n as keccak256 of its decimal digits. */
const blockHashes = {
  async getBlock(id: number) {
    return { hash: () => keccak_256(new TextEncoder().encode(String(id))) };
  },
  async putBlock() {},
  shallowCopy() {
    return this;
  },
};

function blockOf({ env }: StateTest, common: Common) {
  return createBlock(
    {
      header: {
        number: env.currentNumber,
        coinbase: env.currentCoinbase,
        gasLimit: env.currentGasLimit,
        timestamp: env.currentTimestamp,
        baseFeePerGas: env.currentBaseFee ?? 10n,
        ...(env.currentRandom !== undefined && { mixHash: setLengthLeft(hexToBytes(env.currentRandom), 32) }),
        ...(common.isActivatedEIP(4844) && { excessBlobGas: env.currentExcessBlobGas ?? 0n }),
      },
    },
    { common, skipConsensusFormatValidation: true },
  );
}

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
