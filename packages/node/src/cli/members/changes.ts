import { permissionsAbi } from '@evm-ml/evm';
import { type Abi, decodeFunctionData, encodeFunctionData, type Hex } from 'viem';
import { UserError } from '../errors.ts';
import { changeUsage } from './change-usage.ts';
import { account, accounts, count, key, node, type Part, rights, rules } from './parts.ts';

/** A change that members can decide: the contract's function, and what it takes, in words. */
interface Change {
  readonly call: string;
  readonly parts: readonly Part[];
  /** Parts that are fields of one argument, and their names; the parts before them are arguments of their own. */
  readonly fields?: readonly string[];
}

const entry = [key, account, account, node] as const;
const fields = ['key', 'payee', 'member', 'node'] as const;

const changes: Readonly<Record<keyof typeof changeUsage, Change>> = {
  'add-member': { call: 'addMember', parts: [account] },
  'remove-member': { call: 'removeMember', parts: [account] },
  'replace-member': { call: 'replaceMember', parts: [account, account] },
  'set-threshold': { call: 'setThreshold', parts: [count] },
  'set-proposal-blocks': { call: 'setProposalBlocks', parts: [count] },
  'add-validator': { call: 'addValidator', parts: entry, fields },
  'remove-validator': { call: 'removeValidator', parts: [key] },
  'replace-validator': { call: 'replaceValidator', parts: [key, ...entry], fields },
  'add-node': { call: 'addNode', parts: [node] },
  'remove-node': { call: 'removeNode', parts: [node] },
  'set-rights': { call: 'setRights', parts: [accounts, rights] },
  'set-rules': { call: 'setRules', parts: [rules] },
};

const isChange = (name: string): name is keyof typeof changes => Object.hasOwn(changes, name);

/** A change in words as a call of the contract. @throws UserError */
export function encodeChange(words: string): Hex {
  const [name = '', ...texts] = words.trim().split(/\s+/);
  if (!isChange(name))
    throw new UserError(`"${name}" is no change; there are ${Object.keys(changes).join(', ')}.`);
  const { call, parts, fields = [] }: Change = changes[name];
  if (texts.length !== parts.length) throw new UserError(`"${words}" should be "${changeUsage[name]}".`);
  const values = parts.map((part, index) => part.read(texts[index]!));
  const plain = values.slice(0, parts.length - fields.length);
  const last = values.slice(plain.length);
  const args =
    fields.length === 0 ? plain : [...plain, Object.fromEntries(fields.map((field, i) => [field, last[i]]))];
  return encodeFunctionData({ abi: permissionsAbi as Abi, functionName: call, args });
}

/** A call of the contract in words; its bytes where it is none that members decide. */
export function describeChange(data: Hex): string {
  try {
    const { functionName, args = [] } = decodeFunctionData({ abi: permissionsAbi as Abi, data });
    const [name, change] = Object.entries(changes).find(([, { call }]) => call === functionName) ?? [];
    if (!name || !change) return data;
    const { parts, fields = [] }: Change = change;
    const plain = args.slice(0, parts.length - fields.length);
    const last = args[plain.length] as Readonly<Record<string, unknown>>;
    const values = [...plain, ...fields.map((field) => last[field])];
    return [name, ...parts.map((part, index) => part.show(values[index]))].join(' ');
  } catch {
    return data;
  }
}
