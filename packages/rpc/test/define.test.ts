import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import * as rpc from '../src/index.ts';
import { argumentsReader, define, methods, notices, parameters, parametersByName } from '../src/index.ts';

test('the package exports these names', () => {
  expect(Object.keys(rpc).sort()).toMatchInlineSnapshot(`
    [
      "accountEdits",
      "accountMethods",
      "argumentsReader",
      "asAnvil",
      "blockMethods",
      "callMethods",
      "chainConfigMethods",
      "clusterMethods",
      "createDocument",
      "debugMethods",
      "define",
      "developmentMethods",
      "discoveryMethods",
      "documentToMarkdown",
      "errorCode",
      "errorMeanings",
      "feeMethods",
      "filterMethods",
      "inNamespace",
      "isSilent",
      "logMethods",
      "methods",
      "namespaceOf",
      "networkMethods",
      "notices",
      "otterscanMethods",
      "parameters",
      "parametersByName",
      "poolMethods",
      "predictMethods",
      "proofMethods",
      "publicMethods",
      "results",
      "sealing",
      "sentenceOf",
      "simulateMethods",
      "simulationErrorCode",
      "stateMethods",
      "subscriptionMethods",
      "transactionMethods",
    ]
  `);
});

describe('a definition', () => {
  test('has one name for each parameter, and none twice', () => {
    for (const [name, defined] of Object.entries(methods)) {
      expect(
        defined.params.map((parameter) => Object.keys(parameter).length),
        name,
      ).toEqual(defined.params.map(() => 1));
      expect(Object.keys(parametersByName(defined)), name).toHaveLength(defined.params.length);
    }
  });

  test('gives checked parameters by name, in the order of its list', () => {
    // As keys of one object they would change places.
    const defined = define('Adds.', [{ 2: parameters.quantity }, { 1: z.string().default('x') }], z.string());
    const read = argumentsReader(defined);
    expect(read(['0x10', 'y'])).toEqual({ 2: 16n, 1: 'y' });
    expect(read(['0x10'])).toEqual({ 2: 16n, 1: 'x' });
    expect(() => read([])).toThrow(z.ZodError);
    expect(() => read(['0x10', 'y', 'z'])).toThrow(z.ZodError);
    expect(() => read({ 2: '0x10' })).toThrow(z.ZodError);
  });

  test('a parameter that is wrong is named by its index', () => {
    const read = argumentsReader(methods.predict_call);
    const issueOf = (...params: unknown[]) => {
      try {
        return read(params);
      } catch (error) {
        return (error as z.ZodError).issues[0];
      }
    };
    expect(issueOf('acme.model', [1, 'x'])).toMatchObject({ path: [1, 1] });
    expect(issueOf('', [1])).toMatchObject({ path: [0] });
    expect(issueOf('acme.model', [1], 'newest')).toMatchObject({
      path: [2],
      message: 'expected a block: a tag, a number, or an object with blockNumber or blockHash',
    });
  });
});

describe('decimal numbers become integers in units of 1e-18', () => {
  const one = 10n ** 18n;
  test.each([
    [1, one],
    ['1', one],
    [-0.5, -one / 2n],
    ['-0.5', -one / 2n],
    ['0.0000000000000000005', 1n],
    ['0.0000000000000000004', 0n],
    [1e21, one * 10n ** 21n],
    [5e-324, 0n],
    // The largest and the least that 256 bits hold.
    [`${2n ** 255n / one}.${(2n ** 255n % one) - 1n}`, 2n ** 255n - 1n],
    [`-${2n ** 255n / one}.${2n ** 255n % one}`, -(2n ** 255n)],
  ])('%s', (given, expected) => {
    expect(parameters.decimal.parse(given)).toBe(expected);
  });

  test.each([
    '1e3',
    '',
    '.5',
    '1.',
    '+1',
    ' 1',
    '0x1',
    Number.NaN,
    Number.POSITIVE_INFINITY,
    null,
    true,
    1n,
    `${2n ** 255n / one}.${2n ** 255n % one}`,
    1e60,
  ])('%s is refused', (given) => {
    expect(parameters.decimal.safeParse(given).success).toBe(false);
  });
});

test('addresses, hashes and bytes come out in lower case, numbers as bigint', () => {
  expect(parameters.address.parse(`0x${'aB'.repeat(20)}`)).toBe(`0x${'ab'.repeat(20)}`);
  expect(parameters.hash.parse(`0x${'aB'.repeat(32)}`)).toBe(`0x${'ab'.repeat(32)}`);
  expect(parameters.data.parse('0xAbCd')).toBe('0xabcd');
  expect(parameters.quantity.parse('0x00fF')).toBe(255n);
  expect(parameters.blockReference.parse({ blockNumber: '0x1' })).toBe(1n);
  expect(parameters.blockReference.parse(`0x${'AB'.repeat(32)}`)).toEqual({
    blockHash: `0x${'ab'.repeat(32)}`,
  });
});

test('every kind of notice can be subscribed to, and nothing else', () => {
  const [{ kind }] = methods.eth_subscribe.params;
  expect(kind.options).toEqual(Object.keys(notices));
  expect(kind.safeParse('toString').success).toBe(false);
});
