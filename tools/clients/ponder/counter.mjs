import { parseAbi } from 'viem';

export const abi = parseAbi(['event Counted(uint256 value)']);
export const code = (hash) => {
  // Logs the word that it is called with: PUSH0 CALLDATALOAD PUSH0 MSTORE PUSH32 topic PUSH1 32 PUSH0 LOG1 STOP.
  const runtime = `5f355f527f${hash.slice(2)}60205fa100`;
  const size = (runtime.length / 2).toString(16).padStart(2, '0');
  return `0x60${size}600a5f3960${size}5ff3${runtime}`;
};
