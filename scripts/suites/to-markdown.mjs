/** The table of all suites, and below it each test that passes on one network only. */
export function toMarkdown(reports) {
  const lines = [
    '| project | suite | on Hardhat: passed | failed | seconds | on evm-ml: passed | failed | seconds | time |',
    '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
  ];
  for (const { title, version, rows } of reports) {
    const all = [...rows, ...(rows.length > 1 ? [{ name: '**all**', ...sum(rows) }] : [])];
    for (const { name, theirs, ours } of all) {
      const ratio = `${(ours.seconds / theirs.seconds).toFixed(1)} ×`;
      const cells = [`${title} ${version}`, name, ...numbers(theirs), ...numbers(ours), ratio];
      lines.push(`| ${cells.join(' | ')} |`);
    }
  }
  const found = reports.flatMap(({ title, rows }) =>
    rows.flatMap(({ onlyTheirs, onlyOurs }) => [
      ...onlyTheirs.map((test) => ({ ...test, title, where: 'only on Hardhat' })),
      ...onlyOurs.map((test) => ({ ...test, title, where: 'only on evm-ml' })),
    ]),
  );
  if (found.length > 0) {
    lines.push('', '| test | passes | why |', '| --- | --- | --- |');
    for (const { name, title, where, error, why } of found)
      lines.push(`| ${title}, ${escape(name)} | ${where} | ${escape(why ?? `not explained: ${error}`)} |`);
  }
  return `${lines.join('\n')}\n`;
}

const numbers = ({ passed, failed, seconds }) => [
  passed.toLocaleString('en'),
  failed.toLocaleString('en'),
  seconds.toFixed(1),
];
const escape = (text) => text.replace(/\s+/g, ' ').replaceAll('|', '\\|').slice(0, 300);

function sum(rows) {
  const add = (side, field) => rows.reduce((total, row) => total + row[side][field], 0);
  const of = (side) => ({ passed: add(side, 'passed'), failed: add(side, 'failed'), seconds: add(side, 'seconds') });
  return { theirs: of('theirs'), ours: of('ours') };
}
