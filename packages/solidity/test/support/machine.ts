import { Common, Hardfork, Mainnet } from '@ethereumjs/common';
import { createEVM, type EVM } from '@ethereumjs/evm';
import { Address } from '@ethereumjs/util';
import {
  bytesToHex,
  concatHex,
  decodeErrorResult,
  decodeFunctionResult,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  hexToBytes,
} from 'viem';
import type { Compiled } from './compile.ts';

const CALLER = new Address(new Uint8Array(20).fill(0x77));

/** A network's contract on an EVM of plain Ethereum (Cancun), without anything of this project. */
export interface Deployed {
  readonly address: Hex;
  /** Gas of all deployments, without what a transaction costs before it runs. */
  readonly deployGas: bigint;
  call(
    functionName: string,
    args: readonly unknown[],
  ): Promise<{ readonly result: unknown; readonly gas: bigint }>;
  /** `Name(argument)` of the error that a call reverts with. */
  error(functionName: string, args: readonly unknown[]): Promise<string>;
}

export function createMachine(): Promise<EVM> {
  return createEVM({ common: new Common({ chain: Mainnet, hardfork: Hardfork.Cancun }) });
}

async function create(evm: EVM, initcode: Hex): Promise<{ readonly address: Hex; readonly gas: bigint }> {
  const { createdAddress, execResult } = await evm.runCall({
    caller: CALLER,
    data: hexToBytes(initcode),
    gasLimit: 30_000_000n,
  });
  if (execResult.exceptionError) throw new Error(`deployment: ${execResult.exceptionError.error}`);
  return { address: bytesToHex(createdAddress!.bytes), gas: execResult.executionGasUsed };
}

/** Deploys `name` and its data contracts. `weights` replaces the addresses of the data contracts. */
export async function deploy(
  evm: EVM,
  compiled: ReadonlyMap<string, Compiled>,
  name: string,
  weights?: readonly Hex[],
): Promise<Deployed> {
  const addresses: Hex[] = [];
  let deployGas = 0n;
  for (let i = 0; compiled.has(`${name}Weights${i}`); i += 1) {
    const part = await create(evm, compiled.get(`${name}Weights${i}`)!.initcode);
    addresses.push(part.address);
    deployGas += part.gas;
  }
  const { abi, initcode } = compiled.get(name)!;
  const words = (weights ?? addresses).map((address) =>
    encodeAbiParameters([{ type: 'address' }], [address]),
  );
  const contract = await create(evm, concatHex([initcode, ...words]));
  const run = async (functionName: string, args: readonly unknown[]) => {
    await evm.journal.cleanup();
    const { execResult } = await evm.runCall({
      caller: CALLER,
      to: new Address(hexToBytes(contract.address)),
      data: hexToBytes(encodeFunctionData({ abi, functionName, args })),
      gasLimit: 100_000_000_000n,
      isStatic: true,
    });
    return execResult;
  };
  return {
    address: contract.address,
    deployGas: deployGas + contract.gas,
    call: async (functionName, args) => {
      const { exceptionError, executionGasUsed, returnValue } = await run(functionName, args);
      const data = bytesToHex(returnValue);
      if (exceptionError) throw new Error(`${functionName}: ${exceptionError.error} ${data}`);
      return { result: decodeFunctionResult({ abi, functionName, data }), gas: executionGasUsed };
    },
    error: async (functionName, args) => {
      const { exceptionError, returnValue } = await run(functionName, args);
      if (!exceptionError) throw new Error(`${functionName} did not revert`);
      const { errorName, args: given = [] } = decodeErrorResult({ abi, data: bytesToHex(returnValue) });
      return `${errorName}(${given.join(',')})`;
    },
  };
}
