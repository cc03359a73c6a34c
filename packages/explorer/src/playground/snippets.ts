import { PREDICT_ADDRESS } from '@evm-ml/evm/viem';
import type { Question } from './ask-chain.ts';

/** Numbers that a snippet spells out; more are left to the reader. */
const MOST_NUMBERS = 64;

/** A text in single quotes of a shell, whatever is in it. */
const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** A text as a literal of Solidity: what is not ASCII by the bytes of its UTF-8. */
const literal = (text: string) =>
  `"${text.replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/gu, (character) =>
    Array.from(
      new TextEncoder().encode(character),
      (byte) => `\\x${byte.toString(16).padStart(2, '0')}`,
    ).join(''),
  )}"`;

/** How a contract asks the same. */
export function soliditySnippet({ model, input, wantsText }: Question): string {
  const isText = typeof input === 'string';
  const returned = wantsText ? 'string memory answer' : 'int256[] memory output';
  const body = isText
    ? [
        `        return Predict.${wantsText ? 'predictText' : 'predictFromText'}(${literal(model)}, ${literal(input)});`,
      ]
    : [...numberLines(input), `        return Predict.predict(${literal(model)}, input);`];
  return [
    'import {Predict} from "@evm-ml/evm/contracts/Predict.sol";',
    '',
    'contract Asks {',
    `    function ask() external view returns (${returned}) {`,
    ...body,
    '    }',
    '}',
  ].join('\n');
}

function numberLines(input: readonly bigint[]): string[] {
  const shown = input.slice(0, MOST_NUMBERS).map((number, index) => `        input[${index}] = ${number};`);
  const rest = input.length > MOST_NUMBERS ? [`        // and so on, ${input.length} numbers in all`] : [];
  return [
    `        int256[] memory input = new int256[](${input.length}); // in units of 1e-18`,
    ...shown,
    ...rest,
  ];
}

/** How Foundry's `cast` asks the same. */
export function castLine({ model, input, wantsText }: Question, url: string): string {
  const isText = typeof input === 'string';
  const fromText = wantsText
    ? 'predictText(string,string)(string)'
    : 'predictFromText(string,string)(int256[])';
  return [
    `cast call ${PREDICT_ADDRESS} "${isText ? fromText : 'predict(string,int256[])(int256[])'}"`,
    quote(model),
    quote(isText ? input : `[${input.join(',')}]`),
    `--rpc-url ${quote(url)}`,
  ].join(' ');
}
