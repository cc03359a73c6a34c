import { crc32 } from 'node:zlib';
import { EVM } from '@ethereumjs/evm';
import { createAddressFromString } from '@ethereumjs/util';
import { FLOATS_ADDRESS, PREDICT_ADDRESS, PredictEvm } from '@evm-ml/evm';
import type { Hex } from 'viem';
import type { Chain } from './chain.ts';

/** What EIP-7910 says about the rules of a block. */
export interface DescribedRules {
  /** Seconds since 1970; 0 for rules that hold from genesis on. */
  activationTime: number;
  blobSchedule: { target: number; max: number; baseFeeUpdateFraction: number };
  chainId: Hex;
  /** EIP-2124's checksum of the genesis and the forks so far. */
  forkId: Hex;
  precompiles: Record<string, Hex>;
  systemContracts: Record<string, Hex>;
}

/** Names of EIP-7910. */
const precompileNames: readonly string[] = [
  'ECREC',
  'SHA256',
  'RIPEMD160',
  'ID',
  'MODEXP',
  'BN254_ADD',
  'BN254_MUL',
  'BN254_PAIRING',
  'BLAKE2F',
  'KZG_POINT_EVALUATION',
  'BLS12_G1ADD',
  'BLS12_G1MSM',
  'BLS12_G2ADD',
  'BLS12_G2MSM',
  'BLS12_PAIRING_CHECK',
  'BLS12_MAP_FP_TO_G1',
  'BLS12_MAP_FP2_TO_G2',
];

const addressOf = (number: number): Hex => `0x${number.toString(16).padStart(40, '0')}`;

const precompiles: readonly (readonly [name: string, address: Hex])[] = [
  ...precompileNames.map((name, index) => [name, addressOf(index + 1)] as const),
  ['P256VERIFY', addressOf(0x100)],
];

/** Contracts that a block's execution calls or reads, where the chain has them. */
const systemContracts: Readonly<Record<string, Hex>> = {
  BEACON_ROOTS_ADDRESS: '0x000f3df6d732807ef1319fb7b8bb8522d0beac02',
  CONSOLIDATION_REQUEST_PREDEPLOY_ADDRESS: '0x0000bbddc7ce488642fb579f8b00f3a590007251',
  HISTORY_STORAGE_ADDRESS: '0x0000f90827f1c53a10cb7a02335b175320002935',
  WITHDRAWAL_REQUEST_PREDEPLOY_ADDRESS: '0x00000961ef480eb55e80d19ad83579a64c007002',
};

/** The rules of the newest block. */
export async function describeRules(chain: Chain): Promise<DescribedRules> {
  const { common, head, genesis } = chain;
  const { blocks, times } = forksOf(chain);
  const { targetBlobGasPerBlock, maxBlobGasPerBlock } = common.getBlobGasSchedule();
  return {
    activationTime: Number(times.at(-1) ?? 0n),
    blobSchedule: {
      target: Number(targetBlobGasPerBlock / common.param('blobGasPerBlob')),
      max: Number(maxBlobGasPerBlock / common.param('blobGasPerBlob')),
      baseFeeUpdateFraction: Number(common.param('blobGasPriceUpdateFraction')),
    },
    chainId: `0x${common.chainId().toString(16)}`,
    forkId: forkId(genesis.hash(), [...blocks, ...times]),
    precompiles: await chain.machines.use(head.header, async ({ vm: { evm } }) => {
      if (!(evm instanceof EVM)) throw new Error('expected an EVM with precompiles');
      const present = precompiles.filter(([, address]) => evm.getPrecompile(address) !== undefined);
      return Object.fromEntries([...present, ...predictPrecompiles(evm, head.header)]);
    }),
    systemContracts: await presentContracts(chain),
  };
}

function predictPrecompiles(
  evm: EVM,
  { number, timestamp }: { number: bigint; timestamp: bigint },
): [string, Hex][] {
  if (!(evm instanceof PredictEvm)) return [];
  const { activation } = evm.predict;
  if (activation === 'off' || number < (activation.block ?? 0n) || timestamp < (activation.time ?? 0n))
    return [];
  return [
    ['PREDICT', PREDICT_ADDRESS],
    ['FLOATS', FLOATS_ADDRESS],
  ];
}

/** Blocks and times of the forks up to the head, without those of genesis. */
function forksOf({ common, head, genesis }: Chain): { blocks: bigint[]; times: bigint[] } {
  const { number, timestamp } = head.header;
  const rising = (values: (bigint | number | string | null | undefined)[], first: bigint, last: bigint) =>
    [...new Set(values.filter((value) => value != null).map(BigInt))]
      .filter((value) => value > first && value <= last)
      .sort((a, b) => (a < b ? -1 : 1));
  const forks = common.hardforks();
  return {
    blocks: rising(
      forks.filter((fork) => fork.timestamp === undefined).map(({ block }) => block),
      0n,
      number,
    ),
    times: rising(
      forks.map((fork) => fork.timestamp),
      genesis.header.timestamp,
      timestamp,
    ),
  };
}

function forkId(genesisHash: Uint8Array, forks: readonly bigint[]): Hex {
  const bytes = Buffer.alloc(genesisHash.length + 8 * forks.length);
  bytes.set(genesisHash);
  for (const [index, fork] of forks.entries()) bytes.writeBigUInt64BE(fork, genesisHash.length + 8 * index);
  return `0x${crc32(bytes).toString(16).padStart(8, '0')}`;
}

/** Deposits have no contract where there is no beacon chain: its address is zero. */
async function presentContracts(chain: Chain): Promise<Record<string, Hex>> {
  const state = chain.stateAt(chain.head.header);
  const present: Record<string, Hex> = { DEPOSIT_CONTRACT_ADDRESS: addressOf(0) };
  for (const [name, address] of Object.entries(systemContracts)) {
    if ((await state.getCode(createAddressFromString(address))).length > 0) present[name] = address;
  }
  return present;
}
