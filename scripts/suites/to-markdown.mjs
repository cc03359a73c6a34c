/** The table of all suites, and below it why tests pass on one network only: known causes, and each unknown one. */
export function toMarkdown(reports) {
  const lines = [
    '| project | suite | on Hardhat: passed | failed | seconds | on evm-ml: passed | failed | seconds | time |',
    '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
  ];
  for (const { title, version, beside, rows } of reports) {
    const all = [...rows, ...(rows.length > 1 ? [{ name: '**all**', ...sum(rows) }] : [])];
    for (const { name, theirs, ours } of all) {
      const ratio = `${(ours.seconds / theirs.seconds).toFixed(1)} ×`;
      const cells = [`${title} ${version}, ${beside}`, name, ...numbers(theirs), ...numbers(ours), ratio];
      lines.push(`| ${cells.join(' | ')} |`);
    }
  }
  const failing = reports.flatMap(({ title, rows }) => rows.flatMap(({ neither }) => ({ title, neither })));
  for (const { title, neither } of failing.filter(({ neither }) => neither.length > 0)) {
    const same = neither.filter(({ theirs, ours }) => theirs === ours).length;
    lines.push(
      '',
      `${title}: ${neither.length} tests fail on both, ${same} of them with the very same error.`,
    );
  }
  const found = reports.flatMap(({ title, rows }) =>
    rows.flatMap(({ onlyTheirs, onlyOurs }) => [
      ...onlyTheirs.map((test) => ({ ...test, title, on: 'Hardhat' })),
      ...onlyOurs.map((test) => ({ ...test, title, on: 'evm-ml' })),
    ]),
  );
  const causes = new Map();
  for (const { title, on, why } of found) {
    const cause = `${title} | ${on} | ${why}`;
    if (why) causes.set(cause, (causes.get(cause) ?? 0) + 1);
  }
  if (causes.size > 0)
    lines.push('', '| project | passes only on | why | tests |', '| --- | --- | --- | ---: |');
  for (const [cause, count] of [...causes].sort(([, a], [, b]) => b - a))
    lines.push(`| ${cause} | ${count} |`);

  const unknown = found.filter(({ why }) => !why);
  if (unknown.length > 0)
    lines.push('', '| not explained | passes only on | error on the other |', '| --- | --- | --- |');
  for (const { title, on, name, error } of unknown)
    lines.push(`| ${title}, ${inCell(name)} | ${on} | ${inCell(error)} |`);
  return `${lines.join('\n')}\n`;
}

const numbers = ({ passed, failed, seconds }) => [
  passed.toLocaleString('en'),
  failed.toLocaleString('en'),
  seconds.toFixed(1),
];
const inCell = (text) => text.replace(/\s+/g, ' ').replaceAll('|', '\\|').slice(0, 300);

function sum(rows) {
  const add = (side, field) => rows.reduce((total, row) => total + row[side][field], 0);
  const of = (side) => ({
    passed: add(side, 'passed'),
    failed: add(side, 'failed'),
    seconds: add(side, 'seconds'),
  });
  return { theirs: of('theirs'), ours: of('ours') };
}
