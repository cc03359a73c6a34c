import { ASCENT, DEFAULT_SIZE, DESCENT, measureText } from '../text/measure-text.ts';

/** A text of a picture and the room that it takes at most. */
export interface PlacedText {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** All texts of a picture that `drawPicture` wrote. */
export function readTexts(svg: string): PlacedText[] {
  return [...svg.matchAll(/<text ([^>]*)>(.*?)<\/text>/gs)].map(([, attributes, content]) => {
    const of = (name: string) => new RegExp(`(?:^| )${name}="([^"]*)"`).exec(attributes!)?.[1];
    const size = Number(of('font-size') ?? DEFAULT_SIZE);
    const text = unescapeXml(content!.replace(/<title>.*?<\/title>/s, ''));
    const width = measureText(text, { size, bold: of('font-weight') === 'bold' });
    const [x, y] = [Number(of('x')), Number(of('y'))];
    const left = x - width * { start: 0, middle: 0.5, end: 1 }[of('text-anchor') ?? 'start']!;
    return { text, left, right: left + width, top: y - size * ASCENT, bottom: y + size * DESCENT };
  });
}

function unescapeXml(text: string): string {
  return text.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
}
