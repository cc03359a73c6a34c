import type { BlockHeader } from '@ethereumjs/block';
import { type Address, createZeroAddress, hexToBytes, KECCAK256_NULL } from '@ethereumjs/util';
import { z } from 'zod';
import { CallRefused, type CallResult, intrinsicGas } from '../../chain/call.ts';
import type { Machine } from '../../chain/machine.ts';
import {
  type SimulatedBlock,
  type SimulatedCall,
  type SimulatedHeader,
  simulateBlock,
} from '../../chain/simulate/simulate-block.ts';
import { callError, toCallMessage } from '../call-message.ts';
import { RpcError } from '../errors.ts';
import { formatBlock } from '../format/block.ts';
import { toData, toQuantity } from '../format/hex.ts';
import { formatLog } from '../format/log.ts';
import { type MethodTable, method, type RpcContext } from '../method.ts';
import { applyStateOverrides, blockOverrides, stateOverrides } from '../overrides.ts';
import { requireBlock } from '../resolve-block.ts';
import * as result from '../results/index.ts';
import { callRequest, optionalBlock } from '../schema.ts';

/** Error codes of the method's specification (ethereum/execution-apis). */
const simulateError = {
  nonceTooLow: -38010,
  nonceTooHigh: -38011,
  feeTooLow: -38012,
  intrinsicGas: -38013,
  funds: -38014,
  blockGas: -38015,
  blockNumber: -38020,
  timestamp: -38021,
  senderIsContract: -38024,
  tooManyBlocks: -38026,
} as const;

const maxBlocks = 256n;
const secondsBetweenBlocks = 12n;

const blockCalls = z.object({
  blockOverrides: blockOverrides.nullish(),
  stateOverrides: stateOverrides.nullish(),
  calls: z.array(callRequest).max(5_000).nullish(),
});

const options = z.object({
  blockStateCalls: z.array(blockCalls),
  traceTransfers: z.boolean().default(false),
  validation: z.boolean().default(false),
  returnFullTransactions: z.boolean().default(false),
});
type Options = z.output<typeof options>;
type BlockCalls = z.output<typeof blockCalls>;

/** Fills the gaps between the wanted block numbers with empty blocks, and checks order and number. */
function withGapsFilled(wanted: readonly BlockCalls[], base: BlockHeader): BlockCalls[] {
  const filled: BlockCalls[] = [];
  let number = base.number;
  for (const block of wanted) {
    const target = block.blockOverrides?.number ?? number + 1n;
    if (target <= number)
      throw new RpcError(simulateError.blockNumber, `block numbers must be in order: ${target} <= ${number}`);
    if (target - base.number > maxBlocks) throw new RpcError(simulateError.tooManyBlocks, 'too many blocks');
    while (++number < target) filled.push({ blockOverrides: { number } });
    filled.push({ ...block, blockOverrides: { ...block.blockOverrides, number: target } });
  }
  return filled;
}

function headerOf(
  parent: BlockHeader,
  { blockOverrides: given }: BlockCalls,
  { validation }: Options,
): SimulatedHeader {
  const timestamp = given?.time ?? parent.timestamp + secondsBetweenBlocks;
  if (timestamp <= parent.timestamp) {
    throw new RpcError(
      simulateError.timestamp,
      `block timestamps must be in order: ${timestamp} <= ${parent.timestamp}`,
    );
  }
  return {
    number: given?.number ?? parent.number + 1n,
    timestamp,
    gasLimit: given?.gasLimit ?? parent.gasLimit,
    baseFeePerGas: given?.baseFeePerGas ?? (validation ? parent.calcNextBaseFee() : 0n),
    coinbase: given?.feeRecipient ?? parent.coinbase,
    prevRandao: given?.prevRandao ? hexToBytes(given.prevRandao) : new Uint8Array(32),
  };
}

/** Gives the calls of a block one after another, checked as transactions when `validation` is on. */
function callsOf(
  { chain, limits }: RpcContext,
  machine: Machine,
  header: SimulatedHeader,
  { calls }: BlockCalls,
  { validation }: Options,
) {
  const waiting = [...(calls ?? [])];
  return async (gasLeft: bigint): Promise<SimulatedCall | undefined> => {
    const request = waiting.shift();
    if (!request) return undefined;
    if (request.gas != null && request.gas > gasLeft) {
      throw new RpcError(simulateError.blockGas, `block gas limit reached: ${request.gas} > ${gasLeft} left`);
    }
    const seen = { gasLimit: gasLeft, baseFeePerGas: header.baseFeePerGas };
    const message = toCallMessage({ ...request, gas: request.gas ?? gasLeft }, seen, chain, limits);
    const from: Address = request.from ?? createZeroAddress();
    const account = await machine.state.getAccount(from);
    const nonce = request.nonce ?? account?.nonce ?? 0n;
    const maxFeePerGas = request.maxFeePerGas ?? request.gasPrice ?? 0n;
    const call = {
      message,
      nonce,
      maxFeePerGas,
      maxPriorityFeePerGas: request.maxPriorityFeePerGas ?? request.gasPrice ?? 0n,
    };
    const expected = account?.nonce ?? 0n;
    const { intrinsic, floor } = intrinsicGas(message, machine.vm);
    if (message.gas < intrinsic || message.gas < floor) {
      throw new RpcError(
        simulateError.intrinsicGas,
        `intrinsic gas too low: have ${message.gas}, want ${intrinsic}`,
      );
    }
    if ((account?.balance ?? 0n) < message.value + message.gas * message.gasPrice) {
      throw new RpcError(simulateError.funds, `insufficient funds for gas * price + value: address ${from}`);
    }
    if (!validation) return call;
    if (nonce < expected)
      throw new RpcError(
        simulateError.nonceTooLow,
        `nonce too low: next nonce ${expected}, tx nonce ${nonce}`,
      );
    if (nonce > expected)
      throw new RpcError(
        simulateError.nonceTooHigh,
        `nonce too high: next nonce ${expected}, tx nonce ${nonce}`,
      );
    if (maxFeePerGas < header.baseFeePerGas) {
      throw new RpcError(
        simulateError.feeTooLow,
        `max fee per gas less than block base fee: ${maxFeePerGas} < ${header.baseFeePerGas}`,
      );
    }
    if (account && Buffer.compare(account.codeHash, KECCAK256_NULL) !== 0) {
      throw new RpcError(simulateError.senderIsContract, `sender ${from} is not an EOA`);
    }
    return call;
  };
}

function formatSimulated({ block, results }: SimulatedBlock, { returnFullTransactions }: Options) {
  let firstLog = 0;
  return {
    ...formatBlock(block, returnFullTransactions),
    calls: results.map((call, index) => {
      const logs = call.logs.map((log, offset) => formatLog(log, { block, index }, firstLog + offset));
      firstLog += logs.length;
      return { ...formatResult(call), logs };
    }),
  };
}

function formatResult(call: CallResult) {
  const shown = {
    returnData: call.success ? toData(call.returnData) : '0x',
    gasUsed: toQuantity(call.gasUsed),
    maxUsedGas: toQuantity(call.maxUsedGas),
    status: toQuantity(call.success ? 1 : 0),
  };
  if (call.success) return shown;
  const { code, message, data } = callError(call);
  return { ...shown, error: { code: code === 3 ? code : -32015, message, ...(data && { data }) } };
}

/** Several blocks of calls, one on top of another, that nobody seals. */
export const simulateMethods: MethodTable = {
  eth_simulateV1: method(
    'Runs blocks of calls one on top of another without sealing them.',
    { simulation: options, block: optionalBlock },
    result.simulatedBlocks,
    async (context, { simulation: wanted, block: reference }) => {
      const { chain } = context;
      const base = (await requireBlock(chain, reference)).header;
      const blocks = withGapsFilled(wanted.blockStateCalls, base);
      return chain.machines.use(base, async (machine) => {
        const simulated: ReturnType<typeof formatSimulated>[] = [];
        let parent = base;
        for (const block of blocks) {
          const header = headerOf(parent, block, wanted);
          await applyStateOverrides(machine.state, block.stateOverrides ?? {});
          const next = callsOf(context, machine, header, block, wanted);
          const outcome = await simulateBlock(machine, parent, header, next, wanted.traceTransfers).catch(
            (error: unknown) => {
              if (error instanceof CallRefused) throw new RpcError(simulateError.funds, error.message);
              throw error;
            },
          );
          machine.blockHashes.set(header.number, outcome.block.hash());
          simulated.push(formatSimulated(outcome, wanted));
          parent = outcome.block.header;
        }
        return simulated;
      });
    },
  ),
};
