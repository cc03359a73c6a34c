import { createAddressFromString, createZeroAddress } from '@ethereumjs/util';
import { MODEL_REGISTRY_ADDRESS, modelRegistryAbi, PREDICT_ADDRESS, predictAbi } from '@evm-ml/evm';
import {
  type Abi,
  decodeEventLog,
  decodeFunctionResult,
  encodeEventTopics,
  encodeFunctionData,
  formatUnits,
  type Hex,
  parseUnits,
} from 'viem';
import { z } from 'zod';
import { runMessage } from '../../chain/call.ts';
import { predictTracer } from '../../chain/trace/predict-tracer.ts';
import { traceBlock } from '../../chain/trace/trace-block.ts';
import { callError, callHeader, refusalToError, toCallMessage } from '../call-message.ts';
import { serverError } from '../errors.ts';
import { toData, toQuantity } from '../format/hex.ts';
import { type MethodTable, method, type RpcContext } from '../method.ts';
import { queryLogs } from '../query-logs.ts';
import { requireBlock } from '../resolve-block.ts';
import { type BlockReference, blockNumber, hash, optionalBlock, quantity } from '../schema.ts';
import { findMined } from './transactions.ts';

/** Decimal places of the numbers that PREDICT takes and gives. */
const decimals = 18;
const reference = z.string().min(1).max(300);
const decimal = z
  .union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/, 'expected a decimal number')])
  .transform((value) => parseUnits(typeof value === 'number' ? toPlainDecimal(value) : value, decimals));

/** Writes a binary64 number without an exponent, to 18 places. */
const toPlainDecimal = (value: number) =>
  Number.isInteger(value) ? BigInt(value).toString() : value.toFixed(decimals);

/** Asks a contract as `eth_call` would; a revert becomes the error with its data. */
async function ask(context: RpcContext, to: Hex, data: Hex, block: BlockReference): Promise<Hex> {
  const { chain, limits } = context;
  const { header } = await requireBlock(chain, block);
  const request = { from: createZeroAddress(), to: createAddressFromString(to), data };
  const message = toCallMessage(request, header, chain, limits);
  const result = await refusalToError(() =>
    chain.machines.use(header, ({ vm }) =>
      runMessage(vm, callHeader(header, message, chain), message),
    ),
  );
  if (!result.success) throw callError(result);
  return toData(result.returnData);
}

async function askFor(
  context: RpcContext,
  [to, abi]: readonly [Hex, Abi],
  [functionName, args]: readonly [string, readonly unknown[]],
  block: BlockReference,
): Promise<unknown> {
  const data = await ask(context, to, encodeFunctionData({ abi, functionName, args }), block);
  return decodeFunctionResult({ abi, functionName, data });
}

const predict = [PREDICT_ADDRESS, predictAbi as Abi] as const;
const registry = [MODEL_REGISTRY_ADDRESS, modelRegistryAbi as Abi] as const;

/** Integers as quantities, to any depth. */
function withQuantities(value: unknown): unknown {
  if (typeof value === 'bigint') return toQuantity(value);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withQuantities(item)]));
}

/** Models by name, and what PREDICT says about them. */
export const predictMethods: MethodTable = {
  predict_list: method(z.tuple([blockNumber.nullish()]), async (context, [from]) => {
    const [topic] = encodeEventTopics({ abi: modelRegistryAbi, eventName: 'NameRegistered' });
    const query = { fromBlock: from ?? 0n, address: MODEL_REGISTRY_ADDRESS, topics: [topic as Hex] };
    const logs = await queryLogs(context.chain, query, context.limits);
    return Promise.all(
      logs.map(async ({ data, topics }) => {
        const event = decodeEventLog({
          abi: modelRegistryAbi,
          eventName: 'NameRegistered',
          data,
          topics: topics as [Hex],
        });
        const { name } = z.object({ name: z.string() }).parse(event.args);
        const entry = await askFor(context, registry, ['entryOf', [name]], 'latest');
        return { name, ...(withQuantities(entry) as object) };
      }),
    );
  }),

  predict_describe: method(z.tuple([reference, optionalBlock]), async (context, [ref, block]) =>
    withQuantities(await askFor(context, predict, ['describe', [ref]], block)),
  ),

  predict_gasOf: method(
    z.tuple([reference, quantity.nullish(), optionalBlock]),
    async (context, [ref, batch, block]) =>
      withQuantities(await askFor(context, predict, ['gasOf', [ref, batch ?? 1n]], block)),
  ),

  predict_call: method(
    z.tuple([reference, z.array(decimal), optionalBlock]),
    async (context, [ref, input, block]) => {
      const output = await askFor(context, predict, ['predict', [ref, input]], block);
      return z
        .array(z.bigint())
        .parse(output)
        .map((value) => formatUnits(value, decimals));
    },
  ),

  predict_class: method(
    z.tuple([reference, z.array(decimal), optionalBlock]),
    async (context, [ref, input, block]) =>
      withQuantities(await askFor(context, predict, ['predictClass', [ref, input]], block)),
  ),

  predict_trace: method(z.tuple([hash]), async ({ chain }, [transactionHash]) => {
    const mined = await findMined(chain, transactionHash);
    if (!mined) throw serverError('transaction not found');
    const [calls] = await traceBlock(chain, mined.block, (_tx, index) =>
      index === mined.index ? predictTracer : undefined,
    );
    return calls;
  }),
};
