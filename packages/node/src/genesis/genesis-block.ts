import { Block, createBlockHeader } from '@ethereumjs/block';
import type { Common } from '@ethereumjs/common';
import { hexToBytes, setLengthLeft } from '@ethereumjs/util';
import type { Hex } from 'viem';
import { emptyHeaderFields } from '../block/header.ts';
import type { Genesis } from './genesis-file.ts';

const oneGwei = 1_000_000_000n;

/** Block 0 over a state that `writeGenesisState` wrote. */
export function createGenesisBlock(genesis: Genesis, stateRoot: Uint8Array, common: Common): Block {
  const header = createBlockHeader(
    {
      ...emptyHeaderFields,
      number: 0n,
      stateRoot,
      timestamp: BigInt(genesis.timestamp),
      gasLimit: BigInt(genesis.gasLimit),
      difficulty: BigInt(genesis.difficulty),
      nonce: setLengthLeft(hexToBytes(evenHex(genesis.nonce)), 8),
      mixHash: hexToBytes(genesis.mixHash as Hex),
      coinbase: genesis.coinbase as Hex,
      extraData: hexToBytes(evenHex(genesis.extraData)),
      baseFeePerGas: genesis.baseFeePerGas === undefined ? oneGwei : BigInt(genesis.baseFeePerGas),
    },
    { common },
  );
  return new Block(header, [], [], [], { common });
}

const evenHex = (text: string): Hex => (text.length % 2 === 0 ? (text as Hex) : `0x0${text.slice(2)}`);
