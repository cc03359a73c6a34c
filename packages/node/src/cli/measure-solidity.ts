import { createRequire } from 'node:module';
import { Common, Hardfork, Mainnet } from '@ethereumjs/common';
import { createEVM, type EVM } from '@ethereumjs/evm';
import { Address } from '@ethereumjs/util';
import {
  bytesToHex,
  concatHex,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  hexToBytes,
  parseAbi,
} from 'viem';
import { UserError } from './errors.ts';

interface Output {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts: Record<
    string,
    Record<string, { evm: { bytecode: { object: string }; deployedBytecode: { object: string } } }>
  >;
}

/** What a contract written by `networkToSolidity` takes, compiled with the optimizer (200 runs) for Cancun. */
export interface ContractMeasure {
  /** Bytes of the contract's code; its data contracts are `parts`. */
  readonly codeBytes: number;
  readonly parts: number;
  /** Gas of all deployments, and of `predict` for one example of zeros, without what transactions cost before. */
  readonly deploymentGas: bigint;
  readonly predictGas: bigint;
}

/** EIP-170. */
const LARGEST_CODE = 24_576;

/**
 * Compiles and runs a network's contract.
 * @param inputLength numbers in one example
 * @throws UserError if its code is larger than chains allow
 */
export async function measureSolidity(
  source: string,
  name: string,
  inputLength: number,
): Promise<ContractMeasure> {
  const compiled = compile(source);
  const codeBytes = compiled.get(name)!.code;
  if (codeBytes > LARGEST_CODE) {
    throw new UserError(
      `The contract ${name} needs ${codeBytes.toLocaleString('en-US')} bytes of code, and chains allow ` +
        `${LARGEST_CODE.toLocaleString('en-US')} (EIP-170): the network has too many layers for Solidity; ask it with PREDICT.`,
    );
  }
  const evm = await createEVM({ common: new Common({ chain: Mainnet, hardfork: Hardfork.Cancun }) });
  const addresses: Hex[] = [];
  let deploymentGas = 0n;
  for (let part = 0; compiled.has(`${name}Weights${part}`); part += 1) {
    const made = await create(evm, compiled.get(`${name}Weights${part}`)!.initcode);
    addresses.push(made.address);
    deploymentGas += made.gas;
  }
  const words = addresses.map((address) => encodeAbiParameters([{ type: 'address' }], [address]));
  const contract = await create(evm, concatHex([compiled.get(name)!.initcode, ...words]));
  const data = encodeFunctionData({
    abi: parseAbi(['function predict(int256[])']),
    args: [new Array<bigint>(inputLength).fill(0n)],
  });
  await evm.journal.cleanup();
  const { execResult } = await evm.runCall({
    to: new Address(hexToBytes(contract.address)),
    data: hexToBytes(data),
    gasLimit: 1n << 50n,
  });
  return {
    codeBytes,
    parts: addresses.length,
    deploymentGas: deploymentGas + contract.gas,
    predictGas: execResult.executionGasUsed,
  };
}

function compile(source: string): Map<string, { readonly initcode: Hex; readonly code: number }> {
  const solc: { compile(input: string): string } = createRequire(import.meta.url)('solc');
  const input = {
    language: 'Solidity',
    sources: { 'Model.sol': { content: source } },
    settings: {
      evmVersion: 'cancun',
      optimizer: { enabled: true, runs: 200 },
      outputSelection: { '*': { '*': ['evm.bytecode.object', 'evm.deployedBytecode.object'] } },
    },
  };
  const { errors = [], contracts }: Output = JSON.parse(solc.compile(JSON.stringify(input)));
  // That a contract is too large is a warning here; it gets a sentence of its own.
  const wrong = errors.filter(({ severity }) => severity === 'error');
  if (wrong.length > 0) throw new Error(wrong.map(({ formattedMessage }) => formattedMessage).join('\n'));
  return new Map(
    Object.entries(contracts['Model.sol']!).map(([name, { evm }]) => [
      name,
      { initcode: `0x${evm.bytecode.object}`, code: evm.deployedBytecode.object.length / 2 },
    ]),
  );
}

async function create(evm: EVM, initcode: Hex): Promise<{ readonly address: Hex; readonly gas: bigint }> {
  const { createdAddress, execResult } = await evm.runCall({
    data: hexToBytes(initcode),
    gasLimit: 1n << 40n,
  });
  if (execResult.exceptionError) throw new Error(`deployment: ${execResult.exceptionError.error}`);
  return { address: bytesToHex(createdAddress!.bytes), gas: execResult.executionGasUsed };
}
