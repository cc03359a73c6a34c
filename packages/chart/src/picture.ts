import { type Block, stackBlocks } from './block.ts';
import { INK } from './colours.ts';
import { moveShape, type Shape, type TextShape } from './shape.ts';
import { cleanText } from './text/clean-text.ts';
import { escapeXml } from './text/escape-xml.ts';
import { DEFAULT_SIZE, isOutsideTable, measureText } from './text/measure-text.ts';

export interface Picture {
  /** What a screen reader says and a browser shows as the picture's name. */
  readonly title: string;
  /** Pixels, margins included. */
  readonly width: number;
  /** Drawn one below the other, each at most `innerWidth` wide. */
  readonly blocks: readonly Block[];
}

const MARGIN = 16;
const GAP = 12;

/** What is left of a picture's width between its margins. */
export const innerWidth = (width: number): number => width - 2 * MARGIN;

/** The picture as an SVG file. */
export function drawPicture({ title, width, blocks }: Picture): string {
  const content = stackBlocks(blocks, GAP);
  const height = Math.ceil(content.height) + 2 * MARGIN;
  const shapes = content.shapes.map((shape) => drawShape(moveShape(shape, MARGIN, MARGIN)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" text-rendering="geometricPrecision" font-family="Helvetica, Arial, sans-serif" font-size="${DEFAULT_SIZE}" fill="${INK.text}">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="${INK.paper}"/>`,
    ...shapes.filter((shape) => shape !== ''),
    '</svg>',
    '',
  ].join('\n');
}

function drawShape(shape: Shape): string {
  if (shape.kind === 'text') return drawText(shape);
  if (shape.kind === 'line') {
    const points = shape.points.map(([x, y]) => `${pixels(x)},${pixels(y)}`).join(' ');
    return element('polyline', { points, fill: 'none', stroke: shape.colour, 'stroke-width': shape.width });
  }
  const paint = shape.hollow ? { fill: INK.paper, stroke: shape.colour } : { fill: shape.colour };
  const [x, y] = [pixels(shape.x), pixels(shape.y)];
  if (shape.kind === 'dot') {
    return element('circle', { cx: x, cy: y, r: pixels(shape.radius), ...paint }, titleOf(shape));
  }
  const size = { width: pixels(shape.width), height: pixels(shape.height) };
  const dashes = shape.hollow ? { 'stroke-dasharray': '2 3' } : {};
  return element('rect', { x, y, ...size, ...paint, ...dashes }, titleOf(shape));
}

function drawText({ x, y, text, anchor, size, bold, colour, title }: TextShape): string {
  if (cleanText(text).trim() === '') return '';
  const attributes = {
    x: pixels(x),
    y: pixels(y),
    'text-anchor': anchor === 'start' ? undefined : anchor,
    'font-size': size,
    'font-weight': bold ? 'bold' : undefined,
    fill: colour,
    // Of unknown letters the font decides; so that they fit all the same, their length is fixed.
    ...(isOutsideTable(text) && {
      textLength: pixels(measureText(text, { size, bold })),
      lengthAdjust: 'spacingAndGlyphs',
    }),
  };
  return element('text', attributes, titleOf({ title }) + escapeXml(text));
}

function titleOf({ title }: { readonly title?: string | undefined }): string {
  return title === undefined ? '' : `<title>${escapeXml(title)}</title>`;
}

function element(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  content = '',
) {
  const written = Object.entries(attributes).flatMap(([key, value]) => {
    return value === undefined ? [] : [` ${key}="${value}"`];
  });
  return content === ''
    ? `<${name}${written.join('')}/>`
    : `<${name}${written.join('')}>${content}</${name}>`;
}

/** A coordinate with one digit behind the point. */
function pixels(x: number): string {
  return `${Math.round(x * 10) / 10}`;
}
