import { existsSync } from 'node:fs';
import { type Browser, chromium, type Locator } from 'playwright-core';

/** Where Debian and its kin install Chromium; `CHROMIUM` names another one. */
const places = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const found = places.find((path) => path !== undefined && existsSync(path));

/** Why there is no browser, in one line; undefined if there is one. */
export const noBrowser =
  found === undefined
    ? 'no Chromium at /usr/bin/chromium, and CHROMIUM names none (apt-get install chromium)'
    : undefined;

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: found!, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });

/** The text that is seen, not what is in the document besides. */
// biome-ignore lint/performance/useDomNodeTextContent: what is not seen does not count here.
export const textOf = (part: Locator): Promise<string> => part.innerText();
