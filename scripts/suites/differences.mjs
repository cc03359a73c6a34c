const openZeppelin = 'openzeppelin-solidity';
const safe = '@safe-global/safe-smart-account';

const sendThatFails =
  'Hardhat answers the sending of a transaction that fails with its error, though it is in a block; a node answers with its hash, and the receipt says that it failed.';

/** Tests that are known to pass on one network only: whose, which, by which error there, and in one sentence why. */
export const differences = [
  {
    project: openZeppelin,
    test: /ERC2771Forwarder .*(bubbles out of gas|bubbles out of gas forced by the relayer)$/,
    error: /^Expected transaction to be reverted without a reason, but it didn't revert/,
    why: sendThatFails,
  },
  {
    project: openZeppelin,
    test: /(TimelockController usage scenario call out of gas|Address functionCall .* runs out of gas)$/,
    error: /^Expected transaction to be reverted with custom error 'FailedCall', but it didn't revert/,
    why: sendThatFails,
  },
  {
    project: openZeppelin,
    test: /ERC2771Forwarder executeBatch with tampered requests bubbles out of gas forced by the relayer$/,
    error: /^insufficient funds for gas \* price \+ value/,
    why: 'Hardhat estimates the gas of sending more than the account has; a node refuses, as geth does.',
  },
  {
    project: '@uniswap/v2-core',
    test: /UniswapV2Pair (getInputPrice|optimistic):\d$/,
    error: /^Expected transaction to be reverted$/,
    why: sendThatFails,
  },
  {
    project: safe,
    test: /Safe execTransaction should revert if too little gas is provided$/,
    error: /^Expected transaction to be reverted with reason 'GS010', but it didn't revert/,
    why: sendThatFails,
  },
  {
    project: safe,
    test: /Safe setup should fail if ether payment fails$/,
    error: /^Expected transaction to be reverted with reason 'GS011', but it didn't revert/,
    why: `${sendThatFails} Its estimate passes, since what it pays goes by the gas price, and an estimate without one has none.`,
  },
  {
    project: safe,
    test: /Safe setup should not allow to call setup on singleton$/,
    error: /^invalid opcode/,
    why: "Hardhat's error of a call that ends in INVALID has empty `data`, which its matcher asks for; ours has none, as geth's.",
  },
  {
    project: safe,
    test: /SafeToL2Setup L2 setupToL2 changes the expected storage slot/,
    error: /reading 'storage'/,
    why: "The test reads the stack of a trace as 64 digits without 0x, Hardhat's older form; a node writes it as geth does.",
  },
  {
    project: safe,
    test: /SignMessageLib signMessage can be used only via DELEGATECALL opcode$/,
    error: /function selector was not recognized/,
    why: "Hardhat makes the message from the contract's source, which a node does not have.",
  },
];
