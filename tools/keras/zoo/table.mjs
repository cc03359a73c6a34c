// The figures of the zoo as a table, and as the page docs/keras-zoo.md.

const COLUMNS = [
  ['profile', (r) => r.profile],
  ['parameters', (r) => r.parameters.toLocaleString('en-US')],
  ['bytes', (r) => (r.bytes === null ? 'over 16 MiB' : r.bytes.toLocaleString('en-US'))],
  ['processor s', (r) => r.processorSeconds.toFixed(0)],
  ['peak MB', (r) => r.peakMegabytes.toFixed(0)],
  ['SNR dB', (r) => (r.snr === null ? 'exact' : r.snr.toFixed(1))],
  ['same class %', (r) => percent(r.agreement)],
  ['Keras right %', (r) => percent(r.kerasRight)],
  ['right %', (r) => percent(r.right)],
];

const percent = (share) => (share === null ? '-' : (100 * share).toFixed(1));

export function toTable(results) {
  const rows = results.map((r) => {
    if (r.refused) return [r.name, r.profile, r.refused, ...COLUMNS.slice(2).map(() => '')];
    return [r.name, ...COLUMNS.map(([, show]) => show(r))];
  });
  const head = ['network', ...COLUMNS.map(([title]) => title)];
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** The whole page: trained networks first. */
export function toPage(results) {
  const of = (weights) => toTable(results.filter((r) => r.weights === weights));
  return `# Whole networks beside Keras

Made by \`python tools/keras/zoo/zoo.py FOLDER\`, which makes every network with real Keras, converts it in each profile, and compares
with Keras on examples that the quantizer never saw. What is compared is the output behind softmax. "Same class" is the share of
examples (of pixels, of steps) whose largest element is Keras's; "right" is the share that has the right answer. Seconds are of one
processor core, shared with other work, and cover reading, quantizing and comparing.

## Trained

By \`tools/keras/zoo/trained.py\`, in minutes: a recurrent network that adds numbers written as text, one that reads strips of
handwritten digits, one that forecasts sunspots, a translation with attention, and a table with preprocessing.

${of('trained')}

## Random weights that behave like trained ones

Kernels are drawn as He et al. do, normalizations hold the statistics of the data, and a last layer over flat features is fitted to
classes. Pictures have 32 to 96 pixels a side (224 where the name says so). Deep random networks forget less and blow up rounding more
than trained ones.

${of('random')}
`;
}
