#!/usr/bin/env node
// Converts the networks that make.py made and compares each with Keras's own outputs:
//
//   node tools/keras/zoo/measure.mjs FOLDER [--only NAME]... [--profile a16]... [--json FILE]
//
// Every conversion runs in a process of its own, so that its peak memory can be told. Prints a Markdown table.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { convertNetwork } from './convert.mjs';

const NETWORKS = [
  ...[
    'MobileNet',
    'MobileNetV2',
    'MobileNetV3Small',
    'EfficientNetB0',
    'ResNet50',
    'DenseNet121',
    'InceptionV3',
  ],
  ...[
    'Xception',
    'NASNetMobile',
    'VGG16',
    'ConvNeXtTiny',
    'unet',
    'bert',
    'tcn',
    'seq2seq',
    'bigru',
    'MobileNet224',
  ],
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', multiple: true },
    profile: { type: 'string', multiple: true },
    json: { type: 'string' },
    one: { type: 'boolean' },
  },
});
const [folder] = positionals;
if (folder === undefined) throw new Error('name the folder that make.py filled.');

if (values.one) {
  console.log(JSON.stringify(await convertNetwork(folder, values.only[0], values.profile[0])));
} else {
  const results = [];
  for (const name of values.only ?? NETWORKS) {
    for (const profile of values.profile ?? ['a16', 'a8', 'f32']) results.push(measure(name, profile));
  }
  console.log(toTable(results));
  if (values.json !== undefined) {
    const command = `node tools/keras/zoo/measure.mjs FOLDER${process.argv
      .slice(3)
      .map((word) => ` ${word}`)
      .join('')}`;
    const about = { command, node: process.version, keras: '3.15.1' };
    writeFileSync(values.json, `${JSON.stringify({ ...about, results }, null, 2)}\n`);
  }
}

function measure(name, profile) {
  const self = fileURLToPath(import.meta.url);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [self, folder, '--one', '--only', name, '--profile', profile],
    { encoding: 'utf8', maxBuffer: 2 ** 26 },
  );
  process.stderr.write(`${name} ${profile}: ${status === 0 ? stdout : stderr}`);
  if (status === 0) return JSON.parse(stdout);
  const sentence = /^\w*Error: .*$/m.exec(stderr)?.[0] ?? stderr.trim();
  return { name, profile, refused: sentence.replace(/^\w+: /, '') };
}

function toTable(results) {
  const head = [
    'network',
    'profile',
    'parameters',
    'bytes',
    'processor s',
    'peak MB',
    'SNR dB',
    'same class %',
    'Keras right %',
    'right %',
  ];
  const rows = results.map((r) =>
    r.refused
      ? [r.name, r.profile, r.refused, '', '', '', '', '', '', '']
      : [
          r.name,
          r.profile,
          r.parameters.toLocaleString('en-US'),
          r.bytes === null ? 'over 16 MiB' : r.bytes.toLocaleString('en-US'),
          r.processorSeconds.toFixed(0),
          r.peakMegabytes.toFixed(0),
          r.snr === null ? 'exact' : r.snr.toFixed(1),
          ...[r.agreement, r.kerasRight, r.right].map((share) =>
            share === null ? '-' : (100 * share).toFixed(1),
          ),
        ],
  );
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
