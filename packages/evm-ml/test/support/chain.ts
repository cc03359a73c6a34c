import { createBlock } from '@ethereumjs/block';
import type { ExecResult } from '@ethereumjs/evm';
import { Caches, MerkleStateManager } from '@ethereumjs/statemanager';
import { type AccessList, createFeeMarket1559Tx } from '@ethereumjs/tx';
import { Account, Address, hexToBytes } from '@ethereumjs/util';
import { createVM, type RunTxResult, runTx, type VM } from '@ethereumjs/vm';
import { loadModel } from '@evm-ml/quantized-runtime';
import { bytesToHex, type Hex } from 'viem';
import {
  createPredictCommon,
  createPredictEvm,
  createUpload,
  type ModelTransaction,
  PREDICT_ADDRESS,
  type PredictChainConfig,
  type PredictEvm,
  type PredictOptions,
  predictGenesis,
  registerTransaction,
} from '../../src/index.ts';

/** Well-known development key of the mnemonic "test test ... junk". */
const KEY = hexToBytes('0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80');
export const SENDER: Hex = '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266';

export interface ChainOptions extends Partial<PredictOptions> {
  readonly chain?: Partial<PredictChainConfig>;
  /** Number and time of the block that transactions run in. */
  readonly block?: { readonly number: bigint; readonly timestamp: bigint };
  readonly withoutGenesis?: boolean;
}

export interface Sent {
  readonly to?: Hex;
  readonly data?: Hex;
  readonly gas?: bigint;
  readonly accessList?: AccessList;
  readonly key?: Uint8Array;
}

/** A real VM with the genesis accounts and one rich account; every transaction is signed and runs in a block. */
export interface Chain {
  readonly vm: VM;
  readonly evm: PredictEvm;
  at(block: { readonly number: bigint; readonly timestamp: bigint }): void;
  send(transaction: Sent, options?: { readonly reportAccessList?: boolean }): Promise<RunTxResult>;
  /** Sends, and throws unless the transaction succeeds. */
  mine(transaction: Sent): Promise<RunTxResult>;
  deploy(code: Hex): Promise<Hex>;
  /** A call from outside, without a transaction. */
  call(data: Hex | Uint8Array, options?: { readonly to?: Hex; readonly gas?: bigint }): Promise<ExecResult>;
  fund(address: Hex): Promise<void>;
  stateRoot(): Promise<Hex>;
}

export async function createChain(options: ChainOptions = {}): Promise<Chain> {
  const { chain, block: start, withoutGenesis, ...predict } = options;
  const common = createPredictCommon({ chainId: 1337, ...chain });
  const stateManager = new MerkleStateManager({ common, caches: new Caches() });
  const evm = createPredictEvm({ loadModel, ...predict, common, stateManager });
  const vm = await createVM({ common, stateManager, evm });
  const fund = (address: Hex) =>
    stateManager.putAccount(new Address(hexToBytes(address)), new Account(0n, 10n ** 24n));

  await stateManager.checkpoint();
  for (const { address, nonce, balance, code } of withoutGenesis ? [] : predictGenesis()) {
    const at = new Address(hexToBytes(address));
    await stateManager.putAccount(at, new Account(nonce, balance));
    await stateManager.putCode(at, hexToBytes(code));
  }
  await fund(SENDER);
  await stateManager.commit();
  await stateManager.flush();

  let header = start ?? { number: 1n, timestamp: 1n };
  const makeBlock = () =>
    createBlock({ header: { ...header, gasLimit: 60_000_000n, baseFeePerGas: 7n } }, { common });

  const send: Chain['send'] = async (sent, { reportAccessList = false } = {}) => {
    const key = sent.key ?? KEY;
    const unsigned = {
      chainId: common.chainId(),
      gasLimit: sent.gas ?? 16_000_000n,
      maxFeePerGas: 1_000n,
      ...(sent.to && { to: sent.to }),
      ...(sent.data && { data: sent.data }),
      ...(sent.accessList && { accessList: sent.accessList }),
    };
    const sender = createFeeMarket1559Tx(unsigned, { common }).sign(key).getSenderAddress();
    const nonce = (await stateManager.getAccount(sender))?.nonce ?? 0n;
    const tx = createFeeMarket1559Tx({ ...unsigned, nonce }, { common }).sign(key);
    return runTx(vm, { tx, block: makeBlock(), reportAccessList });
  };
  const mine: Chain['mine'] = async (sent) => {
    const result = await send(sent);
    const { exceptionError, returnValue } = result.execResult;
    if (exceptionError) throw new Error(`${exceptionError.error}: ${bytesToHex(returnValue)}`);
    return result;
  };
  return {
    vm,
    evm,
    at: (next) => {
      header = next;
    },
    send,
    mine,
    fund,
    deploy: async (code) => {
      const { createdAddress } = await mine({ data: code });
      return bytesToHex(createdAddress!.bytes);
    },
    call: async (data, { to = PREDICT_ADDRESS, gas = 30_000_000n } = {}) => {
      const bytes = typeof data === 'string' ? hexToBytes(data) : data;
      await vm.evm.journal.cleanup();
      const { execResult } = await evm.runCall({
        to: new Address(hexToBytes(to)),
        caller: new Address(hexToBytes(SENDER)),
        data: bytes,
        gasLimit: gas,
        block: makeBlock(),
      });
      return execResult;
    },
    stateRoot: async () => {
      await stateManager.flush();
      return bytesToHex(await stateManager.getStateRoot());
    },
  };
}

const toSent = ({ to, data, gas }: ModelTransaction): Sent => ({ to, data, gas });

/** Uploads, seals and, if a name is given, registers a model without an origin. */
export async function install(chain: Chain, model: Uint8Array, name?: string): Promise<Hex> {
  const { modelId, transactions } = createUpload({ model });
  for (const transaction of transactions) await chain.mine(toSent(transaction));
  if (name !== undefined) await chain.mine(toSent(registerTransaction(name, modelId)));
  return modelId;
}
