import { shortenText, showText } from '../format/shorten.ts';

/** A value of an ABI as text. However long and nested, what comes out is short. */
export function showValue(value: unknown, most = 600): string {
  if (typeof value === 'string') return shortenText(showText(value), most);
  if (Array.isArray(value)) {
    const shown = value.slice(0, 24).map((item) => showValue(item, 80));
    const rest = value.length - shown.length;
    return shortenText(
      `[${shown.join(', ')}${rest > 0 ? `, and ${rest.toLocaleString('en-US')} more` : ''}]`,
      most,
    );
  }
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).map(([name, field]) => `${showText(name)}: ${showValue(field, 80)}`);
    return shortenText(`{ ${fields.join(', ')} }`, most);
  }
  return shortenText(String(value), most);
}
