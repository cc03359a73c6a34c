import { Command } from 'commander';
import { UserError } from '../errors.ts';
import { changeUsage } from '../members/change-usage.ts';
import type { SigningFlags } from '../members/decide.ts';

interface ReadingFlags {
  rpc: string;
  json?: true;
}

/** `evm-ml members`: who may do what on a chain that members govern. */
export function membersCommand(): Command {
  const members = new Command('members').description(
    'what the members of a chain decide: who validates, connects, sends, deploys, publishes (docs/permissions.md)',
  );
  reading(members, 'list', 'show members, validators, rules, nodes and rights').action(list);
  reading(members, 'proposals', 'show what is open for votes').action(proposals);
  signing(members, 'propose', 'propose changes, all or nothing, and vote for them')
    .argument('<change...>', 'each in quotes, as below')
    .addHelpText(
      'after',
      () =>
        `\nChanges:\n${Object.values(changeUsage)
          .map((line) => `  "${line}"\n`)
          .join('')}`,
    )
    .action((changes: string[], flags: SigningFlags) => propose(changes, flags));
  for (const [name, call, says] of votes)
    signing(members, name, says)
      .argument('<number>', 'of the proposal')
      .action((number: string, flags: SigningFlags) => about(call, number, flags));
  return members;
}

const votes = [
  ['vote', 'vote', 'vote for a proposal; with the last vote that it needs it is done'],
  ['revoke', 'revokeVote', 'take your vote back'],
  ['withdraw', 'withdraw', 'take your proposal back'],
  ['execute', 'execute', 'do a proposal that has its votes, as after the threshold was lowered'],
] as const;

const reading = (parent: Command, name: string, says: string): Command =>
  parent
    .command(name)
    .description(says)
    .option('--rpc <url>', 'the node', 'http://127.0.0.1:8545')
    .option('--json', 'as one line of JSON');

const signing = (parent: Command, name: string, says: string): Command =>
  parent
    .command(name)
    .description(says)
    .option('--rpc <url>', 'the node', 'http://127.0.0.1:8545')
    .option(
      '--key <key>',
      "file of the member's key (64 hex digits or a keystore file, mode 600) or the key; default: EVM_ML_KEY",
    )
    .option('--password-file <file>', 'of a keystore file (default: ask)');

const printJson = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);

async function list({ rpc, json }: ReadingFlags): Promise<void> {
  const [{ connect }, { readMembers }, { formatMembers }] = await Promise.all([
    import('../rpc/client.ts'),
    import('../members/read-members.ts'),
    import('../members/print-members.ts'),
  ]);
  const members = await readMembers(await connect(rpc));
  if (json) printJson(members);
  else process.stdout.write(formatMembers(members));
}

async function proposals({ rpc, json }: ReadingFlags): Promise<void> {
  const [{ connect }, { readMembers, readProposals }, { formatProposals }] = await Promise.all([
    import('../rpc/client.ts'),
    import('../members/read-members.ts'),
    import('../members/print-members.ts'),
  ]);
  const client = await connect(rpc);
  const open = await readProposals(client);
  if (json) printJson(open);
  else process.stdout.write(formatProposals(open, (await readMembers(client)).threshold));
}

async function propose(changes: readonly string[], flags: SigningFlags): Promise<void> {
  const [{ encodeChange }, { decide }] = await Promise.all([
    import('../members/changes.ts'),
    import('../members/decide.ts'),
  ]);
  const { number, isDone, receipt } = await decide('propose', [changes.map(encodeChange)], flags);
  process.stdout.write(
    isDone
      ? `proposal ${number} is done in block ${receipt.blockNumber}\n`
      : `proposal ${number} is open and has your vote; the others: "evm-ml members vote ${number}"\n`,
  );
}

async function about(call: (typeof votes)[number][1], text: string, flags: SigningFlags): Promise<void> {
  if (!/^\d{1,15}$/.test(text))
    throw new UserError(`"${text}" is no number of a proposal: see "evm-ml members proposals".`);
  const { decide } = await import('../members/decide.ts');
  const { isDone, receipt } = await decide(call, [BigInt(text)], flags);
  const said = {
    vote: 'has your vote',
    revokeVote: 'has your vote no more',
    withdraw: 'is withdrawn',
    execute: '',
  };
  process.stdout.write(
    isDone
      ? `proposal ${text} is done in block ${receipt.blockNumber}\n`
      : `proposal ${text} ${said[call]}\n`,
  );
}
