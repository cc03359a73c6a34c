import { mlActions } from '@evm-ml/evm/viem';
import { expect, test } from 'vitest';
import { publicClient } from '../../../node/test/support/clients.ts';
import { textOf } from '../support/browser.ts';
import { bitmap, drawOne } from '../support/drawing.ts';
import { HOSTILE, NAMES } from '../support/scene.ts';
import { at, context, page, scene, visit } from '../support/stage.ts';

/** The chain and this browser answer. */
export function playground(): void {
  test('a digit is drawn: chain and browser give the same bits, and say which digit it is', async () => {
    await visit(`/playground/${NAMES.digits}`, /Playground/);
    await drawOne(page);
    await page.getByText('Same bits').waitFor();
    const best = page
      .getByRole('list', { name: 'Probabilities of the classes' })
      .locator('.marked .bar-label');
    await expect.poll(() => textOf(best)).toBe('1');
    await page.getByText('What a contract sees').click();
    expect(await textOf(page.locator('details'))).toMatch(
      /Calldata[\s\S]*Return data[\s\S]*Predict\.predict\("acme\.post\.digits"[\s\S]*cast call/,
    );
  });

  test('a picture instead: dark on bright is turned around; what is none is told of', async () => {
    await visit(`/playground/${NAMES.digits}`, /Playground/);
    const file = page.getByLabel('or a picture: choose a file, or drop it here');
    await file.setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from(HOSTILE) });
    await page.getByText('This is no picture that the browser can read.').waitFor();
    const bar = (x: number, y: number) => (x >= 26 && x < 31 && y >= 8 && y < 48 ? 10 : 245);
    await file.setInputFiles({ name: 'a.bmp', mimeType: 'image/bmp', buffer: bitmap(56, bar) });
    await page.getByText('Same bits').waitFor();
    const best = page
      .getByRole('list', { name: 'Probabilities of the classes' })
      .locator('.marked .bar-label');
    await expect.poll(() => textOf(best)).toBe('1');
    // Dropped on the drawing it is taken too, and the page stays where it is.
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByText('Draw something').waitFor();
    await page.evaluate(`{
      const bytes = Uint8Array.from(atob('${bitmap(56, bar).toString('base64')}'), (each) => each.charCodeAt(0));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([bytes], 'a.bmp', { type: 'image/bmp' }));
      document.querySelector('canvas').dispatchEvent(
        new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    }`);
    await page.getByText('Same bits').waitFor();
    await expect.poll(() => textOf(best)).toBe('1');
  });

  test('a row is typed: the answer is that of the chain', async () => {
    await visit(`/playground/${NAMES.wine}`, /Playground/);
    const row = page.getByRole('textbox', { name: /Numbers of one example/ });
    await row.fill('13.2, not-a-number');
    await page.getByText('“not-a-number” is no number.').waitFor();
    await row.fill(scene.lot.join('\t'));
    await page.getByText('13 of 13 numbers').waitFor();
    await page.getByText('Same bits').waitFor();
    const line = scene.lot.join(';');
    const csv = `${HOSTILE.replaceAll(/[\n,;]/g, '')};b\r\n${'1;'.repeat(12)}2\r\n${line}\r\n`;
    await page
      .getByLabel('or a file of rows (CSV)')
      .setInputFiles({ name: 'rows.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await page.getByText('Its columns: <img src=x').waitFor();
    expect(await row.inputValue()).toBe(`${'1, '.repeat(12)}2`);
    await page.getByRole('button', { name: 'Next' }).click();
    expect(await row.inputValue()).toBe(scene.lot.join(', '));
    await page.getByText('Same bits').waitFor();
    const output = await publicClient(scene.node.url)
      .extend(mlActions())
      .getPrediction({ model: NAMES.wine, input: [...scene.lot] });
    const shown = await page
      .getByRole('list', { name: 'Probabilities of the classes' })
      .locator('.bar-text')
      .allInnerTexts();
    expect(shown).toEqual(output.map((part) => `${(100 * Number(part)).toFixed(1)} %`));
  });

  test('a sentence is typed: the answer is a text, and that of the chain', async () => {
    await visit(`/playground/${NAMES.spelling}`, /Playground/);
    const box = page.getByRole('textbox', { name: 'A text for the model' });
    await box.fill('12345');
    await page.getByText('5 of at most 4 bytes: the model takes no longer text').waitFor();
    await box.fill('4711');
    await page.getByText('Same bits').waitFor();
    const said = await publicClient(scene.node.url)
      .extend(mlActions())
      .predictText({ model: NAMES.spelling, text: '4711' });
    expect(said).toBe('four thousand seven hundred eleven');
    const answer = page.getByLabel('The text that the model answers');
    expect(await textOf(answer)).toBe(said);
    // What is no number is a text like any other.
    await box.fill('<b>');
    await page.getByText('Same bits').waitFor();
    await page.getByText('What a contract sees').click();
    await page.getByText(`Predict.predictText("${NAMES.spelling}", "<b>")`).waitFor();
    expect(await page.locator('#page b').count()).toBe(0);
    await box.fill('');
    await page.getByText('Type something: the answer follows the keys.').waitFor();
  });

  test('kernels that compute something else are a loud difference', async () => {
    const other = await context.newPage();
    // What the chain answers is bent on its way: one bit of the last number.
    await other.route(`${scene.node.url}/`, async (route) => {
      const answer = await route.fetch();
      const text = await answer.text();
      const isCall = /"method":"eth_call"/.test(route.request().postData() ?? '');
      const flip = (_: string, rest: string, digit: string) =>
        `${rest}${(Number.parseInt(digit, 16) ^ 1).toString(16)}"`;
      const bent = isCall ? text.replace(/("0x[0-9a-f]{300,})([0-9a-f])"/, flip) : text;
      await route.fulfill({ response: answer, body: bent });
    });
    await other.goto(at(`/playground/${NAMES.wine}`));
    await other.getByRole('textbox', { name: /Numbers of one example/ }).fill(scene.lot.join(' '));
    await other.getByRole('alert').getByText('NOT THE SAME BITS').waitFor();
    await other.close();
  });
}
