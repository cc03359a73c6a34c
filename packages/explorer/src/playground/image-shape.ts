import type { ModelSummary } from '../workers/model-summary.ts';

/** Height and width of an input that can be drawn. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  /** What full ink is likely to be in the model's units: 1, 16 or 255. */
  readonly ink: number;
}

const SIDES = { least: 6, most: 96 };
const INKS = [1, 16, 255] as const;

/** An input of one channel that is a picture: [h, w, 1], or a square [h, w]; undefined for all others. */
export function imageShapeOf({ inputs }: Pick<ModelSummary, 'inputs'>): ImageShape | undefined {
  const [port, ...others] = inputs;
  if (!port || others.length > 0 || port.kind !== 'real') return undefined;
  const [height = 0, width = 0, channels = 1, ...rest] = port.shape;
  const isPicture = rest.length === 0 && channels === 1 && (port.shape.length === 3 || height === width);
  const fits = [height, width].every((side) => side >= SIDES.least && side <= SIDES.most);
  if (port.shape.length < 2 || !isPicture || !fits) return undefined;
  const high = Math.max(...port.high, 0) || 1;
  const distance = (ink: number) => Math.abs(Math.log(high / ink));
  const ink = [...INKS].sort((one, other) => distance(one) - distance(other))[0]!;
  return { height, width, ink };
}
