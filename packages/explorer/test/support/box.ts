import { createRequire } from 'node:module';
import type { Hex } from 'viem';
import { publicClient, walletClient } from '../../../node/test/support/clients.ts';
import { HOSTILE, type Scene } from './scene.ts';

const solc: { compile(input: string): string } = createRequire(import.meta.url)('solc');

/** A path as somebody hostile gives it; line ends are none that a path may have. */
const path = `<img src=x onerror=window.hacked=1>\u202E.sol`;

/** The compiler takes no text that turns the direction of what follows, or ends it. */
export const hostileComment = HOSTILE.replace('\u202E', '').replace('\0', '');

/** What the compiler is given for a contract that keeps numbers, with a comment of one's own. */
export const boxInput = (comment = hostileComment) => ({
  language: 'Solidity',
  sources: {
    [path]: {
      content: `pragma solidity ^0.8.0;
// ${comment}
contract Box {
  uint256 public immutable size;
  uint256 public kept;
  event Kept(uint256 what);
  constructor(uint256 given) { size = given; }
  function keep(uint256 what) external { kept = what; emit Kept(what); }
}`,
    },
  },
  settings: { optimizer: { enabled: true, runs: 200 }, evmVersion: 'cancun' },
});

/** Puts code on a chain, whose initcode this is. */
export async function deploy({ node }: Scene, data: Hex): Promise<Hex> {
  const hash = await walletClient(node.url).sendTransaction({ data });
  return (await publicClient(node.url).waitForTransactionReceipt({ hash })).contractAddress!;
}

/** A box of size 7. */
export function deployBox(scene: Scene): Promise<Hex> {
  const input = boxInput();
  const settings = { ...input.settings, outputSelection: { '*': { '*': ['evm.bytecode.object'] } } };
  const output = JSON.parse(solc.compile(JSON.stringify({ ...input, settings })));
  return deploy(scene, `0x${output.contracts[path].Box.evm.bytecode.object}${'7'.padStart(64, '0')}`);
}
