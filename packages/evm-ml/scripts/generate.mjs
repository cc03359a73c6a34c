#!/usr/bin/env node
// Compiles contracts/ with the pinned solc to src/generated/contracts.ts: ABI and code as TypeScript constants.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import solc from 'solc';

const SOLC = '0.8.37';
/** Everything that the bytecode depends on. The code of the predeploys is part of consensus. */
const settings = {
  evmVersion: 'osaka',
  viaIR: false,
  optimizer: { enabled: true, runs: 1_000_000 },
  metadata: { bytecodeHash: 'none', appendCBOR: false },
  outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object'] } },
};
/** How a contract is exported: its whole ABI, or the code that genesis deploys. */
const forms = {
  abi: (name, { abi }) => `export const ${name}Abi = ${JSON.stringify(abi)} as const;`,
  code: (name, { evm }) => `export const ${name}Code = '0x${evm.deployedBytecode.object}';`,
};
const exported = {
  'contracts/interfaces/IPredict.sol': { IPredict: ['abi'] },
  'contracts/floats/IFloats.sol': { IFloats: ['abi'] },
  'contracts/interfaces/IModelStore.sol': { IModelStore: ['abi'] },
  'contracts/interfaces/IModelRegistry.sol': { IModelRegistry: ['abi'] },
  'contracts/interfaces/IPermissions.sol': { IPermissions: ['abi'] },
  'contracts/ModelStore.sol': { ModelStore: ['code'] },
  'contracts/ModelRegistry.sol': { ModelRegistry: ['code'] },
  'contracts/Permissions.sol': { Permissions: ['code'] },
};

if (!solc.version().startsWith(`${SOLC}+`)) {
  throw new Error(`expected solc ${SOLC}, got ${solc.version()}; install the locked dependencies`);
}

const root = new URL('..', import.meta.url);
const contractsFolder = new URL('contracts/', root);
const files = readdirSync(contractsFolder, { recursive: true })
  .map((name) => `contracts/${name.replaceAll('\\', '/')}`)
  .filter((name) => name.endsWith('.sol'))
  .sort();
const sources = Object.fromEntries(
  files.map((name) => [name, { content: readFileSync(new URL(name, root), 'utf8') }]),
);
const { errors = [], contracts } = JSON.parse(
  solc.compile(JSON.stringify({ language: 'Solidity', sources, settings })),
);
if (errors.length > 0) {
  for (const { formattedMessage } of errors) console.error(formattedMessage);
  throw new Error('Solidity: fix the messages above');
}

const camel = (name) => name.replace(/^I?([A-Z])/, (_, first) => first.toLowerCase());
const lines = ['// Written by scripts/generate.mjs from contracts/. Do not edit.'];
for (const [file, names] of Object.entries(exported)) {
  for (const [name, wanted] of Object.entries(names)) {
    for (const form of wanted) lines.push(forms[form](camel(name), contracts[file][name]));
  }
}

/** The errors of all interfaces; two that decode alike are one. */
const interfaces = Object.entries(exported).flatMap(([file, names]) =>
  Object.entries(names).flatMap(([name, wanted]) =>
    wanted.includes('abi') ? contracts[file][name].abi : [],
  ),
);
const signature = ({ name, inputs }) => `${name}(${inputs.map(({ type }) => type)})`;
const errorEntries = interfaces
  .filter(({ type }) => type === 'error')
  .map((entry) => [signature(entry), entry]);
const distinct = [...new Map(errorEntries).values()];
lines.push(`export const predictErrorsAbi = ${JSON.stringify(distinct)} as const;`);

const folder = new URL('src/generated/', root);
mkdirSync(folder, { recursive: true });
writeFileSync(fileURLToPath(new URL('contracts.ts', folder)), `${lines.join('\n')}\n`);
