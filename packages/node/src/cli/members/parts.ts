import { type Hex, isAddress, isHex, size, toHex } from 'viem';
import { UserError } from '../errors.ts';

/** A kind of value in a change that members decide: how it is read from words, and shown in words. */
export interface Part {
  /** @throws UserError */
  read(text: string): unknown;
  show(value: unknown): string;
}

const bits = { nodes: 1n, send: 2n, deploy: 4n, publish: 8n } as const;

function refuse(text: string, expected: string): never {
  throw new UserError(`"${text}" is not ${expected}.`);
}

export const account: Part = {
  read: (text) =>
    isAddress(text, { strict: false }) ? text : refuse(text, 'an account (0x and 40 hexadecimal digits)'),
  show: String,
};

export const accounts: Part = {
  read: (text) => text.split(',').map((each) => account.read(each)),
  show: (value) => (value as Hex[]).join(','),
};

/** As `public.json` of a node has it, or in hexadecimal. */
export const key: Part = {
  read(text) {
    const found: Hex = isHex(text) ? text : toHex(Buffer.from(text, 'base64'));
    return size(found) === 32
      ? found
      : refuse(text, 'the public key of a validator (32 bytes, hexadecimal or base64)');
  },
  show: String,
};

/** The engine's id of a node. */
export const node: Part = {
  read(text) {
    const found = text.startsWith('0x') ? text : `0x${text}`;
    return isHex(found) && size(found) === 20
      ? found
      : refuse(text, 'the id of a node (40 hexadecimal digits)');
  },
  show: (value) => String(value).slice(2),
};

export const count: Part = {
  read: (text) => (/^\d{1,15}$/.test(text) ? BigInt(text) : refuse(text, 'a whole number')),
  show: String,
};

/** Names of bits, separated by commas; "none" for none. */
function namesOf(allowed: readonly (keyof typeof bits)[]): Part {
  return {
    read(text) {
      if (text === 'none') return 0n;
      const names = text.split(',');
      const known = names.filter((name): name is keyof typeof bits =>
        (allowed as readonly string[]).includes(name),
      );
      if (known.length !== names.length)
        refuse(text, `some of ${allowed.join(', ')}, separated by commas, or none`);
      return [...new Set(known)].reduce((sum, name) => sum | bits[name], 0n);
    },
    show: (value) => showBits(value as bigint),
  };
}

export const rules = namesOf(['nodes', 'send', 'deploy', 'publish']);
export const rights = namesOf(['send', 'deploy', 'publish']);

/** Names of the bits that are set; "none" for none. */
export const showBits = (value: bigint): string =>
  Object.entries(bits)
    .filter(([, bit]) => (value & bit) !== 0n)
    .map(([name]) => name)
    .join(',') || 'none';
