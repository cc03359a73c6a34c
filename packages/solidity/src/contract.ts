import type { Block } from './block.ts';
import { prepareLanes, usesLanes } from './emit/lanes.ts';
import { indent, toHexLiteral } from './layout-source.ts';
import { codeHash, type Weights } from './weights.ts';

/** Everything that the source is made of. */
export interface ContractParts {
  readonly name: string;
  readonly title: string;
  readonly weights: Weights;
  readonly blocks: Readonly<Record<'quantize' | 'unpack' | 'run' | 'dequantize' | 'pack', Block>>;
  readonly input: { readonly length: number; readonly bytes: number };
  readonly output: { readonly length: number; readonly bytes: number };
  readonly scratch: number;
  /** Memory of the constants of the running step, of the table, and the first byte behind all of it. */
  readonly params: number;
  readonly table: number;
  readonly end: number;
}

/** Calls that never happen, see Helper: the pointer to free memory is no number of that size. */
function secondCalls(block: Block): string {
  const calls = [...block.helpers].flatMap(([name, { source, parameters }]) => {
    if (parameters === undefined) return [];
    const call = `${name}(${new Array(parameters).fill('0').join(', ')})`;
    return [source.includes('->') ? `pop(${call})` : call];
  });
  return calls.length === 0 ? '' : `if shr(255, mload(0x40)) {\n${calls.join('\n')}\n}`;
}

function assembly(parts: ContractParts, block: Block): string {
  const steps = block.steps.map((step) => {
    return `// ${step.title}
{
${parts.weights.load(step, parts.table, parts.params)}
${step.code}
}`;
  });
  const sources = [...block.helpers.values()].map(({ source }) => source);
  return indent(`assembly {\n${[...sources, secondCalls(block), ...steps].join('\n')}\n}`, 2);
}

function weightContracts({ name, weights }: ContractParts): string {
  return weights.codes
    .map(
      (code, i) => `/// @title Constants of ${name}, part ${i + 1} of ${weights.codes.length}
/// @notice Its code is data: a STOP, then the bytes.
contract ${name}Weights${i} {
    constructor() {
        bytes memory code = ${toHexLiteral(code)};
        assembly ("memory-safe") {
            return(add(code, 32), mload(code))
        }
    }
}
`,
    )
    .join('\n');
}

function construction({ name, weights: { codes } }: ContractParts): string {
  if (codes.length === 0) return '';
  const indices = codes.map((_, i) => i);
  return `
    /// @notice The contract at this place of the list is not the part of the constants that belongs there.
    error WrongWeights(uint256 index);

${indices.map((i) => `    address private immutable _weights${i};`).join('\n')}

    /// @param weights Where ${name}Weights0 to ${name}Weights${codes.length - 1} were deployed.
    constructor(address[${codes.length}] memory weights) {
${codes.map((code, i) => `        if (weights[${i}].codehash != ${codeHash(code)}) revert WrongWeights(${i});`).join('\n')}
${indices.map((i) => `        _weights${i} = weights[${i}];`).join('\n')}
    }
`;
}

/** Reserves the memory of a run, before anything else is allocated, and makes the constants reachable. */
function preparation({ weights, blocks, scratch, table, end }: ContractParts): string {
  const lines = [`assembly { mstore(0x40, ${end}) }`];
  if ([...blocks.run.helpers.keys()].some(usesLanes)) {
    lines.push(`assembly {\n${prepareLanes(scratch)}\n}`);
  }
  if (weights.literal) {
    lines.push(
      `bytes memory constants = ${toHexLiteral(weights.literal)};`,
      `assembly { mstore(${table}, add(constants, 32)) }`,
    );
  }
  weights.codes.forEach((_, i) => {
    lines.push(`{`, `address part = _weights${i};`, `assembly { mstore(${table + 32 * i}, part) }`, `}`);
  });
  return indent(lines.join('\n'), 2);
}

/** Copying constants from a data contract reads state; arithmetic does not. */
function reads({ weights }: ContractParts, block: Block): 'pure' | 'view' {
  return !weights.literal && block.steps.some(({ constants }) => constants.length > 0) ? 'view' : 'pure';
}

/** True if a conversion may refuse a number, and so has to know its place. */
const usesIndex = (source: string): boolean => source.includes('outOfRange(');

/** The Solidity source of a network. */
export function contractSource(parts: ContractParts): string {
  const { name, title, weights, blocks, input, output } = parts;
  const mutability = weights.literal ? 'pure' : 'view';
  const deployment =
    weights.codes.length === 0
      ? '/// Deploy it as it is.'
      : `/// Deploy ${name}Weights0 to ${name}Weights${weights.codes.length - 1}, then this contract with their addresses.`;
  const quantize = assembly(parts, blocks.quantize);
  const unpack = assembly(parts, blocks.unpack);
  return `// SPDX-License-Identifier: UNLICENSED
// Written by evm-ml. Do not edit: the numbers mean what they mean to the bit.
pragma solidity ^0.8.25;

${weightContracts(parts)}
/// @title ${title}
/// @notice A neural network in integers, which gives the same bits as PREDICT does for the same artefact. Real numbers
/// are in units of 1e-18. Inputs may hold several examples, one after another; answers have the same layout.
${deployment}
contract ${name} {
    /// @notice Numbers (or bytes) in one example; the input must hold one or more whole examples.
    error WrongInputLength(uint256 expected, uint256 given);
    /// @notice The number at \`index\` of the input is no token of the network or, in a raw input, -32768.
    error InputOutOfRange(uint256 index);
${construction(parts)}
    /// @notice Runs the network.
    /// @param input Units of 1e-18.
    /// @return output Units of 1e-18.
    function predict(int256[] calldata input) external ${mutability} returns (int256[] memory output) {
        return _predict(input);
    }

    /// @notice Runs the network on one example.
    /// @param input Units of 1e-18.
    /// @return index The largest output; the lowest index among equals.
    function predictClass(int256[] calldata input) external ${mutability} returns (uint256 index) {
        if (input.length != ${input.length}) revert WrongInputLength(${input.length}, input.length);
        int256[] memory output = _predict(input);
        for (uint256 i = 1; i < output.length; i++) {
            if (output[i] > output[index]) index = i;
        }
    }

    /// @notice Runs the network on its own numbers.
    /// @param input The input ports' integers, little endian.
    /// @return output The output ports' integers, little endian.
    function predictRaw(bytes calldata input) external ${mutability} returns (bytes memory output) {
        uint256 batch = _batch(input.length, ${input.bytes});
        _prepare();
        output = new bytes(batch * ${output.bytes});
        for (uint256 i = 0; i < batch; i++) {
            uint256 x;
            uint256 to;
            assembly {
                x := add(input.offset, mul(i, ${input.bytes}))
                to := add(add(output, 32), mul(i, ${output.bytes}))
            }
            _unpack(x${usesIndex(unpack) ? `, i * ${input.length}` : ''});
            _run();
            _pack(to);
        }
    }

    function _predict(int256[] calldata input) private ${mutability} returns (int256[] memory output) {
        uint256 batch = _batch(input.length, ${input.length});
        _prepare();
        output = new int256[](batch * ${output.length});
        for (uint256 i = 0; i < batch; i++) {
            uint256 x;
            uint256 to;
            assembly {
                x := add(input.offset, mul(i, ${32 * input.length}))
                to := add(add(output, 32), mul(i, ${32 * output.length}))
            }
            _quantize(x${usesIndex(quantize) ? `, i * ${input.length}` : ''});
            _run();
            _dequantize(to);
        }
    }

    function _batch(uint256 given, uint256 expected) private pure returns (uint256) {
        if (given == 0 || given % expected != 0) revert WrongInputLength(expected, given);
        return given / expected;
    }

    /// @dev Memory from 0x80 on belongs to the network: its values have fixed addresses.
    function _prepare() private ${mutability} {
${preparation(parts)}
    }

    function _quantize(uint256 x${usesIndex(quantize) ? ', uint256 index' : ''}) private ${reads(parts, blocks.quantize)} {
${quantize}
    }

    function _unpack(uint256 x${usesIndex(unpack) ? ', uint256 index' : ''}) private pure {
${unpack}
    }

    function _run() private ${reads(parts, blocks.run)} {
${assembly(parts, blocks.run)}
    }

    function _dequantize(uint256 to) private pure {
${assembly(parts, blocks.dequantize)}
    }

    function _pack(uint256 to) private pure {
${assembly(parts, blocks.pack)}
    }
}
`;
}
