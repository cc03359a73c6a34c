import { defaultLimits, type Limits, limitMeanings } from './limits.ts';
import { listSettings, type Setting } from './settings.ts';

/** docs/settings.md: the schema in words. */
export function settingsPage(): string {
  const settings = listSettings();
  return `# Settings of a node

This page is written by \`packages/node/src/config/settings-page.ts\` from the schema that a node checks its settings with.

Settings come from, the strongest first: flags of \`evm-ml node\`, environment variables, the config file of \`--config FILE\` (a JSON object with the fields below), defaults. \`evm-ml node --print-config\` shows what would be used, in the form of a config file, and ends. What is not valid is refused at start with one sentence that names the flag, the variable or the field.

${table(
  ['field', 'flag', 'environment', 'default', 'what it is'],
  settings.map((setting) => [
    code(setting.field),
    setting.flag === undefined ? '' : code([setting.flag, setting.value].filter(Boolean).join(' ')),
    code(setting.environment),
    fallbackOf(setting),
    setting.description,
  ]),
)}

Switches have a second form that turns them off where that is not the default: \`--no-dev\`, \`--no-debug\`. In the environment they are \`true\` or \`false\`.

## Limits

Fields of \`limits\`. A request over a bound fails with an error that names the bound.

${table(
  ['field', 'default', 'what it bounds'],
  Object.entries(defaultLimits).map(([name, bound]) => [
    code(name),
    bound.toLocaleString('en-US'),
    limitMeanings[name as keyof Limits],
  ]),
)}
`;
}

const code = (text: string | undefined) => (text === undefined ? '' : `\`${text}\``);

function fallbackOf({ fallback, otherwise }: Setting): string {
  if (otherwise !== undefined) return otherwise;
  return code(typeof fallback === 'string' ? fallback : JSON.stringify(fallback));
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
