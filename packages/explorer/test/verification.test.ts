import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseCompiler } from '../src/verification/choose-compiler.ts';
import { compilerOf, splitCode } from '../src/verification/code-metadata.ts';
import { type CompiledCode, compareCode } from '../src/verification/compare-code.ts';
import { readInput } from '../src/verification/read-input.ts';
import { type Compiler, verify } from '../src/verification/verify.ts';

const solc: { compile(input: string): string; version(): string } = createRequire(import.meta.url)('solc');
const compiler: Compiler = {
  version: solc.version(),
  compile: (input) => solc.compile(input),
};
const [release] = /^\d+\.\d+\.\d+/.exec(solc.version())!;
const compilers = [{ version: release, url: 'here' }];
const address = '77'.repeat(20);

const sources = {
  'a/Math.sol': {
    content:
      'pragma solidity ^0.8.0; library Doubling { function twice(uint x) external pure returns (uint) { return 2 * x; } }',
  },
  'Shop.sol': {
    content: `pragma solidity ^0.8.0; import "a/Math.sol";
      contract Till { uint public sum; function add(uint x) external { sum += x; } }
      contract Shop {
        uint immutable price; Till public till = new Till();
        constructor(uint given) { price = given; }
        function first() external view returns (uint) { return Doubling.twice(price); }
        function second() external returns (Till) { return new Till(); }
        function third(uint x) external view returns (uint) { return x * price; }
      }
      interface None { function f() external; }`,
  },
};
const input = { language: 'Solidity', sources, settings: { optimizer: { enabled: true, runs: 200 } } };

/** The code of a contract as a chain has it: filled in where the compiler left room. */
function deployed(
  given: typeof input | object,
  file: string,
  name: string,
  fill: (id: number) => string,
): string {
  const settings = { ...Object(given).settings, outputSelection: { '*': { '*': ['evm.deployedBytecode'] } } };
  const output = JSON.parse(solc.compile(JSON.stringify({ ...given, settings })));
  const { object, linkReferences, immutableReferences }: CompiledCode =
    output.contracts[file][name].evm.deployedBytecode;
  let code = object;
  const places = [
    ...Object.values(linkReferences ?? {}).flatMap((each) => Object.values(each)),
    ...Object.values(immutableReferences ?? {}),
  ].flat();
  for (const [index, { start, length }] of places.entries()) {
    const value = fill(index)
      .padStart(2 * length, '0')
      .slice(-2 * length);
    code = code.slice(0, 2 * start) + value + code.slice(2 * (start + length));
  }
  return code.replace(/^730{40}3014/, `73${address}3014`);
}

const found = (code: string, given: object = input) =>
  verify({ text: JSON.stringify(given), address, code, compilers }, async () => compiler);

const changed = (from: string, to: string) => ({
  ...input,
  sources: {
    ...sources,
    'Shop.sol': { content: sources['Shop.sol'].content.replace(from, to) },
  },
});

describe('sources and code', () => {
  const shop = deployed(input, 'Shop.sol', 'Shop', (index) => (index === 0 ? 'ab'.repeat(20) : '2a'));

  test('exact, with what was filled in when it was deployed', async () => {
    const { match, name, file, immutables, libraries, sources: files, compiler: by } = await found(shop);
    expect({ match, name, file, by }).toEqual({
      ...{ match: 'exact', name: 'Shop', file: 'Shop.sol' },
      by: solc.version(),
    });
    expect(immutables).toEqual(['2a'.padStart(64, '0')]);
    expect(libraries).toEqual([{ name: 'Doubling', address: 'ab'.repeat(20) }]);
    expect(files.map(([path]) => path)).toEqual(['Shop.sol', 'a/Math.sol']);
  });

  test('a comment, of a contract that it creates, too, is another hash: match but for metadata', async () => {
    expect((await found(shop, changed('interface', '/* <b> */ interface'))).match).toBe('metadata');
  });

  test('a library begins with its own address', async () => {
    const library = deployed(input, 'a/Math.sol', 'Doubling', () => '');
    expect(library).toContain(address);
    const { match, sources: files } = await found(library);
    expect(match).toBe('exact');
    expect(files.map(([path]) => path)).toEqual(['a/Math.sol']);
    await expect(found(library.replace(address, '78'.repeat(20)))).rejects.toThrow('No match');
  });

  test('code that holds no hash of its sources', async () => {
    for (const metadata of [{ bytecodeHash: 'none' }, { appendCBOR: false }]) {
      const given = { ...input, settings: { metadata } };
      const till = deployed(given, 'Shop.sol', 'Till', () => '');
      expect((await found(till, given)).match).toBe('unhashed');
      expect(compilerOf(till)).toBe('appendCBOR' in metadata ? undefined : release);
    }
  });

  test('another program, other settings, a value that is two', async () => {
    await expect(found(shop, changed('x * price', 'x + price'))).rejects.toThrow(
      /^No match: none of the 3 contracts of these sources has this code/,
    );
    await expect(found(shop, { ...input, settings: {} })).rejects.toThrow('other settings');
    const two = deployed(input, 'Shop.sol', 'Shop', (index) => index.toString(16));
    await expect(found(two)).rejects.toThrow('No match');
    const till = deployed(input, 'Shop.sol', 'Till', () => '');
    const at = till.length - splitCode(till).metadata.length - 2;
    const bent = till.slice(0, at) + (till[at] === '0' ? '1' : '0') + till.slice(at + 1);
    await expect(found(bent)).rejects.toThrow('the nearest, Till, is as long and differs in 1 bytes');
  });

  test('what does not compile is told in the words of the compiler', async () => {
    await expect(found(shop, changed('x * price', 'y'))).rejects.toThrow(/refuses it: Undeclared identifier/);
    await expect(found(shop, changed('a/Math.sol', 'b.sol'))).rejects.toThrow(
      'Source "b.sol" not found: File import callback not supported',
    );
    const none = { ...input, sources: { 'a.sol': { content: 'interface A { function f() external; }' } } };
    await expect(found(shop, none)).rejects.toThrow('no contract with code');
  });

  test('whatever code somebody has put on a chain, nothing but an answer comes of it', () => {
    const bytes = fc.uint8Array({ maxLength: 80 }).map((list) => Buffer.from(list).toString('hex'));
    fc.assert(
      fc.property(bytes, bytes, (code, object) => {
        const { body, metadata } = splitCode(code);
        expect(body + metadata).toBe(code);
        compilerOf(code);
        expect(compareCode(code, { object: code }, address, [metadata]).match).toBeDefined();
        if (code !== object) compareCode(code, { object }, address, [splitCode(object).metadata]);
      }),
    );
  });
});

describe('which compiler', () => {
  const made = `00${'a164736f6c6343000818000a'}`;
  const offered = [{ version: '0.8.37' }, { version: '0.8.20' }];

  test('the one that the code names, else the one of the file, else the first', () => {
    expect(chooseCompiler(made, undefined, [...offered, { version: '0.8.24' }]).version).toBe('0.8.24');
    expect(chooseCompiler('00', '0.8.20', offered).version).toBe('0.8.20');
    expect(chooseCompiler('00', undefined, offered).version).toBe('0.8.37');
  });

  test('one that is not here: what to do; one that the code is not of', () => {
    expect(() => chooseCompiler(made, '0.8.24', offered)).toThrow(
      /^The contract was made by solc 0\.8\.24, and here is 0\.8\.37, 0\.8\.20\. .*soljson-v0\.8\.24.*--compilers/,
    );
    expect(() => chooseCompiler(made, '0.8.20', offered)).toThrow('The file is of solc 0.8.20');
    expect(() => chooseCompiler(made, undefined, [])).toThrow('no compiler where this page is served');
  });
});

describe('what somebody gives as an input', () => {
  test('standard JSON, and the files of Hardhat and Foundry that hold one', () => {
    expect([...readInput(JSON.stringify(input)).sources.keys()]).toEqual(['a/Math.sol', 'Shop.sol']);
    const info = {
      _format: 'hh3-sol-build-info-1',
      solcVersion: '0.8.28',
      solcLongVersion: '0.8.28+c',
      input,
    };
    expect(readInput(JSON.stringify(info))).toMatchObject({ version: '0.8.28' });
    const settings = { outputSelection: {}, modelChecker: { engine: 'all' }, evmVersion: 'cancun' };
    expect(readInput(JSON.stringify({ ...input, settings })).settings).toEqual({ evmVersion: 'cancun' });
  });

  test.each([
    ['no JSON', '<b>', 'This is no JSON.'],
    ['nothing', 'null', 'It has no "sources".'],
    ['an artifact', { abi: [], bytecode: '0x' }, 'of one contract'],
    ['an output', { output: {} }, 'what a compiler answered'],
    ["Foundry's short file", { source_id_to_path: {} }, 'no sources'],
    ['a list', { ...input, sources: [] }, 'It has no "sources".'],
    ['another language', { ...input, language: 'Vyper' }, 'not Solidity'],
    ['sources elsewhere', { ...input, sources: { a: { urls: ['http://x'] } } }, 'Source 1 of 1'],
    ['content that is no text', { ...input, sources: { a: { content: { x: 1 } } } }, 'Source 1 of 1'],
    ['a long name', { ...input, sources: { ['x'.repeat(501)]: { content: '' } } }, 'Source 1 of 1'],
    ['none', { ...input, sources: {} }, 'It has 0 sources'],
    ['settings that are none', { ...input, settings: '<b>' }, 'settings are no object'],
    ['too long', { ...input, sources: { a: { content: 'x'.repeat(8_000_001) } } }, 'longer than'],
    ['much too long', `"${'x'.repeat(32_000_000)}"`, 'longer than'],
  ])('is refused: %s', (_, given, reason) => {
    const text = typeof given === 'string' ? given : JSON.stringify(given);
    expect(() => readInput(text)).toThrow(reason);
  });

  test('a file that bears the name of a prototype is a file', () => {
    const text = '{"language": "Solidity", "sources": {"__proto__": {"content": "x"}}}';
    expect([...readInput(text).sources]).toEqual([['__proto__', 'x']]);
  });
});
