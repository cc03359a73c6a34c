import { expect, test } from 'vitest';
import { boxInput, deploy, deployBox, hostileComment } from '../support/box.ts';
import { textOf } from '../support/browser.ts';
import { HOSTILE } from '../support/scene.ts';
import { context, listen, page, scene, visit } from '../support/stage.ts';

const part = (title: string) =>
  page.locator('.panel', { has: page.getByRole('heading', { name: title, exact: true }) });

/** Sources as they were compiled, sources that fit but for a comment, and none that fit. */
export function verification(): void {
  test('a contract is verified from the file of its compiler; then its sources are shown and its functions asked', async () => {
    const box = await deployBox(scene);
    await visit(`/account/${box}`, 'Account');
    const form = part('Verify the sources');
    await form.getByText(/The code says that solc \d+\.\d+\.\d+ made it, which is here\./).waitFor();
    const file = (name: string, content: unknown) => ({
      ...{ name, mimeType: 'application/json' },
      buffer: Buffer.from(JSON.stringify(content)),
    });
    await form
      .getByLabel("The compiler's input, a file")
      .setInputFiles(file('a.json', { abi: [], bytecode: HOSTILE }));
    await form.getByText('This is what came of one contract, without its sources.').waitFor();
    const info = { _format: 'hh3-sol-build-info-1', input: boxInput() };
    await form.getByLabel("The compiler's input, a file").setInputFiles(file('build.json', info));
    const found = part('Sources');
    await found.getByText('Exact match: ').waitFor();
    expect(await textOf(found)).toContain(`Box in <img src=x onerror=window.hacked=1>\\u{202e}.sol`);
    expect(await textOf(found)).toMatch(/Set when deployed\s+0x0{63}7/);
    await found.locator('summary').first().click();
    await found.getByText('contract Box {').waitFor();
    expect(await found.locator('pre').first().textContent()).toContain(hostileComment);
    await part('Read').getByText('size()').click();
    await part('Read').getByRole('button', { name: 'Ask' }).first().click();
    await part('Read').getByRole('status').getByText('7', { exact: true }).waitFor();
    await part('Write').getByText('keep(uint256)').click();
    await part('Write').getByLabel('what (uint256)').fill('77');
    await part('Write').getByRole('button', { name: 'Send' }).click();
    await part('Write').getByText('Sent:').getByRole('link').click();
    await page.getByText('keep(uint256)').waitFor();
    await page.getByText('Kept', { exact: true }).waitFor();
    // It is kept by the browser, and forgotten when somebody says so.
    await visit(`/account/${box}`, 'Account');
    await page.reload();
    await found.getByText('Exact match: ').waitFor();
    await found.getByRole('button', { name: 'Forget' }).click();
    await form.waitFor();
    // Another comment, as text.
    await form.getByLabel('or its text').fill(JSON.stringify(boxInput('another')));
    await form.getByRole('button', { name: 'Compile and compare' }).click();
    await found.getByText('Match but for metadata: ').waitFor();
    await found.getByRole('button', { name: 'Forget' }).click();
    const other = JSON.stringify(boxInput('')).replace('kept = what', 'kept = 2 * what');
    await form.getByLabel('or its text').fill(other);
    await form.getByRole('button', { name: 'Compile and compare' }).click();
    await form.getByText('No match: none of the 1 contracts').waitFor();
    expect(await page.locator('#page img').count()).toBe(0);
    expect(await page.evaluate('window.hacked')).toBe(undefined);
  });

  test('what another compiler made: the page says what to do', async () => {
    // Code whose metadata names another release.
    const code = '00a164736f6c6343000605000a';
    const size = (code.length / 2).toString(16).padStart(2, '0');
    const odd = await deploy(scene, `0x60${size}600a5f3960${size}5ff3${code}`);
    await visit(`/account/${odd}`, 'Account');
    await part('Verify the sources')
      .getByText(/made by solc 0\.6\.5, and here is .* take soljson-v0\.6\.5\+commit.* with --compilers/)
      .waitFor();
  });

  test('a compiler that takes too long is stopped', async () => {
    const other = await context.newPage();
    listen(other);
    const asked = new Promise<void>((resolve) => {
      // No answer comes.
      void other.route(/\/compilers\/.*\.js$/, () => resolve());
    });
    await other.goto(`${scene.node.explorerUrl}#/account/${await deployBox(scene)}`);
    await other.getByLabel('or its text').fill(JSON.stringify(boxInput()));
    await other.getByRole('button', { name: 'Compile and compare' }).click();
    await asked;
    await other.getByRole('button', { name: 'Stop' }).click();
    await other.getByText('Stopped.').waitFor();
    await other.unrouteAll({ behavior: 'ignoreErrors' });
    await other.getByRole('button', { name: 'Compile and compare' }).click();
    await other.getByText('Exact match: ').waitFor();
    await other.close();
  });
}
