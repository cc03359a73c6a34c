import { analyzeFloats } from '@evm-ml/evm';
import { encodeFunctionData, hexToBytes, parseAbi } from 'viem';
import type { AttackFamily, Choices } from './attack.ts';

const ABI = parseAbi([
  'function add64(uint64 a, uint64 b, uint8 rounding)',
  'function mul64(uint64 a, uint64 b, uint8 rounding)',
  'function div64(uint64 a, uint64 b, uint8 rounding)',
  'function rem64(uint64 a, uint64 b)',
  'function sqrt64(uint64 a, uint8 rounding)',
  'function fma64(uint64 a, uint64 b, uint64 c, uint8 rounding)',
  'function toInt64(uint64 a, uint8 rounding)',
  'function fromFixed64(int256 value, uint8 rounding)',
  'function fromString64(string text, uint8 rounding)',
  'function toString64(uint64 a)',
  'function toDecimal64(uint64 a, uint256 digits, uint8 rounding)',
  'function rem32(uint32 a, uint32 b)',
  'function exp32(uint32 a, uint8 rounding)',
  'function ln32(uint32 a, uint8 rounding)',
  'function tanh32(uint32 a, uint8 rounding)',
  'function sigmoid32(uint32 a, uint8 rounding)',
  'function fromString32(string text, uint8 rounding)',
  'function toString32(uint32 a)',
  'function toDecimal32(uint32 a, uint256 digits, uint8 rounding)',
]);

/** Zeros, subnormals, ones, the largest, infinity, NaN, and whatever lies between. */
function pattern(bits: 32 | 64, choices: Choices): bigint {
  const fraction = bits === 32 ? 23n : 52n;
  const exponents = (1n << (BigInt(bits) - 1n - fraction)) - 1n;
  const random = BigInt(Math.floor(choices.uniform() * 2 ** 52));
  const exponent = choices.of([
    0n,
    1n,
    exponents >> 1n,
    (exponents >> 1n) + 6n,
    exponents - 1n,
    exponents,
    random % exponents,
  ]);
  const mantissa = choices.of([0n, 1n, (1n << fraction) - 1n, random % (1n << fraction)]);
  const sign = choices.of([0n, 1n]);
  return (sign << BigInt(bits - 1)) | (exponent << fraction) | mantissa;
}

function decimal(choices: Choices): string {
  const digits = choices.of(['9', '1', '4503599627370497', '0']).repeat(choices.size(1000)).slice(0, 1000);
  return `${choices.of(['', '-', '0.'])}${digits}e${Math.floor(choices.uniform() * 800) - 400}`;
}

/** The floats' precompile itself, without the call around it. */
export const FLOATS: readonly AttackFamily[] = ABI.map(({ name, inputs }) => ({
  name: `floats, ${name}`,
  create(choices) {
    const args = inputs.map((input) => {
      if (input.name === 'rounding') return choices.of([0, 1, 2, 3, 4]);
      if (input.name === 'digits') return BigInt(choices.size(767));
      if (input.type === 'string') return decimal(choices);
      if (input.type === 'int256') return choices.of([0n, 1n, 2n ** 255n - 1n, -(2n ** 255n), 10n ** 57n]);
      return input.type === 'uint64' ? pattern(64, choices) : Number(pattern(32, choices));
    });
    // What a list of signatures and a list of arguments have to do with each other is past the types.
    const data = hexToBytes(encodeFunctionData({ abi: ABI, functionName: name, args: args as never }));
    const run = () => analyzeFloats(data).execute();
    const shown = args.map((arg) =>
      typeof arg === 'string' && arg.length > 24 ? `${arg.length} characters` : `${arg}`,
    );
    return {
      kind: `floats, ${name}`,
      name: shown.join(', '),
      gas: Number(analyzeFloats(data).gas),
      run,
      isCold: false,
    };
  },
}));
