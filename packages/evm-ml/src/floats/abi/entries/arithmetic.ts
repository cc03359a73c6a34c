import { toSigned } from '../../../abi/words.ts';
import { BINARY32, BINARY64, type FloatFormat, type FloatResult } from '../../format.ts';
import { FLOATS_GAS } from '../../gas.ts';
import { add } from '../../operations/add.ts';
import { compare } from '../../operations/compare.ts';
import { convert } from '../../operations/convert.ts';
import { divide } from '../../operations/divide.ts';
import { FIXED_UNIT, fromFixed, INTEGER_UNIT, toFixed } from '../../operations/fixed-point.ts';
import { fusedMultiplyAdd } from '../../operations/fused-multiply-add.ts';
import { multiply } from '../../operations/multiply.ts';
import { remainder } from '../../operations/remainder.ts';
import { squareRoot } from '../../operations/square-root.ts';
import { subtract } from '../../operations/subtract.ts';
import { Rounding, type RoundingMode } from '../../rounding.ts';
import { type EntryPoint, parameterOf, returned, rounding, word } from '../entry-point.ts';

type Binary = (format: FloatFormat, a: bigint, b: bigint, mode: RoundingMode) => FloatResult;

const BINARY: Readonly<Record<string, Binary>> = { add, sub: subtract, mul: multiply, div: divide };

/** Units of the conversions from and to an int256. */
const UNITS: Readonly<Record<string, bigint>> = { Int: INTEGER_UNIT, Fixed: FIXED_UNIT };

const arithmetic = () => FLOATS_GAS.arithmetic;

/** What one format offers, but for its decimal texts. */
export function formatEntries(format: FloatFormat): EntryPoint[] {
  const float = parameterOf(format);
  const { width } = format;
  return [
    ...Object.entries(BINARY).map(
      ([name, operation]): EntryPoint => ({
        name: `${name}${width}`,
        parameters: [float, float, 'rounding'],
        gas: arithmetic,
        run: (args) => returned(operation(format, word(args, 0), word(args, 1), rounding(args, 2))),
      }),
    ),
    {
      name: `rem${width}`,
      parameters: [float, float],
      gas: arithmetic,
      run: (args) => returned(remainder(format, word(args, 0), word(args, 1))),
    },
    {
      name: `sqrt${width}`,
      parameters: [float, 'rounding'],
      gas: arithmetic,
      run: (args) => returned(squareRoot(format, word(args, 0), rounding(args, 1))),
    },
    {
      name: `fma${width}`,
      parameters: [float, float, float, 'rounding'],
      gas: arithmetic,
      run: (args) =>
        returned(fusedMultiplyAdd(format, word(args, 0), word(args, 1), word(args, 2), rounding(args, 3))),
    },
    {
      name: `compare${width}`,
      parameters: [float, float, 'bool'],
      gas: () => FLOATS_GAS.compare,
      run: (args) => {
        const { relation, flags } = compare(format, word(args, 0), word(args, 1), word(args, 2) === 1n);
        return [BigInt(relation), BigInt(flags)];
      },
    },
    ...Object.entries(UNITS).flatMap(([name, unit]): EntryPoint[] => [
      {
        name: `from${name}${width}`,
        parameters: ['int256', 'rounding'],
        gas: arithmetic,
        run: (args) => returned(fromFixed(format, toSigned(word(args, 0)), unit, rounding(args, 1))),
      },
      {
        name: `to${name}${width}`,
        parameters: [float, 'rounding'],
        gas: arithmetic,
        run: (args) => {
          const { value, flags } = toFixed(format, word(args, 0), unit, rounding(args, 1));
          return [value, BigInt(flags)];
        },
      },
    ]),
  ];
}

/** From one format to the other. */
export const conversionEntries: readonly EntryPoint[] = [
  {
    name: 'widen',
    parameters: ['float32'],
    gas: arithmetic,
    run: (args) => returned(convert(BINARY32, BINARY64, word(args, 0), Rounding.nearestEven)),
  },
  {
    name: 'narrow',
    parameters: ['float64', 'rounding'],
    gas: arithmetic,
    run: (args) => returned(convert(BINARY64, BINARY32, word(args, 0), rounding(args, 1))),
  },
];
