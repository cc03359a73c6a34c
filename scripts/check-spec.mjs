#!/usr/bin/env node
// Every numbered rule of spec/ is quoted in the title of a test ("rules E8 to E10: ...") or of a row of its table
// ("F7: ..."), or the rule's text ends in "_Not testable: why._"; and no title quotes a rule that does not exist.
// With --list: which tests quote each rule.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (file) => readFileSync(`${root}/${file}`, 'utf8');
const list = (folder) => readdirSync(`${root}/${folder}`).map((name) => `${folder}/${name}`);
const testsIn = (folder) => {
  const names = existsSync(`${root}/${folder}/test`)
    ? readdirSync(`${root}/${folder}/test`, { recursive: true })
    : [];
  return names
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => `${folder}/test/${name}`.replaceAll('\\', '/'));
};

/** A row of a table that begins with a letter and a number. */
const RULE = /^\| *([A-Z])(\d+) *\|(.*)$/gm;
/** The first argument of test, it, describe and their kin; after .each(...) only a bracket stands before it. */
const TITLE = /(?:\b(?:test|it|describe)(?:\.\w+)*|\))\s*\(\s*(['"`])((?:\\.|(?!\1).)*)\1/gs;

/** Any text that begins with rules and a colon: the name of a row of test.each. */
const ROW = /(['"`])([A-Z]\d+(?:(?:, | to )[A-Z]\d+)*: (?:\\.|(?!\1).)*)\1/g;

const rules = new Map();
const faults = [];
for (const file of list('spec').filter((name) => name.endsWith('.md'))) {
  for (const [, letter, number, text] of read(file).matchAll(RULE)) {
    const rule = `${letter}${number}`;
    if (rules.has(rule)) faults.push(`${file} defines ${rule}, as does ${rules.get(rule).file}.`);
    rules.set(rule, {
      file,
      isUntestable: /_Not testable: [^_]+\._ *\|$/.test(text),
      tests: [],
    });
  }
}
const letters = [...new Set([...rules.keys()].map((rule) => rule[0]))].join('');
const QUOTE = new RegExp(`\\b([${letters}])(\\d{1,2})(?: to \\1(\\d{1,2}))?\\b`, 'g');

/** "E8 to E10" names three rules. */
function rulesIn(title) {
  return [...title.matchAll(QUOTE)].flatMap(([, letter, first, last = first]) => {
    return Array.from({ length: last - first + 1 }, (_, i) => `${letter}${Number(first) + i}`);
  });
}

for (const file of [...list('packages'), 'bench', ...list('examples')].flatMap(testsIn).sort()) {
  const text = read(file);
  const titles = [...text.matchAll(TITLE), ...text.matchAll(ROW)].map(([, , title]) => title);
  for (const title of new Set(titles)) {
    for (const rule of rulesIn(title)) {
      if (rules.has(rule)) rules.get(rule).tests.push(`${file}: ${title}`);
      else faults.push(`${file} quotes ${rule}, which no file of spec/ defines: "${title}".`);
    }
  }
}
for (const [rule, { file, isUntestable, tests }] of rules) {
  if (process.argv.includes('--list')) console.log(`${rule}\n${tests.map((test) => `  ${test}\n`).join('')}`);
  if (tests.length === 0 && !isUntestable) {
    faults.push(`${rule} of ${file} is quoted by no test: write one, or say why none can be written.`);
  }
  if (tests.length > 0 && isUntestable)
    faults.push(`${rule} of ${file} is not testable, yet a test quotes it: ${tests[0]}.`);
}
if (rules.size === 0) faults.push('spec/ has no rules any more: the tables begin with "| X1 |".');
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;
