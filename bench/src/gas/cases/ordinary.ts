import { Caches, MerkleStateManager } from '@ethereumjs/statemanager';
import { Account, createAddressFromString, hexToBytes } from '@ethereumjs/util';
import { createPredictCommon, createPredictEvm, ModelCache, type PredictEvm, ResultCache } from '@evm-ml/evm';
import { loadModel } from '@evm-ml/quantized-runtime';
import { concatHex, type Hex, padHex, toHex } from 'viem';
import type { GasCase } from '../case.ts';

const CONTRACT = createAddressFromString('0x00000000000000000000000000000000000c0de1');
const REPEAT = 200;

/** Bytecode that leaves the stack as it found it; run many times in a row. */
const OPCODES: Readonly<Record<string, Hex>> = {
  'ADD with PUSH, POP': '0x600160020150',
  'MUL of 256 bits': concatHex([
    '0x7f',
    padHex('0xff', { size: 32 }),
    '0x7f',
    `0x${'fe'.repeat(32)}`,
    '0x0250',
  ]),
  'MULMOD of 256 bits': concatHex([
    '0x7f',
    `0x${'fd'.repeat(32)}`,
    '0x7f',
    `0x${'fe'.repeat(32)}`,
    '0x7f',
    `0x${'fb'.repeat(32)}`,
    '0x0950',
  ]),
  'EXP of 256 bits': concatHex(['0x7f', `0x${'fe'.repeat(32)}`, '0x60030a50']),
  'MLOAD, MSTORE': '0x604051604052',
  'KECCAK256 of 32 bytes': '0x602060002050',
  'KECCAK256 of 1 kB': '0x61040060002050',
  'SLOAD, warm': '0x60015450',
  'SSTORE, dirty': '0x6001600255',
  'BALANCE, warm': '0x303150',
  'STATICCALL of an empty account': '0x5f5f5f5f60ff61fffffa50',
  'LOG0 of 32 bytes': '0x60205fa0',
};

const word = (value: bigint) => toHex(value, { size: 32 });
/** Generator of the second group of bn254, EIP-197's order. */
const G2 = concatHex(
  [
    11559732032986387107991004021392285783925812861821192530917403151452391805634n,
    10857046999023057135944570762232829481370756359578518086990519993285655852781n,
    4082367875863433681332203403145435568316851327593401208105741076214120093531n,
    8495653923123431417604973247489272438418190587263600148770280649306958101930n,
  ].map(word),
);
const BN254_PRIME = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;

/** Precompiles, by address, with an input that makes them work. */
const PRECOMPILES: readonly (readonly [name: string, address: number, input: Hex])[] = [
  [
    'ECRECOVER',
    1,
    // of the call in EIP-155's example family: hash, v, r, s
    '0x456e9aea5e197a1f1af7a3e85a3212fa4049a3ba34c2289b4c860fc0b0c64ef3000000000000000000000000000000000000000000000000000000000000001c9242685bf161793cc25603c231bc2f568eb630ea16aa137d2664ac80388256084f8ae3bd7535248d0bd448298cc2e2071e56992d0774dc340c368ae950852ada',
  ],
  ['SHA256 of 1 kB', 2, `0x${'a5'.repeat(1024)}`],
  ['RIPEMD160 of 1 kB', 3, `0x${'a5'.repeat(1024)}`],
  ['IDENTITY of 1 kB', 4, `0x${'a5'.repeat(1024)}`],
  [
    'MODEXP of 32 bytes',
    5,
    concatHex([
      word(32n),
      word(32n),
      word(32n),
      ...['fe', 'fd', 'fb'].map((byte): Hex => `0x${byte.repeat(32)}`),
    ]),
  ],
  ['BN254 addition', 6, concatHex([1n, 2n, 1n, 2n].map(word))],
  ['BN254 multiplication', 7, concatHex([word(1n), word(2n), `0x${'1e'.repeat(32)}`])],
  ['BN254 pairing of 2', 8, concatHex([word(1n), word(2n), G2, word(1n), word(BN254_PRIME - 2n), G2])],
  ['BLAKE2F, 1000 rounds', 9, concatHex(['0x000003e8', `0x${'5a'.repeat(208)}`, '0x01'])],
];

/** An EVM on an empty state. */
export async function createBenchEvm(models = new ModelCache()): Promise<PredictEvm> {
  const common = createPredictCommon({ chainId: 1337 });
  const stateManager = new MerkleStateManager({ common, caches: new Caches() });
  return createPredictEvm({ common, stateManager, loadModel, models, results: new ResultCache(0) });
}

/** Opcodes, each many times in a row on a state of its own. */
async function opcodeCase(name: string, code: Hex): Promise<GasCase> {
  const evm = await createBenchEvm();
  await evm.stateManager.putAccount(CONTRACT, new Account(1n));
  const bytes = hexToBytes(concatHex(Array.from({ length: REPEAT }, () => code)));
  const run = () => evm.runCode({ code: bytes, to: CONTRACT, gasLimit: 30_000_000n });
  const { executionGasUsed, exceptionError } = await run();
  if (exceptionError) throw new Error(`${name}: ${exceptionError.error}`);
  return { kind: 'opcode', name, gas: Number(executionGasUsed), run };
}

async function precompileCase(name: string, address: number, input: Hex): Promise<GasCase> {
  const evm = await createBenchEvm();
  const to = createAddressFromString(padHex(toHex(address), { size: 20 }));
  const data = hexToBytes(input);
  const run = () => evm.runCall({ to, data, gasLimit: 30_000_000n });
  const { execResult } = await run();
  if (execResult.exceptionError) throw new Error(`${name}: ${execResult.exceptionError.error}`);
  return { kind: 'precompile', name, gas: Number(execResult.executionGasUsed), run };
}

/** What this EVM's own opcodes and precompiles give for their gas, in the same process. */
export async function ordinaryCases(): Promise<GasCase[]> {
  return [
    ...(await Promise.all(Object.entries(OPCODES).map(([name, code]) => opcodeCase(name, code)))),
    ...(await Promise.all(PRECOMPILES.map((precompile) => precompileCase(...precompile)))),
  ];
}
