#!/usr/bin/env node
import { Command } from 'commander';
import { accountCommand } from './commands/account.ts';
import { attackCommand } from './commands/attack.ts';
import { chainCommand } from './commands/chain.ts';
import { convertCommand } from './commands/convert.ts';
import { deployCommand } from './commands/deploy.ts';
import { exportCommand } from './commands/export.ts';
import { inspectCommand } from './commands/inspect.ts';
import { membersCommand } from './commands/members.ts';
import { networkCommand } from './commands/network.ts';
import { nodeCommand } from './commands/node.ts';
import { predictCommand } from './commands/predict.ts';
import { runCommand } from './commands/run.ts';
import { solidityCommand } from './commands/solidity.ts';
import { verifyCommand } from './commands/verify.ts';
import { version } from './version.ts';

const program = new Command('evm-ml')
  .description('From a Keras file to the decisions of smart contracts.')
  .version(version())
  .showHelpAfterError('Run with --help to see what is possible.');

for (const command of [
  convertCommand,
  inspectCommand,
  runCommand,
  exportCommand,
  solidityCommand,
  verifyCommand,
  attackCommand,
  nodeCommand,
  networkCommand,
  membersCommand,
  chainCommand,
  accountCommand,
  deployCommand,
  predictCommand,
]) {
  program.addCommand(command().copyInheritedSettings(program));
}

try {
  await program.parseAsync();
} catch (error) {
  const { reportFailure } = await import('./failure.ts');
  process.exitCode = reportFailure(error);
}
