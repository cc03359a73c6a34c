import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';

const { compile } = createRequire(import.meta.url)('solc') as { compile(input: string): string };
const folder = new URL('../contracts/', import.meta.url);

interface AstNode {
  readonly nodeType: string;
  readonly name?: string;
  readonly kind?: string;
  readonly stateVariable?: boolean;
  readonly documentation?: { readonly text: string } | string;
  readonly nodes?: readonly AstNode[];
  readonly members?: readonly AstNode[];
  readonly parameters?: { readonly parameters: readonly { readonly name: string }[] };
  readonly returnParameters?: { readonly parameters: readonly { readonly name: string }[] };
}

const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.sol'),
);
const output: { readonly sources: Record<string, { readonly ast: AstNode }> } = JSON.parse(
  compile(
    JSON.stringify({
      language: 'Solidity',
      sources: Object.fromEntries(
        names.map((name) => [name, { content: readFileSync(new URL(name, folder), 'utf8') }]),
      ),
      settings: { outputSelection: { '*': { '': ['ast'] } } },
    }),
  ),
);

/** What NatSpec can say something about. Struct members are described by their struct, enum members by their enum. */
const SYMBOLS = new Set([
  'ContractDefinition',
  'ErrorDefinition',
  'EventDefinition',
  'FunctionDefinition',
  'StructDefinition',
]);
const isSymbol = ({ nodeType, stateVariable }: AstNode) =>
  SYMBOLS.has(nodeType) || (nodeType === 'VariableDeclaration' && stateVariable === true);

function symbolsOf(node: AstNode, path: string): [string, AstNode][] {
  const here = node.nodeType === 'SourceUnit' ? path : `${path} ${node.name}`;
  const inner = (node.nodes ?? []).flatMap((child) => symbolsOf(child, here));
  return isSymbol(node) ? [[here, node], ...inner] : inner;
}

const textOf = ({ documentation }: AstNode): string =>
  typeof documentation === 'object' ? documentation.text : (documentation ?? '');

/** Tags that are missing: `@param name`, `@return name`. */
function missingTags(node: AstNode): string[] {
  const text = textOf(node);
  if (text.includes('@inheritdoc')) return [];
  const tag = (kind: string, { name }: { readonly name: string }) => `@${kind} ${name}`;
  const wanted =
    node.nodeType === 'StructDefinition'
      ? (node.members ?? []).map((member) => tag('param', { name: member.name ?? '' }))
      : [
          ...(node.parameters?.parameters ?? []).map((parameter) => tag('param', parameter)),
          ...(node.returnParameters?.parameters ?? []).map((parameter) => tag('return', parameter)),
        ];
  return wanted.filter((line) => !new RegExp(`${line}\\b`).test(text));
}

const symbols = names.flatMap((name) => symbolsOf(output.sources[name]!.ast, name));

describe('NatSpec', () => {
  test('there is something to describe', () => expect(symbols.length).toBeGreaterThan(200));

  test('every symbol has a notice, a remark for developers, or what it inherits', () => {
    const bare = symbols.filter(([, node]) => !/@(notice|dev|inheritdoc)\b/.test(textOf(node)));
    expect(bare.map(([path]) => path)).toEqual([]);
  });

  test('every parameter and result of what a contract calls is described', () => {
    // In floats/, a, b, c, rounding and flags mean the same everywhere and are explained at the top of each file.
    const incomplete = symbols
      .filter(([path]) => !/^floats\/(Float32|Float64|IFloats)\.sol/.test(path))
      .filter(([, { name }]) => !name?.startsWith('_'))
      .flatMap(([path, node]) => missingTags(node).map((tag) => `${path}: ${tag}`));
    expect(incomplete).toEqual([]);
  });
});
