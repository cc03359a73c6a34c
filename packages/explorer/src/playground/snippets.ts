import { PREDICT_ADDRESS } from '@evm-ml/evm/viem';

/** Numbers that a snippet spells out; more are left to the reader. */
const MOST_NUMBERS = 64;

/** A text in single quotes of a shell, whatever is in it. */
const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** A text as a literal of Solidity. */
const literal = (text: string) =>
  `"${text.replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/gu, (character) => `\\u${(character.codePointAt(0)! & 0xffff).toString(16).padStart(4, '0')}`)}"`;

/** How a contract asks the same. `input`: in units of 1e-18. */
export function soliditySnippet(model: string, input: readonly bigint[]): string {
  const shown = input.slice(0, MOST_NUMBERS).map((number, index) => `        input[${index}] = ${number};`);
  const rest = input.length > MOST_NUMBERS ? [`        // and so on, ${input.length} numbers in all`] : [];
  return [
    'import {Predict} from "@evm-ml/evm/contracts/Predict.sol";',
    '',
    'contract Asks {',
    '    function ask() external view returns (int256[] memory output) {',
    `        int256[] memory input = new int256[](${input.length}); // in units of 1e-18`,
    ...shown,
    ...rest,
    `        return Predict.predict(${literal(model)}, input);`,
    '    }',
    '}',
  ].join('\n');
}

/** How Foundry's `cast` asks the same. */
export const castLine = (model: string, input: readonly bigint[], url: string): string =>
  [
    `cast call ${PREDICT_ADDRESS} "predict(string,int256[])(int256[])"`,
    quote(model),
    quote(`[${input.join(',')}]`),
    `--rpc-url ${quote(url)}`,
  ].join(' ');
