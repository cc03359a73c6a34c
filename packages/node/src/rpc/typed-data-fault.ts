import type { Arguments, accountMethods } from '@evm-ml/rpc';
import { isAddress, isHex, size } from 'viem';

/** Structured data as a request has it (EIP-712). */
type TypedData = Arguments<typeof accountMethods.eth_signTypedData_v4>['data'];
type Types = TypedData['types'];

/** Types of the fields that a domain may have. */
const domainTypes: Readonly<Record<string, string>> = {
  name: 'string',
  version: 'string',
  chainId: 'uint256',
  verifyingContract: 'address',
  salt: 'bytes32',
};

/** Structs and lists inside one another, at most. */
const deepest = 100;

/** The same with the type of its domain, which may be left out: it follows from what the domain has. */
export function withDomainType(data: TypedData): TypedData {
  const { domain, types } = data;
  const fields = Object.entries(domainTypes).filter(([name]) => domain[name] != null);
  return { ...data, types: { EIP712Domain: fields.map(([name, type]) => ({ name, type })), ...types } };
}

/** Why nobody can sign this; undefined: it can be signed. */
export function typedDataFault({ domain, types, primaryType, message }: TypedData): string | undefined {
  const atom = Object.keys(types).find(
    (name) => fitsAtom(undefined, name) !== undefined || !/^\w+$/.test(name),
  );
  if (atom !== undefined) return `types names a struct ${atom}, which is no name of one`;
  const known = [...Object.keys(domainTypes), ...(types['EIP712Domain'] ?? []).map(({ name }) => name)];
  const odd = Object.keys(domain).find((name) => !known.includes(name));
  if (odd !== undefined)
    return `domain.${odd} is in no domain: leave it out, or name it in EIP712Domain of types`;
  if (!Object.hasOwn(types, primaryType)) return `types has no primaryType ${primaryType}`;
  return (
    valueFault(domain, 'EIP712Domain', types, 'domain') ??
    (primaryType === 'EIP712Domain' ? undefined : valueFault(message, primaryType, types, 'message'))
  );
}

function valueFault(value: unknown, type: string, types: Types, path: string, depth = 0): string | undefined {
  if (depth > deepest) return `what it nests is deeper than ${deepest}`;
  const [, item, length] = /^(.+)\[(\d*)\]$/.exec(type) ?? [];
  if (item !== undefined) {
    if (!Array.isArray(value)) return `${path} is no list, as ${type} wants`;
    if (length && Number(length) !== value.length)
      return `${path} has ${value.length} items, not the ${length} of ${type}`;
    return firstFault(value.entries(), ([index, each]) =>
      valueFault(each, item, types, `${path}.${index}`, depth + 1),
    );
  }
  if (Object.hasOwn(types, type)) {
    if (typeof value !== 'object' || value === null) return `${path} is no object, as ${type} wants`;
    const struct = value as Record<string, unknown>;
    return firstFault(types[type]!, ({ name, type: wanted }) =>
      valueFault(struct[name], wanted, types, `${path}.${name}`, depth + 1),
    );
  }
  const fits = fitsAtom(value, type);
  if (fits === undefined) return `${path} has a type that there is not: ${type}`;
  return fits ? undefined : `${path} is no ${type}`;
}

function firstFault<T>(items: Iterable<T>, faultOf: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const fault = faultOf(item);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** Whether a value is of a type that has no parts; undefined: there is no such type. */
function fitsAtom(value: unknown, type: string): boolean | undefined {
  if (type === 'string') return typeof value === 'string';
  if (type === 'bool') return typeof value === 'boolean';
  if (type === 'address') return typeof value === 'string' && isAddress(value, { strict: false });
  const [, kind, digits] = /^(u?int|bytes)(\d*)$/.exec(type) ?? [];
  if (kind === undefined) return undefined;
  const most = kind === 'bytes' ? 32 : 256;
  const width = digits === '' ? undefined : Number(digits);
  if (width !== undefined && (width < 1 || width > most || (kind !== 'bytes' && width % 8 !== 0)))
    return undefined;
  if (kind !== 'bytes') return fitsInteger(value, kind === 'int', width ?? most);
  return isHex(value) && value.length % 2 === 0 && (width === undefined || size(value) === width);
}

/** JSON has numbers below 2^53 only: others come as text. */
function fitsInteger(value: unknown, isSigned: boolean, bits: number): boolean {
  const isText = typeof value === 'string' && /^(0x[0-9a-fA-F]{1,64}|-?\d{1,78})$/.test(value);
  if (!isText && !Number.isSafeInteger(value)) return false;
  const integer = BigInt(value as string | number);
  return (isSigned ? BigInt.asIntN(bits, integer) : BigInt.asUintN(bits, integer)) === integer;
}
