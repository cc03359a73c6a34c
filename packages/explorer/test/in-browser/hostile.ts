import { expect, test } from 'vitest';
import { showText } from '../../src/format/shorten.ts';
import { textOf } from '../support/browser.ts';
import { HOSTILE, NAMES } from '../support/scene.ts';
import { at, context, page, scene } from '../support/stage.ts';

/** What strangers write is text, and the policy holds. */
export function hostileTexts(): void {
  test.each([
    ['revert', () => `/transaction/${scene.hostileRevert}`, 'Reverted: '],
    ['log and argument', () => `/transaction/${scene.hostileLog}`, 'VersionDeprecated'],
    ['layers and ports', () => `/model/${NAMES.hostile}`, 'parameters in'],
    ['playground', () => `/playground/${NAMES.hostile}`, 'Numbers of one example'],
    ['address', () => `/model/${encodeURIComponent(HOSTILE)}`, 'InvalidReference'],
    ['place', () => `/${encodeURIComponent(HOSTILE)}/${HOSTILE}`, 'There is no such place'],
  ] as const)('hostile text is text: %s', async (_, place, sign) => {
    await page.goto('about:blank');
    await page.goto(at(place()));
    await page.getByText(sign).first().waitFor();
    await expect.poll(() => textOf(page.locator('#page'))).toContain(showText(HOSTILE).slice(0, 20));
    expect(await page.locator('#page img, #page svg[onload]').count()).toBe(0);
    expect(await page.evaluate('window.hacked')).toBe(undefined);
    // Nothing turns the direction of what stands beside it.
    expect(await textOf(page.locator('#page'))).not.toContain('\u202E');
  });

  test('the policy stops what would become HTML, code or a request elsewhere', async () => {
    const other = await context.newPage();
    await other.goto(at('/'));
    const outcome = (code: string) =>
      other.evaluate(
        `(async () => { try { ${code}; return 'done'; } catch (error) { return error.name; } })()`,
      );
    expect(await outcome(`document.body.innerHTML = '<b>x</b>'`)).toBe('TypeError');
    expect(await outcome(`document.createElement('script').src = 'https://example.org/x.js'`)).toBe(
      'TypeError',
    );
    expect(await outcome(`new Worker('data:text/javascript,1')`)).toBe('TypeError');
    expect(await outcome(`await fetch('http://127.0.0.1:1/')`)).toBe('TypeError');
    await other.close();
  });
}
