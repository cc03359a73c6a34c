import {
  COLOURS,
  drawPicture,
  formatNumber,
  innerWidth,
  legend,
  linearScale,
  paragraph,
  plane,
} from '@evm-ml/chart';
import type { Sample } from './report.ts';

const WIDTH = 860;
const TITLE = 'Memory of a node under load';

const curves = [
  { says: 'resident, with mapped files', colour: COLOURS.grey, of: (sample: Sample) => sample.residentMB },
  { says: 'own memory', colour: COLOURS.orange, of: (sample: Sample) => sample.anonymousMB },
  { says: 'JavaScript heap', colour: COLOURS.green, of: (sample: Sample) => sample.heapMB },
];

/** Memory of the node's process over the run. */
export function drawMemory(samples: readonly Sample[]): string {
  const width = innerWidth(WIDTH);
  const minute = ({ second }: Sample) => second / 60;
  return drawPicture({
    title: TITLE,
    width: WIDTH,
    blocks: [
      paragraph(TITLE, width, { size: 18, bold: true }),
      legend(
        curves.map(({ says, colour }) => ({ mark: 'line', colour, says })),
        width,
      ),
      plane({
        width,
        height: 240,
        x: { label: 'minutes', scale: linearScale(samples.map(minute), 'exact'), format: formatNumber },
        y: {
          label: 'megabytes',
          scale: linearScale(samples.flatMap((sample) => curves.map(({ of }) => of(sample)))),
          format: formatNumber,
        },
        series: curves.map(({ colour, of }) => ({
          as: 'line',
          colour,
          points: samples.map((sample) => ({ x: minute(sample), y: of(sample) })),
        })),
      }),
    ],
  });
}
